#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/cells/mapping.hpp"

// The parts of reading a mapping, each of which reports its mistakes at their places. For this folder.
namespace waymark::cells {

// [collector.columns], and what is said of columns by their names: fill_down, scale.
void read_columns(config::Table& table, Mapping& out);
void read_fill_down(config::Table& table, Mapping& out);
void read_scales(config::Table& table, Mapping& out);

// The fixed indicator, scope and period.
void read_fixed(config::Table& table, Mapping& out);
// [collector.indicators], [collector.scopes] and [collector.periods]. After the sums.
void read_names(config::Table& table, Mapping& out);
// Indicators whose scope is known without a row are reported for it. After all else was read.
void check_scopes(config::Table& table, const Mapping& out);
// The indicator of that id, which must be one whose figures are read.
[[nodiscard]] const core::Indicator* find_indicator(config::Table& table, std::string_view key,
                                                    const std::string& id, const Mapping& out);

// Its `where`.
[[nodiscard]] std::vector<Condition> read_conditions(config::Table& owner);
void read_sums(config::Table& table, Mapping& out);

}  // namespace waymark::cells
