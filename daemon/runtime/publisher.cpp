#include "daemon/runtime/publisher.hpp"

namespace waymark::runtime {

void Publisher::publish(std::span<const std::shared_ptr<const core::Plan>> plans, std::chrono::sys_days today,
                        const core::Calendar& calendar) {
  const std::scoped_lock one_at_a_time(publishing_);
  auto snapshot = std::make_shared<core::Snapshot>();
  {
    const auto reader = readers_.borrow();
    snapshot->last_run = reader->last_run();
    const auto known = ledger::Reader::Moment::after_run(snapshot->last_run);
    for (const auto& plan : plans) {
      snapshot->authorities.push_back(evaluate(*reader, plan, today, known, calendar));
    }
  }
  encode_(snapshot->authorities, snapshot->text, snapshot->openmetrics);
  snapshot->generation = ++generation_;
  const std::scoped_lock lock(mutex_);
  current_ = std::move(snapshot);
}

std::shared_ptr<const core::Snapshot> Publisher::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

}  // namespace waymark::runtime
