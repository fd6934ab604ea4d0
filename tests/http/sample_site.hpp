#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/http/routes.hpp"
#include "daemon/http/site.hpp"

// A site made by hand: what the application would hand in, from plans and figures written here.
namespace waymark::http::test {

[[nodiscard]] std::chrono::sys_days day(std::string_view iso);
[[nodiscard]] core::Decimal decimal(std::string_view text);
[[nodiscard]] core::Period year(std::string_view text);  // a financial year

// A ledger of its own: every version of every figure, in the order in which they were recorded.
class Ledger {
 public:
  // `figures` are `2021/22=8.77 2023/24=8.29[e]`; recorded on that day, at noon, from `file`.
  void record(const core::SeriesKey& key, const core::Indicator& indicator, std::string_view figures,
              std::string_view recorded, std::string_view file);
  [[nodiscard]] core::History history(Site::Day as_of) const;
  [[nodiscard]] std::vector<core::Provenance> versions(const core::SeriesKey& key, Site::Day as_of) const;

 private:
  std::map<core::SeriesKey, std::vector<core::Provenance>> versions_;
};

struct Sample {
  std::vector<std::shared_ptr<const core::Plan>> plans;
  std::shared_ptr<Ledger> ledger = std::make_shared<Ledger>();
  std::chrono::sys_days today = day("2024-12-02");
  std::uint64_t generation = 1;
  std::string reload_problem;
  std::vector<CollectorState> collectors;
  std::vector<core::StoredReject> rejects;
  std::vector<core::StatusChange> statuses;

  [[nodiscard]] Site site() const;
};

// Rossendale with the figures of its Cabinet report: one authority, two commitments, one substitution.
[[nodiscard]] Sample rossendale();
// An invented council with a commitment in every status, then Rossendale.
[[nodiscard]] Sample several();

// GET of a path with its query, through routes made for this site.
[[nodiscard]] Response get(const Site& site, std::string_view target);
// The text of a page without its tags, white space collapsed.
[[nodiscard]] std::string text_of(std::string_view html);

}  // namespace waymark::http::test
