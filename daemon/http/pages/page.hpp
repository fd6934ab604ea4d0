#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "daemon/http/lookup.hpp"
#include "daemon/present/template.hpp"
#include "daemon/present/views.hpp"

// The pages for people: complete HTML documents that need neither script nor inline style.
namespace waymark::http {

using present::View;
using present::Views;

// One request for a page, and what pages are made from.
struct Visit {
  const Site& site;
  const present::Templates& templates;
  const Request& request;
  Site::Day day;  // empty: the present
};

// Addresses of one authority's pages that keep the reader's date.
class Links {
 public:
  Links(const core::AuthorityCode& authority, Site::Day day);
  [[nodiscard]] std::string overview(std::string_view fragment = {}) const;
  [[nodiscard]] std::string commitment(const core::CommitmentId& id) const;
  [[nodiscard]] std::string indicators() const { return page("indicators"); }
  [[nodiscard]] std::string indicator(const core::IndicatorId& id, const core::Scope& scope) const;
  [[nodiscard]] std::string barriers() const { return page("barriers"); }
  [[nodiscard]] std::string coverage() const { return page("coverage"); }
  // `what` is a path below /api/v1/, with a query of its own or not.
  [[nodiscard]] std::string api(std::string_view what) const;

 private:
  [[nodiscard]] std::string page(std::string_view path) const;

  std::string authority_;
  std::string day_;  // ISO, or empty
};

enum class Section : std::uint8_t { none, start, overview, indicators, barriers, coverage, collectors };

// What the partials page_head, page_foot and as_of need; `board` is null on pages about no authority.
[[nodiscard]] View frame(const Visit& visit, const core::Scoreboard* board, std::string_view title,
                         Section section);
[[nodiscard]] Response html(const present::Templates& templates, std::string_view name, const View& view,
                            unsigned status = 200);

using Page = std::expected<Response, Problem>;

[[nodiscard]] Page home_page(const Visit& visit);
[[nodiscard]] Page overview_page(const Visit& visit, const core::AuthorityCode& authority);
[[nodiscard]] Page commitment_page(const Visit& visit, const core::AuthorityCode& authority,
                                   std::string_view id);
[[nodiscard]] Page indicators_page(const Visit& visit, const core::AuthorityCode& authority);
// `rest` is the indicator's id, and the scope's path after a slash.
[[nodiscard]] Page indicator_page(const Visit& visit, const core::AuthorityCode& authority,
                                  std::string_view rest);
[[nodiscard]] Page barriers_page(const Visit& visit, const core::AuthorityCode& authority);
[[nodiscard]] Page coverage_page(const Visit& visit, const core::AuthorityCode& authority);
[[nodiscard]] Page collectors_page(const Visit& visit);
// For every refusal; asks the site for nothing that could fail.
[[nodiscard]] Response problem_page(const Visit& visit, const Problem& problem);

}  // namespace waymark::http
