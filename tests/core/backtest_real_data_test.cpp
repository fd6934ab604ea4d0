#include <cstdio>

#include <gtest/gtest.h>

#include "daemon/core/backtest.hpp"
#include "tests/core/build.hpp"
#include "tests/core/real_data.hpp"

// Agency spend by month of Devon and Hyndburn, as published: how good forecasts would have been. The goal is
// not to spend more than the mean of the twelve months known last. The figures are printed, good or bad.
namespace waymark::core::test {
namespace {

constexpr std::size_t a_year = 12;

std::vector<Figure> months(const std::filesystem::path& file, const std::string& column) {
  std::vector<Figure> figures;
  for (const auto& row : read_csv(file)) {
    figures.push_back(
        {.period = period(row.at("month"), PeriodKind::month), .value = decimal(row.at(column)).rounded(2)});
  }
  return figures;
}

BacktestScore score_of(const std::vector<Figure>& figures, ForecastDeclaration declared) {
  Commitment commitment;
  commitment.forecast = std::move(declared);
  Indicator indicator;
  indicator.polarity = Polarity::lower;
  std::map<Period, std::vector<Figure>> known;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    known.emplace(figures[i].period,
                  std::vector(figures.begin(), figures.begin() + static_cast<std::ptrdiff_t>(i) + 1));
  }
  const auto goal = [&](Period origin, Period) -> std::optional<Decimal> {
    const auto& then = known.at(origin);
    if (then.size() < a_year) return std::nullopt;
    double sum = 0;
    for (auto i = then.size() - a_year; i < then.size(); ++i) sum += then[i].value.number();
    return Decimal::from_double(sum / a_year, 2);
  };
  return backtest({commitment, indicator, known, figures, goal}, usual_horizons(PeriodKind::month));
}

void print(const char* what, const BacktestScore& score) {
  std::printf(
      "%-38s %4u forecasts, %3u refused; in 80%% %.1f%%, in 95%% %.1f%%; Brier %.3f, as last year %.3f "
      "(%u)\n",
      what, score.forecasts, score.refused[2] + score.refused[3] + score.refused[4],
      100.0 * score.within_80 / score.forecasts, 100.0 * score.within_95 / score.forecasts,
      score.brier().value_or(-1), score.brier_of_last_year().value_or(-1), score.judged);
}

}  // namespace

TEST(BacktestRealData, OfAgencySpendByMonth) {
  if (real_data("series").empty()) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  const auto devon = months(real_data("series") / "devon_monthly_to_2020_03.csv", "agency_spend");
  const auto hyndburn = months(real_data("spend") / "hyndburn_expected.csv", "agency_spend");
  for (const auto& [name, figures] : {std::pair{"Devon", &devon}, {"Hyndburn", &hyndburn}}) {
    for (const bool seasonal : {false, true}) {
      for (const std::uint32_t window : {0U, 24U}) {
        if (seasonal && window > 0) continue;
        const auto score = score_of(*figures, {.seasonal = seasonal, .window = window});
        EXPECT_GT(score.forecasts, 0U) << name;
        EXPECT_GE(score.within_95, score.within_80) << name;
        print((std::string{name} + (seasonal     ? ", by season"
                                    : window > 0 ? ", line of 24 months"
                                                 : ", line of all"))
                  .c_str(),
              score);
      }
    }
  }
}

}  // namespace waymark::core::test
