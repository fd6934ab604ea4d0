#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// Straight lines through points and what they foretell (docs/analysis.md). Everything here runs on doubles.
namespace waymark::core {

// Ordinary least squares, y = intercept + slope x.
struct Line {
  std::size_t points = 0;
  double intercept = 0, slope = 0;
  double intercept_error = 0, slope_error = 0;  // standard errors
  double residual_sd = 0;
  double r_squared = 0;
  double mean_x = 0;
  double sum_of_squares = 0;  // of x about its mean
  [[nodiscard]] double at(double x) const { return intercept + slope * x; }
  [[nodiscard]] double slope_p_value() const;  // two-sided, of a slope of 0
};
// Empty for fewer than three points and when all x are the same.
[[nodiscard]] std::optional<Line> least_squares(std::span<const double> x, std::span<const double> y);

// A value to come with its uncertainty: central + error x Student t.
struct Prediction {
  double central = 0;
  double error = 0;
  double degrees_of_freedom = 1;

  struct Interval {
    double lower = 0, upper = 0;
  };
  [[nodiscard]] Interval interval(double quantile) const {
    return {central - quantile * error, central + quantile * error};
  }
  // That the value will be at most `limit`.
  [[nodiscard]] double probability_at_most(double limit) const;
};
// The sum of the observations to come at these x; of one, its ordinary prediction.
[[nodiscard]] Prediction predict(const Line& line, std::span<const double> x);
// The mean at x, not an observation there.
[[nodiscard]] Prediction predict_mean(const Line& line, double x);

// The two-sided quantile of Student's t: 2.78 for 0.95 and 4 degrees of freedom.
[[nodiscard]] double student_t(double level, double degrees_of_freedom);

// Of at least one value; the values change their order.
[[nodiscard]] double median(std::span<double> values);

// The median of the slopes between all pairs; x must ascend strictly, with at least two points. The interval
// holds 95%, as Sen (1968) has it.
struct RobustLine {
  double slope = 0, intercept = 0;
  double lower = 0, upper = 0;  // of the slope
};
[[nodiscard]] RobustLine theil_sen(std::span<const double> x, std::span<const double> y);

// Whether values rise or fall at all, whatever the shape (Mann 1945, Kendall 1975; ties corrected).
struct MannKendall {
  double s = 0, variance = 0, z = 0, p_value = 1, tau = 0;
};
[[nodiscard]] MannKendall mann_kendall(std::span<const double> values);

// How likely chance alone makes so few runs of signs (Wald and Wolfowitz, 1940): small when residuals keep to
// one side for long, that is, when the line is the wrong shape. Zeros do not count. 1 when all signs are
// equal.
[[nodiscard]] double runs_p_value(std::span<const double> residuals);

}  // namespace waymark::core
