#include "daemon/http/lookup.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace waymark::http {

namespace {

bool iso_shaped(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

Problem not_found(std::string detail) {
  return {404, "Not found", std::move(detail)};
}

Problem no_board(const NoBoard& reason, const std::string& name, std::chrono::sys_days day) {
  switch (reason.why) {
    case NoBoard::Why::no_plan_yet:
      return not_found(
          fmt::format("Nothing was known of {} by {}: no plan had been loaded yet. Choose a later date.",
                      name, core::iso_date(day)));
    case NoBoard::Why::unreadable_plan:
      return {
          500, "Plan not readable",
          fmt::format("The plan of {} as it stood on {} is kept, but this version of Waymark cannot read it. "
                      "Its figures are complete. The log says what is wrong; tell whoever runs the service.",
                      name, core::iso_date(day))};
    case NoBoard::Why::unknown_authority: break;
  }
  return not_found(fmt::format("{} is no longer configured here.", name));
}

}  // namespace

Site held(const Site& site) {
  return held(site, site.snapshot());
}

Site held(const Site& site, std::shared_ptr<const core::Snapshot> snapshot) {
  Site one = site;
  const auto last_run = snapshot ? snapshot->last_run : 0;
  one.snapshot = [snapshot = std::move(snapshot)] { return snapshot; };
  if (site.history_after) {
    one.history = [&site, last_run](std::span<const core::SeriesKey> keys, Site::Day day) {
      return day ? site.history(keys, day) : site.history_after(keys, last_run);
    };
  }
  if (site.versions_after) {
    one.versions = [&site, last_run](const core::SeriesKey& key, Site::Day day) {
      return day ? site.versions(key, day) : site.versions_after(key, last_run);
    };
  }
  return one;
}

std::expected<std::optional<std::string>, Problem> parameter(const Request& request, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [key, value] : request.query) {
    if (key != name) continue;
    if (found) {
      return std::unexpected(
          Problem{400, "Bad request", fmt::format("\"{}\" is given more than once. Give it once.", name)});
    }
    found = value;
  }
  return found;
}

std::expected<Site::Day, Problem> as_of(const Site& site, const Request& request) {
  const auto given = parameter(request, "as_of");
  if (!given) return std::unexpected(given.error());
  if (!*given || (*given)->empty()) return Site::Day{};
  const auto& text = **given;
  const auto day = iso_shaped(text) ? core::parse_date(text) : std::unexpected(std::string{});
  if (!day) {
    return std::unexpected(
        Problem{400, "Bad request",
                fmt::format("\"{}\" is not a date. Write year, month and day as in 2025-03-31.",
                            text.substr(0, 40))});
  }
  const auto today = site.today();
  if (*day > today) {
    return std::unexpected(Problem{400, "Bad request",
                                   fmt::format("{} is still to come. The latest possible date is today, {}.",
                                               core::iso_date(*day), core::iso_date(today))});
  }
  return *day == today ? Site::Day{} : Site::Day{*day};
}

std::expected<std::shared_ptr<const core::Snapshot>, Problem> snapshot(const Site& site) {
  auto current = site.snapshot();
  if (!current) {
    return std::unexpected(
        Problem{503, "Starting", "The figures are still being read. Try again in a few seconds."});
  }
  return current;
}

std::expected<Board, Problem> board(const Site& site, const core::AuthorityCode& authority, Site::Day day) {
  const auto current = snapshot(site);
  if (!current) return std::unexpected(current.error());
  const auto& boards = (*current)->authorities;
  const auto found =
      std::ranges::find_if(boards, [&](const auto& b) { return b->plan->authority == authority; });
  if (found == boards.end()) {
    return std::unexpected(
        not_found(fmt::format("There is no authority with the code \"{}\" here.", authority.text)));
  }
  if (!day) return *found;
  auto then = site.as_of(authority, *day);
  if (!then) return std::unexpected(no_board(then.error(), (*found)->plan->authority_name, *day));
  return std::move(*then);
}

std::vector<std::vector<core::Figure>> figures(const Site& site, const core::Scoreboard& board,
                                               std::span<const core::IndicatorResult* const> wanted,
                                               Site::Day day) {
  const auto& plan = *board.plan;
  std::vector<core::SeriesKey> keys;
  for (const auto* result : wanted) {
    auto needed = core::sources(plan, plan.indicators[result->indicator].id, result->scope);
    keys.insert(keys.end(), std::make_move_iterator(needed.begin()), std::make_move_iterator(needed.end()));
  }
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  const auto history = site.history(keys, day);
  std::vector<std::vector<core::Figure>> all;
  all.reserve(wanted.size());
  for (const auto* result : wanted) {
    all.push_back(core::figures(plan, history, plan.indicators[result->indicator].id, result->scope).figures);
  }
  return all;
}

std::expected<Measured, Problem> measured(const Site& site, const core::Scoreboard& board,
                                          const core::IndicatorId& indicator, const core::Scope& scope,
                                          Site::Day day) {
  Measured found;
  found.indicator = board.plan->find(indicator);
  if (found.indicator == nullptr) {
    return std::unexpected(not_found(fmt::format("The plan has no indicator \"{}\".", indicator.text)));
  }
  found.scope = scope;
  found.result = board.find(indicator, scope);
  if (found.result == nullptr) {
    return std::unexpected(not_found(fmt::format("\"{}\" is not reported for \"{}\".", indicator.text,
                                                 scope.whole() ? "the whole council" : scope.path)));
  }
  found.sources = core::sources(*board.plan, indicator, scope);
  const core::IndicatorResult* wanted[] = {found.result};
  found.figures = std::move(figures(site, board, wanted, day).front());
  const core::SeriesKey own{board.plan->authority, indicator, scope};
  found.stored = found.sources.size() == 1 && found.sources.front() == own;
  if (found.stored) found.versions = site.versions(own, day);
  return found;
}

std::expected<const core::CommitmentResult*, Problem> commitment(const core::Scoreboard& board,
                                                                 std::string_view id) {
  const auto& promises = board.plan->commitments;
  const auto found = std::ranges::find_if(
      board.commitments, [&](const auto& r) { return promises[r.commitment].id.text == id; });
  if (found == board.commitments.end()) {
    return std::unexpected(not_found(fmt::format("The plan has no commitment \"{}\".", id)));
  }
  return &*found;
}

}  // namespace waymark::http
