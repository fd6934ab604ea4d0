#pragma once

#include <memory>
#include <string_view>

#include "daemon/history/samples.hpp"

namespace waymark::history {

// Prometheus cuts blocks up to here itself: samples younger than this would overlap its head block.
inline constexpr std::chrono::hours youngest{3};

// Takes pieces of the text in order.
using Write = std::function<void(std::string_view)>;

// OpenMetrics text with timestamps in seconds, ending in `# EOF`: for `promtool tsdb create-blocks-from
// openmetrics` and VictoriaMetrics' /api/v1/import/prometheus. The boards are of several authorities, as of
// one day; samples outside of `span` are left out.
struct Source {
  std::shared_ptr<const core::Scoreboard> board;
  ReadHistory read;
};
void write_openmetrics(std::span<const Source> sources, Span span, const Write& write);

}  // namespace waymark::history
