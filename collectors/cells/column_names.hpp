#pragma once

#include <string>
#include <vector>

namespace waymark::cells {

// What a column is called, as configured. Files differ: of several names the first that a file has counts.
// Empty: there is no such column.
using ColumnNames = std::vector<std::string>;

}  // namespace waymark::cells
