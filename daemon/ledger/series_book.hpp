#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "daemon/ledger/fingerprint.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// What is held of a series, without looking at its figures.
struct SeriesState {
  std::uint64_t versions = 0;
  std::uint64_t periods = 0;
  std::uint32_t last_period = 0;
  std::uint32_t kinds = 0;
  Fingerprint current;

  [[nodiscard]] bool empty() const { return versions == 0; }
  // Takes in a version; `held` is the one it replaces.
  void add(std::uint32_t period, const Figure& figure, const std::optional<Figure>& held);
};

// The ledger's numbers for series, shared by all recordings of a writer. A series gets its number when it is
// first named and its row with its first figure.
class SeriesBook {
 public:
  explicit SeriesBook(const Database& database);
  [[nodiscard]] std::uint32_t number(const core::SeriesKey& key);
  [[nodiscard]] core::SeriesKey key(std::uint32_t number);
  [[nodiscard]] SeriesState state(std::uint32_t number);
  // Within the recording's transaction: adds the series when it is new.
  void ensure(std::uint32_t number);
  // Within the recording's transaction: keeps what is derived in step with `observation_block`.
  void store(std::uint32_t number, const SeriesState& before, const SeriesState& state, std::int64_t run);
  // The transaction has ended: the series that it added are there to stay, or went with it.
  void committed();
  void rolled_back() { added_.clear(); }

 private:
  Statement find_, name_, load_, insert_, store_, update_;
  std::unordered_map<core::SeriesKey, std::uint32_t> fresh_;  // named, and without a row when last committed
  std::unordered_map<std::uint32_t, core::SeriesKey> fresh_keys_;
  std::unordered_set<std::uint32_t> added_;
  std::uint32_t next_;
};

}  // namespace waymark::ledger
