// waymark.toml: whatever it says, reading it ends, every mistake has its place, and no message tells the
// value of a setting that is called password.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "config/configuration_parts.hpp"
#include "config/reader.hpp"

namespace {

namespace config = waymark::config;

void require(bool holds) {
  if (!holds) std::abort();
}

// What load_configuration() makes of it, without the files that it names.
void read(const std::string& text) {
  config::Diagnostics diagnostics;
  auto document = config::Document::parse(text, "waymark.toml", "/nowhere", diagnostics);
  require(document.has_value() || !diagnostics.ok());
  if (document) {
    config::Configuration configuration;
    auto root = document->root();
    config::read_authorities(root, "/nowhere", configuration, diagnostics);
    static_cast<void>(config::read_sources(root));
    config::read_remote_write(root, configuration);
    config::read_collectors(root, configuration);
    root.finish("waymark");
  }
  for (const auto& mistake : diagnostics.list()) {
    require(!mistake.message.empty());
    require(mistake.excerpt.find('\n') == std::string::npos);
    require(mistake.text().find("hunter2") == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  // Names may be anything: only as a value is it a secret.
  if (text.find("hunter2") != std::string::npos) return 0;
  read(text);
  // The same with a secret in the first empty text.
  const auto place = text.find("password = \"\"");
  if (place != std::string::npos)
    read(text.insert(place + std::string_view("password = \"").size(), "hunter2"));
  return 0;
}
