#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/core/scoreboard.hpp"
#include "daemon/http/lookup.hpp"

// Answers that are one flat table: an array of rows in JSON, as Grafana's Infinity data source reads them,
// and the same columns as CSV, as spreadsheets read them.
namespace waymark::http {

// Nothing is null in JSON and an empty cell in CSV. Decimals keep their digits in both.
using Cell = std::variant<std::monostate, std::string, core::Decimal, std::int64_t, bool>;

struct FlatTable {
  Board board;                            // what the rows are about
  std::vector<std::string_view> columns;  // as many as each row has cells
  std::vector<std::vector<Cell>> rows;
};
using TableAnswer = std::expected<FlatTable, Problem>;

// `{"authority": ..., "as_of": ..., "rows": [{...}]}`
[[nodiscard]] std::string as_json(const FlatTable& table);
// RFC 4180 in UTF-8 with a heading row; text cells that a spreadsheet would take for formulas are guarded.
[[nodiscard]] std::string as_csv(const FlatTable& table);

// Empty text is nothing.
[[nodiscard]] Cell text_cell(std::string_view text);
[[nodiscard]] Cell date_cell(std::chrono::sys_days day);

[[nodiscard]] TableAnswer series_table(const Site& site, const Request& request);
[[nodiscard]] TableAnswer status_history_table(const Site& site, const Request& request);

}  // namespace waymark::http
