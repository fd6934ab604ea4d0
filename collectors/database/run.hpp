#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "collectors/cells/layout.hpp"
#include "collectors/collector.hpp"
#include "collectors/database/driver.hpp"
#include "collectors/database/settings.hpp"

namespace waymark::database {

// What one run read.
struct ReadRows {
  std::uint64_t rows = 0;
  std::string watermark;  // empty when no row had one
};

// Gives every row of the result to the layout and the layout's figures to the sink.
[[nodiscard]] std::expected<ReadRows, Failed> read_rows(Rows& rows, const Settings& settings,
                                                        const Limits& limits, cells::Sink& sink,
                                                        collectors::Preview* preview);

}  // namespace waymark::database
