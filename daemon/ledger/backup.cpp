#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/file.hpp"
#include "daemon/ledger/lineage.hpp"
#include "daemon/ledger/writer.hpp"

namespace waymark::ledger {

namespace {

constexpr std::string_view part = ".part";

// A copy under a name of its own until it is whole; removed when it does not become so. Names of processes
// that ended before are removed as well.
class Unfinished {
 public:
  explicit Unfinished(const std::filesystem::path& to) : to_(to) {
    const auto stem = "." + to.filename().string() + ".";
    remove_abandoned(stem);
    file_ = folder_of(to) / fmt::format("{}{}{}", stem, getpid(), part);
    create_if_missing(file_);
    constexpr mode_t owner_and_group = 0640;  // whatever the umask
    chmod(file_.c_str(), owner_and_group);
  }
  ~Unfinished() {
    if (!whole_) remove(file_);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  void finish() {
    sync(file_);
    rename_to_new();
    whole_ = true;
    sync(folder_of(to_));
  }

 private:
  static void remove(const std::filesystem::path& file) {
    std::error_code ignored;
    for (const auto* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(file.string() + suffix, ignored);
    }
  }

  void remove_abandoned(const std::string& stem) const {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(to_), none)) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with(stem) || !name.ends_with(part)) continue;
      const auto number = std::string_view(name).substr(stem.size());
      int process = 0;
      const auto read = std::from_chars(number.data(), number.data() + number.size(), process);
      if (read.ec != std::errc{} || std::string_view(read.ptr) != part) continue;
      if (process > 0 && kill(process, 0) != 0 && errno == ESRCH) remove(entry.path());
    }
  }

  // Whatever has appeared under the name meanwhile stays.
  void rename_to_new() const {
    if (renameat2(AT_FDCWD, file_.c_str(), AT_FDCWD, to_.c_str(), RENAME_NOREPLACE) == 0) return;
    std::error_code problem(errno, std::generic_category());
    if (problem == std::errc::invalid_argument && !std::filesystem::exists(to_)) {
      std::filesystem::rename(file_, to_, problem);  // a file system that cannot promise it
      if (!problem) return;
    }
    throw LedgerError(fmt::format("{}: the backup cannot be given this name ({}); name a new file",
                                  to_.string(), problem.message()));
  }

  std::filesystem::path to_, file_;
  bool whole_ = false;
};

struct Finish {
  void operator()(sqlite3_backup* copy) const { sqlite3_backup_finish(copy); }
};

void copy_pages(const Database& source, const Database& target,
                const std::function<void(int, int)>& progress) {
  const std::unique_ptr<sqlite3_backup, Finish> copy(
      sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
  if (!copy) target.fail(sqlite3_extended_errcode(target.handle()));
  constexpr int pages = 1024;  // 4 MB a step: progress is seen
  while (true) {
    const int code = sqlite3_backup_step(copy.get(), pages);
    const int total = sqlite3_backup_pagecount(copy.get());
    if (progress) progress(total - sqlite3_backup_remaining(copy.get()), total);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_OK) target.fail(code);
  }
}

// One file that any SQLite program can read, and that is not taken for the ledger it was copied from.
void make_independent(const Database& copy) {
  copy.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
  begin_lineage(copy);
  Statement sound(copy, "PRAGMA quick_check(1)");
  const auto said = sound.step() ? sound.text(0) : "nothing";
  if (said != "ok") {
    throw LedgerError(
        fmt::format("{}: the copy is not sound ({}); run 'waymark ledger check', and keep older backups",
                    copy.file().string(), said));
  }
}

}  // namespace

void backup(const std::filesystem::path& from, const std::filesystem::path& to,
            const std::function<void(int done, int total)>& progress) {
  const auto source = open_for_reading(from);
  if (std::filesystem::exists(std::filesystem::symlink_status(to))) {
    throw LedgerError(fmt::format("{}: exists already; name a new file for the backup", to.string()));
  }
  Unfinished unfinished(std::filesystem::absolute(to));
  {
    const auto target = connect_to(unfinished.file(), Database::Access::write, std::chrono::seconds(5));
    // A read transaction keeps the copy to one moment, so that writers meanwhile do not start it over.
    const Transaction moment(source, Transaction::Kind::read);
    (void)source.integer("SELECT count(*) FROM migration");
    copy_pages(source, target, progress);
    make_independent(target);
  }
  unfinished.finish();
}

}  // namespace waymark::ledger
