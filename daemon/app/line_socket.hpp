#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/posix/descriptor.hpp"

namespace waymark::app {

// Lines over a stream socket, with bounds on their size and on the time that they take. For one thread.
class LineSocket {
 public:
  using Patience = std::optional<std::chrono::milliseconds>;  // none: as long as it takes

  // The descriptor stays the caller's.
  explicit LineSocket(int socket) : socket_(socket) {}

  // The next line, without its end. The error is a sentence: too long, not in time, closed before its end.
  [[nodiscard]] std::expected<std::string, std::string> read(std::size_t most, Patience patience);
  // Adds the line's end. False when the other side is gone or does not take it in time.
  bool write(std::string line, std::chrono::milliseconds patience);
  // Waits so long for the other side to close it, or this process to shut it down.
  [[nodiscard]] bool closed_within(std::chrono::milliseconds time) const;

 private:
  // Whether the socket is ready for these events of poll(2) by then.
  [[nodiscard]] bool wait(short events, std::optional<std::chrono::steady_clock::time_point> until) const;

  int socket_;
  std::string read_;  // beyond the lines that were given
};

}  // namespace waymark::app
