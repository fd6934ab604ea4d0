#include "collectors/database/secret.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/posix/descriptor.hpp"

namespace waymark::database {

namespace {

constexpr std::size_t longest = 4096;

std::unexpected<std::string> problem(const std::filesystem::path& file, std::string_view what) {
  return std::unexpected(fmt::format("password_file {}: {}", file.string(), what));
}

}  // namespace

Secret::~Secret() {
  if (bytes_.capacity() > 0) explicit_bzero(bytes_.data(), bytes_.size());
}

void Secret::append(std::string_view text) {
  const auto room = bytes_.capacity() - 1 - bytes_.size();
  text = text.substr(0, room);
  bytes_.insert(bytes_.end(), text.begin(), text.end());
}

const char* Secret::c_str() {
  bytes_.push_back('\0');
  bytes_.pop_back();
  return bytes_.data();
}

std::expected<Secret, std::string> read_password(const std::filesystem::path& file) {
  const posix::Descriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!opened) return problem(file, posix::reason(errno));
  struct stat state{};
  if (fstat(opened.get(), &state) != 0 || !S_ISREG(state.st_mode)) return problem(file, "it is not a file");
  if ((state.st_mode & S_IROTH) != 0) {
    return problem(file, "everybody on this machine may read it; run chmod o-r on it");
  }
  struct Buffer {
    ~Buffer() { explicit_bzero(bytes.data(), bytes.size()); }
    std::array<char, longest> bytes{};
  } buffer;
  const auto size = read(opened.get(), buffer.bytes.data(), buffer.bytes.size());
  if (size < 0) return problem(file, posix::reason(errno));
  std::string_view text(buffer.bytes.data(), static_cast<std::size_t>(size));
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.empty()) return problem(file, "its first line is empty");
  if (text.size() == longest) return problem(file, "its first line is too long for a password");
  Secret secret(text.size());
  secret.append(text);
  return secret;
}

}  // namespace waymark::database
