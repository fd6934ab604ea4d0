#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

#include "daemon/posix/descriptor.hpp"

// The Unix socket at which the daemon that writes a ledger takes commands.
namespace waymark::app {

// `.waymark-<device>-<inode>.sock` in the ledger's real folder, beside the writer's lock file: every name of
// a ledger leads to one socket, and another ledger has another one. Nothing when there is no such file.
[[nodiscard]] std::optional<std::filesystem::path> control_socket_of(const std::filesystem::path& ledger);

// Listens there, for its owner and group (0660), in place of a socket that is left from before. Only for
// whoever holds the ledger's writer lock. However long the path is. The error is a sentence.
[[nodiscard]] std::expected<posix::Descriptor, std::string> listen_at(const std::filesystem::path& socket);

// Connects to it; nothing when nobody listens there. The error is a sentence: this user may not, or whoever
// listens is neither root, nor this user, nor `owner`.
[[nodiscard]] std::expected<std::optional<posix::Descriptor>, std::string> connect_to(
    const std::filesystem::path& socket, uid_t owner);

struct Peer {
  uid_t user = 0;
  // Root, the user of this process, or a member of that group.
  bool may_ask = false;
};
[[nodiscard]] Peer peer_of(int connection, gid_t group);

}  // namespace waymark::app
