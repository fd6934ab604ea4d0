#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/mapping.hpp"

namespace waymark::cells {

// Reads `period_from = { file_name = '...' }`, or with `title`; before read_mapping(), by collectors whose
// inputs have such a thing.
void read_period_from(config::Table& table, Mapping& out);

// What stands around an input's rows.
struct Surroundings {
  std::string_view file_name;
  std::vector<std::string> title;  // the cells above the header, none of them blank
};

// Tells the layout the period that its rows have from there, if the mapping wants that. Otherwise why nothing
// of the input can be read: there is no such period, or the title says that figures are thousands and nothing
// is set for it.
[[nodiscard]] std::expected<void, std::string> take_surroundings(const Mapping& mapping,
                                                                 const Surroundings& around, Layout& layout);

}  // namespace waymark::cells
