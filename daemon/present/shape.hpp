#pragma once

#include <cstdint>
#include <string>

#include "daemon/core/scoreboard.hpp"

namespace waymark::present {

// Small drawings that tell states apart without colour; decorative beside the word (aria-hidden), 1 em high
// by the style sheet's class `shape`, coloured by presentation attributes.
[[nodiscard]] std::string shape(core::Status status);
[[nodiscard]] std::string shape(core::Direction direction);
[[nodiscard]] std::string shape(core::MilestoneState state);
[[nodiscard]] std::string shape(core::TopicState state);

// Filled and in the colour of that status; the stacked bar of a summary uses it too.
[[nodiscard]] std::string_view colour(core::Status status);

}  // namespace waymark::present
