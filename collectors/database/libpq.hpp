#pragma once

#include "daemon/library/library.hpp"

#include <libpq-fe.h>

namespace waymark::database {

// What is used of PostgreSQL's client library.
struct Libpq : library::Library {
  Libpq() : Library({"PostgreSQL's client library", "libpq.so.5", "libpq5"}) {}

  WAYMARK_FUNCTION(PQcancel);
  WAYMARK_FUNCTION(PQclear);
  WAYMARK_FUNCTION(PQconnectPoll);
  WAYMARK_FUNCTION(PQconnectStartParams);
  WAYMARK_FUNCTION(PQconnectionNeedsPassword);
  WAYMARK_FUNCTION(PQconsumeInput);
  WAYMARK_FUNCTION(PQerrorMessage);
  WAYMARK_FUNCTION(PQfinish);
  WAYMARK_FUNCTION(PQfname);
  WAYMARK_FUNCTION(PQfreeCancel);
  WAYMARK_FUNCTION(PQftype);
  WAYMARK_FUNCTION(PQgetCancel);
  WAYMARK_FUNCTION(PQgetResult);
  WAYMARK_FUNCTION(PQgetisnull);
  WAYMARK_FUNCTION(PQgetlength);
  WAYMARK_FUNCTION(PQgetvalue);
  WAYMARK_FUNCTION(PQisBusy);
  WAYMARK_FUNCTION(PQnfields);
  WAYMARK_FUNCTION(PQparameterStatus);
  WAYMARK_FUNCTION(PQresultErrorField);
  WAYMARK_FUNCTION(PQresultStatus);
  WAYMARK_FUNCTION(PQsendQuery);
  WAYMARK_FUNCTION(PQsendQueryParams);
  WAYMARK_FUNCTION(PQsetErrorVerbosity);
  WAYMARK_FUNCTION(PQsetNoticeReceiver);
  WAYMARK_FUNCTION(PQsetSingleRowMode);
  WAYMARK_FUNCTION(PQsocket);
  WAYMARK_FUNCTION(PQsslAttribute);
  WAYMARK_FUNCTION(PQsslInUse);
  WAYMARK_FUNCTION(PQstatus);
};

inline constinit library::OnFirstUse<Libpq> libpq;

}  // namespace waymark::database
