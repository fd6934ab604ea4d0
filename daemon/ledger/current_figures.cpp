#include "daemon/ledger/current_figures.hpp"

#include <fmt/format.h>

namespace waymark::ledger {

CurrentFigures::CurrentFigures(const Database& database)
    : range_(database,
             "SELECT period, mantissa, form, run FROM observation WHERE series = ? AND period >= ? "
             "ORDER BY period, run"),
      parts_(database, select_parts) {}

void CurrentFigures::start(std::uint32_t series) {
  series_ = series;
  started_ = false;
  row_ = false;
}

void CurrentFigures::seek(std::uint32_t period) {
  range_.bind(series_, period);
  started_ = true;
  step();
}

void CurrentFigures::step() {
  row_ = range_.step();
  if (row_) period_ = range_.word(0);
}

std::optional<Figure> CurrentFigures::at(std::uint32_t period) {
  if (!started_) {
    seek(period);
  } else {
    constexpr int close_by = 16;
    for (int i = 0; row_ && period_ < period && i < close_by; ++i) step();
    if (row_ && period_ < period) seek(period);
  }
  if (!row_ || period_ != period) return std::nullopt;
  Figure figure;
  std::int64_t run = 0;
  do {
    figure.mantissa = range_.integer(1);
    figure.form.bits = range_.word(2);
    if (figure.form.has_parts()) run = range_.integer(3);
    step();
  } while (row_ && period_ == period);
  if (figure.form.has_parts()) figure.parts = parts(period, run);
  return figure;
}

core::Fraction CurrentFigures::parts(std::uint32_t period, std::int64_t run) {
  if (!parts_.bind(series_, period, run).step()) {
    throw LedgerError(
        fmt::format("series {} lacks the parts of a ratio; run 'waymark ledger check', then restore a "
                    "backup",
                    series_));
  }
  const auto parts = fraction_of(parts_, 0);
  parts_.reset();
  return parts;
}

core::Fraction fraction_of(const Statement& row, int first_column) {
  const auto decimal = [&](int column) {
    return core::Decimal{row.integer(column), static_cast<std::uint8_t>(row.integer(column + 1))};
  };
  return {decimal(first_column), decimal(first_column + 2)};
}

}  // namespace waymark::ledger
