#pragma once

#include <cstdint>
#include <sys/stat.h>

namespace waymark::csv {

// What tells one state of a file from another. Times are in ns since 1970.
struct FileState {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // which nobody can set: contents, owner, mode, name or links changed

  [[nodiscard]] static FileState of(const struct stat& found) {
    constexpr std::int64_t second = 1'000'000'000;
    return {found.st_dev, found.st_ino, static_cast<std::uint64_t>(found.st_size),
            found.st_mtim.tv_sec * second + found.st_mtim.tv_nsec,
            found.st_ctim.tv_sec * second + found.st_ctim.tv_nsec};
  }
  [[nodiscard]] bool same_file(const FileState& other) const {
    return device == other.device && inode == other.inode;
  }
  // As far as size and modification time tell.
  [[nodiscard]] bool same_contents(const FileState& other) const {
    return same_file(other) && size == other.size && modified_ns == other.modified_ns;
  }
  friend bool operator==(const FileState&, const FileState&) = default;
};

}  // namespace waymark::csv
