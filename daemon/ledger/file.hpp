#pragma once

#include <filesystem>

namespace waymark::ledger {

// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  int release();

 private:
  int fd_;
};

// Holds `<ledger>.lock` for the one writer. The system lets go of it when the process ends, however it ends;
// the file stays. Throws LedgerError when another holds it, with its process id.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& ledger);

 private:
  Descriptor file_;
};

// Makes the folder and an empty file, readable by owner and group at most, when there is none.
void create_if_missing(const std::filesystem::path& ledger);

// Refuses what is no ledger before SQLite touches it: a missing file, a folder, another kind of file, an
// SQLite database of something else. True for a file without tables: a ledger that is about to be made, or
// whose making is still in the WAL.
bool check_header(const std::filesystem::path& ledger);

// So that a new or renamed file is there after a power cut.
void sync(const std::filesystem::path& file_or_folder);

}  // namespace waymark::ledger
