#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/scoreboard.hpp"

namespace waymark::metrics {

// Many short texts in one allocation.
class Texts {
 public:
  void add(std::string_view text) {
    text_ += text;
    ends_.push_back(text_.size());
  }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view{text_}.substr(begin, ends_[i] - begin);
  }

 private:
  std::string text_;
  std::vector<std::size_t> ends_;
};

// The label text of everything on a scoreboard, from `{` on and without the closing `}`: escaped once, used
// by every family and every rebuild. An empty text marks a repetition, which must not be printed.
struct Labels {
  explicit Labels(std::shared_ptr<const core::Scoreboard> scoreboard);

  // Whether they are those of this scoreboard too: same plan, same series in the same order.
  [[nodiscard]] bool fit(const core::Scoreboard& other) const;

  struct Barriers {
    std::string labels;
    std::uint32_t count = 0;
  };

  std::shared_ptr<const core::Scoreboard> board;
  Texts indicators;                // {authority,indicator,scope; by Scoreboard::indicators
  Texts commitments;               // {authority,commitment,indicator,scope; by Scoreboard::commitments
  Texts milestones;                // {authority,milestone; by Scoreboard::milestones
  Texts groups;                    // {authority,group; by Scoreboard::substitutions
  std::vector<Barriers> barriers;  // {authority,theme,ask_of,state; every state of each theme and addressee
  // complete label sets
  std::vector<std::string> authority_infos, indicator_infos, commitment_infos, milestone_infos;
};

}  // namespace waymark::metrics
