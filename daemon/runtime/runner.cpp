#include "daemon/runtime/runner.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stop_token>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/runtime/directory_watch.hpp"

namespace waymark::runtime {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

// Events of one drop come in bursts; a file still being written is looked at again so soon.
constexpr std::chrono::milliseconds after_a_change{200};
constexpr std::chrono::milliseconds while_unsettled{1000};

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string first_problem(const Runner::Finished& finished) {
  if (!finished.failure.empty()) return finished.failure;
  if (!finished.report.problem.empty()) return finished.report.problem;
  for (const auto& input : finished.report.inputs) {
    switch (input.outcome) {
      case core::RunOutcome::recorded:
      case core::RunOutcome::unchanged: break;
      case core::RunOutcome::quarantined:
      case core::RunOutcome::refused:
      case core::RunOutcome::failed: return input.path + ": " + input.message;
    }
  }
  return {};
}

}  // namespace

struct Runner::State : std::enable_shared_from_this<State> {
  struct Job {
    Job(asio::io_context& loop, Scheduled scheduled_as) : scheduled(std::move(scheduled_as)), timer(loop) {
      health.name = scheduled.collector->name();
    }
    Scheduled scheduled;
    asio::steady_timer timer;
    CollectorHealth health;  // guarded by State::mutex
    bool again = false;      // something changed while it ran
  };

  State(asio::io_context& loop_to_use, asio::thread_pool& pool_to_use, core::Recorder& recorder_to_use,
        std::function<void(const Finished&)> handler)
      : loop(loop_to_use), pool(pool_to_use), recorder(recorder_to_use), finished(std::move(handler)) {}

  void schedule(const std::shared_ptr<Job>& job, std::chrono::milliseconds delay) {
    if (stopping.stop_requested()) return;
    {
      const std::scoped_lock lock(mutex);
      job->health.next_run = now() + std::chrono::ceil<std::chrono::seconds>(delay);
    }
    job->timer.expires_after(delay);
    job->timer.async_wait([self = shared_from_this(), job](boost::system::error_code error) {
      if (!error) self->run(job);
    });
  }

  void run(const std::shared_ptr<Job>& job) {
    if (stopping.stop_requested()) return;
    {
      const std::scoped_lock lock(mutex);
      job->health.running = true;
    }
    ++running;
    // The loop goes on while a run is under way, whatever else it has to do.
    asio::post(pool, [self = shared_from_this(), job, stop = stopping.get_token(),
                      busy = asio::make_work_guard(loop)] {
      const auto started = steady_clock::now();
      Finished done;
      done.collector = job->scheduled.collector->name();
      try {
        done.report = job->scheduled.collector->collect(self->recorder, true, stop);
      } catch (const std::exception& failure) {
        done.failure = failure.what();
      }
      done.took = steady_clock::now() - started;
      asio::post(self->loop,
                 [self, job, done = std::move(done)]() mutable { self->ended(job, std::move(done)); });
    });
  }

  void ended(const std::shared_ptr<Job>& job, Finished done) {
    --running;
    const auto problem = first_problem(done);
    done.up = problem.empty();
    {
      const std::scoped_lock lock(mutex);
      auto& health = job->health;
      health.running = false;
      health.ran = true;
      health.up = done.up;
      health.problem = problem;
      health.last_run = now();
      if (done.up) health.last_success = health.last_run;
    }
    if (finished) finished(done);
    if (stopping.stop_requested()) {
      if (running == 0 && stopped) std::exchange(stopped, nullptr)();
      return;
    }
    watch_directories(*job);  // one that was missing may be there now
    if (done.report.unsettled) {
      schedule(job, std::min(while_unsettled, job->scheduled.interval));
    } else {
      schedule(job, job->again ? after_a_change : job->scheduled.interval);
    }
    job->again = false;
  }

  void watch_directories(const Job& job) {
    for (const auto& directory : job.scheduled.collector->watched()) watch->watch(directory);
  }

  void changed(const std::filesystem::path& directory) {
    for (const auto& job : jobs) {
      const auto watched = job->scheduled.collector->watched();
      if (std::ranges::find(watched, directory) == watched.end()) continue;
      if (is_running(*job)) {
        job->again = true;
      } else {
        schedule(job, std::min(after_a_change, job->scheduled.interval));
      }
    }
  }

  bool is_running(const Job& job) const {
    const std::scoped_lock lock(mutex);
    return job.health.running;
  }

  asio::io_context& loop;
  asio::thread_pool& pool;
  core::Recorder& recorder;
  std::function<void(const Finished&)> finished;
  std::function<void()> stopped;
  std::stop_source stopping;
  std::unique_ptr<DirectoryWatch> watch;
  int running = 0;
  mutable std::mutex mutex;
  std::vector<std::shared_ptr<Job>> jobs;  // changed under mutex
};

Runner::Runner(asio::io_context& loop, asio::thread_pool& pool, core::Recorder& recorder,
               std::function<void(const Finished&)> finished)
    : state_(std::make_shared<State>(loop, pool, recorder, std::move(finished))) {}

Runner::~Runner() {
  stop(nullptr);
}

void Runner::start(std::vector<Scheduled> collectors) {
  state_->stopping = std::stop_source{};
  state_->watch = std::make_unique<DirectoryWatch>(
      state_->loop, [weak = std::weak_ptr(state_)](const std::filesystem::path& directory) {
        if (const auto state = weak.lock()) state->changed(directory);
      });
  std::vector<std::shared_ptr<State::Job>> jobs;
  for (auto& scheduled : collectors) {
    jobs.push_back(std::make_shared<State::Job>(state_->loop, std::move(scheduled)));
  }
  {
    const std::scoped_lock lock(state_->mutex);
    state_->jobs = jobs;
  }
  for (const auto& job : jobs) {
    state_->watch_directories(*job);
    state_->run(job);
  }
}

void Runner::stop(std::function<void()> stopped) {
  state_->stopping.request_stop();
  if (state_->watch) state_->watch->stop();
  for (const auto& job : state_->jobs) job->timer.cancel();
  state_->stopped = std::move(stopped);
  if (state_->running == 0 && state_->stopped) {
    asio::post(state_->loop, std::exchange(state_->stopped, nullptr));
  }
}

std::vector<CollectorHealth> Runner::health() const {
  const std::scoped_lock lock(state_->mutex);
  std::vector<CollectorHealth> all;
  for (const auto& job : state_->jobs) all.push_back(job->health);
  return all;
}

}  // namespace waymark::runtime
