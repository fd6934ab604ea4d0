#include "daemon/ledger/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/ledger.hpp"

namespace waymark::ledger {

namespace {

constexpr mode_t owner_and_group = 0640;

bool has_content(const std::filesystem::path& file) {
  struct stat info{};
  return lstat(file.c_str(), &info) == 0 && info.st_size > 0;
}

// With their owners, so that root's folders are not the first obstacle of the service.
void create_folders(const std::filesystem::path& folder) {
  std::error_code none;
  if (folder.empty() || std::filesystem::exists(folder, none)) return;
  create_folders(folder.parent_path());
  if (std::filesystem::create_directory(folder, none)) give_to_owner_of_folder(folder);
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

std::filesystem::path log_of(const std::filesystem::path& ledger) {
  return ledger.string() + "-wal";
}

std::filesystem::path real_path(const std::filesystem::path& ledger) {
  std::error_code problem;
  auto resolved = std::filesystem::weakly_canonical(ledger, problem);
  return problem ? std::filesystem::absolute(ledger) : resolved;
}

FileId require_file(const std::filesystem::path& ledger) {
  struct stat info{};
  if (stat(ledger.c_str(), &info) != 0) {
    const auto* advice = errno == ENOENT ? "collect something first, or correct ledger.path"
                                         : "check owner and mode of the file and its folder";
    throw LedgerError(
        fmt::format("{}: cannot be opened ({}); {}", ledger.string(), posix::reason(errno), advice));
  }
  if (!S_ISREG(info.st_mode)) {
    throw LedgerError(fmt::format("{}: not a file; name a file as ledger.path", ledger.string()));
  }
  if (info.st_nlink != 1) {
    throw LedgerError(
        fmt::format("{}: has {} names (hard links), and what is recorded under one is missing under the "
                    "other; remove the others, or copy the file",
                    ledger.string(), info.st_nlink));
  }
  return {info.st_dev, info.st_ino};
}

void require_writable(const std::filesystem::path& ledger) {
  if (access(ledger.c_str(), W_OK) == 0 && access(folder_of(ledger).c_str(), W_OK) == 0) return;
  const auto why = posix::reason(errno);
  struct stat info{};
  const bool roots = stat(ledger.c_str(), &info) == 0 && info.st_uid == 0 && geteuid() != 0;
  throw ReadOnly(
      fmt::format("{}: it or its folder cannot be written ({}{}); it can be asked, but nothing is recorded: "
                  "check owner and mode of the file and its folder",
                  ledger.string(), why, roots ? ", it belongs to root" : ""));
}

std::string moved(const std::filesystem::path& ledger, const FileId& opened) {
  struct stat info{};
  if (stat(ledger.c_str(), &info) != 0) return "was moved or deleted";
  if (FileId{info.st_dev, info.st_ino} != opened) return "was replaced by another file";
  return info.st_nlink == 1 ? "" : "was given a second name (a hard link)";
}

void create_if_missing(const std::filesystem::path& ledger) {
  const auto folder = folder_of(ledger);
  create_folders(folder);
  struct stat info{};
  if (stat(ledger.c_str(), &info) != 0 || info.st_size == 0) {
    // A rollback journal holds only what was before; SQLite removes one without its file.
    const auto log = log_of(ledger);
    if (has_content(log)) {
      throw LedgerError(
          fmt::format("{}: is not there, but its log {} is, with what was recorded last; put the ledger back "
                      "beside it, or move the log away to begin a new ledger",
                      ledger.string(), log.string()));
    }
  }
  const Descriptor file(open(ledger.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_and_group));
  if (file.get() >= 0) {
    give_to_owner_of_folder(ledger);
    return sync(folder);
  }
  if (errno == EEXIST) return;
  throw LedgerError(fmt::format("{}: cannot be created ({}); check owner and mode of its folder",
                                ledger.string(), posix::reason(errno)));
}

void give_to_owner_of_folder(const std::filesystem::path& file) {
  struct stat folder{}, info{};
  if (geteuid() != 0 || stat(folder_of(file).c_str(), &folder) != 0 || folder.st_uid == 0) return;
  if (lstat(file.c_str(), &info) != 0 || info.st_uid != 0) return;
  if (lchown(file.c_str(), folder.st_uid, folder.st_gid) == 0) return;
  throw LedgerError(fmt::format("{}: cannot be given to the owner of its folder ({}); run this as that user",
                                file.string(), posix::reason(errno)));
}

void sync(const std::filesystem::path& file_or_folder) {
  const Descriptor file(open(file_or_folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() >= 0 && fsync(file.get()) == 0) return;
  throw LedgerError(fmt::format("{}: cannot be made durable ({}); check the disk", file_or_folder.string(),
                                posix::reason(errno)));
}

}  // namespace waymark::ledger
