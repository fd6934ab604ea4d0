#include "daemon/app/line_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace waymark::app {

namespace {

std::optional<std::chrono::steady_clock::time_point> end_of(LineSocket::Patience patience) {
  if (!patience) return std::nullopt;
  return std::chrono::steady_clock::now() + *patience;
}

bool try_again() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace

bool LineSocket::wait(short events, std::optional<std::chrono::steady_clock::time_point> until) const {
  using std::chrono::milliseconds;
  pollfd polled{.fd = socket_, .events = events, .revents = 0};
  for (;;) {
    int left = -1;
    if (until) {
      const auto time = std::chrono::ceil<milliseconds>(*until - std::chrono::steady_clock::now());
      left = static_cast<int>(std::max(time, milliseconds{0}).count());
    }
    const int ready = ::poll(&polled, 1, left);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

std::expected<std::string, std::string> LineSocket::read(std::size_t most, Patience patience) {
  const auto until = end_of(patience);
  std::array<char, 4096> piece{};
  std::size_t looked = 0;
  for (;;) {
    const auto end = read_.find('\n', looked);
    if (std::min(end, read_.size()) > most) return std::unexpected("the line is too long");
    if (end != std::string::npos) {
      auto line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    looked = read_.size();
    if (!wait(POLLIN, until)) return std::unexpected("it did not come in time");
    const auto got = ::recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (got == 0) return std::unexpected("the connection was closed before it came");
    if (got < 0 && !try_again()) return std::unexpected(posix::reason(errno));
    if (got > 0) read_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

bool LineSocket::write(std::string line, std::chrono::milliseconds patience) {
  line += '\n';
  const auto until = end_of(patience);
  std::string_view left = line;
  while (!left.empty()) {
    if (!wait(POLLOUT, until)) return false;
    const auto sent = ::send(socket_, left.data(), left.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && !try_again()) return false;
    if (sent > 0) left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool LineSocket::closed_within(std::chrono::milliseconds time) const {
  return wait(POLLRDHUP, std::chrono::steady_clock::now() + time);
}

}  // namespace waymark::app
