#include <cmath>
#include <fstream>
#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "daemon/core/regression.hpp"
#include "tests/core/real_data.hpp"

// Certified values of NIST's Norris data and what R and Python computed for councils' and other series.
namespace waymark::core::test {
namespace {

struct Points {
  std::vector<double> x, y;
};

Points counted(std::vector<double> y, double from) {
  Points points{.x = std::vector<double>(y.size()), .y = std::move(y)};
  std::iota(points.x.begin(), points.x.end(), from);
  return points;
}

std::vector<double> column(const std::filesystem::path& file, const std::string& name) {
  std::vector<double> values;
  for (const auto& row : read_csv(file)) values.push_back(std::stod(row.at(name)));
  return values;
}

Points series(const std::filesystem::path& folder, const std::string& name) {
  if (name == "norris") return {column(folder / "norris.csv", "x"), column(folder / "norris.csv", "y")};
  if (name.starts_with("shampoo")) return counted(column(folder / "shampoo.csv", "Sales"), 1);
  if (name.starts_with("rossendale_ctax")) return counted({96.32, 95.73, 95.56, 95.98, 95.75, 95.31}, 1);
  return counted({8.77, 9.54, 8.29}, 1);
}

void near(double value, double wanted, const std::string& what, double relative = 1e-9) {
  EXPECT_NEAR(value, wanted, relative * std::max(std::abs(wanted), 1e-300)) << what;
}

nlohmann::json json(const std::filesystem::path& file) {
  std::ifstream in{file};
  return nlohmann::json::parse(in);
}

}  // namespace

TEST(RegressionRealData, MeetsTheCertifiedValuesOfNorris) {
  const auto folder = real_data("regression");
  if (folder.empty()) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  const auto certified = json(folder / "certified_values.json").at("norris");
  const auto points = series(folder, "norris");
  const auto line = least_squares(points.x, points.y).value();
  near(line.intercept, certified.at("b0"), "b0");
  near(line.slope, certified.at("b1"), "b1");
  near(line.intercept_error, certified.at("se_b0"), "se_b0");
  near(line.slope_error, certified.at("se_b1"), "se_b1");
  near(line.residual_sd, certified.at("resid_sd"), "resid_sd");
  near(line.r_squared, certified.at("r2"), "r2");
}

TEST(RegressionRealData, PredictsWithTheIntervalsThatRGives) {
  const auto folder = real_data("regression");
  if (folder.empty()) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  const auto rows = read_csv(folder / "ols_prediction_intervals_expected.csv");
  ASSERT_GE(rows.size(), 11U);
  for (const auto& row : rows) {
    const auto& name = row.at("series");
    const auto number = [&](const char* key) { return std::stod(row.at(key)); };
    const auto points = series(folder, name);
    const auto line = least_squares(points.x, points.y).value();
    near(line.intercept, number("intercept"), name + " intercept");
    near(line.slope, number("slope"), name + " slope");
    near(line.intercept_error, number("se_intercept"), name + " se_intercept");
    near(line.slope_error, number("se_slope"), name + " se_slope");
    near(line.residual_sd, number("resid_sd"), name + " resid_sd");
    near(line.r_squared, number("r2"), name + " r2");
    near(line.slope_p_value(), number("p_slope"), name + " p_slope");
    const std::vector<double> at{number("new_x")};
    const auto prediction = predict(line, at);
    near(prediction.central, number("fit"), name + " fit");
    const auto wide = student_t(0.95, prediction.degrees_of_freedom);
    const auto narrow = student_t(0.80, prediction.degrees_of_freedom);
    near(prediction.interval(wide).lower, number("pi95_lo"), name + " pi95_lo");
    near(prediction.interval(wide).upper, number("pi95_hi"), name + " pi95_hi");
    near(prediction.interval(narrow).lower, number("pi80_lo"), name + " pi80_lo");
    near(prediction.interval(narrow).upper, number("pi80_hi"), name + " pi80_hi");
    near(predict_mean(line, at.front()).interval(wide).lower, number("ci95_lo"), name + " ci95_lo");
    near(predict_mean(line, at.front()).interval(wide).upper, number("ci95_hi"), name + " ci95_hi");
  }
}

TEST(RegressionRealData, RobustTrendIsThatOfTheReference) {
  const auto folder = real_data("regression");
  if (folder.empty()) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  for (const auto& expected : json(folder / "mannkendall_theilsen_expected.json")) {
    const auto name = expected.at("series").get<std::string>();
    const auto points = counted(series(folder, name).y, 0);
    const auto trend = mann_kendall(points.y);
    near(trend.s, expected.at("s"), name + " s");
    near(trend.variance, expected.at("var_s"), name + " var_s");
    near(trend.z, expected.at("z"), name + " z");
    near(trend.tau, expected.at("tau"), name + " tau");
    // The reference subtracts from 1, which costs it digits of a small probability.
    EXPECT_NEAR(trend.p_value, expected.at("p"), 1e-15 + 1e-9 * trend.p_value) << name;
    const auto line = theil_sen(points.x, points.y);
    near(line.slope, expected.at("sen_slope"), name + " slope");
    near(line.intercept, expected.at("sen_intercept"), name + " intercept");
    near(line.lower, expected.at("scipy_lo"), name + " lower");
    near(line.upper, expected.at("scipy_hi"), name + " upper");
  }
}

}  // namespace waymark::core::test
