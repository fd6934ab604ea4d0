#include "collectors/csv/file_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>

#include "daemon/digest/sha256.hpp"

namespace waymark::csv {

namespace {

// Why what has that mode and so many names is not read; empty when it is.
std::string not_a_file(const struct stat& found) {
  if (S_ISDIR(found.st_mode)) return "is a directory where a file was expected";
  if (S_ISLNK(found.st_mode)) return "is a link; only files themselves are read, so put the file there";
  if (S_ISFIFO(found.st_mode)) return "is a pipe, not a file";
  if (S_ISSOCK(found.st_mode)) return "is a socket, not a file";
  if (!S_ISREG(found.st_mode)) return "is a device, not a file";
  if (found.st_nlink > 1) {
    return "has a further name elsewhere (a hard link); only a file of one name is read, so put a copy there";
  }
  return {};
}

// Room for a piece of a file, and not much more of it than a small file needs: its end shows in the read
// after the last. One that grows meanwhile is still read in pieces of a page.
std::size_t room_for(const File& file, std::size_t piece) {
  constexpr std::uint64_t least = 4096;
  return std::clamp<std::uint64_t>(file.state().size + 1, least, piece);
}

}  // namespace

std::expected<File, std::string> File::open(const Directory& folder, const std::string& name) {
  const auto seen = folder.look(name);
  if (!seen) return std::unexpected("it was removed before it could be read");
  // Looked at first, since opening a device can do something to it.
  if (auto problem = not_a_file(*seen); !problem.empty()) return std::unexpected(std::move(problem));
  Descriptor descriptor(
      ::openat(folder.descriptor(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat found{};
  if (!descriptor || ::fstat(descriptor.get(), &found) != 0) {
    if (errno == ENOENT) return std::unexpected("it was removed before it could be read");
    return std::unexpected(fmt::format("cannot be read: {}; let the service's user read it", reason(errno)));
  }
  if (auto problem = not_a_file(found); !problem.empty()) return std::unexpected(std::move(problem));
  ::posix_fadvise(descriptor.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return File(std::move(descriptor), FileState::of(found));
}

bool File::unchanged(const Directory& folder, const std::string& name) const {
  struct stat open{};
  const auto named = folder.look(name);
  return named && ::fstat(descriptor_.get(), &open) == 0 && FileState::of(*named) == state_ &&
         FileState::of(open) == state_;
}

std::expected<std::size_t, std::string> File::read(std::uint64_t offset, char* into, std::size_t room) const {
  while (true) {
    const auto got = ::pread(descriptor_.get(), into, room, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return std::unexpected(fmt::format("reading failed: {}", reason(errno)));
  }
}

std::expected<core::Sha256, std::string> digest(const File& file, const std::stop_token& stop) {
  digest::Hasher hasher;
  std::vector<char> buffer(room_for(file, 256U << 10U));
  for (std::uint64_t offset = 0;;) {
    if (stop.stop_requested()) return std::unexpected(reading_stopped);
    const auto got = file.read(offset, buffer.data(), buffer.size());
    if (!got) return std::unexpected(got.error());
    if (*got == 0) return hasher.finish();
    hasher.update({buffer.data(), *got});
    offset += *got;
  }
}

FileSource::FileSource(const File& file, bool with_digest, std::stop_token stop)
    : file_(file), with_digest_(with_digest), stop_(std::move(stop)), thread_([this] { run(); }) {}

FileSource::~FileSource() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FileSource::run() {
  digest::Hasher hasher;
  std::uint64_t offset = 0;
  for (std::uint64_t number = 0;; ++number) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || number < freed_ + pieces; });
      if (stopping_) return;
    }
    Piece& piece = ring_[number % pieces];
    if (piece.bytes.empty()) piece.bytes.resize(room_for(file_, piece_size));
    const auto got = file_.read(offset, piece.bytes.data(), piece.bytes.size());
    piece.size = got.value_or(0);
    if (piece.size > 0) {
      {
        const std::scoped_lock lock(mutex_);
        filled_ = number + 1;
      }
      changed_.notify_all();
      if (with_digest_) hasher.update({piece.bytes.data(), piece.size});
      offset += piece.size;
      continue;
    }
    const auto digest = hasher.finish();
    const std::scoped_lock lock(mutex_);
    digest_ = digest;
    if (!got) error_ = got.error();
    ended_ = true;
    changed_.notify_all();
    return;
  }
}

std::expected<std::string_view, std::string> FileSource::next() {
  if (stop_.stop_requested()) return std::unexpected(reading_stopped);
  std::unique_lock lock(mutex_);
  if (holding_) {
    ++freed_;
    holding_ = false;
    changed_.notify_all();
  }
  changed_.wait(lock, [&] { return ended_ || freed_ < filled_; });
  if (freed_ == filled_) {
    if (!error_.empty()) return std::unexpected(error_);
    return std::string_view{};
  }
  holding_ = true;
  const Piece& piece = ring_[freed_ % pieces];
  return std::string_view{piece.bytes.data(), piece.size};
}

std::expected<std::string_view, std::string> FileSource::look(std::uint64_t offset) {
  if (stop_.stop_requested()) return std::unexpected(reading_stopped);
  if (looked_.empty()) looked_.resize(room_for(file_, piece_size));
  const auto got = file_.read(offset, looked_.data(), looked_.size());
  if (!got) return std::unexpected(look_error_ = got.error());
  return std::string_view{looked_.data(), *got};
}

std::expected<core::Sha256, std::string> FileSource::digest() {
  // What could not be looked at was not understood: the file has failed, whatever reads well afterwards.
  if (!look_error_.empty()) return std::unexpected(look_error_);
  while (true) {
    auto piece = next();
    if (!piece) return std::unexpected(std::move(piece.error()));
    if (piece->empty()) return digest_;
  }
}

}  // namespace waymark::csv
