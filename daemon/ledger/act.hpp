#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

// Something that somebody did, as an entry of an authority's sequence.
struct Act {
  core::AuthorityCode authority;
  std::string_view kind;
  std::string role;
  std::string content;                                       // JSON without free text
  std::vector<std::pair<std::string, std::string>> texts{};  // name, text: can be erased
};

// Adds it; its number. Within a transaction, `now` being its record_time().
std::int64_t record_act(const Database& database, std::chrono::sys_seconds now, const Act& act);

}  // namespace waymark::ledger
