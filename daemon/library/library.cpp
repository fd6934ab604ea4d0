#include "daemon/library/library.hpp"

#include <dlfcn.h>
#include <string_view>

#include <fmt/format.h>

namespace waymark::library {

Library::Library(const Name& name) : name_(name), handle_(dlopen(name.soname, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ != nullptr) return;
  const std::string_view why = dlerror();
  if (why == fmt::format("{}: cannot open shared object file: No such file or directory", name.soname)) {
    throw Missing(
        fmt::format("{} {} is not here: install the package {}", name.what, name.soname, name.package));
  }
  throw Missing(fmt::format("{} {} cannot be used ({}): install the package {} again", name.what, name.soname,
                            why, name.package));
}

void* Library::address(const char* function) const {
  if (void* const found = dlsym(handle_, function)) return found;
  throw Missing(fmt::format("{} {} has no {}: it is older than this program needs, upgrade the package {}",
                            name_.what, name_.soname, function, name_.package));
}

}  // namespace waymark::library
