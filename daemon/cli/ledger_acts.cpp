#include <charconv>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control_acts.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/hand_over.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/core/period.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/present/words.hpp"

namespace waymark::cli {

namespace {

std::unique_ptr<ledger::Ledger> open(const app::Loaded& loaded, const Options& options) {
  return ledger::open_to_write(loaded.configuration.ledger,
                               {.clock = ledger::system_clocks(options.accept_clock)});
}

// Both by the daemon that writes the ledger, or by this process where there is none.
ledger::Erased erase(const app::Loaded& loaded, const Options& options, const ledger::Erasure& what) {
  ledger::Erased erased;
  const auto by_daemon = hand_over(loaded, "ledger erase", app::to_wire(what), Progress(false),
                                   [&](const nlohmann::json& line) { erased = app::erased_from_wire(line); });
  return by_daemon ? erased : open(loaded, options)->erase(what);
}
std::vector<ledger::CorrectedTimes> correct(const app::Loaded& loaded, const Options& options,
                                            const ledger::TimeCorrection& correction) {
  std::vector<ledger::CorrectedTimes> corrected;
  const auto by_daemon =
      hand_over(loaded, "ledger correct-times", app::to_wire(correction), Progress(false),
                [&](const nlohmann::json& line) { corrected.push_back(app::corrected_from_wire(line)); });
  return by_daemon ? corrected : open(loaded, options)->correct_times(correction);
}

std::string said(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// `2026-11-27`, `2026-11-27 08:15`, in UTC; none of an empty text.
std::optional<std::chrono::sys_seconds> time_of(std::string_view option, std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::size_t date_size = 10;
  const auto day = core::parse_date(text.substr(0, date_size));
  auto rest = text.size() > date_size ? text.substr(date_size + 1) : std::string_view();
  const bool clock = rest.size() == 5 && rest[2] == ':';
  unsigned hour = 0, minute = 0;
  const auto number = [](std::string_view digits, unsigned& value) {
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return problem == std::errc() && end == digits.data() + digits.size();
  };
  const bool good = day && (text.size() == date_size ||
                            (clock && number(rest.substr(0, 2), hour) && number(rest.substr(3), minute)));
  if (!good || hour > 23 || minute > 59) {
    throw Failure(usage,
                  fmt::format("{}: \"{}\" is no time: write one like 2026-11-27 or \"2026-11-27 08:15\", "
                              "in UTC",
                              option, text));
  }
  return *day + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

// `-1600d`, `90m`; none of an empty text.
std::optional<std::chrono::seconds> duration_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const char* from = text.data() + (text[0] == '+' ? 1 : 0);
  const char* const last = text.data() + text.size();
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(from, last, count);
  std::int64_t unit = 0;
  if (end + 1 == last)
    unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 0;
  constexpr std::int64_t most = 400LL * 366 * 86400;  // four centuries
  if (problem != std::errc() || unit == 0 || count > most / unit || count < -most / unit) {
    throw Failure(usage, fmt::format("--by: \"{}\" is no duration: write one like -1600d, 90m or 2h", text));
  }
  return std::chrono::seconds(count * unit);
}

}  // namespace

int ledger_erase(const Options& options) {
  const auto loaded = load(options);
  ledger::Erasure what;
  what.run = options.run;
  what.line = options.row;
  what.act = options.act;
  what.role = options.role;
  what.reason = options.reason;
  if (what.act) what.authority = one_authority(*loaded, options).code;
  const auto subject = what.run ? fmt::format("run {}", *what.run) : fmt::format("act {}", *what.act);
  const auto erased = erase(*loaded, options, what);
  if (erased.texts == 0) {
    put("{}: nothing there to erase\n", subject);
    return answer_is_no;
  }
  put("{}: {} erased\n", subject, said(erased.texts, "text", "texts"));
  if (!erased.gone) {
    put(stderr,
        "a program that reads the ledger keeps its log, in which they still are; end it, and they go with "
        "the "
        "next thing that is recorded\n");
  }
  return fine;
}

int ledger_correct_times(const Options& options) {
  const auto loaded = load(options);
  ledger::TimeCorrection correction;
  correction.from = options.from;
  correction.through = options.through;
  if (options.from || !options.authority.empty()) correction.authority = one_authority(*loaded, options).code;
  correction.after = time_of("--after", options.after);
  correction.to = time_of("--to", options.to);
  correction.by = duration_of(options.by);
  correction.role = options.role.empty() ? "operator" : options.role;
  correction.reason = options.reason.empty() ? "recorded with a wrong clock" : options.reason;
  const auto corrected = correct(*loaded, options, correction);
  for (const auto& [authority, first, last, was, is] : corrected) {
    const auto entries =
        first == last ? fmt::format("entry {}", first) : fmt::format("entries {} to {}", first, last);
    put("{} of {}: {} -> {}\n", entries, authority.text, present::moment(was), present::moment(is));
  }
  if (corrected.empty()) put("nothing to correct\n");
  return fine;
}

}  // namespace waymark::cli
