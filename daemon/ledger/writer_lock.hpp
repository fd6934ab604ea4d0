#pragma once

#include <filesystem>

#include "daemon/ledger/file.hpp"

namespace waymark::ledger {

// Holds a ledger for the one writer: `.waymark-<device>-<inode>.lock` in its folder, so that no other name of
// the file leads to a second one, and its write-ahead log, so that removing the lock file does not either.
// The system lets go of both when the process ends, however it ends; the lock file stays. Throws LedgerError
// when another holds it, with its process id.
class WriterLock {
 public:
  // `ledger`: its real path.
  WriterLock(std::filesystem::path ledger, const FileId& id);
  // The log is made by the first connection, and anew when writing in place has ended.
  void hold_log();
  void leave_log() { log_ = Descriptor(); }
  // Why the log at its path is not the one that is held; empty while it is, or none is held.
  [[nodiscard]] std::string log_moved() const;

 private:
  [[noreturn]] void refuse() const;

  std::filesystem::path ledger_;
  Descriptor file_;
  Descriptor log_;
};

}  // namespace waymark::ledger
