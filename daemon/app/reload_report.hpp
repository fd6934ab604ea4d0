#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace waymark::app {

// What became of the last reload, in a file by which `waymark reload` learns it: a process that sends SIGHUP
// gets no answer otherwise.
struct ReloadReport {
  std::uint64_t number = 0;  // of reloads since the daemon started
  // On the clock that all processes share: a reload that began before somebody asked for one does not answer.
  std::chrono::steady_clock::time_point began{};
  bool ok = true;
  std::string diagnostics;

  // Where the file is when systemd made a runtime directory for the service; empty otherwise.
  [[nodiscard]] static std::filesystem::path place();
  // Replaces the file as a whole. False when it cannot be written.
  [[nodiscard]] bool write(const std::filesystem::path& file) const;
  // Nothing when there is no such file, or something else in it.
  [[nodiscard]] static std::optional<ReloadReport> read(const std::filesystem::path& file);
};

}  // namespace waymark::app
