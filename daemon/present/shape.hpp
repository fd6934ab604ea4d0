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
// A disc improves, a square is a concern, an arrow alone is neither, a wave is what always was.
[[nodiscard]] std::string shape(core::Variation variation);
// The target is the line: ticked, crossed, or crossed over by what happens.
[[nodiscard]] std::string shape(core::Assurance assurance);
[[nodiscard]] std::string shape(core::Outlook outlook);
[[nodiscard]] std::string shape(core::FindingKind kind);

// Filled and in the colour of that status; the stacked bar of a summary uses it too.
[[nodiscard]] std::string_view colour(core::Status status);

}  // namespace waymark::present
