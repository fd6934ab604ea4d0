#pragma once

#include <string>
#include <string_view>

#include "collectors/cells/mapping.hpp"
#include "collectors/cells/sink.hpp"

namespace waymark::cells {

[[nodiscard]] Tolerance tolerance(const Mapping& mapping);

// Rows that are rejected: those of a sink, and those that contradict each other.
struct Refused {
  BadRows rows;
  std::uint64_t rejected = 0, read = 0;
  std::uint64_t unread = 0;  // rows behind those that were read
};
[[nodiscard]] Refused refused(const Sink& sink, const core::RowCounts& counts,
                              const core::Conflicts& conflicts);

// Why nothing of an input counts; `place` is what its rows are numbered by, "line" or "row".
[[nodiscard]] std::string too_many(const Refused& rows, const core::Reject& first, const Mapping& mapping,
                                   std::string_view place);

// What was passed over in an input whose rows count; empty when that was nothing.
[[nodiscard]] std::string note(const PassedOver& passed_over, std::string_view place);

}  // namespace waymark::cells
