#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collectors/csv/source.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// What tells one state of a file from another.
struct FileState {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(const FileState&, const FileState&) = default;
};

// A file open for reading. Errors are one sentence without the file's name.
class File {
 public:
  static std::expected<File, std::string> open(const std::filesystem::path& path);
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;

  [[nodiscard]] const FileState& state() const { return state_; }  // when it was opened
  // The file under that path is still the one that was opened, in the same state.
  [[nodiscard]] bool unchanged(const std::filesystem::path& path) const;
  // Up to `room` bytes from there on; 0 at the end.
  std::expected<std::size_t, std::string> read(std::uint64_t offset, char* into, std::size_t room) const;

 private:
  File(int descriptor, FileState state) : descriptor_(descriptor), state_(state) {}
  int descriptor_;
  FileState state_;
};

// SHA-256 of the whole file.
[[nodiscard]] std::expected<core::Sha256, std::string> digest(const File& file);

// A file's bytes, read ahead by a thread of their own and digested there when asked for, so that the digest
// is that of the very bytes that were handed out. `file` outlives it.
class FileSource final : public ByteSource {
 public:
  FileSource(const File& file, bool with_digest);
  ~FileSource() override;
  std::expected<std::string_view, std::string> next() override;
  std::expected<std::string_view, std::string> look(std::uint64_t offset) override;
  // Reads what is left and gives the digest of everything, zeros when none was asked for; next() has nothing
  // more afterwards. An error when any byte could not be read, by look() too.
  [[nodiscard]] std::expected<core::Sha256, std::string> digest();

 private:
  static constexpr std::size_t piece_size = 512U << 10U;
  static constexpr std::size_t pieces = 4;

  struct Piece {
    std::vector<char> bytes;
    std::size_t size = 0;
  };
  void run();

  const File& file_;
  bool with_digest_;
  std::array<Piece, pieces> ring_;
  std::vector<char> looked_;
  std::string look_error_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t filled_ = 0, freed_ = 0;  // pieces read, and given back
  bool holding_ = false;                  // the reader still looks at piece `freed_`
  bool ended_ = false, stopping_ = false;
  std::string error_;
  core::Sha256 digest_{};
  std::thread thread_;
};

}  // namespace waymark::csv
