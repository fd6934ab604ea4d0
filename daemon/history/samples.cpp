#include "daemon/history/samples.hpp"

#include <array>
#include <cmath>

#include "daemon/core/evaluate.hpp"
#include "daemon/metrics/samples.hpp"

namespace waymark::history {

namespace {

constexpr std::array families{
    SampleFamily{"kpi_period_value", "Figure of the period that ends here; percentages are ratios."},
    SampleFamily{"kpi_period_expected",
                 "What the trajectory expects of the period that ends here; percentages are ratios."},
};

std::string unit_word(core::Unit unit) {
  std::string_view label = metrics::value_unit(unit);  // ,unit="ratio"
  label.remove_prefix(label.find('"') + 1);
  return std::string{label.substr(0, label.find('"'))};
}

class Walk {
 public:
  Walk(const core::Scoreboard& board, const ReadHistory& read, Span span)
      : board_(board),
        plan_(*board.plan),
        read_(read),
        first_(span.from.time_since_epoch().count()),
        last_(span.to.time_since_epoch().count()) {}

  [[nodiscard]] SampleSeries values(const core::IndicatorResult& result) const {
    const auto& indicator = plan_.indicators[result.indicator];
    SampleSeries series{.name = families[0].name,
                        .labels = {{"authority", plan_.authority.text},
                                   {"indicator", indicator.id.text},
                                   {"scope", result.scope.path},
                                   {"unit", unit_word(indicator.unit)}},
                        .samples = {}};
    for (const auto& figure : reported(result)) add(series, figure, figure.value, indicator);
    return series;
  }

  [[nodiscard]] SampleSeries expectations(const core::CommitmentResult& result) const {
    const auto& promise = plan_.commitments[result.commitment];
    const auto& measured = board_.indicators[result.indicator];
    const auto& indicator = plan_.indicators[measured.indicator];
    SampleSeries series{.name = families[1].name,
                        .labels = {{"authority", plan_.authority.text},
                                   {"commitment", promise.id.text},
                                   {"indicator", promise.indicator.text},
                                   {"scope", promise.scope.path},
                                   {"unit", unit_word(indicator.unit)}},
                        .samples = {}};
    const bool directed =
        indicator.polarity == core::Polarity::higher || indicator.polarity == core::Polarity::lower;
    if (!directed) return series;
    for (const auto& figure : reported(measured)) {
      if (const auto value = core::expected_beside(promise, figure, board_.as_of)) {
        add(series, figure, *value, indicator);
      }
    }
    return series;
  }

 private:
  [[nodiscard]] std::vector<core::Figure> reported(const core::IndicatorResult& result) const {
    const auto& id = plan_.indicators[result.indicator].id;
    const auto keys = core::sources(plan_, id, result.scope);
    auto all = core::figures(plan_, read_(keys), id, result.scope).figures;
    std::erase_if(all, [&](const auto& figure) {
      return figure.flag == core::Flag::forecast || !figure.period.begun_by(board_.as_of);
    });
    return all;
  }

  void add(SampleSeries& series, const core::Figure& figure, core::Decimal value,
           const core::Indicator& indicator) const {
    const auto seconds = end_seconds(figure.period);
    const double number = metrics::shifted(value, metrics::shift(indicator.unit));
    if (seconds < first_ || seconds > last_ || !std::isfinite(number)) return;
    series.samples.push_back({.seconds = seconds, .value = number});
  }

  const core::Scoreboard& board_;
  const core::Plan& plan_;
  const ReadHistory& read_;
  std::int64_t first_, last_;
};

}  // namespace

std::span<const SampleFamily> sample_families() {
  return families;
}

std::int64_t end_seconds(core::Period period) {
  const std::chrono::sys_seconds end = period.last_day() + std::chrono::days{1} - std::chrono::seconds{1};
  return end.time_since_epoch().count();
}

void for_each_series(const core::Scoreboard& board, const ReadHistory& read, Span span,
                     std::string_view family, const std::function<void(const SampleSeries&)>& visit) {
  const Walk walk{board, read, span};
  const auto give = [&](const SampleSeries& series) {
    if (!series.samples.empty()) visit(series);
  };
  if (family == families[0].name) {
    for (const auto& result : board.indicators) give(walk.values(result));
  } else if (family == families[1].name) {
    for (const auto& result : board.commitments) give(walk.expectations(result));
  }
}

}  // namespace waymark::history
