#pragma once

#include <string>
#include <string_view>

#include "collectors/cells/mapping.hpp"
#include "collectors/cells/sink.hpp"

namespace waymark::cells {

[[nodiscard]] Tolerance tolerance(const Mapping& mapping);

// Why nothing of an input counts; `place` is what its rows are numbered by, "line" or "row".
[[nodiscard]] std::string too_many(const core::RowCounts& counts, const core::Reject& first,
                                   const Mapping& mapping, std::string_view place);

// One more sentence for what is reported of an input; an empty one says nothing.
void add_sentence(std::string& message, const std::string& sentence);

}  // namespace waymark::cells
