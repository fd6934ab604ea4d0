#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "config/configuration.hpp"
#include "daemon/metrics/self.hpp"
#include "daemon/runtime/publisher.hpp"

namespace waymark::remote_write {
class Sink;
}

namespace waymark::app {

// The remote write sink of the configuration in force, fed from what is published. Thread-safe; what it is
// made from must outlive it.
class RemoteWriting {
 public:
  RemoteWriting(ledger::Ledger& ledger, const runtime::Publisher& publisher, metrics::SelfMetrics& metrics);
  ~RemoteWriting();
  RemoteWriting(const RemoteWriting&) = delete;
  RemoteWriting& operator=(const RemoteWriting&) = delete;

  // Starts, replaces or ends the sink; one with the same settings goes on. Waits for a request under way to
  // end.
  void configure(const std::optional<config::RemoteWrite>& settings);
  // Sends again what was sent, of periods that ended at that second or later; how many samples, or why not.
  // `queue`: the file that whoever asks means.
  [[nodiscard]] std::expected<std::size_t, std::string> resend(const std::filesystem::path& queue,
                                                               std::optional<std::chrono::sys_seconds> from);
  // A snapshot has been published.
  void published();

 private:
  [[nodiscard]] std::unique_ptr<remote_write::Sink> start(const config::RemoteWrite& settings);

  ledger::Ledger& ledger_;
  const runtime::Publisher& publisher_;
  metrics::SelfMetrics& metrics_;
  std::mutex mutex_;
  std::optional<config::RemoteWrite> settings_;
  std::unique_ptr<remote_write::Sink> sink_;
};

}  // namespace waymark::app
