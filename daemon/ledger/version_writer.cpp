#include "daemon/ledger/version_writer.hpp"

#include <algorithm>
#include <charconv>

#include "daemon/ledger/version.hpp"

namespace waymark::ledger {

namespace {

// `,[15,`, then mantissa, form, line, and the parts with their scales, each with what stands behind it.
constexpr std::size_t longest_version = 5 + 21 + 11 + 11 + 2 * (21 + 4);

template <class Number>
char* put(char* at, Number number, char behind) {
  at = std::to_chars(at, at + 20, number).ptr;
  *at = behind;
  return at + 1;
}

char* put(char* at, core::Decimal value, char behind) {
  return put(put(at, value.mantissa, ','), unsigned{value.scale}, behind);
}

}  // namespace

VersionWriter::VersionWriter(const Database& database, SeriesBook& book)
    : book_(book),
      insert_(database, "INSERT INTO observation_block (series, block, run, versions) VALUES (?, ?, ?, ?)") {}

void VersionWriter::add(const Row& row) {
  const auto block = block_of(row.period);
  if (size_ > 0 && (row.series != series_ || block != block_)) write_block();
  series_ = row.series;
  block_ = block;
  text_.resize(std::max(text_.size(), size_ + longest_version + 1));  // and the bracket at the end
  char* at = text_.data() + size_;
  *at++ = size_ == 0 ? '[' : ',';
  *at++ = '[';
  at = put(at, row.period % block_periods, ',');
  at = put(at, row.figure.mantissa, ',');
  at = put(at, row.figure.form.bits, ',');
  if (row.figure.parts) {
    at = put(at, row.source_row, ',');
    at = put(at, row.figure.parts->numerator, ',');
    at = put(at, row.figure.parts->denominator, ']');
  } else {
    at = put(at, row.source_row, ']');
  }
  size_ = static_cast<std::size_t>(at - text_.data());
}

void VersionWriter::write_block() {
  if (size_ == 0) return;
  text_[size_++] = ']';
  const std::string_view text(text_.data(), size_);
  insert_.bind(series_, block_, run_, text).run();
  if (!digest_.knows(series_)) digest_.named(series_, book_.key(series_));
  digest_.block(block_, text);
  size_ = 0;
}

std::optional<core::Sha256> VersionWriter::finish() {
  write_block();
  return digest_.finish();
}

}  // namespace waymark::ledger
