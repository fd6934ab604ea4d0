#pragma once

#include <memory>
#include <string>

#include "collectors/database/driver.hpp"
#include "collectors/database/odbc_manager.hpp"

// ODBC's handles and diagnostics. For the ODBC driver alone.
namespace waymark::database::odbc {

template <SQLSMALLINT kind>
struct Free {
  void operator()(void* handle) const {
    if constexpr (kind == SQL_HANDLE_DBC) {
      manager->SQLEndTran(kind, handle, SQL_ROLLBACK);
      manager->SQLDisconnect(handle);
    }
    manager->SQLFreeHandle(kind, handle);
  }
};
using Environment = std::unique_ptr<void, Free<SQL_HANDLE_ENV>>;
using Link = std::unique_ptr<void, Free<SQL_HANDLE_DBC>>;
using Statement = std::unique_ptr<void, Free<SQL_HANDLE_STMT>>;

// Throws when the driver manager has no memory left.
[[nodiscard]] SQLHANDLE allocate(SQLSMALLINT kind, SQLHANDLE parent);

// Numbers go where ODBC takes a pointer.
[[nodiscard]] SQLPOINTER number(SQLULEN value);

// What the diagnostic of a failed call means for the run.
[[nodiscard]] Failed failure(SQLSMALLINT kind, SQLHANDLE handle, const Limits& limits);

[[nodiscard]] std::string information(SQLHDBC link, SQLUSMALLINT what);

}  // namespace waymark::database::odbc
