#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace waymark::http {

// What a kept page depends on beside its address.
struct PageVersion {
  std::uint64_t generation = 0;  // of the snapshot
  std::chrono::sys_days today;   // ages are counted from it
  std::string reload_problem;    // said on every page
  std::chrono::seconds slot{};   // a running clock in steps: nothing is kept for longer than one
  friend bool operator==(const PageVersion&, const PageVersion&) = default;
};

struct KeptPage {
  std::string plain;
  std::string packed;  // gzip
};

// Finished pages of one version, so that many readers of one page cost one rendering and one compression.
// Emptied when the version changes, and when it is full. Safe to use from several threads.
class PageCache {
 public:
  explicit PageCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Null when there is none.
  [[nodiscard]] std::shared_ptr<const KeptPage> find(const PageVersion& version, const std::string& address);
  void keep(const PageVersion& version, const std::string& address, std::shared_ptr<const KeptPage> page);

 private:
  void turn_to(const PageVersion& version);

  std::mutex mutex_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  PageVersion version_;
  std::unordered_map<std::string, std::shared_ptr<const KeptPage>> pages_;
};

}  // namespace waymark::http
