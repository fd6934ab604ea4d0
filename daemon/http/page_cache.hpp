#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace waymark::http {

// What a kept page depends on beside its address.
struct PageVersion {
  std::uint64_t generation = 0;  // of the snapshot
  std::chrono::sys_days today;   // ages are counted from it
  std::string reload_problem;    // said on every page
  friend bool operator==(const PageVersion&, const PageVersion&) = default;
};

// What was asked for.
struct PageAddress {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  friend auto operator<=>(const PageAddress&, const PageAddress&) = default;
};

struct KeptPage {
  std::string plain;
  std::string packed;  // gzip
  // Of a page that shows more than its version (whether collectors run): a running clock in steps; such a
  // page is kept for one step. 0 for the others.
  std::chrono::seconds slot{};
};

// Finished pages of one version, so that many readers of one page cost one rendering and one compression, and
// those of the version that is to follow. Emptied when the version changes, and when it is full. Safe to use
// from several threads.
class PageCache {
 public:
  explicit PageCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Null when there is none. `slot`: the step that it is now.
  [[nodiscard]] std::shared_ptr<const KeptPage> find(const PageVersion& version, const PageAddress& address,
                                                     std::chrono::seconds slot);
  // Of the version that is asked for now, or of the next one.
  void keep(const PageVersion& version, const PageAddress& address, std::shared_ptr<const KeptPage> page);
  // That version follows: what is kept of it comes into use with it. The addresses that somebody has asked
  // for within `lately`.
  [[nodiscard]] std::vector<PageAddress> expect(const PageVersion& next, std::chrono::seconds lately);

 private:
  struct Hash {
    std::size_t operator()(const PageAddress& address) const;
  };
  struct Entry {
    std::shared_ptr<const KeptPage> page;
    std::chrono::steady_clock::time_point asked;  // last
  };
  struct Pages {
    PageVersion version;
    std::size_t bytes = 0;
    std::unordered_map<PageAddress, Entry, Hash> kept;
  };
  // False when it is older than the pages that there are.
  bool turn_to(const PageVersion& version);

  std::mutex mutex_;
  std::size_t most_bytes_;
  Pages current_, next_;
};

}  // namespace waymark::http
