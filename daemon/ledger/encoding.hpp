#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/batch.hpp"
#include "daemon/digest/sha256.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// What digests are made from: values one after the other, so that no two sequences of them have the same
// bytes. A number is `i12;`, a text `t5:hello`, bytes `b2:..`, nothing `n;`; a row begins with `(`, a section
// with `[` and its name as a text (docs/ledger-format.md).
class Encoder {
 public:
  void section(std::string_view name);
  void row() { buffer_ += '('; }
  void number(std::int64_t value);
  void text(std::string_view value) { sized('t', value); }
  void bytes(std::string_view value) { sized('b', value); }
  void digest(const core::Sha256& value);
  void digest(const std::optional<core::Sha256>& value);
  void none() { buffer_ += "n;"; }
  // A section of all rows that are left of a result, every column of it.
  void rows(std::string_view name, Statement& select);
  // The same, and nothing at all where there are no rows.
  void rows_if_any(std::string_view name, Statement& select);
  [[nodiscard]] core::Sha256 finish();  // once, at the end

 private:
  void sized(char kind, std::string_view value);
  void column(const Statement& row, int column);
  void columns(const Statement& row);
  void flush();

  std::string buffer_;
  digest::Hasher hasher_;
};

}  // namespace waymark::ledger
