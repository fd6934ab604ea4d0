#pragma once

#include <expected>
#include <functional>
#include <memory>

#include "daemon/app/loaded.hpp"
#include "daemon/http/site.hpp"
#include "daemon/ledger/ledger.hpp"

namespace waymark::app {

// What is read from the ledger for pages, API and commands: the present, and any day before.
class Archive {
 public:
  using Current = std::function<std::shared_ptr<const Loaded>()>;
  Archive(ledger::Ledger& ledger, Current loaded) : ledger_(ledger), loaded_(std::move(loaded)) {}

  // As of the end of that local day: with the plan as it stood then. Throws ledger::LedgerError.
  [[nodiscard]] std::expected<std::shared_ptr<const core::Scoreboard>, http::NoBoard> as_of(
      const core::AuthorityCode& authority, std::chrono::sys_days day) const;
  // Fills history, versions, status_changes, as_of, rejects and today of a Site.
  void fill(http::Site& site) const;
  // The end of that local day; without a day, now.
  [[nodiscard]] ledger::Moment end_of(std::optional<std::chrono::sys_days> day) const;

 private:
  ledger::Ledger& ledger_;
  Current loaded_;
};

}  // namespace waymark::app
