#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

#include "daemon/ledger/number_ranges.hpp"
#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

inline constexpr std::string_view erase_act = "erase";

// Which texts were erased, as the acts say.
class Erasures {
 public:
  explicit Erasures(const Database& database);
  [[nodiscard]] std::optional<std::chrono::sys_seconds> when(std::int64_t text) const;
  [[nodiscard]] std::string words(std::int64_t text) const;  // `erased on 2026-11-27`

 private:
  std::unordered_map<std::uint32_t, std::chrono::sys_seconds> texts_;
};

// Writer::erase() and Writer::erase_rejects().
Erased erase(Session& session, const Erasure& what);
Erased erase_rejects(Session& session, std::chrono::sys_seconds before);

}  // namespace waymark::ledger
