#include "daemon/runtime/runner.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <mutex>
#include <random>
#include <system_error>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "daemon/runtime/directory_watch.hpp"
#include "daemon/runtime/job.hpp"
#include "daemon/runtime/priority.hpp"

namespace waymark::runtime {

namespace asio = boost::asio;

namespace {

// Events of one drop come in bursts.
constexpr std::chrono::milliseconds after_a_change{200};
// Timers stand still while a machine sleeps, and know nothing of a clock that is set: look at it so often.
constexpr std::chrono::milliseconds longest_wait{30000};

std::function<double()> random_numbers() {
  return [engine = std::mt19937_64{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<double>{}(engine);
  };
}

bool same(const Scheduled& a, const Scheduled& b) {
  return a.collector->name() == b.collector->name() && a.made_from == b.made_from;
}

}  // namespace

struct Runner::State : std::enable_shared_from_this<State> {
  using JobPointer = std::shared_ptr<Job>;

  State(asio::io_context& loop_to_use, asio::thread_pool& pool_to_use, core::Recorder& recorder_to_use,
        std::function<void(const Finished&)> handler, Clock clock_to_use)
      : loop(loop_to_use),
        pool(pool_to_use),
        recorder(recorder_to_use),
        finished(std::move(handler)),
        clock(std::move(clock_to_use)),
        random(random_numbers()),
        timer(loop_to_use) {}

  // Starts what is due, and wakes up for what is due next.
  void look() {
    if (stopping) return;
    const auto now = clock();
    auto wait = longest_wait;
    for (const auto& job : jobs) {
      if (job->running) continue;
      job->timetable.look(now);
      if (job->asked.empty() && job->timetable.due() > now) {
        wait = std::min(wait, job->timetable.due() - now);
      } else {
        try_to_run(job);
      }
      show(*job);
    }
    timer.expires_after(wait);
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (!error) self->look();
    });
  }

  // Its predecessor's end looks again.
  void try_to_run(const JobPointer& job) {
    const auto is_predecessor = [&](const auto& old) { return old->name() == job->name(); };
    if (std::ranges::none_of(leaving, is_predecessor)) run(job);
  }

  void show(Job& job) {
    const std::scoped_lock lock(mutex);
    job.health.running = job.running;
    job.health.failures = job.timetable.failures();
    job.health.next_run = std::chrono::ceil<std::chrono::seconds>(job.timetable.due());
  }

  void run(const JobPointer& job) {
    job->begin();
    ++running;
    if (job->under_way && job->under_way->observed) {
      observe(job);
    } else {
      collect(job);
    }
  }

  void observe(const JobPointer& job) {
    elsewhere(
        job, [job] { return job->observe(); },
        [this, job](std::chrono::milliseconds wait) {
          --running;
          job->running = false;
          std::erase(leaving, job);
          std::exchange(job->under_way, std::nullopt)->observed(wait);
          go_on();
        });
  }

  void collect(const JobPointer& job) {
    job->deadline.expires_after(job->scheduled.timeout);
    job->deadline.async_wait([self = shared_from_this(), job](boost::system::error_code error) {
      if (!error) self->too_long(*job);
    });
    elsewhere(
        job, [this, job] { return job->work(recorder); },
        [this, job](Finished done) { ended(job, std::move(done)); });
  }

  // Works on a worker thread, then goes on with what came of it on the loop, which goes on until then.
  template <class Work, class Then>
  void elsewhere(const JobPointer& job, const Work& work, const Then& then) {
    const auto task = [self = shared_from_this(), job, work, then, busy = asio::make_work_guard(loop)] {
      auto result = work();
      asio::post(self->loop, [self, job, then, result = std::move(result)]() mutable {
        if (job->thread.joinable()) job->thread.join();  // this was the last that it did
        then(std::move(result));
      });
    };
    if (!job->scheduled.collector->waits_for_a_source() || !start_thread(*job, task)) asio::post(pool, task);
  }

  // False when the system has no more threads: it takes its turn with the others.
  static bool start_thread(Job& job, const std::function<void()>& task) {
    try {
      job.thread = std::thread([task] {
        work_in_background(collecting_niceness);
        task();
      });
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  [[nodiscard]] std::string why_ended() const {
    return stopping ? "the daemon is stopping" : "the configuration was changed meanwhile; ask again";
  }

  void give_up_asked(Job& job) {
    for (auto& asked : std::exchange(job.asked, {})) give_up(job.name(), asked, why_ended());
  }

  static void give_up(const core::CollectorName& name, const Asked& asked, std::string why) {
    if (asked.observed) return asked.observed({});
    Finished done;
    done.collector = name;
    done.failure = done.problem = std::move(why);
    asked.handler(done);
  }

  void too_long(Job& job) {
    if (!job.running) return;
    job.timed_out = true;
    job.stop.request_stop();
    const std::scoped_lock lock(mutex);
    job.health.up = false;
    job.health.problem = job.timeout_problem() + "; it was asked to stop and has not yet";
  }

  void ended(const JobPointer& job, Finished done) {
    --running;
    const auto now = clock();
    job->end(done, now);
    const auto asked = std::exchange(job->under_way, std::nullopt);
    const bool gone = std::erase(leaving, job) > 0;
    {
      const std::scoped_lock lock(mutex);
      job->report(done, std::chrono::floor<std::chrono::seconds>(now));
    }
    if (!gone && !stopping) {
      if (job->again) job->timetable.hasten(now, after_a_change);
      watch_directories(*job);  // one that was missing may be there now
      show(*job);
      done.next_run = job->health.next_run;
    }
    if (finished) finished(done);
    if (asked) {
      if (job->stop.stop_requested() && !done.timed_out) {
        give_up(job->name(), *asked, why_ended());
      } else {
        asked->handler(done);
      }
    }
    go_on();
  }

  void go_on() {
    if (!stopping) return look();
    if (running == 0 && stopped) std::exchange(stopped, nullptr)();
  }

  // Removes the job now, or after its current run.
  void retire(const JobPointer& job) {
    job->stop.request_stop();
    give_up_asked(*job);
    if (job->running) leaving.push_back(job);
    const std::scoped_lock lock(mutex);
    std::erase(jobs, job);
  }

  void watch_directories(Job& job) {
    if (!watch) return;
    job.watched = job.scheduled.collector->watched();
    watch_all();
  }

  void watch_all() {
    std::vector<std::filesystem::path> directories;
    for (const auto& job : jobs) {
      if (!job->scheduled.schedule.cron) std::ranges::copy(job->watched, std::back_inserter(directories));
    }
    watch->watch(directories);
  }

  void changed(const std::vector<FileChange>& changes) {
    for (const auto& job : jobs) {
      bool due = false;
      for (const auto& [directory, name, change] : changes) {
        if (std::ranges::find(job->watched, directory) == job->watched.end()) continue;
        due = job->scheduled.collector->notice(directory, name, change) || due;
      }
      if (!due) continue;
      job->again = true;
      if (!job->running) job->timetable.hasten(clock(), after_a_change);
    }
    look();
  }

  asio::io_context& loop;
  asio::thread_pool& pool;
  core::Recorder& recorder;
  std::function<void(const Finished&)> finished;
  Clock clock;
  std::function<double()> random;
  asio::steady_timer timer;
  std::function<void()> stopped;
  bool stopping = false;
  std::unique_ptr<DirectoryWatch> watch;
  int running = 0;
  mutable std::mutex mutex;
  std::vector<JobPointer> jobs;  // changed under mutex, and so is the health of each
  std::vector<JobPointer> leaving;
};

Runner::Clock Runner::system_clock() {
  return [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
}

Runner::Runner(asio::io_context& loop, asio::thread_pool& pool, core::Recorder& recorder,
               std::function<void(const Finished&)> finished, Clock clock)
    : state_(std::make_shared<State>(loop, pool, recorder, std::move(finished), std::move(clock))) {}

Runner::~Runner() {
  stop(nullptr);
  for (const auto* jobs : {&state_->jobs, &state_->leaving}) {
    for (const auto& job : *jobs) {
      if (job->thread.joinable()) job->thread.join();
    }
  }
}

void Runner::run_now(const core::CollectorName& name, Asked asked) {
  const auto found = std::ranges::find_if(state_->jobs, [&](const auto& job) { return job->name() == name; });
  if (state_->stopping || found == state_->jobs.end()) {
    auto why = state_->stopping ? state_->why_ended()
                                : fmt::format("no collector \"{}\" is scheduled now", name.text);
    asio::post(state_->loop,
               [name, asked = std::move(asked), why = std::move(why)] { State::give_up(name, asked, why); });
    return;
  }
  (*found)->asked.push_back(std::move(asked));
  state_->look();
}

void Runner::retire(const std::vector<Scheduled>& next) {
  for (const auto& job : std::vector(state_->jobs)) {
    if (std::ranges::none_of(next, [&](const auto& other) { return same(job->scheduled, other); })) {
      state_->retire(job);
    }
  }
}

void Runner::start(std::vector<Scheduled> collectors) {
  state_->stopping = false;
  if (!state_->watch) {
    state_->watch = std::make_unique<DirectoryWatch>(
        state_->loop, [weak = std::weak_ptr(state_)](const std::vector<FileChange>& changes) {
          if (const auto state = weak.lock()) state->changed(changes);
        });
  }
  retire(collectors);
  const auto now = state_->clock();
  std::vector<std::shared_ptr<Job>> jobs;
  for (auto& scheduled : collectors) {
    const auto known =
        std::ranges::find_if(state_->jobs, [&](const auto& job) { return same(job->scheduled, scheduled); });
    if (known != state_->jobs.end()) {
      (*known)->timetable.retry(now);
      jobs.push_back(*known);
    } else {
      const auto last_run = scheduled.last_run;
      jobs.push_back(std::make_shared<Job>(state_->loop, std::move(scheduled), state_->random));
      jobs.back()->timetable.start(now, last_run);
    }
  }
  {
    const std::scoped_lock lock(state_->mutex);
    state_->jobs = jobs;
  }
  for (const auto& job : jobs) job->watched = job->scheduled.collector->watched();
  state_->watch_all();
  state_->look();
}

void Runner::stop(std::function<void()> stopped) {
  state_->stopping = true;
  state_->watch.reset();
  state_->timer.cancel();
  for (const auto& job : state_->jobs) {
    job->stop.request_stop();
    state_->give_up_asked(*job);
  }
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
