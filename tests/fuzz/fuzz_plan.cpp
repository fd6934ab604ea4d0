// A plan file holds whatever people write: any bytes give a plan or messages that can be shown.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/plan_loader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace config = waymark::config;
  const std::string text(reinterpret_cast<const char*>(data), size);
  config::Diagnostics diagnostics;
  const auto plan = config::load_plan({"E07000125"}, "Example", false, {{"plan.toml", text}}, diagnostics);
  if ((plan != nullptr) != diagnostics.ok()) std::abort();
  for (const config::Diagnostic& mistake : diagnostics.list()) {
    if (mistake.message.empty() || mistake.file != "plan.toml") std::abort();
    if (mistake.text().find('\0') != std::string::npos) std::abort();
  }
  return 0;
}
