#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/api/answers.hpp"
#include "daemon/http/api/flat_table.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

namespace {

// Ids of the parameter, repeated or with commas between them; `a,b`, `commitment=a&commitment=b`.
std::vector<std::string_view> listed(const Request& request, std::string_view name) {
  std::vector<std::string_view> ids;
  for (const auto& [key, value] : request.query) {
    if (key != name) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (comma > 0) ids.push_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return ids;
}

// Those of the plan that are asked for, in the plan's order; all when none is named.
std::expected<std::vector<const core::CommitmentResult*>, Problem> wanted(const core::Scoreboard& board,
                                                                          const Request& request) {
  const auto ids = listed(request, "commitment");
  for (const auto id : ids) {
    if (const auto known = commitment(board, id); !known) return std::unexpected(known.error());
  }
  std::vector<const core::CommitmentResult*> found;
  for (const auto& result : board.commitments) {
    const auto& id = board.plan->commitments[result.commitment].id.text;
    if (ids.empty() || std::ranges::find(ids, id) != ids.end()) found.push_back(&result);
  }
  return found;
}

constexpr std::string_view series_columns[] = {
    "authority",
    "commitment",
    "title",
    "indicator",
    "scope",
    "unit",
    "period",
    "period_start",
    "period_end",
    "period_start_epoch",
    "period_end_epoch",
    "value",
    "text",
    "expected",
    "target",
    "status",
    "status_words",
    "flag",
    "coverage_have",
    "coverage_of",
    "revisions",
    "recorded",
    "recorded_epoch",
};

constexpr std::string_view status_columns[] = {
    "authority", "commitment", "title",      "status",           "status_words", "reason",
    "period",    "as_of",      "known_from", "known_from_epoch", "known_to",     "known_to_epoch",
};

Cell epoch(std::chrono::sys_seconds time) {
  return std::int64_t{time.time_since_epoch().count()};
}

Cell decimal_cell(const std::optional<core::Decimal>& value) {
  return value ? Cell{*value} : Cell{};
}

std::vector<Cell> series_row(const core::Scoreboard& board, const core::CommitmentResult& result,
                             const core::Figure& figure) {
  const auto& promise = board.plan->commitments[result.commitment];
  const auto& indicator = board.plan->indicators[board.indicators[result.indicator].indicator];
  const bool directed =
      indicator.polarity == core::Polarity::higher || indicator.polarity == core::Polarity::lower;
  const auto expected =
      directed ? core::expected_beside(promise, figure, board.as_of) : std::optional<core::Decimal>{};
  const auto target = result.target ? std::optional{result.target->value} : std::nullopt;
  const bool reported = figure.flag != core::Flag::forecast && figure.period.begun_by(board.as_of);
  const auto status = core::status_beside(promise, indicator, figure, board.as_of);
  const auto first = figure.period.first_day();
  const auto last = figure.period.last_day();
  return {text_cell(board.plan->authority.text),
          text_cell(promise.id.text),
          text_cell(promise.title),
          text_cell(promise.indicator.text),
          promise.scope.path,
          text_cell(core::word(indicator.unit)),
          text_cell(figure.period.label()),
          date_cell(first),
          date_cell(last),
          epoch(first),
          epoch(last + std::chrono::days{1} - std::chrono::seconds{1}),
          figure.value,
          core::amount(figure.value, indicator.unit),
          decimal_cell(expected),
          decimal_cell(target),
          text_cell(reported ? core::word(status) : std::string_view{}),
          text_cell(reported ? core::words(status) : std::string_view{}),
          text_cell(figure.flag == core::Flag::none ? std::string_view{} : core::word(figure.flag)),
          std::int64_t{figure.coverage.have},
          std::int64_t{figure.coverage.of},
          std::int64_t{figure.revisions},
          present::timestamp(figure.recorded),
          epoch(figure.recorded)};
}

}  // namespace

TableAnswer series_table(const Site& site, const Request& request) {
  auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto& board = *found->board;
  const auto chosen = wanted(board, request);
  if (!chosen) return std::unexpected(chosen.error());
  std::vector<const core::IndicatorResult*> measured;
  measured.reserve(chosen->size());
  for (const auto* result : *chosen) measured.push_back(&board.indicators[result->indicator]);
  const auto all = figures(site, board, measured, found->day);
  FlatTable table{
      .board = found->board, .columns = {std::begin(series_columns), std::end(series_columns)}, .rows = {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const auto& figure : all[i]) table.rows.push_back(series_row(board, *(*chosen)[i], figure));
  }
  return table;
}

TableAnswer status_history_table(const Site& site, const Request& request) {
  auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto& board = *found->board;
  const auto chosen = wanted(board, request);
  if (!chosen) return std::unexpected(chosen.error());
  std::map<std::string_view, std::vector<core::StatusChange>> changes;
  for (auto& change : site.status_changes(board.plan->authority, found->day)) {
    const auto* promise = board.plan->find(change.commitment);
    if (promise != nullptr) changes[promise->id.text].push_back(std::move(change));
  }
  FlatTable table{
      .board = found->board, .columns = {std::begin(status_columns), std::end(status_columns)}, .rows = {}};
  for (const auto* result : *chosen) {
    const auto& promise = board.plan->commitments[result->commitment];
    for (const auto& change : changes[promise.id.text]) {
      table.rows.push_back({text_cell(board.plan->authority.text), text_cell(promise.id.text),
                            text_cell(promise.title), text_cell(core::word(change.status)),
                            text_cell(core::words(change.status)), change.reason,
                            text_cell(change.period ? change.period->label() : std::string{}),
                            date_cell(change.as_of), present::timestamp(change.known), epoch(change.known),
                            change.until ? Cell{present::timestamp(*change.until)} : Cell{},
                            change.until ? epoch(*change.until) : Cell{}});
    }
  }
  return table;
}

}  // namespace waymark::http
