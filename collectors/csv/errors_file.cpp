#include "collectors/csv/errors_file.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <string_view>

#include <fmt/format.h>

namespace waymark::csv {

namespace {

constexpr int tries = 100;

std::string cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) out += '\'';
  for (const char c : text) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + '"';
}

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

std::string errors_csv(std::span<const core::Reject> rejects, std::uint64_t further) {
  std::string out = "line,column,reason,raw,kind\r\n";
  for (const auto& reject : rejects) {
    out += reject.line == 0 ? std::string{} : fmt::format("{}", reject.line);
    out += fmt::format(",{},{},{},{}\r\n", cell(reject.column), cell(reject.reason), cell(reject.raw),
                       reject.kind);
  }
  if (further > 0) out += fmt::format(",\"\",\"{} further rows are rejected\",\"\",\r\n", further);
  return out;
}

int write_new(const Directory& folder, const std::string& name, const std::string& text, uid_t owner) {
  static std::atomic<unsigned> count = 0;
  std::string draft;
  Descriptor file;
  for (int i = 0; i < tries && !file; ++i) {
    draft = fmt::format(".waymark-{}-{}.tmp", ::getpid(), ++count);
    file = Descriptor(::openat(folder.descriptor(), draft.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (!file && errno != EEXIST) return errno;
  }
  if (!file) return EAGAIN;
  give_to(owner, file.get());
  struct stat made{};
  int error = ::fstat(file.get(), &made) == 0 ? write_all(file.get(), text) : errno;
  if (error == 0) error = move_into_free_place(folder, draft, FileState::of(made), folder, name);
  if (error != 0) ::unlinkat(folder.descriptor(), draft.c_str(), 0);
  return error;
}

}  // namespace waymark::csv
