#include "daemon/http/clients.hpp"

#include <iterator>

namespace waymark::http {

void FairQueue::enter(const std::string& client, bool known_good, const std::shared_ptr<Ticket>& ticket) {
  auto& ring = known_good ? good_ : others_;
  auto& waiting = ring.waiting[client];
  if (waiting.empty()) ring.order.push_back(client);
  waiting.push_back(ticket);
}

std::shared_ptr<Ticket> FairQueue::take(Ring& ring) {
  while (!ring.order.empty()) {
    const auto client = ring.order.front();
    ring.order.pop_front();
    const auto found = ring.waiting.find(client);
    auto ticket = found->second.front().lock();
    found->second.pop_front();
    if (found->second.empty()) {
      ring.waiting.erase(found);
    } else {
      ring.order.push_back(client);
    }
    if (ticket) return ticket;  // null: whoever waited has gone
  }
  return nullptr;
}

bool FairQueue::next() {
  auto ticket = take(good_comes_ ? good_ : others_);
  if (!ticket) ticket = take(good_comes_ ? others_ : good_);
  good_comes_ = !good_comes_;
  if (!ticket) return false;
  ticket->turn = true;
  ticket->timer.cancel();
  return true;
}

Clients::Entry& Clients::entry(const std::string& client) {
  if (const auto found = entries_.find(client); found != entries_.end()) {
    order_.splice(order_.begin(), order_, found->second.place);
    return found->second;
  }
  if (entries_.size() >= most) forget();
  order_.push_front(client);
  auto& made = entries_[client];
  made.place = order_.begin();
  return made;
}

// Those known as good stay as long as there are others to forget near the end of the list.
void Clients::forget() {
  constexpr int looked_at = 64;
  auto victim = order_.end();
  int count = 0;
  for (auto at = order_.end(); at != order_.begin() && count < looked_at; ++count) {
    --at;
    const auto& counts = entries_.at(*at).counts;
    if (counts.connections + counts.working + counts.checking > 0) continue;
    if (victim == order_.end()) victim = at;
    if (counts.known_good) continue;
    victim = at;
    break;
  }
  if (victim == order_.end()) return;
  entries_.erase(*victim);
  order_.erase(victim);
}

ClientCounts& Clients::of(const std::string& client) {
  return entry(client).counts;
}

FailureNote Clients::failed(const std::string& client, Clock::time_point now) {
  auto& one = entry(client);
  if (one.failures == 0 || now - one.since > window) {
    one.since = now;
    one.failures = 0;
  }
  ++one.failures;
  ++one.unsaid;
  if (one.said != Clock::time_point{} && now - one.said < window) return {};
  if (now - lines_since_ > window) {
    lines_since_ = now;
    lines_said_ = 0;
  }
  if (lines_said_ >= lines) return {};
  ++lines_said_;
  one.said = now;
  return {.failures = std::exchange(one.unsaid, 0)};
}

bool Clients::hammering(const std::string& client, Clock::time_point now) {
  const auto& one = entry(client);
  return one.failures > free_failures && now - one.since <= window;
}

}  // namespace waymark::http
