#include <cerrno>
#include <sys/statvfs.h>
#include <system_error>

#include <fmt/format.h>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

namespace {

// What the system says, or else SQLite.
std::string detail_of(const sqlite::Error& error) {
  if (error.system() == 0) return error.detail();
  return std::error_code(error.system(), std::generic_category()).message();
}

std::string disk_failed(const sqlite::Error& error) {
  switch (error.code()) {
    case SQLITE_IOERR_NOMEM: return "not enough memory; nothing was changed, try again";
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_FSTAT:
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_CORRUPT:
      return fmt::format(
          "the ledger cannot be read just now ({}); the disk or the way to it failed, which does not mean "
          "that the ledger is damaged: nothing was changed, look at the disk and the system's log and try "
          "again",
          detail_of(error));
    default:
      return fmt::format(
          "reading or writing the ledger failed ({}); nothing was changed, check the disk and run 'waymark "
          "ledger check'",
          detail_of(error));
  }
}

std::string not_writable(const sqlite::Error& error) {
  switch (error.code()) {
    case SQLITE_READONLY_ROLLBACK:
      return "a load was cut off, and what it left must be taken back before anyone reads; run 'waymark "
             "collect' or start the daemon, which does that first";
    case SQLITE_READONLY_DBMOVED:
      return "was moved or replaced while this process has it open; nothing was changed: put the file back, "
             "or restart";
    case SQLITE_READONLY_RECOVERY:
    case SQLITE_READONLY_CANTINIT:
    case SQLITE_READONLY_CANTLOCK:
      return "what was recorded last lies in its log, which this user cannot take in; ask as the user that "
             "the service runs as, or start the daemon";
    default: return "no permission to write to the ledger or its folder; check owner and mode";
  }
}

std::string not_opened(const sqlite::Error& error) {
  if (error.system() == EMFILE || error.system() == ENFILE)
    return "too many files are open; raise the limit (ulimit -n, LimitNOFILE) and try again";
  return fmt::format(
      "the ledger cannot be opened ({}); check that it exists and that this user may use it and its folder",
      detail_of(error));
}

std::string said(const sqlite::Error& error) {
  switch (error.family()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "the ledger is locked by another process, such as an sqlite3 shell with an open transaction or "
             "a first large load; try again when it has ended, nothing was changed";
    case SQLITE_CORRUPT:
      // SQLite also says so where the disk gave no answer.
      if (error.system() != 0) return disk_failed(error);
      return fmt::format("the ledger is damaged ({}); run 'waymark ledger check', then restore a backup",
                         error.detail());
    case SQLITE_NOTADB:
      return "not a Waymark ledger, or its first bytes are damaged; name another file as ledger.path or "
             "restore a backup";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return not_writable(error);
    case SQLITE_CANTOPEN: return not_opened(error);
    case SQLITE_IOERR: return disk_failed(error);
    case SQLITE_NOMEM: return "not enough memory; nothing was changed, try again";
    case SQLITE_INTERRUPT: return "the ledger was asked to stop; nothing was changed";
    case SQLITE_TOOBIG: return "a text is longer than a ledger can hold; nothing was changed";
    case SQLITE_NOLFS: return "the file system has no files of that size; nothing was changed, use another";
    default:
      return fmt::format("the ledger cannot go on ({}); nothing was changed, run 'waymark ledger check'",
                         error.detail());
  }
}

void raise(const sqlite::Error& error) {
  if (error.family() == SQLITE_FULL) throw DiskFull(disk_full(error.file(), 0));
  throw LedgerError(fmt::format("{}: {}", error.file().string(), said(error)));
}

}  // namespace

Database connect_to(const std::filesystem::path& ledger, Database::Access access,
                    std::chrono::milliseconds patience) {
  return {ledger, access, patience, &raise};
}

std::string disk_full(const std::filesystem::path& file, std::uint64_t needed) {
  std::string room;
  struct statvfs info{};
  if (statvfs(file.has_parent_path() ? file.parent_path().c_str() : ".", &info) == 0) {
    const double free = static_cast<double>(info.f_bavail) * static_cast<double>(info.f_frsize);
    room = fmt::format(" ({:.1f} MB free", free / 1e6);
    if (needed > 0) room += fmt::format(", about {:.1f} MB needed", static_cast<double>(needed) / 1e6);
    room += ')';
  }
  return fmt::format("{}: the disk is full{}; nothing was lost or changed, make room and collect again",
                     file.string(), room);
}

}  // namespace waymark::ledger
