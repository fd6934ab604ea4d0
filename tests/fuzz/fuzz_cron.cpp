// Cron texts: what is read reads back the same, and the times that it names fit and ascend.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/core/cron.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cron = waymark::core::Cron::parse(text);
  if (!cron) {
    require(!cron.error().empty());
    return 0;
  }
  const auto again = waymark::core::Cron::parse(cron->text());
  require(again.has_value());
  std::chrono::local_seconds from = std::chrono::local_days{std::chrono::year{2026} / 3 / 28};
  for (int i = 0; i < 20; ++i) {
    const auto next = cron->next(from);
    require(again->next(from) == next);
    if (!next) break;  // 29 February on a Sunday is not twenty times before 2200
    require(*next >= from && cron->next(*next) == next);
    from = *next + std::chrono::minutes{1};
  }
  return 0;
}
