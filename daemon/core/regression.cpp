#include "daemon/core/regression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

namespace waymark::core {
namespace {

// As a distance in pairs the exact distribution is small; above this many of either sign the normal one is
// as good.
constexpr std::size_t exact_runs = 20;
constexpr double two_sided_95 = 1.959963984540054;

double mean_of(std::span<const double> values) {
  long double sum = 0;
  for (const double value : values) sum += value;
  return static_cast<double>(sum / static_cast<long double>(values.size()));
}

double normal_at_most(double z) {
  return std::erfc(-z / std::sqrt(2.0)) / 2;
}

double choose(std::size_t n, std::size_t k) {
  if (k > n) return 0;
  double result = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    result = result * static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return result;
}

double exact_at_most(std::size_t plus, std::size_t minus, std::size_t runs) {
  double ways = 0;
  for (std::size_t r = 2; r <= runs; ++r) {
    const auto half = r / 2;
    if (r % 2 == 0) {
      ways += 2 * choose(plus - 1, half - 1) * choose(minus - 1, half - 1);
    } else {
      ways += choose(plus - 1, half) * choose(minus - 1, half - 1) +
              choose(plus - 1, half - 1) * choose(minus - 1, half);
    }
  }
  return ways / choose(plus + minus, plus);
}

// Pairs that are in order less those that are not, of each distance; equal ones count as neither.
double concordance(std::span<const double> values) {
  int s = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j)
      s += (values[j] > values[i]) - (values[j] < values[i]);
  }
  return s;
}

double tie_corrected_variance(std::span<const double> values) {
  const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  double sum = term(static_cast<double>(values.size()));
  for (auto at = sorted.begin(); at != sorted.end();) {
    const auto next = std::upper_bound(at, sorted.end(), *at);
    sum -= term(static_cast<double>(next - at));
    at = next;
  }
  return sum / 18;
}

}  // namespace

double median(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double student_t(double level, double degrees_of_freedom) {
  const boost::math::students_t_distribution<double> t{degrees_of_freedom};
  return boost::math::quantile(t, (1 + level) / 2);
}

double Line::slope_p_value() const {
  if (slope_error == 0) return slope == 0 ? 1 : 0;
  const boost::math::students_t_distribution<double> t{static_cast<double>(points) - 2};
  return 2 * boost::math::cdf(boost::math::complement(t, std::abs(slope / slope_error)));
}

std::optional<Line> least_squares(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 3 || x.size() != y.size()) return std::nullopt;
  const auto n = static_cast<double>(x.size());
  Line line{.points = x.size(), .mean_x = mean_of(x)};
  const double mean_y = mean_of(y);
  double xy = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - line.mean_x;
    const double dy = y[i] - mean_y;
    line.sum_of_squares += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (line.sum_of_squares == 0) return std::nullopt;
  line.slope = xy / line.sum_of_squares;
  line.intercept = mean_y - line.slope * line.mean_x;
  double residuals = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = (y[i] - mean_y) - line.slope * (x[i] - line.mean_x);
    residuals += residual * residual;
  }
  line.residual_sd = std::sqrt(residuals / (n - 2));
  line.slope_error = line.residual_sd / std::sqrt(line.sum_of_squares);
  line.intercept_error =
      line.residual_sd * std::sqrt(1 / n + line.mean_x * line.mean_x / line.sum_of_squares);
  line.r_squared = yy == 0 ? 1 : 1 - residuals / yy;
  return line;
}

// The observations' own scatter adds up; the line's error is common to all of them.
Prediction predict(const Line& line, std::span<const double> x) {
  const auto count = static_cast<double>(x.size());
  double central = 0;
  double away = 0;
  for (const double at : x) {
    central += line.at(at);
    away += at - line.mean_x;
  }
  const double spread =
      count + count * count / static_cast<double>(line.points) + away * away / line.sum_of_squares;
  return {central, line.residual_sd * std::sqrt(spread), static_cast<double>(line.points) - 2};
}

Prediction predict_mean(const Line& line, double x) {
  const double away = x - line.mean_x;
  const double spread = 1 / static_cast<double>(line.points) + away * away / line.sum_of_squares;
  return {line.at(x), line.residual_sd * std::sqrt(spread), static_cast<double>(line.points) - 2};
}

double Prediction::probability_at_most(double limit) const {
  if (error == 0) return limit >= central ? 1 : 0;
  const boost::math::students_t_distribution<double> t{degrees_of_freedom};
  return boost::math::cdf(t, (limit - central) / error);
}

RobustLine theil_sen(std::span<const double> x, std::span<const double> y) {
  std::vector<double> slopes;
  slopes.reserve(x.size() * (x.size() - 1) / 2);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i + 1; j < x.size(); ++j) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
  }
  RobustLine line{.slope = median(slopes)};
  std::vector<double> xs(x.begin(), x.end());
  std::vector<double> ys(y.begin(), y.end());
  line.intercept = median(ys) - line.slope * median(xs);

  const auto pairs = static_cast<double>(slopes.size());
  const double half = two_sided_95 * std::sqrt(tie_corrected_variance(y));
  const double last = pairs - 1;
  const auto low = std::clamp(std::nearbyint((pairs - half) / 2) - 1, 0.0, last);
  const auto high = std::clamp(std::nearbyint((pairs + half) / 2), 0.0, last);
  const auto nth = [&](double position) {
    const auto at = slopes.begin() + static_cast<std::ptrdiff_t>(position);
    std::ranges::nth_element(slopes, at);
    return *at;
  };
  line.lower = nth(low);
  line.upper = nth(high);
  return line;
}

MannKendall mann_kendall(std::span<const double> values) {
  MannKendall test;
  if (values.size() < 2) return test;
  const auto n = static_cast<double>(values.size());
  test.s = concordance(values);
  test.variance = tie_corrected_variance(values);
  test.tau = test.s / (n * (n - 1) / 2);
  if (test.s == 0 || test.variance <= 0) return test;
  test.z = (test.s > 0 ? test.s - 1 : test.s + 1) / std::sqrt(test.variance);
  test.p_value = 2 * normal_at_most(-std::abs(test.z));
  return test;
}

double runs_p_value(std::span<const double> residuals) {
  std::array<std::size_t, 2> signs{};
  std::size_t runs = 0;
  int before = 0;
  for (const double residual : residuals) {
    const int sign = (residual > 0) - (residual < 0);
    if (sign == 0) continue;
    ++signs[sign > 0 ? 1 : 0];
    if (sign != before) ++runs;
    before = sign;
  }
  const auto [minus, plus] = signs;
  if (minus == 0 || plus == 0) return 1;
  if (minus <= exact_runs && plus <= exact_runs) return exact_at_most(plus, minus, runs);
  const auto a = static_cast<double>(plus);
  const auto b = static_cast<double>(minus);
  const double mean = 1 + 2 * a * b / (a + b);
  const double variance = (mean - 1) * (mean - 2) / (a + b - 1);
  return normal_at_most((static_cast<double>(runs) + 0.5 - mean) / std::sqrt(variance));
}

}  // namespace waymark::core
