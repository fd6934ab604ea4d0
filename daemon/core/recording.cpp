#include "daemon/core/recording.hpp"

#include "daemon/core/words.hpp"

namespace waymark::core {

std::string_view word(RunOutcome outcome) {
  static constexpr Words<RunOutcome, 5> outcomes{{
      {RunOutcome::recorded, "recorded"},
      {RunOutcome::unchanged, "unchanged"},
      {RunOutcome::quarantined, "quarantined"},
      {RunOutcome::refused, "refused"},
      {RunOutcome::failed, "failed"},
  }};
  return word_of(outcomes, outcome);
}

std::string hex(const Sha256& digest) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(digest.size() * 2);
  for (const auto byte : digest) {
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
  return out;
}

}  // namespace waymark::core
