#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collectors/csv/directory.hpp"
#include "collectors/csv/source.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// A regular file of one name, open for reading. Errors are one sentence without the file's name.
class File {
 public:
  // Neither links nor hard links, pipes, devices and folders are opened, and nothing is waited for.
  static std::expected<File, std::string> open(const Directory& folder, const std::string& name);

  [[nodiscard]] const FileState& state() const { return state_; }  // when it was opened
  // What has that name is still the file that was opened, in the same state.
  [[nodiscard]] bool unchanged(const Directory& folder, const std::string& name) const;
  // Up to `room` bytes from there on; 0 at the end.
  std::expected<std::size_t, std::string> read(std::uint64_t offset, char* into, std::size_t room) const;

 private:
  File(Descriptor descriptor, const FileState& state) : descriptor_(std::move(descriptor)), state_(state) {}
  Descriptor descriptor_;
  FileState state_;
};

// Why reading ended before the file's end, when it was asked to.
inline constexpr auto reading_stopped = "reading was stopped";

// SHA-256 of the whole file; `reading_stopped` when asked to stop.
[[nodiscard]] std::expected<core::Sha256, std::string> digest(const File& file, const std::stop_token& stop);

// A file's bytes, read ahead by a thread of their own and digested there when asked for, so that the digest
// is that of the very bytes that were handed out. `file` outlives it. When asked to stop, everything ends
// with the error `reading_stopped`.
class FileSource final : public ByteSource {
 public:
  FileSource(const File& file, bool with_digest, std::stop_token stop);
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
  std::stop_token stop_;
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
