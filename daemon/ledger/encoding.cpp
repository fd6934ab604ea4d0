#include "daemon/ledger/encoding.hpp"

#include <charconv>

namespace waymark::ledger {

namespace {

// Small, since a check has one encoder a run.
constexpr std::size_t enough = 1024;

void append(std::string& to, std::int64_t value) {
  char digits[20];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

void Encoder::section(std::string_view name) {
  buffer_ += '[';
  text(name);
}

void Encoder::number(std::int64_t value) {
  buffer_ += 'i';
  append(buffer_, value);
  buffer_ += ';';
}

void Encoder::digest(const core::Sha256& value) {
  bytes({reinterpret_cast<const char*>(value.data()), value.size()});
}

void Encoder::digest(const std::optional<core::Sha256>& value) {
  value ? digest(*value) : none();
}

void Encoder::sized(char kind, std::string_view value) {
  buffer_ += kind;
  append(buffer_, static_cast<std::int64_t>(value.size()));
  buffer_ += ':';
  if (value.size() > enough) {
    flush();
    hasher_.update(value);
    return;
  }
  buffer_ += value;
  if (buffer_.size() > enough) flush();
}

void Encoder::column(const Statement& row, int column) {
  switch (row.type(column)) {
    case SQLITE_INTEGER: return number(row.integer(column));
    case SQLITE_NULL: return none();
    case SQLITE_BLOB: return bytes(row.bytes(column));
    default: return text(row.view(column));
  }
}

void Encoder::columns(const Statement& row) {
  this->row();
  const int columns = row.columns();
  for (int i = 0; i < columns; ++i) column(row, i);
}

void Encoder::rows(std::string_view name, Statement& select) {
  section(name);
  while (select.step()) columns(select);
  select.reset();
}

void Encoder::rows_if_any(std::string_view name, Statement& select) {
  for (bool first = true; select.step(); first = false) {
    if (first) section(name);
    columns(select);
  }
  select.reset();
}

void Encoder::flush() {
  hasher_.update(buffer_);
  buffer_.clear();
}

core::Sha256 Encoder::finish() {
  flush();
  return hasher_.finish();
}

}  // namespace waymark::ledger
