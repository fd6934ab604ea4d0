#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "daemon/core/spc.hpp"
#include "tests/core/real_data.hpp"

// The reference cases of XmR charts: limits, every point's flag, and the summary of each group.
namespace waymark::core::test {
namespace {

namespace fs = std::filesystem;

std::string flag_of(const ControlSignal& signal) {
  switch (signal.cause) {
    case SpecialCause::none: return "Common Cause";
    case SpecialCause::outside_limits: return signal.high ? "Above UCL" : "Below LCL";
    case SpecialCause::trend:
      return signal.high ? "7 Point Trend (Increasing)" : "7 Point Trend (Decreasing)";
    case SpecialCause::two_of_three: return signal.high ? "2 in 3 Above CL" : "2 in 3 Below CL";
    case SpecialCause::shift: return signal.high ? "7 Points Above CL" : "7 Points Below CL";
  }
  return "?";
}

std::string point_type(Variation variation) {
  switch (variation) {
    case Variation::common_cause: return "common_cause";
    case Variation::improvement_high:
    case Variation::improvement_low: return "special_cause_improvement";
    case Variation::concern_high:
    case Variation::concern_low: return "special_cause_concern";
    case Variation::neutral_high: return "special_cause_neutral_high";
    case Variation::neutral_low: return "special_cause_neutral_low";
  }
  return "?";
}

std::string assurance_word(const std::optional<Assurance>& assurance) {
  if (!assurance) return "";
  switch (*assurance) {
    case Assurance::consistently_passes: return "consistent_pass";
    case Assurance::consistently_fails: return "consistent_fail";
    case Assurance::inconsistent: return "inconsistent";
  }
  return "?";
}

struct Facet {
  std::vector<Row> points;   // of the expected file, ascending
  std::vector<Row> summary;  // one a group
};

ControlRules rules_of(const std::string& options) {
  ControlRules rules{.polarity = Polarity::higher};
  if (options.find("improvement_direction=decrease") != std::string::npos) rules.polarity = Polarity::lower;
  if (options.find("improvement_direction=neutral") != std::string::npos) rules.polarity = Polarity::neutral;
  if (options.find("screen_outliers=FALSE") != std::string::npos) rules.screening = false;
  if (const auto at = options.find("fix_after_n_points="); at != std::string::npos) {
    rules.fixed_baseline = std::stoul(options.substr(at + 19));
  }
  return rules;
}

void check_facet(const std::string& name, const Facet& facet) {
  auto rules = rules_of(facet.summary.front().at("options"));
  std::vector<double> values;
  std::vector<std::size_t> starts;
  for (const auto& point : facet.points) {
    if (!values.empty() && point.at("rebase_group") != facet.points[values.size() - 1].at("rebase_group")) {
      starts.push_back(values.size());
    }
    values.push_back(std::stod(point.at("y")));
  }
  if (const auto& target = facet.points.back().at("target"); !target.empty())
    rules.target = std::stod(target);
  rules.starts = starts;
  const auto chart = control_limits(values, rules);

  ASSERT_EQ(chart.groups.size(), facet.summary.size()) << name;
  std::size_t group = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (group + 1 < chart.groups.size() && i == chart.groups[group + 1].first) ++group;
    const auto& expected = facet.points[i];
    const auto& limits = chart.groups[group];
    const auto near = [&](double value, const char* column) {
      const double wanted = std::stod(expected.at(column));
      EXPECT_NEAR(value, wanted, 1e-6 * std::max(1.0, std::abs(wanted))) << name << ' ' << column << ' ' << i;
    };
    near(limits.mean, "mean_col");
    near(limits.lower, "lpl");
    near(limits.upper, "upl");
    EXPECT_EQ(flag_of(chart.signals[i]), expected.at("special_cause_type")) << name << " point " << i;
    EXPECT_EQ(point_type(variation(chart.signals[i], rules.polarity)), expected.at("point_type"))
        << name << " point " << i;
    // Of exactly 12 points the reference warns against its own rule.
    if (limits.count != ControlGroup::enough) {
      EXPECT_EQ(limits.trial() ? "true" : "false", expected.at("short_group_warning")) << name;
    }
  }
  EXPECT_EQ(point_type(chart.variation), facet.summary.back().at("variation_type")) << name;
  EXPECT_EQ(assurance_word(chart.assurance), facet.summary.back().at("assurance_type")) << name;
}

}  // namespace

TEST(ControlChartRealData, IsWhatTheReferenceComputed) {
  const auto folder = real_data("spc");
  if (folder.empty()) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  std::map<std::pair<std::string, std::string>, Facet> facets;
  for (auto& row : read_csv(folder / "summary_expected.csv")) {
    const std::pair key{row.at("case"), row.at("f")};
    facets[key].summary.push_back(std::move(row));
  }
  for (auto& [key, facet] : facets) {
    for (auto& row : read_csv(folder / (key.first + ".expected.csv"))) {
      if (key.second.empty() || row.at("f") == key.second) facet.points.push_back(std::move(row));
    }
    ASSERT_FALSE(facet.points.empty()) << key.first;
    check_facet(key.first + ' ' + key.second, facet);
  }
  EXPECT_GE(facets.size(), 20U);
}

}  // namespace waymark::core::test
