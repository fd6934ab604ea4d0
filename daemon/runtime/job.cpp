#include "daemon/runtime/job.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

namespace waymark::runtime {

namespace {

std::string first_problem(const Runner::Finished& done) {
  if (!done.failure.empty()) return done.failure;
  if (!done.report.problem.empty()) return done.report.problem;
  for (const auto& input : done.report.inputs) {
    switch (input.outcome) {
      case core::RunOutcome::recorded:
      case core::RunOutcome::unchanged:
        if (!input.in_the_way.empty()) return input.path + ": " + input.in_the_way;
        break;
      case core::RunOutcome::quarantined:
      case core::RunOutcome::refused:
      case core::RunOutcome::failed: return input.path + ": " + input.message;
    }
  }
  return {};
}

collectors::Failure failure_of(const Runner::Finished& done) {
  if (done.report.failure != collectors::Failure::none) return done.report.failure;
  const bool went_on = done.failure.empty() && !done.timed_out;
  return went_on ? collectors::Failure::none : collectors::Failure::unavailable;
}

}  // namespace

Job::Job(boost::asio::io_context& loop, Scheduled scheduled_as, std::function<double()> random)
    : scheduled(std::move(scheduled_as)), timetable(scheduled.schedule, std::move(random)), deadline(loop) {
  health.name = scheduled.collector->name();
  health.schedule = words(scheduled.schedule);
}

void Job::begin() {
  running = true;
  again = false;
  timed_out = false;
  stop = std::stop_source{};
  under_way.reset();
  if (asked.empty()) return;
  under_way = std::move(asked.front());
  asked.pop_front();
}

std::chrono::milliseconds Job::observe() const {
  try {
    return scheduled.collector->observe();
  } catch (const std::exception&) {
    return {};  // the run says what is wrong
  }
}

Runner::Finished Job::work(core::Recorder& recorder) const {
  const auto started = std::chrono::steady_clock::now();
  Runner::Finished done;
  done.collector = scheduled.collector->name();
  try {
    done.report = scheduled.collector->collect(
        recorder, under_way ? under_way->request : collectors::Request{}, stop.get_token());
  } catch (const std::exception& failure) {
    done.failure = failure.what();
  }
  done.took = std::chrono::steady_clock::now() - started;
  return done;
}

void Job::end(Runner::Finished& done, Moment now) {
  running = false;
  deadline.cancel();
  done.timed_out = timed_out;
  done.problem = timed_out ? timeout_problem() : first_problem(done);
  done.up = done.problem.empty();
  timetable.ended(now, failure_of(done), !done.report.waiting.empty());
}

void Job::report(const Runner::Finished& done, std::chrono::sys_seconds now) {
  health.running = false;
  health.ran = true;
  health.up = done.up;
  health.problem = done.problem;
  health.last_run = now;
  if (done.up) health.last_success = now;
}

std::string Job::timeout_problem() const {
  return fmt::format("the run took longer than its timeout of {}", words(scheduled.timeout));
}

}  // namespace waymark::runtime
