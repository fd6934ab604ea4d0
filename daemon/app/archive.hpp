#pragma once

#include <functional>
#include <memory>

#include "daemon/app/loaded.hpp"
#include "daemon/http/site.hpp"
#include "daemon/runtime/evaluator.hpp"

namespace waymark::app {

// What is read from the ledger for pages, API and commands: the present, and any day before.
class Archive {
 public:
  using Current = std::function<std::shared_ptr<const Loaded>()>;
  Archive(runtime::Readers& readers, Current loaded) : readers_(readers), loaded_(std::move(loaded)) {}

  // As of the end of that local day: with the plan as it stood then. Null when no plan had been loaded by
  // then, or the code is no configured authority. Throws ledger::LedgerError.
  [[nodiscard]] std::shared_ptr<const core::Scoreboard> as_of(const core::AuthorityCode& authority,
                                                              std::chrono::sys_days day) const;
  // Fills history, versions, status_changes, as_of, rejects and today of a Site.
  void fill(http::Site& site) const;
  [[nodiscard]] std::optional<std::chrono::sys_seconds> end_of(
      std::optional<std::chrono::sys_days> day) const;

 private:
  runtime::Readers& readers_;
  Current loaded_;
};

}  // namespace waymark::app
