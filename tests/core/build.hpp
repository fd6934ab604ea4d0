#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/evaluate.hpp"

// Plans and histories in few words. Malformed words are mistakes of the test and throw.
namespace waymark::core::test {

[[nodiscard]] Decimal decimal(std::string_view text);
[[nodiscard]] Period period(std::string_view text, PeriodKind kind = PeriodKind::financial_year);
[[nodiscard]] std::chrono::sys_days day(std::string_view iso);

// An empty plan of one authority.
[[nodiscard]] Plan plan();

// `2021/22=8.77 2023/24=8.29[e] 2024/25=30/400 2025/26=-`: values, a flag, a ratio by its parts, a withdrawn
// figure; `2022/23=9.54 x2` has been revised twice.
[[nodiscard]] std::vector<Observation> observations(std::string_view text, PeriodKind kind);
void observe(History& history, const Indicator& indicator, std::string_view scope, std::string_view figures);

// `2023/24 153 (4 of 5), 2024/25 150`: what a test compares.
[[nodiscard]] std::string said(const Figures& figures);

// A plan of one commitment, from clauses such as `lower, percent, baseline 8.77 (2021/22), target 7.5
// (2026/27)`. Scenario::of() documents them all.
struct Scenario {
  Plan plan;
  History history;
  Calendar calendar;
  std::chrono::sys_days as_of;

  //   lower | higher | neutral | range           polarity
  //   percent | gbp | fte | ...                   unit
  //   day | week | month | quarter | ...          frequency; financial_year without one
  //   flow | stock | ratio | cumulative | ...     aggregation
  //   baseline 8.77 (2021/22), target 7.5 (2026/27)
  //   revised 7.8 on 2025-04-01, revised 7.8 on 2025-04-01 for 2027/28
  //   linear | step | points 2023/24=8.1 2024/25=7.9 | interpolate
  //   tolerance 0.5 | tolerance 0.5 points | tolerance 5% | floor 60 | band 40 to 60 | near 5
  //   start 2027-04-01, due after 30 days, due after 20 working days, bank holiday 2024-05-06
  //   figures 2021/22=8.77 2023/24=8.29
  //   as of 2024-07-16
  // A later clause replaces an earlier one of the same name. The first text says what is common to several
  // cases.
  [[nodiscard]] static Scenario of(std::string_view common, std::string_view own);
  [[nodiscard]] Scoreboard evaluate() const;
};

// The lines of a file beside the tests, without comments and empty ones; each with its number for messages.
struct Line {
  int number;
  std::string text;
};
[[nodiscard]] std::vector<Line> lines_of(std::string_view file);

}  // namespace waymark::core::test
