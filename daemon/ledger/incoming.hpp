#pragma once

#include <exception>
#include <memory>

#include "daemon/ledger/row.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Rows in order of the primary key, one at a time.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // False at the end. May read from the ledger, and write to other tables than `observation`.
  virtual bool next(Row& row) = 0;
};

// A table-valued source for SQLite: rows go in by one INSERT ... SELECT, which is twice as fast as a
// statement step for each of them.
class Incoming {
 public:
  explicit Incoming(const Database& database);
  ~Incoming();
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  // Adds every row as a version of this run. A failure takes the whole transaction back: to take back only
  // the statement, SQLite would keep a copy of each page that it changes.
  void insert_all(RowSource& source, std::int64_t run);

  struct Feed {
    RowSource* source = nullptr;
    std::exception_ptr failure;
  };

 private:
  const Database& database_;
  std::unique_ptr<Feed> feed_;
};

}  // namespace waymark::ledger
