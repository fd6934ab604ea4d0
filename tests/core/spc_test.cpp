#include "daemon/core/spc.hpp"

#include <array>
#include <cstdio>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::istringstream in{text};
  std::vector<double> values;
  for (double value = 0; in >> value;) values.push_back(value);
  return values;
}

char sign(ControlSignal signal) {
  switch (signal.cause) {
    case SpecialCause::none: return '.';
    case SpecialCause::outside_limits: return signal.high ? '^' : 'v';
    case SpecialCause::trend: return signal.high ? '/' : '\\';
    case SpecialCause::two_of_three: return signal.high ? '+' : '-';
    case SpecialCause::shift: return signal.high ? 'A' : 'B';
  }
  return '?';
}

std::string said(const ControlLimits& chart) {
  std::string text;
  for (const auto& group : chart.groups) {
    std::array<char, 96> limits{};
    std::snprintf(limits.data(), limits.size(), "%.3f %.3f %.3f", group.lower, group.mean, group.upper);
    text += (text.empty() ? "" : "; ") + std::string{limits.data()};
  }
  text += " | ";
  for (const auto& signal : chart.signals) text += sign(signal);
  text += " | " + std::string{word(chart.variation)};
  if (chart.assurance) text += ' ' + std::string{word(*chart.assurance)};
  return text;
}

std::string chart_said(const std::string& given) {
  std::istringstream clauses{given};
  std::string clause;
  std::getline(clauses, clause, ',');
  const auto values = numbers(clause);
  ControlRules rules;
  std::vector<std::size_t> starts;
  while (std::getline(clauses, clause, ',')) {
    clause.erase(0, clause.find_first_not_of(' '));
    const auto last = clause.rfind(' ');
    const auto number = last == std::string::npos ? std::string{} : clause.substr(last + 1);
    if (const auto known = polarity(clause)) {
      rules.polarity = *known;
    } else if (clause == "unscreened") {
      rules.screening = false;
    } else if (clause.starts_with("baseline ")) {
      rules.fixed_baseline = std::stoul(number);
    } else if (clause.starts_with("rebase at ")) {
      starts.push_back(std::stoul(number));
    } else if (clause.starts_with("target ")) {
      rules.target = std::stod(number);
    } else {
      throw std::invalid_argument{"no such option: " + clause};
    }
  }
  rules.starts = starts;
  return said(control_limits(values, rules));
}

}  // namespace

TEST(ControlChart, IsWhatSpcCasesSays) {
  int cases = 0;
  for (const auto& [number, text] : lines_of("spc.cases")) {
    const auto arrow = text.find(" -> ");
    ASSERT_NE(arrow, std::string::npos) << "spc.cases:" << number;
    EXPECT_EQ(chart_said(text.substr(0, arrow)), text.substr(arrow + 4)) << "spc.cases:" << number;
    ++cases;
  }
  EXPECT_GE(cases, 20);
}

TEST(ControlChart, OfNothingIsEmpty) {
  const auto chart = control_limits({}, {});
  EXPECT_TRUE(chart.groups.empty());
  EXPECT_TRUE(chart.signals.empty());
  EXPECT_EQ(chart.variation, Variation::common_cause);
}

TEST(ControlChart, OfFewPointsIsATrial) {
  std::vector<double> values{1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3};
  EXPECT_TRUE(control_limits(values, {}).groups.front().trial());
  values.push_back(2);
  EXPECT_FALSE(control_limits(values, {}).groups.front().trial());
  EXPECT_TRUE(control_limits(values, {.fixed_baseline = 6}).groups.front().trial());
}

TEST(Variation, HasABetterWordWhereThereIsABetterSide) {
  const ControlSignal high{SpecialCause::shift, true};
  const ControlSignal low{SpecialCause::shift, false};
  EXPECT_EQ(variation(high, Polarity::higher), Variation::improvement_high);
  EXPECT_EQ(variation(low, Polarity::higher), Variation::concern_low);
  EXPECT_EQ(variation(high, Polarity::lower), Variation::concern_high);
  EXPECT_EQ(variation(low, Polarity::lower), Variation::improvement_low);
  EXPECT_EQ(variation(high, Polarity::neutral), Variation::neutral_high);
  EXPECT_EQ(variation(low, Polarity::range), Variation::neutral_low);
}

}  // namespace waymark::core::test
