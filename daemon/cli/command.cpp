#include "daemon/cli/command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/period.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/ledger/open.hpp"

namespace waymark::cli {

namespace {

std::string codes(const app::Loaded& loaded) {
  std::string all;
  for (const auto& authority : loaded.configuration.authorities) {
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", authority.code.text, authority.name);
  }
  return all;
}

}  // namespace

std::shared_ptr<const app::Loaded> load(const Options& options) {
  config::Diagnostics diagnostics;
  auto loaded = app::load(options.configuration, diagnostics);
  if (!loaded) throw Failure(answer_is_no, diagnostics.text());
  return loaded;
}

std::optional<std::chrono::sys_days> as_of(const Options& options) {
  if (options.as_of.empty()) return std::nullopt;
  const auto day = core::parse_date(options.as_of);
  if (!day) throw Failure(usage, "--as-of: " + day.error());
  return *day;
}

std::vector<const config::Authority*> authorities(const app::Loaded& loaded, const Options& options) {
  std::vector<const config::Authority*> chosen;
  for (const auto& authority : loaded.configuration.authorities) {
    if (options.authority.empty() || authority.code.text == options.authority) chosen.push_back(&authority);
  }
  if (chosen.empty()) {
    throw Failure(usage, fmt::format("--authority: \"{}\" is not configured; there is {}", options.authority,
                                     codes(loaded)));
  }
  return chosen;
}

const config::Authority& one_authority(const app::Loaded& loaded, const Options& options) {
  const auto chosen = authorities(loaded, options);
  if (chosen.size() > 1) throw Failure(usage, "--authority: say which one of " + codes(loaded));
  return *chosen.front();
}

Reading::Reading(std::shared_ptr<const app::Loaded> loaded, const Options& options)
    : loaded_(std::move(loaded)),
      day_(as_of(options)),
      ledger_(ledger::open_to_read(loaded_->configuration.ledger)),
      archive_(*ledger_, [this] { return loaded_; }) {
  if (!std::filesystem::exists(loaded_->configuration.ledger)) {
    throw Failure(answer_is_no, fmt::format("{}: there is no ledger yet; run `waymark collect` first",
                                            loaded_->configuration.ledger.string()));
  }
}

std::shared_ptr<const core::Scoreboard> Reading::scoreboard(const config::Authority& authority) const {
  const auto day = day_.value_or(loaded_->today());
  auto scoreboard = archive_.as_of(authority.code, day);
  if (scoreboard) return std::move(*scoreboard);
  if (scoreboard.error().why == http::NoBoard::Why::unreadable_plan) {
    throw Failure(answer_is_no,
                  fmt::format("{}: the plan as it stood on {} is kept, but this version cannot read it:\n{}",
                              authority.name, core::iso_date(day), scoreboard.error().problem));
  }
  throw Failure(answer_is_no,
                fmt::format("{}: no plan had been loaded by {}", authority.name, core::iso_date(day)));
}

std::string Reading::json(const std::string& path,
                          std::vector<std::pair<std::string, std::string>> query) const {
  http::Site site;
  archive_.fill(site);
  auto snapshot = std::make_shared<core::Snapshot>();
  for (const auto& authority : loaded_->configuration.authorities) {
    auto scoreboard = archive_.as_of(authority.code, loaded_->today());
    if (scoreboard) snapshot->authorities.push_back(std::move(*scoreboard));
  }
  snapshot->last_run = ledger_->head();
  site.today = [today = loaded_->today()] { return today; };
  site.snapshot = [snapshot] { return snapshot; };
  site.ready = [] { return true; };
  if (day_) query.emplace_back("as_of", core::iso_date(*day_));
  const auto response = http::answer(site, {.method = "GET",
                                            .path = path,
                                            .query = std::move(query),
                                            .accept = {},
                                            .accept_encoding = {},
                                            .body = {}});
  if (response.status != 200) throw Failure(answer_is_no, response.body);
  return response.body;
}

}  // namespace waymark::cli
