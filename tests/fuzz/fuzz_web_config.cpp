// The web configuration file: reading ends, and of what it says nothing but names of users and keys is
// repeated.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "config/web_config.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const waymark::tests::TemporaryDirectory folder;
  const auto file = folder.path() / "web.toml";
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  waymark::config::Diagnostics diagnostics;
  const auto web = waymark::config::load_web_config(
      file, [](const waymark::config::WebTls&) { return std::nullopt; }, diagnostics);
  require(web.has_value() == diagnostics.ok());
  for (const auto& mistake : diagnostics.list()) {
    require(!mistake.message.empty() && mistake.excerpt.empty() && mistake.caret == 0);
  }
  return 0;
}
