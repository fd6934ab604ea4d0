#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace waymark::remote_write {

// One sample on its way. Never changed once it exists: a corrected figure is another one with the next
// vintage.
struct Queued {
  std::int64_t id = 0;
  std::string labels;         // `name=value` a line, ascending by name, without vintage and empty values
  std::int64_t seconds = 0;   // since 1970
  std::uint32_t vintage = 0;  // 0 what was sent first, 1 its first correction, ...
  double value = 0;
};

}  // namespace waymark::remote_write
