#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "daemon/history/samples.hpp"
#include "daemon/remote_write/queued.hpp"

namespace waymark::remote_write {

// The file that keeps what was handed over and what waits, across restarts: a small SQLite database beside
// the ledger, which can be deleted (everything is sent again then, as new). For one thread; every call throws
// std::runtime_error with a sentence when the file cannot be used.
class Store {
 public:
  // `limit`: samples that may wait.
  Store(const std::filesystem::path& file, std::size_t limit);
  ~Store();

  // A scan: offer() between begin() and commit() is one transaction; rollback() forgets it.
  void begin();
  void commit();
  void rollback();
  // Queues the samples that are new or have another value than was queued before. False when the queue is
  // full: what found no place is new again in the next scan.
  [[nodiscard]] bool offer(const history::SampleSeries& series, std::chrono::sys_seconds now);

  // The oldest samples in waiting, all of one moment, so that a receiver that takes nothing of that age
  // refuses nothing else with it; at most so many. Empty when nothing waits.
  [[nodiscard]] std::vector<Queued> next(std::size_t most) const;
  void done(std::span<const Queued> samples);
  void attempted(std::span<const Queued> samples);
  // Gives up those that have waited since before `since` or have been tried so often; how many. Neither:
  // none.
  std::size_t give_up(std::optional<std::chrono::sys_seconds> since, std::optional<std::uint32_t> attempts);
  [[nodiscard]] std::size_t waiting() const;

  // Marks what was sent, of samples from that second on, to be offered again with its vintage; how many. Does
  // no harm beside another process's Store on the file, which finds the marks.
  std::size_t resend(std::optional<std::chrono::sys_seconds> from);
  [[nodiscard]] bool to_resend() const;
  // Within a scan that has offered everything: what is still marked is not there any more.
  void resent();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::remote_write
