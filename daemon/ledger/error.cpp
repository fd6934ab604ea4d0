#include <sys/statvfs.h>

#include <fmt/format.h>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

namespace {

std::string sentence(const sqlite::Error& error) {
  const auto name = error.file().string();
  if (error.code() == SQLITE_READONLY_ROLLBACK) {
    return fmt::format(
        "{}: a load was cut off, and what it left must be taken back before anyone reads; run 'waymark "
        "collect' or start the daemon, which does that first",
        name);
  }
  const auto& detail = error.detail();
  switch (error.family()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(
          "{}: the ledger is locked by another process, such as an sqlite3 shell with an open "
          "transaction or a first large load; try again when it has ended, nothing was changed",
          name);
    case SQLITE_FULL: return disk_full(error.file(), 0);
    case SQLITE_CORRUPT:
      return fmt::format("{}: the ledger is damaged ({}); run 'waymark ledger check', then restore a backup",
                         name, detail);
    case SQLITE_NOTADB:
      return fmt::format(
          "{}: not a Waymark ledger, or its first bytes are damaged; name another file as "
          "ledger.path or restore a backup",
          name);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return fmt::format("{}: no permission to write to the ledger or its folder; check owner and mode",
                         name);
    case SQLITE_CANTOPEN:
      return fmt::format(
          "{}: the ledger cannot be opened; check that it exists and that this user may use it "
          "and its folder",
          name);
    case SQLITE_IOERR:
      return fmt::format(
          "{}: reading or writing the ledger failed ({}); nothing was changed, check the disk and "
          "run 'waymark ledger check'",
          name, detail);
    default:
      return fmt::format("{}: the ledger cannot go on ({}); nothing was changed, run 'waymark ledger check'",
                         name, detail);
  }
}

void raise(const sqlite::Error& error) {
  if (error.family() == SQLITE_FULL) throw DiskFull(sentence(error));
  throw LedgerError(sentence(error));
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
