#include "daemon/app/control_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

namespace waymark::app {

namespace {

constexpr int backlog = 16;
constexpr mode_t owner_and_group = 0660;
constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
// What the kernel shows for groups that a user namespace does not know: nobody is a member of that.
constexpr gid_t unknown_group = 65534;

std::string failed(const std::filesystem::path& socket, int error) {
  return fmt::format("{}: {}", socket.string(), posix::reason(error));
}

// A socket's address holds 107 bytes; longer paths go by way of the open folder.
class Address {
 public:
  explicit Address(const std::filesystem::path& socket)
      : folder_(::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    auto name = socket.string();
    if (name.size() >= sizeof address_.sun_path) {
      name = fmt::format("/proc/self/fd/{}/{}", folder_.get(), socket.filename().string());
    }
    address_.sun_family = AF_UNIX;
    std::memcpy(address_.sun_path, name.data(), std::min(name.size(), sizeof address_.sun_path - 1));
  }
  [[nodiscard]] const posix::Descriptor& folder() const { return folder_; }
  [[nodiscard]] const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&address_);  // NOLINT: as the system wants it
  }
  [[nodiscard]] static socklen_t size() { return sizeof(sockaddr_un); }

 private:
  posix::Descriptor folder_;
  sockaddr_un address_{};
};

posix::Descriptor stream_socket() {
  return posix::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

std::vector<gid_t> groups_of(int connection) {
  std::vector<gid_t> groups(32);
  for (;;) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const bool fits = ::getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
    if (!fits && errno != ERANGE) return {};
    groups.resize(size / sizeof(gid_t));
    if (fits) return groups;
  }
}

bool is_in(const std::vector<gid_t>& groups, gid_t group) {
  return std::ranges::find(groups, group) != groups.end();
}

}  // namespace

std::optional<std::filesystem::path> control_socket_of(const std::filesystem::path& ledger) {
  struct stat file{};
  std::error_code missing;
  const auto real = std::filesystem::canonical(ledger, missing);
  if (missing || ::stat(real.c_str(), &file) != 0) return std::nullopt;
  return real.parent_path() / fmt::format(".waymark-{:x}-{}.sock", file.st_dev, file.st_ino);
}

std::expected<posix::Descriptor, std::string> listen_at(const std::filesystem::path& socket) {
  const Address address(socket);
  const auto name = socket.filename().string();
  struct stat there{};
  if (::fstatat(address.folder().get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISSOCK(there.st_mode)) {
      return std::unexpected(fmt::format("{}: something else than a socket is there", socket.string()));
    }
    if (::unlinkat(address.folder().get(), name.c_str(), 0) != 0)
      return std::unexpected(failed(socket, errno));
  }
  auto listening = stream_socket();
  // Nobody gets in before listen(), whatever mode it has until then.
  if (!listening || ::bind(listening.get(), address.get(), Address::size()) != 0 ||
      ::fchmodat(address.folder().get(), name.c_str(), owner_and_group, 0) != 0 ||
      ::listen(listening.get(), backlog) != 0) {
    return std::unexpected(failed(socket, errno));
  }
  return listening;
}

std::expected<std::optional<posix::Descriptor>, std::string> connect_to(const std::filesystem::path& socket,
                                                                        uid_t owner) {
  const Address address(socket);
  auto connection = stream_socket();
  if (!connection) return std::unexpected(failed(socket, errno));
  ::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(connection.get(), address.get(), Address::size()) != 0) {
    const int error = errno;
    if (error == ENOENT || error == ECONNREFUSED) return std::nullopt;
    if (error == EACCES) {
      return std::unexpected(
          fmt::format("{}: a daemon writes this ledger, and this user may not ask it to record; run the "
                      "command as the daemon's user, a member of its group, or root",
                      socket.string()));
    }
    return std::unexpected(failed(socket, error));
  }
  ucred listener{};
  socklen_t size = sizeof listener;
  if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &listener, &size) != 0) {
    return std::unexpected(failed(socket, errno));
  }
  if (listener.uid != 0 && listener.uid != ::geteuid() && listener.uid != owner) {
    return std::unexpected(fmt::format("{}: user {} listens there, to whom the ledger does not belong",
                                       socket.string(), listener.uid));
  }
  return connection;
}

Peer peer_of(int connection, gid_t group) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return {.user = static_cast<uid_t>(-1), .may_ask = false};
  }
  Peer peer{.user = credentials.uid, .may_ask = credentials.uid == 0 || credentials.uid == ::geteuid()};
  if (!peer.may_ask && group != unknown_group) {
    peer.may_ask = credentials.gid == group || is_in(groups_of(connection), group);
  }
  return peer;
}

}  // namespace waymark::app
