#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collectors/cells/mapping.hpp"
#include "daemon/core/observation.hpp"
#include "daemon/core/period.hpp"

namespace waymark::cells {

// A quick hash of bytes, for tables that live as long as one file.
[[nodiscard]] std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0);

// Equal, without a call for the few bytes that cells have.
[[nodiscard]] inline bool same_bytes(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::size_t at = 0;
  for (; at + 8 <= a.size(); at += 8) {
    std::uint64_t left = 0, right = 0;
    std::memcpy(&left, a.data() + at, 8);
    std::memcpy(&right, b.data() + at, 8);
    if (left != right) return false;
  }
  for (; at < a.size(); ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

// Reads the cells of a period column. Neighbouring rows mostly name the same few periods, so the last reading
// of each text is kept.
class Periods {
 public:
  using Names = std::map<std::string, std::string, std::less<>>;

  struct Style {
    bool excel = false;        // numbers are Excel serial dates
    bool dfe = false;          // 202324 is 2023/24
    core::LocalDay local_day;  // of times with a zone; none: the day is the one that is written
  };

  // `names`: what the file calls a period, tried first.
  Periods(const Names& names, Style style) : names_(names), style_(std::move(style)) {}
  explicit Periods(const Mapping& mapping)
      : Periods(mapping.periods, {mapping.excel_dates, mapping.dfe_periods, mapping.local_day}) {}

  // The code of the period that the trimmed cell names for an indicator of that frequency; 0 when it names
  // none, and reason() says why.
  [[nodiscard]] std::uint32_t code(std::string_view cell, core::PeriodKind kind);
  // Of a mark in the cell that was read last: `2023/24 [p]`.
  [[nodiscard]] core::Flag flag() const { return flag_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  // The setting by which a cell that is no period would be one, as a sentence; empty when there is none.
  [[nodiscard]] std::string setting_for(std::string_view cell, core::PeriodKind kind) const;

 private:
  struct Entry {
    std::array<char, 26> text{};
    std::uint8_t size = 0;
    core::PeriodKind kind = core::PeriodKind::day;
    core::Flag flag = core::Flag::none;
    std::uint32_t code = 0;  // 0: nothing is kept here
  };
  std::uint32_t parse(std::string_view cell, core::PeriodKind kind);
  std::uint32_t parse_plain(std::string_view cell, core::PeriodKind kind);

  const Names& names_;
  Style style_;
  core::Flag flag_ = core::Flag::none;
  std::vector<Entry> entries_ = std::vector<Entry>(4096);  // enough for the days of years
  std::string reason_;
};

}  // namespace waymark::cells
