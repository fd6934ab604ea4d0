#include "daemon/http/page_cache.hpp"

#include <functional>

namespace waymark::http {

std::size_t PageCache::Hash::operator()(const PageAddress& address) const {
  constexpr std::size_t factor = 31;
  const std::hash<std::string> hash;
  auto value = hash(address.path);
  for (const auto& [key, text] : address.query) value = (value * factor + hash(key)) * factor + hash(text);
  return value;
}

bool PageCache::turn_to(const PageVersion& version) {
  if (version == current_.version) return true;
  // Somebody who began before the last publication.
  if (version.generation < current_.version.generation) return false;
  current_ = version == next_.version ? std::move(next_) : Pages{.version = version, .bytes = 0, .kept = {}};
  next_ = {};
  return true;
}

std::shared_ptr<const KeptPage> PageCache::find(const PageVersion& version, const PageAddress& address,
                                                std::chrono::seconds slot) {
  const std::scoped_lock lock{mutex_};
  if (!turn_to(version)) return nullptr;
  const auto found = current_.kept.find(address);
  if (found == current_.kept.end()) return nullptr;
  found->second.asked = std::chrono::steady_clock::now();
  const auto& page = found->second.page;
  return page->slot == std::chrono::seconds{} || page->slot == slot ? page : nullptr;
}

void PageCache::keep(const PageVersion& version, const PageAddress& address,
                     std::shared_ptr<const KeptPage> page) {
  const std::scoped_lock lock{mutex_};
  const auto size = page->plain.size() + page->packed.size();
  const bool ahead = version == next_.version && version != current_.version;
  auto& pages = ahead ? next_ : current_;
  // A page that took long may be of a version that is gone.
  if (version != pages.version || size > most_bytes_) return;
  if (pages.bytes + size > most_bytes_) {
    pages.kept.clear();
    pages.bytes = 0;
  }
  auto& entry = pages.kept[address];
  pages.bytes += size;
  if (entry.page) pages.bytes -= entry.page->plain.size() + entry.page->packed.size();
  entry.page = std::move(page);
  entry.asked = std::chrono::steady_clock::now();
  if (!ahead) return;  // made because it is asked for
  const auto before = current_.kept.find(address);
  if (before != current_.kept.end()) entry.asked = before->second.asked;
}

std::vector<PageAddress> PageCache::expect(const PageVersion& next, std::chrono::seconds lately) {
  const std::scoped_lock lock{mutex_};
  next_ = Pages{.version = next, .bytes = 0, .kept = {}};
  const auto since = std::chrono::steady_clock::now() - lately;
  std::vector<PageAddress> addresses;
  for (const auto& [address, entry] : current_.kept) {
    if (entry.asked >= since) addresses.push_back(address);
  }
  return addresses;
}

}  // namespace waymark::http
