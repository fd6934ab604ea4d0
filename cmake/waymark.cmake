# The few functions that keep each folder's CMakeLists.txt at a handful of lines.
#
#   waymark_library(core DEPENDS ...)               this folder's *.cpp as waymark::core
#   waymark_resources(ledger migrations/*.sql)      files compiled into waymark::ledger
#   waymark_test(core DEPENDS waymark::core ...)    tests/core/*.cpp as the program core_tests
#
# Sources are globbed with CONFIGURE_DEPENDS: the rule is one target a folder, so that a file's place says
# what it belongs to, and adding one needs no second edit. The glob does not descend: a folder within a
# folder (collectors/csv) is a target of its own, or is named with SUBFOLDERS.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# What every target needs, whether library, program or test.
add_library(waymark_base INTERFACE)
target_include_directories(waymark_base INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_link_libraries(waymark_base INTERFACE Threads::Threads)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Boost 1.81 knows only the coroutines of older clangs.
  target_compile_definitions(waymark_base INTERFACE BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
endif()

# Debian's header-only mustache comes without a CMake package.
add_library(mustache INTERFACE)
add_library(mustache::mustache ALIAS mustache)
target_include_directories(mustache SYSTEM INTERFACE ${MUSTACHE_INCLUDE_DIR})

# waymark_library(NAME [SUBFOLDERS dir...] [EXCLUDE file...] [DEPENDS target...])
# Static library waymark_NAME, alias waymark::NAME. A folder that holds only headers is an interface library.
function(waymark_library name)
  cmake_parse_arguments(ARG "" "" "SUBFOLDERS;EXCLUDE;DEPENDS" ${ARGN})
  set(patterns *.cpp)
  foreach(folder IN LISTS ARG_SUBFOLDERS)
    list(APPEND patterns ${folder}/*.cpp)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${patterns})
  list(REMOVE_ITEM sources ${ARG_EXCLUDE} "")

  if(sources)
    add_library(waymark_${name} STATIC ${sources})
    target_link_libraries(waymark_${name} PUBLIC waymark_base ${ARG_DEPENDS} PRIVATE waymark_warnings)
    # Nothing else, so that the rest of the program comes from the compiler's cache.
    if(WAYMARK_COVERAGE AND name MATCHES "^(core|ledger)$")
      target_compile_options(waymark_${name} PRIVATE --coverage -fprofile-update=atomic)
      target_link_options(waymark_${name} INTERFACE --coverage)
    endif()
  else()
    add_library(waymark_${name} INTERFACE)
    target_link_libraries(waymark_${name} INTERFACE waymark_base ${ARG_DEPENDS})
  endif()
  add_library(waymark::${name} ALIAS waymark_${name})
endfunction()

# waymark_program(NAME main.cpp [DEPENDS target...])
# The program at build/<preset>/NAME.
function(waymark_program name main)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${main})
    return()
  endif()
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} waymark_base waymark_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()

# waymark_resources(NAME pattern...)
# Compiles the matching files of the current folder into waymark_NAME (call it after waymark_library). The code
# reads them through the generated header:
#
#   #include "resources/NAME.hpp"
#   for (const auto& file : waymark::resources::NAME()) use(file.name, file.content);
#
# in order of name, relative to the folder.
function(waymark_resources name)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${ARGN})
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  get_target_property(type waymark_${name} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()

  # One struct for all such headers, whichever are included together.
  string(CONCAT header
    "#pragma once\n\n#include <span>\n#include <string_view>\n\nnamespace waymark::resources {\n\n"
    "#ifndef WAYMARK_RESOURCES_FILE\n#define WAYMARK_RESOURCES_FILE\n"
    "struct File {\n  std::string_view name;\n  std::string_view content;\n};\n#endif\n\n"
    "std::span<const File> ${name}();\n\n}  // namespace waymark::resources\n")
  set(entries "")
  foreach(file IN LISTS files)
    file(READ ${file} content)
    string(APPEND entries "    {\"${file}\", R\"_waymark_(${content})_waymark_\"},\n")
  endforeach()
  string(CONCAT source "#include \"resources/${name}.hpp\"\n\n#include <array>\n\nnamespace waymark::resources {\n\n"
         "std::span<const File> ${name}() {\n  static constexpr auto files = std::to_array<File>({\n${entries}  });\n"
         "  return files;\n}\n\n}  // namespace waymark::resources\n")

  set(base ${PROJECT_BINARY_DIR}/generated/resources/${name})
  file(CONFIGURE OUTPUT ${base}.hpp CONTENT "${header}" @ONLY)
  # Not file(CONFIGURE): it would replace @words@ within the resources.
  set(old "")
  if(EXISTS ${base}.cpp)
    file(READ ${base}.cpp old)
  endif()
  if(NOT old STREQUAL source)
    file(WRITE ${base}.cpp "${source}")
  endif()
  if(files)
    target_sources(waymark_${name} PRIVATE ${base}.cpp)
  endif()
endfunction()

# waymark_test(NAME [LABELS label...] [DEPENDS target...])
# The program NAME_tests from the current folder's *.cpp, each of its cases a ctest case labelled NAME and LABELS.
# The label 'threads' also runs it under ThreadSanitizer. Cases named *RealData* read the folder named by the
# environment variable WAYMARK_REAL_DATA and skip without it.
# Files beside the test are found at compile time through WAYMARK_TEST_DIR, the repository through WAYMARK_SOURCE_DIR.
function(waymark_test name)
  cmake_parse_arguments(ARG "" "" "LABELS;DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_tests ${sources})
  target_link_libraries(${name}_tests PRIVATE ${ARG_DEPENDS} waymark_base waymark_warnings
                                              GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_tests PRIVATE WAYMARK_TEST_DIR="${CMAKE_CURRENT_SOURCE_DIR}"
                                                   WAYMARK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${name}_tests PRIVATE -O0)  # compiling a test costs more than running it
  set(labels ${name} ${ARG_LABELS})
  if("threads" IN_LIST labels)
    add_dependencies(threads_tests ${name}_tests)
  endif()
  # One word, since PRE_TEST discovery flattens lists; 'ctest -L' matches any part of it.
  string(JOIN "." label ${labels})
  gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       TEST_PREFIX ${name}. PROPERTIES LABELS ${label} TIMEOUT 300)
endfunction()
