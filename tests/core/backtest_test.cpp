#include "daemon/core/backtest.hpp"

#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

// A commitment about a yearly figure, lower is better, with everything known from its first day on.
struct Told {
  Commitment commitment;
  Indicator indicator;
  std::vector<Figure> figures;
  std::map<Period, std::vector<Figure>> known;

  explicit Told(const std::vector<int>& values) {
    commitment.forecast.emplace();
    indicator.polarity = Polarity::lower;
    indicator.frequency = PeriodKind::financial_year;
    for (const int value : values) {
      figures.push_back({.period = period("2000/01").plus(static_cast<std::int32_t>(figures.size())),
                         .value = Decimal{value, 0}});
      known.emplace(figures.back().period, figures);
    }
  }
  [[nodiscard]] BacktestScore score(std::optional<Decimal> goal) const {
    const std::array<std::int32_t, 1> next{1};
    return backtest({commitment, indicator, known, figures, [&](Period, Period) { return goal; }}, next);
  }
};

}  // namespace

TEST(Backtest, CountsWhatLayInTheIntervals) {
  // From the sixth figure on there are forecasts; the last figure is far off.
  const auto score = Told({10, 12, 10, 12, 10, 12, 11, 11, 30}).score(std::nullopt);
  EXPECT_EQ(score.refused[static_cast<std::size_t>(Refusal::too_few)], 5U);
  EXPECT_EQ(score.forecasts, 3U);
  EXPECT_EQ(score.within_80, 2U);
  EXPECT_EQ(score.within_95, 2U);
  EXPECT_EQ(score.judged, 0U);
  EXPECT_FALSE(score.brier());
}

TEST(Backtest, ComparesProbabilitiesWithSameAsLastYear) {
  // At most 11 was met every second year: last year says the wrong thing each time, the line does not know.
  const auto score = Told({10, 12, 10, 12, 10, 12, 10, 12, 10}).score(decimal("11"));
  EXPECT_EQ(score.judged, 3U);
  EXPECT_EQ(*score.brier_of_last_year(), 1);
  EXPECT_LT(*score.brier(), 0.4);
}

TEST(Backtest, AForecastKnowsOnlyWhatWasKnownThen) {
  Told told({10, 12, 10, 12, 10, 12, 11});
  const auto before = told.score(decimal("11"));
  // The third figure was revised afterwards: the outcome counts, the forecast stays.
  told.figures[2].value = decimal("500");
  EXPECT_EQ(told.score(decimal("11")).squares, before.squares);
  told.figures.back().value = decimal("500");
  EXPECT_EQ(told.score(decimal("11")).within_95, 0U);
}

TEST(Backtest, ScoresAddUp) {
  auto sum = Told({10, 12, 10, 12, 10, 12, 11}).score(decimal("11"));
  sum += Told({10, 12, 10, 12, 10, 12, 30}).score(decimal("11"));
  EXPECT_EQ(sum.forecasts, 2U);
  EXPECT_EQ(sum.within_95, 1U);
  EXPECT_EQ(sum.judged, 2U);
}

}  // namespace waymark::core::test
