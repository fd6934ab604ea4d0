#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "daemon/app/control.hpp"

namespace boost::asio {
class io_context;
}

namespace waymark::app {

// Takes commands at the ledger's control socket, from root, the daemon's own user and members of the socket's
// group. Each has a thread of its own while it is under way, eight at a time. All calls from the event loop's
// thread.
class ControlServer {
 public:
  ControlServer(boost::asio::io_context& loop, std::filesystem::path ledger,
                std::vector<ControlCommand> commands);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  // From when the ledger's writer lock is held. The socket's path, or why there is none.
  [[nodiscard]] std::expected<std::filesystem::path, std::string> listen();
  // Takes no more commands and removes the socket. Those under way end; the loop goes on until then.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::app
