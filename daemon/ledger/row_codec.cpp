#include "daemon/ledger/row_codec.hpp"

namespace waymark::ledger {

namespace {

void put(std::vector<std::uint8_t>& into, std::uint64_t value) {
  while (value >= 0x80) {
    into.push_back(static_cast<std::uint8_t>(value | 0x80U));
    value >>= 7U;
  }
  into.push_back(static_cast<std::uint8_t>(value));
}

std::uint64_t take_varint(const std::uint8_t*& at) {
  std::uint64_t value = *at & 0x7FU;
  for (unsigned shift = 7; (*at++ & 0x80U) != 0; shift += 7) value |= std::uint64_t{*at & 0x7FU} << shift;
  return value;
}

// Small numbers of either sign become small numbers.
std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U ^ (~(value & 1U) + 1U));
}

void put(std::vector<std::uint8_t>& into, core::Decimal value) {
  put(into, zigzag(value.mantissa));
  into.push_back(value.scale);
}

core::Decimal take_decimal(const std::uint8_t*& at) {
  const auto mantissa = unzigzag(take_varint(at));
  return {mantissa, *at++};
}

}  // namespace

void RowEncoder::put(const Row& row) {
  const bool other = row.series != series_;
  const std::uint32_t step = other ? row.period : row.period - period_;
  ledger::put(into_, std::uint64_t{step} << 1U | (other ? 1U : 0U));
  if (other) ledger::put(into_, std::uint64_t{row.series - series_});
  ledger::put(into_, std::uint64_t{row.figure.form.bits});
  ledger::put(into_, zigzag(row.figure.mantissa));
  ledger::put(into_, zigzag(std::int64_t{row.source_row} - std::int64_t{source_row_}));
  if (row.figure.parts) {
    ledger::put(into_, row.figure.parts->numerator);
    ledger::put(into_, row.figure.parts->denominator);
  }
  series_ = row.series;
  period_ = row.period;
  source_row_ = row.source_row;
}

const std::uint8_t* RowDecoder::take(const std::uint8_t* at, Row& row) {
  const auto step = take_varint(at);
  if ((step & 1U) != 0) {
    series_ += static_cast<std::uint32_t>(take_varint(at));
    period_ = 0;
  }
  period_ += static_cast<std::uint32_t>(step >> 1U);
  row.figure.form.bits = static_cast<std::uint32_t>(take_varint(at));
  row.figure.mantissa = unzigzag(take_varint(at));
  source_row_ = static_cast<std::uint32_t>(std::int64_t{source_row_} + unzigzag(take_varint(at)));
  if (row.figure.form.has_parts()) {
    const auto numerator = take_decimal(at);
    row.figure.parts = core::Fraction{numerator, take_decimal(at)};
  } else {
    row.figure.parts.reset();
  }
  row.series = series_;
  row.period = period_;
  row.source_row = source_row_;
  return at;
}

}  // namespace waymark::ledger
