#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include "collectors/database/driver.hpp"

namespace waymark::database {

// Waits for a socket, the stop token and the deadline at once.
class Wake {
 public:
  enum class Why : std::uint8_t { ready, stopped, late };

  explicit Wake(const Limits& limits);
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  // `events` as for poll(2). `until`: not later than that, if the limits leave so long.
  [[nodiscard]] Why wait(int socket, short events, std::chrono::steady_clock::time_point until) const;
  [[nodiscard]] Why wait(int socket, short events) const { return wait(socket, events, limits_.deadline); }

 private:
  struct Ring {
    int descriptor;
    void operator()() const;
  };
  const Limits& limits_;
  int descriptor_;
  std::optional<std::stop_callback<Ring>> on_stop_;
};

}  // namespace waymark::database
