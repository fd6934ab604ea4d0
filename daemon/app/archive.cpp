#include "daemon/app/archive.hpp"

#include <algorithm>

#include "config/plan_loader.hpp"
#include "daemon/app/log.hpp"

namespace waymark::app {

std::optional<std::chrono::sys_seconds> Archive::end_of(std::optional<std::chrono::sys_days> day) const {
  if (!day) return std::nullopt;
  return loaded_()->time_zone.end_of(*day);
}

std::shared_ptr<const core::Scoreboard> Archive::as_of(const core::AuthorityCode& authority,
                                                       std::chrono::sys_days day) const {
  const auto loaded = loaded_();
  const auto& authorities = loaded->configuration.authorities;
  const auto found = std::ranges::find(authorities, authority, &config::Authority::code);
  if (found == authorities.end()) return nullptr;
  const auto reader = readers_.borrow();
  const auto today = loaded->today();
  if (day >= today) {
    return runtime::evaluate(*reader, found->plan, today, std::nullopt, loaded->configuration.calendar);
  }

  const auto moment = loaded->time_zone.end_of(day);
  const auto version = reader->plan_version(authority, moment);
  if (!version) return nullptr;
  std::vector<config::PlanSource> sources;
  for (const auto& [name, text] : version->sources) sources.push_back({name, text});
  config::Diagnostics diagnostics;
  auto plan = config::load_plan(authority, found->name, found->invented, sources, diagnostics);
  if (!plan) {
    log(Level::error, "an earlier plan can no longer be read",
        {{"authority", authority.text}, {"as_of", core::iso_date(day)}, {"problem", diagnostics.text()}});
    return nullptr;
  }
  return runtime::evaluate(*reader, std::move(plan), day, moment, loaded->configuration.calendar);
}

void Archive::fill(http::Site& site) const {
  site.today = [this] { return loaded_()->today(); };
  site.as_of = [this](const core::AuthorityCode& authority, std::chrono::sys_days day) {
    return as_of(authority, day);
  };
  site.history = [this](std::span<const core::SeriesKey> keys, http::Site::Day day) {
    return readers_.borrow()->history(keys, end_of(day), {});
  };
  site.versions = [this](const core::SeriesKey& key, http::Site::Day day) {
    return readers_.borrow()->versions(key, end_of(day));
  };
  site.status_changes = [this](const core::AuthorityCode& authority, http::Site::Day day) {
    return readers_.borrow()->status_changes(authority, end_of(day));
  };
  site.history_after = [this](std::span<const core::SeriesKey> keys, std::int64_t last_run) {
    return readers_.borrow()->history(keys, ledger::Reader::Moment::after_run(last_run), {});
  };
  site.versions_after = [this](const core::SeriesKey& key, std::int64_t last_run) {
    return readers_.borrow()->versions(key, ledger::Reader::Moment::after_run(last_run));
  };
  site.rejects = [this](const std::optional<core::CollectorName>& collector, std::size_t limit) {
    return readers_.borrow()->rejects(collector, limit);
  };
}

}  // namespace waymark::app
