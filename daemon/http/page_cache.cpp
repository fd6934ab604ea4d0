#include "daemon/http/page_cache.hpp"

#include <utility>

namespace waymark::http {

void PageCache::turn_to(const PageVersion& version) {
  if (version == version_) return;
  version_ = version;
  pages_.clear();
  bytes_ = 0;
}

std::shared_ptr<const KeptPage> PageCache::find(const PageVersion& version, const std::string& address) {
  const std::scoped_lock lock{mutex_};
  turn_to(version);
  const auto found = pages_.find(address);
  return found == pages_.end() ? nullptr : found->second;
}

void PageCache::keep(const PageVersion& version, const std::string& address,
                     std::shared_ptr<const KeptPage> page) {
  const std::scoped_lock lock{mutex_};
  // A page that took long may be of a version that is gone.
  const auto size = page->plain.size() + page->packed.size();
  if (version != version_ || size > most_bytes_) return;
  if (bytes_ + size > most_bytes_) {
    pages_.clear();
    bytes_ = 0;
  }
  if (pages_.try_emplace(address, std::move(page)).second) bytes_ += size;
}

}  // namespace waymark::http
