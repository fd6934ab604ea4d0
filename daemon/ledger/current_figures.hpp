#pragma once

#include <cstdint>
#include <optional>

#include "daemon/ledger/version_reader.hpp"

namespace waymark::ledger {

// Looks up the current version of one series' periods, asked for in ascending order: steps on over blocks
// that lie close by, seeks what is far.
class CurrentFigures {
 public:
  explicit CurrentFigures(const Database& database) : reader_(database) {}
  void start(std::uint32_t series);
  [[nodiscard]] std::optional<Figure> at(std::uint32_t period);
  // Lets go of the table.
  void stop() { reader_.stop(); }

 private:
  void seek(std::uint32_t period);

  VersionReader reader_;
  std::uint32_t series_ = 0;
  bool started_ = false;
  std::span<const Version> block_;  // the one in hand; empty: none is left
};

}  // namespace waymark::ledger
