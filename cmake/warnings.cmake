# Every target of the project links waymark_warnings (privately, so that nobody else's build inherits it).
add_library(waymark_warnings INTERFACE)

target_compile_options(waymark_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # Designated initialisers name what differs from the default; the rest is left out on purpose.
  -Wno-missing-field-initializers)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these about its own standard library once it inlines (GCC bugs 105651, 105562, 107852).
  # The sanitizer builds find the real ones.
  target_compile_options(waymark_warnings INTERFACE
    -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
