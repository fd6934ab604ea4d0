#include "collectors/csv/taken.hpp"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <utility>

#include <fmt/format.h>

#include "collectors/csv/errors_file.hpp"
#include "daemon/core/recording.hpp"

namespace waymark::csv {

namespace {

constexpr std::size_t largest_list = 64U << 20U;
constexpr std::size_t tidy_from = 1U << 20U;  // a list of so many bytes is written anew without what is gone

bool plain(unsigned char c) {
  return c > ' ' && c < 0x7F && c != '%';
}

// Any bytes as a word of ASCII.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += plain(byte) ? std::string(1, c) : fmt::format("%{:02x}", byte);
  }
  return out;
}

template <class Number>
bool number(std::string_view text, Number& value, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc{} && end == text.data() + text.size();
}

// A name of a file, from a word.
bool name(std::string_view word, std::string& text) {
  text.clear();
  for (std::size_t at = 0; at < word.size(); ++at) {
    std::uint8_t byte = 0;
    if (word[at] != '%') {
      text += word[at];
    } else if (at + 2 < word.size() && number(word.substr(at + 1, 2), byte, 16)) {
      text += static_cast<char>(byte);
      at += 2;
    } else {
      return false;
    }
  }
  return !text.empty() && text != "." && text != ".." && !text.contains('/') && !text.contains('\0');
}

bool digest(std::string_view word, core::Sha256& value) {
  if (word.size() != value.size() * 2) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!number(word.substr(i * 2, 2), value.at(i), 16)) return false;
  }
  return true;
}

// A file of the service's own, whole; empty when there is none.
std::string contents(const Directory& folder, uid_t user) {
  const Descriptor file(
      ::openat(folder.descriptor(), Taken::list_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat found{};
  if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1) return {};
  if (found.st_uid != user && found.st_uid != 0 && file_system(file.get()).ownerless.empty()) return {};
  std::string text;
  std::array<char, 64U << 10U> buffer{};
  while (text.size() < largest_list) {
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

std::string line_of(const Put& put) {
  return fmt::format("{} {} {} {} {} {} {} {}\n", put.state.device, put.state.inode, put.state.size,
                     put.state.modified_ns, put.state.changed_ns, core::hex(put.digest), escaped(put.stored),
                     escaped(put.path));
}

bool read_line(std::string_view line, Put& put) {
  std::array<std::string_view, 8> words{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto end = i + 1 < words.size() ? line.find(' ') : line.size();
    if (end == std::string_view::npos) return false;
    words.at(i) = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  auto& state = put.state;
  return number(words[0], state.device) && number(words[1], state.inode) && number(words[2], state.size) &&
         number(words[3], state.modified_ns) && number(words[4], state.changed_ns) &&
         digest(words[5], put.digest) && name(words[6], put.stored) && name(words[7], put.path);
}

void Taken::load(const Directory& folder, uid_t user) {
  if (std::exchange(loaded_, true)) return;
  const auto text = contents(folder, user);
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;  // cut off
    Put put;
    if (read_line(rest.substr(0, end), put)) puts_.insert_or_assign(put.stored, put);
    rest.remove_prefix(end + 1);
  }
  std::erase_if(puts_, [&](const auto& entry) { return !folder.has(entry.first); });
  if (text.size() < tidy_from) return;
  std::string tidy;
  for (const auto& [stored, put] : puts_) tidy += line_of(put);
  if (tidy.size() > text.size() / 2) return;
  ::unlinkat(folder.descriptor(), list_name, 0);
  (void)write_new(folder, list_name, tidy, user);
}

void Taken::add(const Directory& folder, const Put& put, uid_t user) {
  puts_.insert_or_assign(put.stored, put);
  constexpr int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Descriptor list(::openat(folder.descriptor(), list_name, flags));
  if (!list) {
    list = Descriptor(::openat(folder.descriptor(), list_name, flags | O_CREAT | O_EXCL, 0640));
    if (list) give_to(user, list.get());
  }
  struct stat found{};
  if (!list || ::fstat(list.get(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1) return;
  const auto line = line_of(put);
  (void)!::write(list.get(), line.data(), line.size());
}

std::string Taken::path(const std::string& stored) const {
  const auto found = puts_.find(stored);
  return found == puts_.end() ? stored : found->second.path;
}

}  // namespace waymark::csv
