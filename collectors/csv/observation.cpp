#include "collectors/csv/observation.hpp"

#include <algorithm>

namespace waymark::csv {

namespace {

// More names than that were told of and never looked at: then watching tells what is complete.
constexpr std::size_t most_told = 100'000;

}  // namespace

void Observation::told_complete(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (told_.size() < most_told) told_.insert(name);
}

void Observation::begin(const std::set<std::string>& names) {
  ++looks_;
  std::erase_if(seen_, [&](const auto& entry) { return !names.contains(entry.first); });
  for (const auto& name : names) seen_.try_emplace(name, Seen{.look = looks_});
}

Observation::Seen& Observation::see(const std::string& name, const FileState& state) {
  bool told = false;
  {
    const std::scoped_lock lock(mutex_);
    told = told_.erase(name) > 0;
  }
  auto& seen = seen_.try_emplace(name, Seen{.look = looks_}).first->second;
  if (!seen.looked || seen.state != state) {
    seen.state = state;
    seen.since = clock_();
    seen.told = false;
    seen.looked = true;
  }
  seen.told = seen.told || told;
  return seen;
}

std::chrono::milliseconds Observation::wait(const std::string& name, const FileState& state) {
  const auto& seen = see(name, state);
  if (seen.told) return {};
  const auto watched = std::chrono::floor<std::chrono::milliseconds>(clock_() - seen.since);
  return std::max(settle_ - watched, std::chrono::milliseconds{0});
}

bool Observation::complete(const std::string& name, const FileState& state) {
  return wait(name, state).count() == 0;
}

std::uint64_t Observation::first_seen(const std::string& name) {
  return seen_.try_emplace(name, Seen{.look = looks_}).first->second.look;
}

}  // namespace waymark::csv
