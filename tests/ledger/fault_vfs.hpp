#pragma once

#include <functional>

namespace waymark::ledger::test {

// Stands between SQLite and the disk while it lives: the n-th operation that changes a file (write, sync,
// truncate, removal) fails, or does something else first. Becomes SQLite's default file system.
class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  // From now on: `at` counts from 1; the operation and all after it end with this result code. 0 is never.
  void fail(int at, int code);
  // Calls `action` at that operation instead.
  void call(int at, std::function<void()> action);
  // Every reading fails with this code, for want of an answer from the disk; SQLITE_OK is none.
  void fail_reads(int code);
  void rest() { fail(0, 0); }
  [[nodiscard]] bool triggered() const;
};

}  // namespace waymark::ledger::test
