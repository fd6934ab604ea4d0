#include "daemon/runtime/publisher.hpp"

#include <thread>

namespace waymark::runtime {

namespace {

constexpr int most_pauses = 50;
constexpr std::chrono::milliseconds pause{10};

}  // namespace

void Publisher::publish(std::span<const std::shared_ptr<const core::Plan>> plans, std::chrono::sys_days today,
                        const core::Calendar& calendar) {
  const std::scoped_lock one_at_a_time(publishing_);
  auto snapshot = std::make_shared<core::Snapshot>();
  {
    const auto view = ledger_.view({});
    snapshot->last_run = view->last_run();
    for (const auto& plan : plans) {
      snapshot->authorities.push_back(evaluate(*view, plan, today, calendar));
    }
  }
  encode_(snapshot->authorities, snapshot->text, snapshot->openmetrics);
  snapshot->generation = ++generation_;
  if (prepare_) prepare_(snapshot);
  last_ = std::move(snapshot);
  const std::scoped_lock lock(mutex_);
  current_.swap(last_);
}

void Publisher::free_last() {
  const std::scoped_lock one_at_a_time(publishing_);
  for (int i = 0; i < most_pauses && last_.use_count() > 1; ++i) std::this_thread::sleep_for(pause);
  last_.reset();
}

std::shared_ptr<const core::Snapshot> Publisher::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

}  // namespace waymark::runtime
