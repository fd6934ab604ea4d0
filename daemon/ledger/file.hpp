#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

#include "daemon/posix/descriptor.hpp"

namespace waymark::ledger {

using posix::Descriptor;

// A file by what it is, whatever names lead to it.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileId&) const = default;
};

// Nothing here opens the ledger: the system gives up all locks that a process has on a file, SQLite's among
// them, when the process closes any descriptor of it.

// The one path of a ledger, also of one that is yet to be made: symbolic links are followed, so that log and
// lock lie beside the file itself.
[[nodiscard]] std::filesystem::path real_path(const std::filesystem::path& ledger);

// Throws LedgerError unless it is a regular file that has one name only: under a second one its log would not
// be found.
FileId require_file(const std::filesystem::path& ledger);

// Throws ReadOnly when this user cannot write the file or beside it.
void require_writable(const std::filesystem::path& ledger);

// Why the file at this path is not the one that was opened from it; empty while it is.
[[nodiscard]] std::string moved(const std::filesystem::path& ledger, const FileId& opened);

// Makes the folders and an empty file, readable by owner and group at most, when there is none. Throws
// LedgerError where a log lies without its ledger.
void create_if_missing(const std::filesystem::path& ledger);

// What root makes in a folder of somebody else is theirs: `sudo waymark collect` must not lock the service
// out.
void give_to_owner_of_folder(const std::filesystem::path& file);

[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& file);
[[nodiscard]] std::filesystem::path log_of(const std::filesystem::path& ledger);  // the write-ahead log

// So that a new or renamed file is there after a power cut.
void sync(const std::filesystem::path& file_or_folder);

}  // namespace waymark::ledger
