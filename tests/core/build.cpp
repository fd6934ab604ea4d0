#include "tests/core/build.hpp"

#include <fstream>
#include <ranges>
#include <stdexcept>

namespace waymark::core::test {
namespace {

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = text.find(separator);
    auto part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + separator.size());
  }
  return parts;
}

template <class Value>
Value required(const std::optional<Value>& value, std::string_view text) {
  if (!value) throw std::invalid_argument{"the test says \"" + std::string{text} + '"'};
  return *value;
}

// `2023/24 Q1` has a space, so a figure starts where the next word with '=' does not belong to a label.
std::vector<std::string> pairs(std::string_view text) {
  std::vector<std::string> out;
  std::string label;
  for (const auto& piece : split(text, " ")) {
    if (piece.find('=') == std::string::npos) {
      if (piece.starts_with('x') && !out.empty() && label.empty()) {
        out.back() += ' ' + piece;
      } else {
        label += piece + ' ';
      }
      continue;
    }
    out.push_back(label + piece);
    label.clear();
  }
  return out;
}

// `8.77 (2021/22)`
DatedValue dated(std::string_view text, PeriodKind kind) {
  const auto open = text.find(" (");
  return {.period = period(text.substr(open + 2, text.size() - open - 3), kind),
          .value = decimal(text.substr(0, open))};
}

Tolerance tolerance(std::string_view text) {
  if (text.ends_with(" points")) return PointsTolerance{decimal(text.substr(0, text.size() - 7))};
  if (!text.ends_with('%')) return AbsoluteTolerance{decimal(text)};
  auto share = decimal(text.substr(0, text.size() - 1));
  share.scale = static_cast<std::uint8_t>(share.scale + 2);
  return RelativeTolerance{share};
}

// Reads the clauses in one order that does not depend on theirs: the frequency is needed by every period.
class Reader {
 public:
  Reader(Scenario& scenario, Indicator& indicator, Commitment& commitment)
      : scenario_(scenario), indicator_(indicator), commitment_(commitment) {}

  void frequency(const std::vector<std::string>& clauses) {
    for (const auto& clause : clauses) {
      if (const auto kind = period_kind(clause)) indicator_.frequency = *kind;
    }
  }

  void clause(std::string_view text) {
    if (period_kind(text)) return;
    if (const auto word = polarity(text)) {
      indicator_.polarity = *word;
    } else if (const auto of = unit(text)) {
      indicator_.unit = *of;
    } else if (const auto how = aggregation(text)) {
      indicator_.aggregation = *how;
    } else if (text == "step" || text == "linear") {
      commitment_.trajectory.shape = text == "step" ? TrajectoryShape::step : TrajectoryShape::linear;
    } else if (text == "interpolate") {
      commitment_.trajectory.interpolate = true;
    } else {
      const auto take = [&](std::string_view name) {
        if (!text.starts_with(name)) return false;
        text.remove_prefix(name.size());
        return true;
      };
      argument(take, text);
    }
  }

 private:
  void argument(auto take, const std::string_view& text) {
    const auto kind = indicator_.frequency;
    if (take("baseline ")) {
      commitment_.baseline = dated(text, kind);
    } else if (take("target ")) {
      commitment_.target = dated(text, kind);
    } else if (take("revised ")) {
      revision(text);
    } else if (take("points ")) {
      commitment_.trajectory.shape = TrajectoryShape::milestones;
      for (const auto& point : pairs(text)) {
        const auto at = point.find('=');
        commitment_.trajectory.points.push_back(
            {period(point.substr(0, at), kind), decimal(point.substr(at + 1))});
      }
    } else if (take("tolerance ")) {
      commitment_.tolerance = tolerance(text);
    } else if (take("floor ")) {
      commitment_.tolerance = FloorTolerance{decimal(text)};
    } else if (take("band ")) {
      const auto to = text.find(" to ");
      commitment_.tolerance = BandTolerance{decimal(text.substr(0, to)), decimal(text.substr(to + 4)), {}};
    } else if (take("near ")) {
      std::get<BandTolerance>(commitment_.tolerance).at_risk = decimal(text);
    } else if (take("start ")) {
      commitment_.start = day(text);
    } else if (take("due after ")) {
      const auto space = text.find(' ');
      indicator_.due_after = {std::stoi(std::string{text.substr(0, space)}), text.ends_with("working days")};
    } else if (take("bank holiday ")) {
      scenario_.calendar.bank_holidays.insert(
          static_cast<std::int32_t>(day(text).time_since_epoch().count()));
    } else if (take("as of ")) {
      scenario_.as_of = day(text);
    } else if (take("figures ")) {
      observe(scenario_.history, indicator_, commitment_.scope.path, text);
    } else {
      throw std::invalid_argument{"the test has a clause \"" + std::string{text} + '"'};
    }
  }

  void revision(std::string_view text) {
    const auto on = text.find(" on ");
    const auto due = text.find(" for ");
    TargetRevision revision{
        .value = decimal(text.substr(0, on)),
        .date = day(text.substr(on + 4, due == std::string_view::npos ? due : due - on - 4)),
        .approver = "Cabinet",
        .reason = "the test"};
    if (due != std::string_view::npos) revision.due = period(text.substr(due + 5), indicator_.frequency);
    commitment_.revisions.push_back(std::move(revision));
  }

  Scenario& scenario_;
  Indicator& indicator_;
  Commitment& commitment_;
};

}  // namespace

Decimal decimal(std::string_view text) {
  return required(Decimal::parse(text), text);
}

Period period(std::string_view text, PeriodKind kind) {
  const auto read = parse_period(text, kind);
  if (!read) throw std::invalid_argument{"the test has a period: " + read.error()};
  return *read;
}

std::chrono::sys_days day(std::string_view iso) {
  const auto read = parse_date(iso);
  if (!read) throw std::invalid_argument{"the test has a date: " + read.error()};
  return *read;
}

Plan plan() {
  Plan plan;
  plan.authority = {"E07000125"};
  plan.authority_name = "Rossendale Borough Council";
  return plan;
}

std::vector<Observation> observations(std::string_view text, PeriodKind kind) {
  std::vector<Observation> all;
  for (const auto& pair : pairs(text)) {
    const auto at = pair.find('=');
    Observation observation{.period = period(pair.substr(0, at), kind)};
    auto value = pair.substr(at + 1);
    if (const auto times = value.find(" x"); times != std::string::npos) {
      observation.revisions = static_cast<std::uint32_t>(std::stoi(value.substr(times + 2)));
      value.resize(times);
    }
    if (const auto flag = value.find('['); flag != std::string::npos) {
      observation.flag = required(parse_flag(value.substr(flag)), value);
      value.resize(flag);
    }
    if (const auto slash = value.find('/'); slash != std::string::npos) {
      observation.parts = Fraction{decimal(value.substr(0, slash)), decimal(value.substr(slash + 1))};
    } else if (value != "-") {
      observation.value = decimal(value);
    }
    all.push_back(observation);
  }
  return all;
}

void observe(History& history, const Indicator& indicator, std::string_view scope, std::string_view figures) {
  history.add({.key = {plan().authority, indicator.id, Scope{std::string{scope}}},
               .observations = observations(figures, indicator.frequency)});
}

std::string said(const Figures& figures) {
  std::string text;
  for (const auto& figure : figures.figures) {
    text += (text.empty() ? "" : ", ") + figure.period.label() + ' ' + figure.value.text();
    if (figure.flag != Flag::none) text += std::string{"["} + letter(figure.flag) + ']';
    if (figure.coverage.partial()) {
      text += " (" + std::to_string(figure.coverage.have) + " of " + std::to_string(figure.coverage.of) + ')';
    }
  }
  return text;
}

Scenario Scenario::of(std::string_view common, std::string_view own) {
  Scenario scenario{.plan = test::plan()};
  Indicator indicator{.id = {"agency_share"}, .title = "Agency share", .unit = Unit::percent};
  indicator.polarity = Polarity::lower;
  indicator.frequency = PeriodKind::financial_year;
  indicator.aggregation = Aggregation::ratio;
  Commitment commitment{.id = {"agency_down"}, .title = "Fewer agency staff", .indicator = indicator.id};

  auto clauses = split(common, ",");
  std::ranges::move(split(own, ","), std::back_inserter(clauses));
  Reader reader{scenario, indicator, commitment};
  reader.frequency(clauses);
  for (const auto& clause : clauses) reader.clause(clause);
  scenario.plan.indicators.push_back(std::move(indicator));
  scenario.plan.commitments.push_back(std::move(commitment));
  return scenario;
}

Scoreboard Scenario::evaluate() const {
  return core::evaluate(std::make_shared<const Plan>(plan), history, as_of, calendar);
}

std::vector<Line> lines_of(std::string_view file) {
  std::ifstream in{std::string{WAYMARK_TEST_DIR "/"} + std::string{file}};
  if (!in) throw std::runtime_error{"there is no " + std::string{file} + " beside the tests"};
  std::vector<Line> lines;
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos || text[first] == '#') continue;
    lines.push_back({number, text.substr(first)});
  }
  return lines;
}

}  // namespace waymark::core::test
