#include "daemon/present/words.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"

namespace waymark::present {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};

// Whole calendar months from `from` to `to`, from <= to. The last day of a month completes one that began on
// a later day: 31 January to 28 February is a month.
int whole_months(sys_days from, sys_days to) {
  const year_month_day a{from};
  const year_month_day b{to};
  int count = (int{b.year()} - int{a.year()}) * 12 + static_cast<int>(unsigned{b.month()}) -
              static_cast<int>(unsigned{a.month()});
  const bool ends_month = year_month_day{to + days{1}}.day() == std::chrono::day{1};
  if (b.day() < a.day() && !ends_month) --count;
  return count;
}

std::string distance(sys_days earlier, sys_days later) {
  const auto apart = (later - earlier).count();
  const auto months_apart = whole_months(earlier, later);
  if (apart < 28 || months_apart < 1) return plural(static_cast<std::size_t>(apart), "day");
  if (months_apart < 24) return plural(static_cast<std::size_t>(months_apart), "month");
  return plural(static_cast<std::size_t>(months_apart / 12), "year");
}

struct DescribeTolerance {
  core::Unit unit;

  std::string operator()(const core::RelativeTolerance& t) const {
    return fmt::format("At risk up to {:.4g}% worse than expected, off track beyond.",
                       t.share.number() * 100);
  }
  std::string operator()(const core::AbsoluteTolerance& t) const {
    if (t.amount.zero()) return "Off track as soon as it is worse than expected.";
    return fmt::format("At risk up to {} worse than expected, off track beyond.",
                       core::amount(t.amount, unit));
  }
  std::string operator()(const core::PointsTolerance& t) const {
    return fmt::format("At risk up to {} worse than expected, off track beyond.",
                       core::difference(t.points, unit));
  }
  std::string operator()(const core::FloorTolerance& t) const {
    return fmt::format(
        "At risk between what is expected and the minimum standard of {}, off track beyond it.",
        core::amount(t.minimum, unit));
  }
  std::string operator()(const core::BandTolerance& t) const {
    return fmt::format("On track from {} to {}, at risk up to {} outside that range, off track beyond.",
                       core::amount(t.low, unit), core::amount(t.high, unit),
                       core::difference(t.at_risk, unit));
  }
};

}  // namespace

std::string date(sys_days day) {
  const year_month_day ymd{day};
  return fmt::format("{} {} {}", unsigned{ymd.day()}, months.at(unsigned{ymd.month()} - 1), int{ymd.year()});
}

std::string moment(std::chrono::sys_seconds when) {
  const auto day = std::chrono::floor<days>(when);
  const std::chrono::hh_mm_ss time{when - day};
  return fmt::format("{}, {:02}:{:02} UTC", date(day), time.hours().count(), time.minutes().count());
}

std::string timestamp(std::chrono::sys_seconds when) {
  const auto day = std::chrono::floor<days>(when);
  const std::chrono::hh_mm_ss time{when - day};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", core::iso_date(day), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::string age(sys_days day, sys_days now) {
  const auto apart = (now - day).count();
  if (apart == 0) return "today";
  if (apart == 1) return "yesterday";
  if (apart == -1) return "tomorrow";
  return apart > 0 ? distance(day, now) + " ago" : "in " + distance(now, day);
}

std::string span_of(core::Period period) {
  if (period.first_day() == period.last_day()) return date(period.first_day());
  return fmt::format("{} to {}", date(period.first_day()), date(period.last_day()));
}

std::string join(std::span<const std::string> items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string plural(std::size_t count, std::string_view singular, std::string_view many) {
  const auto number = core::grouped(core::Decimal{static_cast<std::int64_t>(count), 0});
  if (count == 1) return fmt::format("{} {}", number, singular);
  return many.empty() ? fmt::format("{} {}s", number, singular) : fmt::format("{} {}", number, many);
}

std::string capitalised(std::string_view text) {
  std::string out{text};
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string uncapitalised(std::string_view text) {
  std::string out{text};
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

std::string spaced(std::string_view word) {
  std::string out{word};
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string_view adjective(core::PeriodKind kind) {
  switch (kind) {
    case core::PeriodKind::day: return "daily";
    case core::PeriodKind::week: return "weekly";
    case core::PeriodKind::month: return "monthly";
    case core::PeriodKind::quarter: return "quarterly";
    case core::PeriodKind::financial_year: return "every financial year";
    case core::PeriodKind::calendar_year: return "every calendar year";
  }
  std::abort();
}

std::string_view noun(core::PeriodKind kind) {
  switch (kind) {
    case core::PeriodKind::day: return "day";
    case core::PeriodKind::week: return "week";
    case core::PeriodKind::month: return "month";
    case core::PeriodKind::quarter: return "quarter";
    case core::PeriodKind::financial_year: return "financial year";
    case core::PeriodKind::calendar_year: return "calendar year";
  }
  std::abort();
}

std::string_view title(core::Unit unit) {
  switch (unit) {
    case core::Unit::percent: return "Percent";
    case core::Unit::gbp: return "Pounds";
    case core::Unit::fte: return "Full-time equivalents";
    case core::Unit::headcount: return "People";
    case core::Unit::count: return "Number";
    case core::Unit::days: return "Days";
    case core::Unit::hours: return "Hours";
    case core::Unit::minutes: return "Minutes";
    case core::Unit::ratio: return "Ratio";
    case core::Unit::index: return "Index";
    case core::Unit::per_1000: return "Per 1,000";
  }
  std::abort();
}

std::string_view words(core::Polarity polarity) {
  switch (polarity) {
    case core::Polarity::higher: return "Higher is better";
    case core::Polarity::lower: return "Lower is better";
    case core::Polarity::neutral: return "Neither higher nor lower is better";
    case core::Polarity::range: return "Best within a range";
  }
  std::abort();
}

std::string_view words(core::BarrierState state) {
  switch (state) {
    case core::BarrierState::open: return "Open: not yet raised";
    case core::BarrierState::raised: return "Raised: waiting for an answer";
    case core::BarrierState::agreed: return "Agreed: not yet in effect";
    case core::BarrierState::resolved: return "Resolved";
    case core::BarrierState::closed: return "Closed without being resolved";
  }
  std::abort();
}

std::string_view words(core::TopicState state) {
  switch (state) {
    case core::TopicState::current: return "Answered, data current";
    case core::TopicState::late: return "Answered, data late";
    case core::TopicState::no_data: return "Answered, no data yet";
    case core::TopicState::narrative_only: return "Answered in words only";
    case core::TopicState::not_applicable: return "Does not apply";
    case core::TopicState::unanswered: return "Not answered";
  }
  std::abort();
}

std::string_view words(core::RunOutcome outcome) {
  switch (outcome) {
    case core::RunOutcome::recorded: return "Recorded";
    case core::RunOutcome::unchanged: return "Nothing new";
    case core::RunOutcome::quarantined: return "Put in quarantine";
    case core::RunOutcome::refused: return "Refused";
    case core::RunOutcome::failed: return "Failed";
  }
  std::abort();
}

std::string scope_title(const core::Plan& plan, const core::Scope& scope) {
  if (scope.whole()) return "Whole council";
  std::string text = scope.parent().whole() ? std::string{} : scope_title(plan, scope.parent()) + ", ";
  for (const auto& titled : plan.scopes) {
    if (titled.scope == scope) return text + titled.title;
  }
  return text + scope.path.substr(scope.path.rfind('/') + 1);
}

std::string describe(const core::Trajectory& trajectory) {
  switch (trajectory.shape) {
    case core::TrajectoryShape::linear:
      return "Expected to move in a straight line from the baseline to the target.";
    case core::TrajectoryShape::step:
      return "The baseline is expected until the target applies from its due period.";
    case core::TrajectoryShape::milestones:
      return trajectory.interpolate
                 ? "Expected to pass through agreed values, in a straight line between them."
                 : "Expected to reach agreed values, each of which holds until the next.";
  }
  std::abort();
}

std::string describe(const core::Tolerance& tolerance, core::Unit unit) {
  return std::visit(DescribeTolerance{unit}, tolerance);
}

std::string describe(const core::Pace& pace) {
  std::string text;
  if (pace.linear) {
    text = fmt::format(
        "The change so far is {:.2f} times what a straight line from baseline to target would have brought "
        "by now.",
        *pace.linear);
  }
  if (pace.word == core::PaceWord::undefined) return text;
  if (!text.empty()) text += ' ';
  const auto word = spaced(core::word(pace.word));
  if (pace.growth)
    return text + fmt::format("Growth rate against the rate needed: {:.2f}, {}.", *pace.growth, word);
  return text + capitalised(word) + '.';
}

std::string coverage_note(const core::Figure& figure) {
  if (!figure.coverage.partial()) return {};
  return fmt::format("partial: {} of {}", figure.coverage.have, plural(figure.coverage.of, "part"));
}

std::string data_age(const core::Figure& figure, sys_days as_of) {
  const auto end = figure.period.last_day();
  return fmt::format("period {} {}, {}", end <= as_of ? "ended" : "ends", date(end), age(end, as_of));
}

}  // namespace waymark::present
