#include "daemon/http/page_cache.hpp"

namespace waymark::http {

void PageCache::turn_to(const PageVersion& version) {
  if (version == version_) return;
  version_ = version;
  pages_.clear();
  bytes_ = 0;
}

std::optional<std::string> PageCache::find(const PageVersion& version, const std::string& address) {
  const std::scoped_lock lock{mutex_};
  turn_to(version);
  const auto found = pages_.find(address);
  if (found == pages_.end()) return std::nullopt;
  return found->second;
}

void PageCache::keep(const PageVersion& version, const std::string& address, const std::string& page) {
  const std::scoped_lock lock{mutex_};
  // A page that took long may be of a version that is gone.
  if (version != version_ || page.size() > most_bytes_) return;
  if (bytes_ + page.size() > most_bytes_) {
    pages_.clear();
    bytes_ = 0;
  }
  if (pages_.try_emplace(address, page).second) bytes_ += page.size();
}

}  // namespace waymark::http
