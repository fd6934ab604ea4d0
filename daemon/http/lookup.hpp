#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "daemon/core/evaluate.hpp"
#include "daemon/http/server.hpp"
#include "daemon/http/site.hpp"

// What pages and API look up alike, so that both refuse the same requests with the same words.
namespace waymark::http {

// The site as one request sees it: its snapshot stays the same, and the present's histories and versions are
// those that the snapshot was made from, so that a chart is never newer than the words beside it. Valid as
// long as `site`.
[[nodiscard]] Site held(const Site& site);
// The same with another snapshot than the site's.
[[nodiscard]] Site held(const Site& site, std::shared_ptr<const core::Snapshot> snapshot);

struct Problem {
  unsigned status = 400;
  std::string title;   // Not found
  std::string detail;  // one or two sentences: what was asked, why not, what to do
};

// A parameter given once; a Problem when it is repeated.
[[nodiscard]] std::expected<std::optional<std::string>, Problem> parameter(const Request& request,
                                                                           std::string_view name);

// The parameter `as_of`, YYYY-MM-DD; empty for the present, also when it names today. Refuses days to come.
[[nodiscard]] std::expected<Site::Day, Problem> as_of(const Site& site, const Request& request);

// The current snapshot, or 503 before there is one.
[[nodiscard]] std::expected<std::shared_ptr<const core::Snapshot>, Problem> snapshot(const Site& site);

using Board = std::shared_ptr<const core::Scoreboard>;

// The authority's scoreboard, now or as of a day; 404 for an unknown authority or before its first plan, 500
// when its plan of that day can no longer be read.
[[nodiscard]] std::expected<Board, Problem> board(const Site& site, const core::AuthorityCode& authority,
                                                  Site::Day day);

// One indicator at one scope with everything that is known of it.
struct Measured {
  const core::Indicator* indicator = nullptr;
  core::Scope scope;
  const core::IndicatorResult* result = nullptr;
  std::vector<core::SeriesKey> sources;    // the stored series that its figures come from
  std::vector<core::Figure> figures;       // ascending
  bool stored = false;                     // the figures are the one source as recorded, nothing is computed
  std::vector<core::Provenance> versions;  // of a stored one: every version of every period
};

// The figures of these indicators and scopes, read from the ledger in one go.
[[nodiscard]] std::vector<std::vector<core::Figure>> figures(
    const Site& site, const core::Scoreboard& board, std::span<const core::IndicatorResult* const> wanted,
    Site::Day day);
// All of one of them; 404 when the plan does not know it.
[[nodiscard]] std::expected<Measured, Problem> measured(const Site& site, const core::Scoreboard& board,
                                                        const core::IndicatorId& indicator,
                                                        const core::Scope& scope, Site::Day day);

// The commitment with that id, or 404.
[[nodiscard]] std::expected<const core::CommitmentResult*, Problem> commitment(const core::Scoreboard& board,
                                                                               std::string_view id);

}  // namespace waymark::http
