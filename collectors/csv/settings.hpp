#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/csv/condition.hpp"
#include "collectors/csv/encoding.hpp"
#include "config/collector_entry.hpp"
#include "daemon/core/plan.hpp"

namespace waymark::csv {

enum class LayoutKind : std::uint8_t { long_, wide, transactions };

// Where the header is: found by its column names, in a given row, or nowhere.
struct HeaderRule {
  enum class Kind : std::uint8_t { detect, row, none };
  Kind kind = Kind::detect;
  std::uint32_t row = 0;  // from 1, blank rows included
};

// Header names as configured, each empty when not given.
struct Columns {
  std::string indicator, period, value, scope, numerator, denominator, flag, date, amount;
};

struct Sum {
  const core::Indicator* indicator = nullptr;
  bool count = false;  // lines instead of amounts
  std::vector<Condition> where;
};

// A [[collector]] table of type csv; docs/configuration.md says what each means.
struct Settings {
  core::CollectorName name;
  core::AuthorityCode authority;
  std::shared_ptr<const core::Plan> plan;

  std::filesystem::path path;
  std::string files = "*.csv";
  bool move = true;
  std::chrono::milliseconds settle{std::chrono::seconds{5}};

  LayoutKind layout = LayoutKind::long_;
  Encoding encoding = Encoding::detect;
  Encoding fallback_encoding = Encoding::windows_1252;
  std::optional<char> delimiter;  // none: detected
  HeaderRule header;
  std::vector<std::string> missing{"", "NA", "x", "-"};
  std::uint64_t max_bad_rows = 0;
  double max_bad_ratio = 0;
  bool excel_dates = false;

  Columns columns;
  const core::Indicator* indicator = nullptr;                             // fixed; points into the plan
  std::optional<core::Scope> scope;                                       // fixed
  std::string period;                                                     // fixed
  std::map<std::string, const core::Indicator*, std::less<>> indicators;  // by what the file calls them
  std::map<std::string, core::Scope, std::less<>> scopes;
  std::map<std::string, std::string, std::less<>> periods;
  std::vector<Condition> where;
  std::vector<Sum> sums;
};

// Reports every mistake at its place and calls finish() on the table. Empty when there was any, or when the
// plan could not be loaded.
[[nodiscard]] std::optional<Settings> read_settings(config::CollectorEntry& entry,
                                                    const config::Diagnostics& diagnostics);

// Every scope that the plan knows, with the ones above it; the whole council first.
[[nodiscard]] std::vector<core::Scope> scopes_of(const core::Plan& plan);

}  // namespace waymark::csv
