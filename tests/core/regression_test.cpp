#include "daemon/core/regression.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace waymark::core::test {
namespace {

using Numbers = std::vector<double>;

// Rossendale's council tax collection rate, percent, 2019/20 to 2024/25.
const Numbers collected{96.32, 95.73, 95.56, 95.98, 95.75, 95.31};

Numbers count_up(std::size_t n, double from = 1) {
  Numbers x(n);
  std::iota(x.begin(), x.end(), from);
  return x;
}

// Equal to that many parts in one.
::testing::AssertionResult equal(double value, double wanted, double relative = 1e-9) {
  if (std::abs(value - wanted) <= relative * std::abs(wanted)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << value << " is not " << wanted;
}

}  // namespace

// domain.md 6: three points are no forecast, and this is why.
TEST(LeastSquares, OfThreePointsKnowsLittle) {
  const auto line = least_squares(count_up(3), Numbers{8.77, 9.54, 8.29}).value();
  const Numbers next{4};
  const auto prediction = predict(line, next);
  EXPECT_TRUE(equal(prediction.central, 8.38666666666666));
  const auto wide = prediction.interval(student_t(0.95, 1));
  EXPECT_TRUE(equal(wide.lower, -10.7440379342517));
  EXPECT_TRUE(equal(wide.upper, 27.517371267585));
}

TEST(LeastSquares, AndItsErrorsAreThoseOfTheReference) {
  const auto line = least_squares(count_up(6), collected).value();
  EXPECT_EQ(line.points, 6U);
  EXPECT_TRUE(equal(line.intercept, 96.232));
  EXPECT_TRUE(equal(line.slope, -0.130571428571429));
  EXPECT_TRUE(equal(line.intercept_error, 0.257401298698022));
  EXPECT_TRUE(equal(line.slope_error, 0.0660945519382525));
  EXPECT_TRUE(equal(line.residual_sd, 0.276493347892081));
  EXPECT_TRUE(equal(line.r_squared, 0.493843771059696));
  EXPECT_TRUE(equal(line.slope_p_value(), 0.119411650945582));
}

TEST(LeastSquares, NeedsThreePointsAndTwoPlaces) {
  EXPECT_FALSE(least_squares(Numbers{1, 2}, Numbers{1, 2}));
  EXPECT_FALSE(least_squares(Numbers{2, 2, 2}, Numbers{1, 2, 3}));
}

TEST(LeastSquares, ThroughPointsOnALineIsCertain) {
  const auto line = least_squares(count_up(6), Numbers{2, 4, 6, 8, 10, 12}).value();
  const Numbers next{7};
  const auto prediction = predict(line, next);
  EXPECT_NEAR(prediction.central, 14, 1e-12);
  EXPECT_EQ(prediction.probability_at_most(14.5), 1);
  EXPECT_EQ(prediction.probability_at_most(13.5), 0);
  EXPECT_EQ(line.r_squared, 1);
}

TEST(Prediction, OfASumIsWiderThanTheSumOfItsMiddles) {
  const auto line = least_squares(count_up(6), collected).value();
  const Numbers seven{7};
  const Numbers eight{8};
  const Numbers both{7, 8};
  const auto sum = predict(line, both);
  EXPECT_NEAR(sum.central, predict(line, seven).central + predict(line, eight).central, 1e-12);
  // From the covariance of the two: s^2 (2 + sum over i, k of (1/n + dx_i dx_k / Sxx)).
  const double dx = (7 - 3.5) + (8 - 3.5);
  EXPECT_TRUE(equal(sum.error, line.residual_sd * std::sqrt(2 + 4.0 / 6 + dx * dx / 17.5)));
}

TEST(Prediction, IsAsLikelyBelowItsMiddleAsAbove) {
  const Prediction prediction{.central = 10, .error = 2, .degrees_of_freedom = 4};
  EXPECT_DOUBLE_EQ(prediction.probability_at_most(10), 0.5);
  EXPECT_NEAR(prediction.probability_at_most(10 + 2 * student_t(0.95, 4)), 0.975, 1e-12);
  EXPECT_NEAR(prediction.probability_at_most(10 - 2 * student_t(0.80, 4)), 0.1, 1e-12);
}

TEST(StudentT, HasTheQuantilesOfThePrintedTables) {
  EXPECT_NEAR(student_t(0.95, 1), 12.7062, 5e-5);
  EXPECT_NEAR(student_t(0.95, 4), 2.7764, 5e-5);
  EXPECT_NEAR(student_t(0.80, 10), 1.3722, 5e-5);
}

TEST(TheilSen, IsTheMedianOfAllSlopes) {
  const auto line = theil_sen(count_up(6, 0), collected);
  EXPECT_TRUE(equal(line.slope, -0.1425));
  EXPECT_TRUE(equal(line.intercept, 96.09625));
  EXPECT_TRUE(equal(line.lower, -0.44));
  EXPECT_TRUE(equal(line.upper, 0.125));
  // One wild point moves it little.
  EXPECT_DOUBLE_EQ(theil_sen(count_up(7), Numbers{1, 2, 3, 4, 5, 6, 1000}).slope, 1);
}

TEST(MannKendall, CountsRisesAndFalls) {
  const auto test = mann_kendall(collected);
  EXPECT_EQ(test.s, -7);
  EXPECT_TRUE(equal(test.variance, 28.333333333333332));
  EXPECT_TRUE(equal(test.z, -1.1272037239532693));
  EXPECT_TRUE(equal(test.p_value, 0.2596563563704499));
  EXPECT_TRUE(equal(test.tau, -0.4666666666666667));
}

TEST(MannKendall, CorrectsForTies) {
  // n(n-1)(2n+5) less t(t-1)(2t+5) of the three equal ones: (6*5*17 - 3*2*11) / 18.
  EXPECT_TRUE(equal(mann_kendall(Numbers{1, 2, 2, 2, 3, 4}).variance, (510.0 - 66.0) / 18));
  EXPECT_EQ(mann_kendall(Numbers{3, 3, 3}).p_value, 1);
  EXPECT_EQ(mann_kendall(Numbers{3}).p_value, 1);
}

// Worked by hand: of the 20 orders of three pluses and three minuses, 2 have two runs and 4 have three.
TEST(RunsTest, IsExactForFewPoints) {
  EXPECT_NEAR(runs_p_value(Numbers{1, 1, 1, -1, -1, -1}), 0.1, 1e-12);
  EXPECT_NEAR(runs_p_value(Numbers{1, -1, -1, -1, 1, 1}), 0.3, 1e-12);
  EXPECT_NEAR(runs_p_value(Numbers{1, -1, 1, -1, 1, -1}), 1, 1e-12);
  EXPECT_NEAR(runs_p_value(Numbers{1, 0, 1, 1, -1, -1, 0, -1}), 0.1, 1e-12);
  EXPECT_EQ(runs_p_value(Numbers{1, 1, 1}), 1);
}

TEST(RunsTest, FindsThatAParabolaIsNoLine) {
  Numbers y;
  for (const double x : count_up(60)) y.push_back(x * x);
  const auto line = least_squares(count_up(60), y).value();
  Numbers residuals;
  for (std::size_t i = 0; i < y.size(); ++i) residuals.push_back(y[i] - line.at(static_cast<double>(i + 1)));
  EXPECT_LT(runs_p_value(residuals), 1e-6);
}

}  // namespace waymark::core::test
