#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "collectors/csv/file_state.hpp"

namespace waymark::csv {

using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

// Which files are complete: those of which the system told that they were closed after writing or renamed
// there, and those that did not change while they were watched for a while. Times that files bear prove
// nothing, since copying sets them.
class Observation {
 public:
  Observation(SteadyClock clock, std::chrono::milliseconds settle)
      : clock_(std::move(clock)), settle_(settle) {}

  // From any thread.
  void told_complete(const std::string& name);

  // Forgets files that are gone. Then see() those that are there.
  void begin(const std::set<std::string>& names);
  // Whether the file, in this state, is complete.
  [[nodiscard]] bool complete(const std::string& name, const FileState& state);
  // How long until it will be, if nothing happens to it.
  [[nodiscard]] std::chrono::milliseconds wait(const std::string& name, const FileState& state);
  // The number of the look at which it was seen first.
  [[nodiscard]] std::uint64_t first_seen(const std::string& name);

 private:
  struct Seen {
    FileState state;
    std::chrono::steady_clock::time_point since;
    std::uint64_t look = 0;
    bool told = false;
    bool looked = false;
  };
  Seen& see(const std::string& name, const FileState& state);

  SteadyClock clock_;
  std::chrono::milliseconds settle_;
  std::map<std::string, Seen> seen_;
  std::uint64_t looks_ = 0;
  std::mutex mutex_;
  std::set<std::string> told_;  // under mutex_
};

}  // namespace waymark::csv
