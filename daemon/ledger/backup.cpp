#include <sys/stat.h>

#include <fmt/format.h>

#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/file.hpp"

namespace waymark::ledger {

namespace {

// Removes a copy that did not become whole.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path file) : file_(std::move(file)) {}
  ~Unfinished() {
    if (!whole_) remove();
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  void keep() { whole_ = true; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const auto* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(file_.string() + suffix, ignored);
    }
  }
  std::filesystem::path file_;
  bool whole_ = false;
};

struct Finish {
  void operator()(sqlite3_backup* copy) const { sqlite3_backup_finish(copy); }
};

void copy_pages(const Database& source, const Database& target,
                const std::function<void(int, int)>& progress) {
  const std::unique_ptr<sqlite3_backup, Finish> copy(
      sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
  if (!copy) target.require(sqlite3_extended_errcode(target.handle()));
  constexpr int pages = 1024;  // 8 MB a step: progress is seen
  while (true) {
    const int code = sqlite3_backup_step(copy.get(), pages);
    const int total = sqlite3_backup_pagecount(copy.get());
    if (progress) progress(total - sqlite3_backup_remaining(copy.get()), total);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_OK) target.fail(code);
  }
}

}  // namespace

void backup(const std::filesystem::path& from, const std::filesystem::path& to,
            const std::function<void(int done, int total)>& progress) {
  if (std::filesystem::exists(std::filesystem::symlink_status(to))) {
    throw LedgerError(fmt::format("{}: exists already; name a new file for the backup", to.string()));
  }
  const auto source = open_for_reading(from);
  create_if_missing(to);
  Unfinished unfinished(to);
  {
    const auto target = connect_to(to, Database::Access::write, std::chrono::seconds(5));
    // A read transaction keeps the copy to one moment, so that writers meanwhile do not start it over.
    const Transaction moment(source, Transaction::Kind::read);
    (void)source.integer("SELECT count(*) FROM migration");
    copy_pages(source, target, progress);
    target.execute("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  struct stat info{};
  if (stat(from.c_str(), &info) == 0) chmod(to.c_str(), info.st_mode & 0777U);
  sync(to);
  sync(to.has_parent_path() ? to.parent_path() : std::filesystem::path("."));
  unfinished.keep();
}

}  // namespace waymark::ledger
