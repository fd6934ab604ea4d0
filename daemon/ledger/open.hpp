#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "daemon/ledger/ledger.hpp"

namespace waymark::ledger {

[[nodiscard]] Clock system_clock();

struct OpenOptions {
  Clock clock = system_clock();
  // How long to wait while another process holds the file's own lock.
  std::chrono::milliseconds patience = std::chrono::seconds(5);
  // A ledger that can only be read is opened all the same: nothing can be recorded then, and plans and
  // statuses are not kept.
  bool also_read_only = false;
  // Called first on the thread that writes: its priority.
  std::function<void()> thread_begins{};
};

// The one writer of that ledger, which is created or migrated; a second one in any process is refused. Throws
// LedgerError.
[[nodiscard]] std::unique_ptr<Ledger> open_to_write(const std::filesystem::path& file, OpenOptions options);
// For reading only, beside whoever writes. What is wrong with the file, its first view says.
[[nodiscard]] std::unique_ptr<Ledger> open_to_read(const std::filesystem::path& file);

// Applies missing migrations; the versions before and after. Throws LedgerError.
std::pair<int, int> migrate(const std::filesystem::path& file, const Clock& clock);
// Asks the system to have the file in memory soon, for whoever is about to read all over it: with cold caches
// that is ten times as fast as page by page. Nothing for a file that is not there or larger than 1 GiB.
void read_ahead(const std::filesystem::path& file);

}  // namespace waymark::ledger
