#include "daemon/app/archive.hpp"

#include <algorithm>

#include "config/plan_loader.hpp"
#include "daemon/app/log.hpp"
#include "daemon/runtime/evaluator.hpp"

namespace waymark::app {

ledger::Moment Archive::end_of(std::optional<std::chrono::sys_days> day) const {
  if (!day) return {};
  return loaded_()->time_zone.end_of(*day);
}

std::expected<std::shared_ptr<const core::Scoreboard>, http::NoBoard> Archive::as_of(
    const core::AuthorityCode& authority, std::chrono::sys_days day) const {
  using Why = http::NoBoard::Why;
  const auto loaded = loaded_();
  const auto& authorities = loaded->configuration.authorities;
  const auto found = std::ranges::find(authorities, authority, &config::Authority::code);
  if (found == authorities.end()) return std::unexpected(http::NoBoard{Why::unknown_authority});
  const auto& calendar = loaded->configuration.calendar;
  const auto today = loaded->today();
  if (day >= today) return runtime::evaluate(*ledger_.view({}), found->plan, today, calendar);

  const auto view = ledger_.view(loaded->time_zone.end_of(day));
  const auto version = view->plan(authority);
  if (!version) return std::unexpected(http::NoBoard{Why::no_plan_yet});
  std::vector<config::PlanSource> sources;
  for (const auto& [name, text] : version->sources) sources.push_back({name, text});
  config::Diagnostics diagnostics;
  auto plan = config::load_plan(authority, found->name, found->invented, sources, diagnostics);
  if (!plan) {
    log(Level::error, "an earlier plan can no longer be read",
        {{"authority", authority.text}, {"as_of", core::iso_date(day)}, {"problem", diagnostics.text()}});
    return std::unexpected(http::NoBoard{Why::unreadable_plan, diagnostics.text()});
  }
  return runtime::evaluate(*view, std::move(plan), day, calendar);
}

void Archive::fill(http::Site& site) const {
  using ledger::Moment;
  site.today = [this] { return loaded_()->today(); };
  site.as_of = [this](const core::AuthorityCode& authority, std::chrono::sys_days day) {
    return as_of(authority, day);
  };
  site.history = [this](std::span<const core::SeriesKey> keys, http::Site::Day day) {
    return ledger_.view(end_of(day))->history(keys, {});
  };
  site.versions = [this](const core::SeriesKey& key, http::Site::Day day) {
    return ledger_.view(end_of(day))->versions(key);
  };
  site.status_changes = [this](const core::AuthorityCode& authority, http::Site::Day day) {
    return ledger_.view(end_of(day))->statuses(authority);
  };
  site.history_after = [this](std::span<const core::SeriesKey> keys, std::int64_t last_run) {
    return ledger_.view(Moment::after_run(last_run))->history(keys, {});
  };
  site.versions_after = [this](const core::SeriesKey& key, std::int64_t last_run) {
    return ledger_.view(Moment::after_run(last_run))->versions(key);
  };
  site.rejects = [this](const std::optional<core::CollectorName>& collector, std::size_t limit) {
    return ledger_.view({})->rejects(collector, limit);
  };
}

}  // namespace waymark::app
