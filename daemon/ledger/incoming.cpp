#include "daemon/ledger/incoming.hpp"

#include <new>

namespace waymark::ledger {

namespace {

struct Table {
  sqlite3_vtab base{};
  Incoming::Feed* feed = nullptr;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  Incoming::Feed* feed = nullptr;
  Row row;
  sqlite3_int64 count = 0;
  bool more = false;

  // Exceptions must not pass through SQLite: the feed keeps them for insert_all().
  int advance() {
    try {
      more = feed->source->next(row);
      ++count;
      return SQLITE_OK;
    } catch (...) {
      feed->failure = std::current_exception();
      return SQLITE_ABORT;
    }
  }
};

Cursor& of(sqlite3_vtab_cursor* cursor) {
  return *reinterpret_cast<Cursor*>(cursor);
}

int xConnect(sqlite3* database, void* feed, int, const char* const*, sqlite3_vtab** table, char**) {
  const int code =
      sqlite3_declare_vtab(database, "CREATE TABLE incoming (series, period, mantissa, form, source_row)");
  if (code != SQLITE_OK) return code;
  auto* made = new (std::nothrow) Table{{}, static_cast<Incoming::Feed*>(feed)};
  if (made == nullptr) return SQLITE_NOMEM;
  *table = &made->base;
  return SQLITE_OK;
}

int xDisconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<Table*>(table);
  return SQLITE_OK;
}

int xBestIndex(sqlite3_vtab*, sqlite3_index_info* info) {
  info->estimatedCost = 1e6;
  return SQLITE_OK;
}

int xOpen(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  auto* made = new (std::nothrow) Cursor;
  if (made == nullptr) return SQLITE_NOMEM;
  made->feed = reinterpret_cast<Table*>(table)->feed;
  *cursor = &made->base;
  return SQLITE_OK;
}

int xClose(sqlite3_vtab_cursor* cursor) {
  delete &of(cursor);
  return SQLITE_OK;
}

int xFilter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  return of(cursor).advance();
}
int xNext(sqlite3_vtab_cursor* cursor) {
  return of(cursor).advance();
}
int xEof(sqlite3_vtab_cursor* cursor) {
  return of(cursor).more ? 0 : 1;
}

int xColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  const Row& row = of(cursor).row;
  switch (column) {
    case 0: sqlite3_result_int64(context, row.series); break;
    case 1: sqlite3_result_int64(context, row.period); break;
    case 2: sqlite3_result_int64(context, row.figure.mantissa); break;
    case 3: sqlite3_result_int64(context, row.figure.form.bits); break;
    default: sqlite3_result_int64(context, row.source_row); break;
  }
  return SQLITE_OK;
}

int xRowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
  *rowid = of(cursor).count;
  return SQLITE_OK;
}

// Without xCreate the table is there by its name alone, for this connection only.
constexpr sqlite3_module module_of_incoming() {
  sqlite3_module module{};
  module.xConnect = xConnect;
  module.xDisconnect = xDisconnect;
  module.xBestIndex = xBestIndex;
  module.xOpen = xOpen;
  module.xClose = xClose;
  module.xFilter = xFilter;
  module.xNext = xNext;
  module.xEof = xEof;
  module.xColumn = xColumn;
  module.xRowid = xRowid;
  return module;
}
constexpr sqlite3_module module = module_of_incoming();

}  // namespace

Incoming::Incoming(const Database& database) : database_(database), feed_(std::make_unique<Feed>()) {
  database.require(sqlite3_create_module_v2(database.handle(), "incoming", &module, feed_.get(), nullptr));
}

Incoming::~Incoming() = default;

void Incoming::insert_all(RowSource& source, std::int64_t run) {
  feed_->source = &source;
  feed_->failure = nullptr;
  Statement insert(database_,
                   "INSERT OR ROLLBACK INTO observation (series, period, run, mantissa, form, source_row) "
                   "SELECT series, period, ?1, mantissa, form, source_row FROM incoming");
  try {
    insert.bind(run).run();
  } catch (const LedgerError&) {
    if (feed_->failure) std::rethrow_exception(feed_->failure);
    throw;
  }
}

}  // namespace waymark::ledger
