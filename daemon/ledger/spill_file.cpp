#include "daemon/ledger/spill_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

namespace {

[[noreturn]] void fail_with_errno(const std::filesystem::path& ledger) {
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) throw DiskFull(disk_full(ledger, 0));
  throw LedgerError(
      fmt::format("{}: a temporary file beside the ledger failed ({}); nothing was changed, check the "
                  "disk and the folder's owner and mode",
                  ledger.string(), posix::reason(errno)));
}

}  // namespace

void SpillFile::open() {
  const auto folder = ledger_.has_parent_path() ? ledger_.parent_path() : std::filesystem::path(".");
  file_ = Descriptor(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file_.get() >= 0) return;
  // Not every file system has nameless files.
  std::string name = ledger_.string() + ".spill-XXXXXX";
  file_ = Descriptor(mkostemp(name.data(), O_CLOEXEC));
  if (file_.get() < 0) fail_with_errno(ledger_);
  unlink(name.c_str());
}

std::uint64_t SpillFile::append(std::span<const std::uint8_t> bytes) {
  if (file_.get() < 0) open();
  const auto offset = size_;
  while (!bytes.empty()) {
    const auto written = pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0) {
      if (errno == EINTR) continue;
      fail_with_errno(ledger_);
    }
    size_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return offset;
}

void SpillFile::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  while (!into.empty()) {
    const auto got = pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail_with_errno(ledger_);
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace waymark::ledger
