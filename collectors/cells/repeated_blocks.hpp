#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace waymark::cells {

// Which lines stand in a block of two lines or more that stood further up already: their places, ascending.
// Lines that are alike side by side are no block; they may be real. `digests`: of all lines, in their order.
[[nodiscard]] std::vector<std::uint32_t> repeated_blocks(std::span<const std::uint64_t> digests);

}  // namespace waymark::cells
