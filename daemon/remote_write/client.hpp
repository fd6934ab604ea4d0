#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace waymark::remote_write {

// Where requests go and how the sender shows who it is. Files are read anew for each request, so that a
// changed password needs no restart.
struct Target {
  std::string url;                // http or https, without user and password
  std::filesystem::path ca_file;  // PEM; empty: the system's authorities
  std::string username;
  std::filesystem::path password_file;      // with `username`
  std::filesystem::path bearer_token_file;  // instead of both
  std::chrono::milliseconds timeout = std::chrono::seconds{30};

  friend bool operator==(const Target&, const Target&) = default;
};

struct Reply {
  enum class Kind : std::uint8_t {
    accepted,
    later,      // the same request may work later, when receiver or settings are mended
    refused,    // it never will: 400, 409, 422
    too_large,  // 413: smaller requests may work
  };
  Kind kind = Kind::later;
  std::string said;                          // one line for the log; never a password
  std::optional<std::chrono::seconds> wait;  // how long the receiver asks to wait
};

// Sends requests one after the other over one connection. For one thread.
class Client {
 public:
  Client(Target target, const std::string& version);
  ~Client();
  // Ends early, with `later`, when `stop` is requested.
  [[nodiscard]] Reply post(std::string_view body, const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::remote_write
