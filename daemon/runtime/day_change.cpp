#include "daemon/runtime/day_change.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace waymark::runtime {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds longest_wait{30000};

}  // namespace

struct DayChange::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, std::function<void()> handler, Runner::Clock clock_to_use)
      : changed(std::move(handler)), clock(std::move(clock_to_use)), timer(loop) {}

  [[nodiscard]] std::chrono::sys_days today() const {
    return zone->day(std::chrono::floor<std::chrono::seconds>(clock()));
  }

  void wait() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(zone->end_of(day) - clock());
    timer.expires_after(std::clamp(left, std::chrono::milliseconds{1}, longest_wait));
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || !self->zone) return;
      const auto today = self->today();
      const bool another = today != std::exchange(self->day, today);
      self->wait();
      if (another) self->changed();
    });
  }

  std::function<void()> changed;
  Runner::Clock clock;
  asio::steady_timer timer;
  std::optional<local_time::TimeZone> zone;
  std::chrono::sys_days day;
};

DayChange::DayChange(asio::io_context& loop, std::function<void()> changed, Runner::Clock clock)
    : state_(std::make_shared<State>(loop, std::move(changed), std::move(clock))) {}

DayChange::~DayChange() {
  stop();
}

void DayChange::start(const local_time::TimeZone& zone) {
  state_->zone = zone;
  state_->day = state_->today();
  state_->wait();
}

void DayChange::stop() {
  state_->zone.reset();
  state_->timer.cancel();
}

}  // namespace waymark::runtime
