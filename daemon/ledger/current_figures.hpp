#pragma once

#include <cstdint>
#include <optional>

#include "daemon/ledger/row.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Looks up the current version of one series' periods, asked for in ascending order: steps on over what lies
// close by, seeks what is far.
class CurrentFigures {
 public:
  explicit CurrentFigures(const Database& database);
  void start(std::uint32_t series);
  [[nodiscard]] std::optional<Figure> at(std::uint32_t period);
  // Lets go of the table, so that writing to it need not keep a place for this reader.
  void stop() { range_.reset(); }

 private:
  void seek(std::uint32_t period);
  void step();
  [[nodiscard]] core::Fraction parts(std::uint32_t period, std::int64_t run);

  Statement range_, parts_;
  std::uint32_t series_ = 0;
  bool started_ = false;
  bool row_ = false;  // range_ stands on a row, of this period
  std::uint32_t period_ = 0;
};

// The parts of one version.
inline constexpr std::string_view select_parts =
    "SELECT numerator, numerator_scale, denominator, denominator_scale FROM fraction "
    "WHERE series = ? AND period = ? AND run = ?";
[[nodiscard]] core::Fraction fraction_of(const Statement& row, int first_column);

}  // namespace waymark::ledger
