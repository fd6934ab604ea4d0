#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/database/secret.hpp"
#include "config/source.hpp"

// What differs from one ODBC driver to the next. For the ODBC driver alone.
namespace waymark::database::odbc {

// With what the source says, and what makes drivers stream: psqlodbc reads whole results into memory unless
// UseDeclareFetch is on, MariaDB's unless STREAMRS is (before 3.1.17 always). Drivers ignore keywords they do
// not know. What the source's options say wins.
[[nodiscard]] Secret connection_string(const config::Source& source, std::string_view password);

// Makes a session of that server read only, with the server's own limits on time. `server` as SQL_DBMS_NAME
// says it. To be executed before the transaction begins.
[[nodiscard]] std::vector<std::string> preparations(std::string_view server, std::chrono::milliseconds time);

// Columns of the type BIT hold bytes: MariaDB's and MySQL's. Elsewhere they are 0 or 1.
[[nodiscard]] bool bits_are_bytes(std::string_view server);

// Columns of this driver have the types that were declared, but cells may hold anything.
[[nodiscard]] bool untyped_cells(std::string_view server);

}  // namespace waymark::database::odbc
