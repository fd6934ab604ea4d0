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

namespace {

// As fmt's `{:%Y-%m-%d %H:%M} UTC`, which the core does not know.
std::string minute(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
         "-" + two(static_cast<unsigned>(date.day())) + " " + two(clock.hours().count()) + ":" +
         two(clock.minutes().count()) + " UTC";
}

}  // namespace

std::string sentence(const Known& known) {
  auto text = "the same content was recorded on " + minute(known.when) + " from " + known.path;
  if (known.replaced_by) {
    text += "; " + known.replaced_by->path + " has replaced figures of it on " +
            minute(known.replaced_by->when) +
            " and stays: to take that back, run `waymark collect --reinstate FILE`";
  }
  return text;
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

std::string_view advice(Duplicates duplicates) {
  switch (duplicates) {
    case Duplicates::report:
      return R"(: they count twice; where they are the same payments, set duplicates = "once")";
    case Duplicates::refuse:
      return R"(; nothing of it counts, since duplicates = "refuse": take out what is there twice, or set "once")";
    case Duplicates::once: return ": they count once";
  }
  return {};
}

std::string Provenance::file_of(const Part& part) const {
  return part.collector == collector ? part.path : part.path + " of " + part.collector.text;
}

}  // namespace waymark::core
