#pragma once

#include <string>
#include <string_view>

namespace waymark::present {

// A text as a cell of CSV (RFC 4180): quoted where it has to be, and with an apostrophe before it when it
// begins with = + - @ tab or CR, which spreadsheets would read as a formula (domain.md 8). Numbers are not
// for this: `-0.5` stays a number.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace waymark::present
