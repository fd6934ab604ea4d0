#include "daemon/ledger/writer_lock.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/ledger.hpp"

namespace waymark::ledger {

namespace {

Descriptor open_lock(const std::filesystem::path& name) {
  constexpr mode_t owner_and_group = 0640;
  Descriptor file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, owner_and_group));
  if (file.get() < 0) {
    throw LedgerError(fmt::format("{}: cannot be opened ({}); check owner and mode of the ledger's folder",
                                  name.string(), posix::reason(errno)));
  }
  give_to_owner_of_folder(name);
  return file;
}

bool is_at(int fd, const std::filesystem::path& path) {
  struct stat held{}, there{};
  return fstat(fd, &held) == 0 && stat(path.c_str(), &there) == 0 && held.st_dev == there.st_dev &&
         held.st_ino == there.st_ino;
}

}  // namespace

WriterLock::WriterLock(std::filesystem::path ledger, const FileId& id) : ledger_(std::move(ledger)) {
  const auto name = folder_of(ledger_) / fmt::format(".waymark-{:x}-{}.lock", id.device, id.inode);
  do {
    file_ = open_lock(name);
    if (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) refuse();
  } while (!is_at(file_.get(), name));  // removed between the two
  const auto mine = fmt::format("{}\n", getpid());
  // Only a courtesy to whoever is refused: the lock holds without it.
  if (ftruncate(file_.get(), 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(file_.get(), mine.data(), mine.size(), 0);
  }
}

void WriterLock::hold_log() {
  const auto log = log_of(ledger_);
  log_ = Descriptor(open(log.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (log_.get() < 0) {
    throw LedgerError(fmt::format("{}: cannot be opened ({}); check owner and mode of the ledger's folder",
                                  log.string(), posix::reason(errno)));
  }
  // SQLite locks other files than this one, and with other locks.
  if (flock(log_.get(), LOCK_EX | LOCK_NB) != 0) {
    log_ = Descriptor();
    file_ = Descriptor();  // it says who this process is
    refuse();
  }
}

std::string WriterLock::log_moved() const {
  if (log_.get() < 0 || is_at(log_.get(), log_of(ledger_))) return {};
  return "has lost its write-ahead log (-wal), which was moved, replaced or deleted,";
}

void WriterLock::refuse() const {
  std::array<char, 32> text{};
  const auto size = pread(file_.get(), text.data(), text.size() - 1, 0);
  int holder = 0;
  if (size > 0) std::from_chars(text.data(), text.data() + size, holder);
  const auto who = holder > 0 ? fmt::format("process {}", holder) : std::string("another process");
  throw LedgerError(
      fmt::format("{}: {} already writes to this ledger; stop it first, or name another file as "
                  "ledger.path",
                  ledger_.string(), who));
}

}  // namespace waymark::ledger
