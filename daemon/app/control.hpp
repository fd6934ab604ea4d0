#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// Commands that are handed to the daemon which writes the ledger. The request is one line,
//   {"waymark": 1, "command": "collect", "arguments": {...}}
// the answer some lines, the last of them the exit code as of the same command without a daemon:
//   {"progress": "collecting finance"}
//   {"report": {...}}
//   {"exit": 1, "problem": "..."}
namespace waymark::app {

// Raised with every change that an older program would misunderstand.
inline constexpr int control_version = 1;

// Whoever asked, as seen by a command.
class ControlCaller {
 public:
  virtual ~ControlCaller() = default;
  // One line; what it says is the command's own matter.
  virtual void send(const nlohmann::json& line) = 0;
  // Waits so long; false as soon as nobody waits for the answer any more, or the daemon is stopping.
  [[nodiscard]] virtual bool wait(std::chrono::milliseconds time) = 0;
};

// One command in the daemon's table.
struct ControlCommand {
  std::string name;  // as on the command line: remote-write resend
  // On a thread of its own, which may wait; returns the exit code. What it throws is the problem; the exit
  // code is then a ControlRefusal's, or 1.
  std::function<int(const nlohmann::json& arguments, ControlCaller& caller)> run;
};

class ControlRefusal : public std::runtime_error {
 public:
  ControlRefusal(int exit, const std::string& problem) : std::runtime_error(problem), exit_(exit) {}
  [[nodiscard]] int exit() const { return exit_; }

 private:
  int exit_;
};

// The text of a line. Names of files need not be UTF-8: wire_text() has each byte as a character of its own.
[[nodiscard]] std::string wire_line(const nlohmann::json& line);
[[nodiscard]] std::string wire_text(std::string_view bytes);
// What wire_text() made it from; a text that it cannot have made is taken as it is.
[[nodiscard]] std::string from_wire(std::string_view text);

}  // namespace waymark::app
