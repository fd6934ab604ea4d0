#pragma once

#include <sql.h>
#include <sqlext.h>

#include "daemon/library/library.hpp"

// For the ODBC driver alone.
namespace waymark::database::odbc {

// What is used of unixODBC's driver manager.
struct Manager : library::Library {
  Manager() : Library({"unixODBC's driver manager", "libodbc.so.2", "libodbc2"}) {}

  WAYMARK_FUNCTION(SQLAllocHandle);
  WAYMARK_FUNCTION(SQLBindCol);
  WAYMARK_FUNCTION(SQLBindParameter);
  WAYMARK_FUNCTION(SQLCancel);
  WAYMARK_FUNCTION(SQLDescribeCol);
  WAYMARK_FUNCTION(SQLDisconnect);
  WAYMARK_FUNCTION(SQLDriverConnect);
  WAYMARK_FUNCTION(SQLEndTran);
  WAYMARK_FUNCTION(SQLExecDirect);
  WAYMARK_FUNCTION(SQLFetch);
  WAYMARK_FUNCTION(SQLFreeHandle);
  WAYMARK_FUNCTION(SQLGetDiagRec);
  WAYMARK_FUNCTION(SQLGetInfo);
  WAYMARK_FUNCTION(SQLNumResultCols);
  WAYMARK_FUNCTION(SQLSetConnectAttr);
  WAYMARK_FUNCTION(SQLSetEnvAttr);
  WAYMARK_FUNCTION(SQLSetStmtAttr);
};

inline constinit library::OnFirstUse<Manager> manager;

}  // namespace waymark::database::odbc
