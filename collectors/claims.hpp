#pragma once

#include <string_view>

#include "collectors/collector.hpp"

namespace waymark::collectors {

// Whether there are names that both patterns (`*`, `?`, `[...]`, `\x`; without regard to case) match. What is
// in brackets is not looked into: it counts as any character.
[[nodiscard]] bool patterns_meet(std::string_view a, std::string_view b);

// Whether one of the two may take a file away that the other one is to read.
[[nodiscard]] bool in_each_others_way(const Claim& a, const Claim& b);

}  // namespace waymark::collectors
