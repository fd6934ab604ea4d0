#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "daemon/ledger/sqlite.hpp"

// The sequence of everything that an authority has recorded, one entry a transaction (docs/adr/0011).
namespace waymark::ledger {

// What kinds of entries there are.
inline constexpr std::string_view run_entry = "run", plan_entry = "plan", statuses_entry = "statuses",
                                  act_entry = "act";

struct Entry {
  core::AuthorityCode authority;
  std::int64_t number = 0;
  std::string_view kind;
  std::int64_t recorded = 0;  // seconds since 1970, by the clock as it was then
  core::Sha256 content{};     // Contents'
};

// Where a sequence ends: number 0 and a link of noughts before its first entry.
struct Head {
  std::int64_t number = 0;
  core::Sha256 link{};
};
[[nodiscard]] Head head_of(const Database& database, const core::AuthorityCode& authority);

[[nodiscard]] core::Sha256 link_of(const core::Sha256& before, const Entry& entry);

// Adds entries, each with the number of the head and 1. Within the transaction of what they recorded.
class ChainWriter {
 public:
  explicit ChainWriter(const Database& database);
  void append(const Entry& entry);

 private:
  Statement head_, entry_, end_;
};

// The time of the last record of all sequences, as corrected; none in an empty ledger.
[[nodiscard]] std::optional<std::chrono::sys_seconds> last_recorded(const Database& database);

}  // namespace waymark::ledger
