#include "daemon/ledger/file.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/ledger.hpp"
#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

namespace {

constexpr mode_t owner_and_group = 0640;

std::string reason() {
  return std::error_code(errno, std::generic_category()).message();
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) close(fd_);
    fd_ = other.release();
  }
  return *this;
}

int Descriptor::release() {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

WriterLock::WriterLock(const std::filesystem::path& ledger) {
  const auto name = ledger.string() + ".lock";
  file_ = Descriptor(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_and_group));
  if (file_.get() < 0) {
    throw LedgerError(fmt::format("{}: cannot be opened ({}); check owner and mode of the ledger's folder",
                                  name, reason()));
  }
  std::array<char, 32> text{};
  if (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    const auto size = pread(file_.get(), text.data(), text.size() - 1, 0);
    int holder = 0;
    if (size > 0) std::from_chars(text.data(), text.data() + size, holder);
    const auto who = holder > 0 ? fmt::format("process {}", holder) : std::string("another process");
    throw LedgerError(
        fmt::format("{}: {} already writes to this ledger; stop it first, or name another file as "
                    "ledger.path",
                    ledger.string(), who));
  }
  const auto mine = fmt::format("{}\n", getpid());
  // Only a courtesy to whoever is refused: the lock holds without it.
  if (ftruncate(file_.get(), 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(file_.get(), mine.data(), mine.size(), 0);
  }
}

void create_if_missing(const std::filesystem::path& ledger) {
  const auto folder = folder_of(ledger);
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  const Descriptor file(open(ledger.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_and_group));
  if (file.get() >= 0) return sync(folder);
  if (errno == EEXIST) return;
  throw LedgerError(fmt::format("{}: cannot be created ({}); check owner and mode of its folder",
                                ledger.string(), reason()));
}

bool check_header(const std::filesystem::path& ledger) {
  const Descriptor file(open(ledger.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    const auto advice = errno == ENOENT ? "collect something first, or correct ledger.path"
                                        : "check owner and mode of the file and its folder";
    throw LedgerError(fmt::format("{}: cannot be opened ({}); {}", ledger.string(), reason(), advice));
  }
  struct stat info{};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    throw LedgerError(fmt::format("{}: not a file; name a file as ledger.path", ledger.string()));
  }
  if (info.st_size == 0) return true;
  std::array<char, 100> header{};
  const auto size = pread(file.get(), header.data(), header.size(), 0);
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (size != static_cast<ssize_t>(header.size()) || std::string_view(header.data(), magic.size()) != magic) {
    throw LedgerError(
        fmt::format("{}: not a Waymark ledger, or its first bytes are damaged; name another file as "
                    "ledger.path or restore a backup",
                    ledger.string()));
  }
  // A database that has not been written to since its making: the schema is still in the WAL.
  constexpr std::size_t schema_cookie = 40, application = 68;
  const auto id = big_endian(header.data() + application);
  if (id == 0 && big_endian(header.data() + schema_cookie) == 0) return true;
  if (id != application_id) {
    throw LedgerError(
        fmt::format("{}: an SQLite database, but not a Waymark ledger; name another file as "
                    "ledger.path",
                    ledger.string()));
  }
  return false;
}

void read_ahead(const std::filesystem::path& file) {
  // Linux takes no more from one call than a disk's read-ahead, which is 128 KiB unless told otherwise.
  constexpr off_t most = off_t{1} << 30U, piece = off_t{128} << 10U;
  const Descriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info{};
  if (opened.get() < 0 || fstat(opened.get(), &info) != 0 || info.st_size > most) return;
  for (off_t at = 0; at < info.st_size; at += piece)
    posix_fadvise(opened.get(), at, piece, POSIX_FADV_WILLNEED);
}

void sync(const std::filesystem::path& file_or_folder) {
  const Descriptor file(open(file_or_folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() >= 0 && fsync(file.get()) == 0) return;
  throw LedgerError(
      fmt::format("{}: cannot be made durable ({}); check the disk", file_or_folder.string(), reason()));
}

}  // namespace waymark::ledger
