#include "daemon/app/engine.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/ranges.h>

#include "daemon/app/keeping.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/run_log.hpp"
#include "daemon/app/version.hpp"
#include "daemon/app/web_security.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/metrics/encoder.hpp"
#include "daemon/runtime/day_change.hpp"
#include "daemon/runtime/priority.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t runs_shown = 20;

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::unique_ptr<ledger::Ledger> open_ledger(const std::filesystem::path& file, bool accept_clock) {
  return ledger::open_to_write(
      file, {.clock = ledger::system_clocks(accept_clock), .also_read_only = true, .thread_begins = [] {
               runtime::work_in_background(runtime::collecting_niceness);
             }});
}

}  // namespace

struct Engine::Loop {
  Loop(asio::io_context& context_to_use, asio::thread_pool& pool_to_use, core::Recorder& recorder,
       std::function<void(const runtime::Runner::Finished&)> finished, std::function<void()> day_changed)
      : context(context_to_use),
        runner(context_to_use, pool_to_use, recorder, std::move(finished)),
        midnight(context_to_use, std::move(day_changed)),
        look(context_to_use) {}

  asio::io_context& context;
  runtime::Runner runner;
  runtime::DayChange midnight;
  RunLog run_log;
  asio::steady_timer look;
  std::string ledger_moved;  // why; used by one look at a time
  bool stopping = false;
};

Engine::Engine(asio::io_context& loop, asio::thread_pool& pool, std::shared_ptr<const Loaded> loaded,
               bool accept_clock)
    : loaded_(std::move(loaded)),
      ledger_(open_ledger(loaded_->configuration.ledger, accept_clock)),
      archive_(*ledger_, [this] { return this->loaded(); }),
      self_metrics_(version),
      backlogs_(self_metrics_),
      publisher_(*ledger_, [encoder = std::make_shared<metrics::Encoder>()](
                               auto scoreboards, auto& text,
                               auto& openmetrics) { encoder->encode(scoreboards, text, openmetrics); }),
      remote_writing_(*ledger_, publisher_, self_metrics_),
      publishing_([this] { publish(); }, runtime::page_niceness) {
  // The date is part of every status: what was due yesterday is overdue today.
  loop_ = std::make_unique<Loop>(
      loop, pool, *ledger_, [this](const auto& run) { finished(run); },
      [this] {
        publishing_.ask();
        erase_old_rejects_later();
      });
  if (!ledger_->read_only().empty()) {
    log(Level::warning, "the ledger is only read; nothing is collected", {{"problem", ledger_->read_only()}});
    self_metrics_.ledger_took({}, false);  // by nobody, and so for good
  }
  record_plans(*loaded_, nullptr);
  self_metrics_.config_reloaded(true, now());
}

Engine::~Engine() {
  publishing_.end();
  loop_.reset();  // runs that have not ended use the ledger
}

std::shared_ptr<const Loaded> Engine::loaded() const {
  const std::scoped_lock lock(mutex_);
  return loaded_;
}

void Engine::record_plans(const Loaded& loaded, const Loaded* before) {
  for (const auto& authority : loaded.configuration.authorities) {
    if (before != nullptr && before->has_texts(authority)) continue;
    try {
      if (ledger_->record_plan(*authority.plan, Loaded::texts(authority)))
        log(Level::info, "plan recorded", {{"authority", authority.code.text}});
    } catch (const ledger::WrongClock& error) {
      plans_wait_ = true;
      log(Level::error, "the plan could not be recorded; it waits for the clock",
          {{"authority", authority.code.text}, {"problem", error.what()}});
    }
  }
}

void Engine::record_waiting_plans() {
  if (!plans_wait_.exchange(false)) return;
  try {
    record_plans(*loaded(), nullptr);
  } catch (const std::exception& error) {
    plans_wait_ = true;
    log(Level::error, "the plan could not be recorded", {{"problem", error.what()}});
  }
}

void Engine::start() {
  ledger::read_ahead(loaded()->configuration.ledger);  // the first scoreboard reads all over it
  publish();
  erase_old_rejects_later();
  remote_writing_.configure(loaded()->configuration.remote_write);
  backlogs_.look(*loaded(), *ledger_);
  start_collectors(schedules(*loaded()));
  loop_->midnight.start(loaded()->time_zone);
  look_at_ledger();
}

// The last run decides whether one was missed while the daemon was down. Reads the ledger.
std::vector<runtime::Scheduled> Engine::schedules(const Loaded& loaded) {
  const auto view = ledger_->view({});
  std::vector<runtime::Scheduled> all;
  for (std::size_t i = 0; i < loaded.collectors.size(); ++i) {
    const auto& entry = loaded.configuration.collectors[i];
    const auto runs = view->runs(entry.name, 1);
    all.push_back(
        {.collector = loaded.collectors[i],
         .schedule = entry.schedule,
         .timeout = entry.timeout,
         .made_from = entry.made_from,
         .last_run = runs.empty() ? std::nullopt : std::optional<runtime::Moment>(runs[0].started)});
  }
  return all;
}

void Engine::start_collectors(const std::vector<runtime::Scheduled>& collectors) {
  for (const auto& scheduled : collectors) self_metrics_.collector_configured(scheduled.collector->name());
  loop_->runner.start(collectors);
  for (const auto& health : loop_->runner.health()) {
    if (health.next_run) self_metrics_.collector_due(health.name, *health.next_run);
    log(Level::info, "scheduled",
        {{"collector", health.name.text},
         {"when", health.schedule},
         {"next", health.running ? "now" : time_text(*health.next_run)}});
  }
  for (const auto& scheduled : collectors) {
    for (const auto& remark : scheduled.collector->remarks()) {
      log(Level::warning, "remark", {{"collector", scheduled.collector->name().text}, {"problem", remark}});
    }
  }
}

void Engine::publish() {
  record_waiting_plans();
  const auto loaded = this->loaded();
  const auto started = std::chrono::steady_clock::now();
  try {
    publisher_.publish(loaded->plans, loaded->today(), loaded->configuration.calendar);
    const auto totals = ledger_->totals();
    self_metrics_.ledger_is(totals.bytes, totals.observations);
  } catch (const std::exception& error) {
    log(Level::error, "the scoreboard could not be built; the last one stays", {{"problem", error.what()}});
    return;
  }
  self_metrics_.scoreboard_built(std::chrono::steady_clock::now() - started);
  record_statuses();
  remote_writing_.published();
  publisher_.free_last();
}

// What is published is what was known: kept so that it can be told later what a status had been.
void Engine::record_statuses() {
  try {
    const auto snapshot = publisher_.current();  // held: a reload may publish another one meanwhile
    for (const auto& board : snapshot->authorities) ledger_->record_statuses(*board);
  } catch (const std::exception& error) {
    log(Level::error, "statuses could not be kept in the ledger", {{"problem", error.what()}});
  }
}

void Engine::finished(const runtime::Runner::Finished& run) {
  core::RowCounts sum;
  std::uint64_t quarantined = 0;
  for (const auto& input : run.report.inputs) {
    sum.read += input.counts.read;
    sum.accepted += input.counts.accepted;
    sum.unchanged += input.counts.unchanged;
    sum.revised += input.counts.revised;
    sum.rejected += input.counts.rejected;
    sum.missing += input.counts.missing;
    if (input.outcome == core::RunOutcome::quarantined) ++quarantined;
  }
  loop_->run_log.ended(run);
  backlogs_.ended(run);
  if (run.next_run) {  // else it is gone, and so are its series
    self_metrics_.ledger_took(run.collector, run.failure.empty());
    self_metrics_.collector_ran(run.collector, run.up, now(), run.took, sum, quarantined);
    self_metrics_.collector_due(run.collector, *run.next_run);
  }
  if (sum.accepted + sum.revised > 0) publishing_.ask();
}

void Engine::run_now(const core::CollectorName& name, runtime::Runner::Asked asked) {
  asio::post(loop_->context, [this, name, asked = std::move(asked)] { loop_->runner.run_now(name, asked); });
}

void Engine::wait_until_published() {
  const auto promise = std::make_shared<std::promise<void>>();
  auto published = promise->get_future();
  publishing_.then([promise] { promise->set_value(); });
  published.wait();
}

void Engine::erase_old_rejects_later() {
  publishing_.then([this] { erase_old_rejects(*ledger_, this->loaded()->configuration); });
}

std::expected<std::size_t, std::string> Engine::resend(const std::filesystem::path& queue,
                                                       std::optional<std::chrono::sys_seconds> from) {
  return remote_writing_.resend(queue, from);
}

// Whether the ledger is still the file at its path, off the loop since a disk may take its time.
void Engine::look_at_ledger() {
  static constexpr std::chrono::seconds interval(10);
  publishing_.then([this] {
    auto moved = ledger_->moved();
    self_metrics_.ledger_moved(!moved.empty());
    if (moved != std::exchange(loop_->ledger_moved, moved)) {
      const auto path = loaded()->configuration.ledger.string();
      if (moved.empty()) {
        log(Level::info, "the ledger is in its place again", {{"ledger", path}});
      } else {
        log(Level::error, "the ledger is no longer the file at its path; nothing is recorded",
            {{"ledger", path}, {"problem", moved}});
      }
    }
    asio::post(loop_->context, [this] {
      if (loop_->stopping) return;
      loop_->look.expires_after(interval);
      loop_->look.async_wait([this](boost::system::error_code error) {
        if (!error) look_at_ledger();
      });
    });
  });
}

void Engine::stop(std::function<void()> stopped) {
  loop_->stopping = true;
  loop_->midnight.stop();
  loop_->look.cancel();
  loop_->runner.stop(std::move(stopped));
}

void Engine::answer_of_ledger(std::function<void()> call) {
  ledger_->answer([this, call = std::move(call)]() mutable { asio::post(loop_->context, std::move(call)); });
}

void Engine::refuse(http::ReloadResult& result, std::string diagnostics) {
  self_metrics_.config_reloaded(false, now());
  log(Level::error, "configuration refused; the last good one stays", {{"problem", diagnostics}});
  const std::scoped_lock lock(mutex_);
  reload_problem_ = diagnostics;
  result.diagnostics = std::move(diagnostics);
}

std::vector<std::string> Engine::need_restart(const Loaded& fresh) const {
  std::vector<std::string> settings;
  if (fresh.configuration.ledger != loaded()->configuration.ledger) settings.emplace_back("[ledger] path");
  if (need_restart_) std::ranges::move(need_restart_(fresh), std::back_inserter(settings));
  return settings;
}

http::ReloadResult Engine::reload() {
  const std::scoped_lock one_at_a_time(reloading_);
  http::ReloadResult result;
  const auto before = loaded();
  config::Diagnostics diagnostics;
  auto fresh = load(before->configuration.file, diagnostics, before->web_config);
  if (!fresh) {
    refuse(result, diagnostics.text());
    return result;
  }
  if (guards(*before->security) && !guards(*fresh->security)) {
    refuse(result,
           "the web configuration no longer asks for a certificate or password: restart the daemon to "
           "serve without");
    return result;
  }
  if (const auto settings = need_restart(*fresh); !settings.empty()) {
    refuse(result, fmt::format("{} changed: {} taken when the daemon starts; restart it",
                               fmt::join(settings, " and "), settings.size() == 1 ? "it is" : "they are"));
    return result;
  }

  std::vector<runtime::Scheduled> next;
  try {
    auto old = schedules(*before);
    next = schedules(*fresh);
    // What is the same goes on; what is not makes way, so that changed plans need not wait for it.
    asio::post(loop_->context, [this, next] { loop_->runner.retire(next); });
    try {
      record_plans(*fresh, before.get());
    } catch (...) {
      next = std::move(old);
      throw;
    }
    backlogs_.look(*fresh, *ledger_);
    const std::scoped_lock lock(mutex_);
    loaded_ = fresh;
    reload_problem_.clear();
    result.ok = true;
  } catch (const std::exception& error) {
    refuse(result, error.what());
    if (next.empty()) return result;
  }
  if (result.ok) {
    if (on_reload_) on_reload_(*fresh);
    remote_writing_.configure(fresh->configuration.remote_write);
    for (const auto& collector : before->collectors) {
      const auto same = [&](const auto& other) { return other->name() == collector->name(); };
      if (std::ranges::none_of(fresh->collectors, same)) self_metrics_.collector_removed(collector->name());
    }
    publish();
    self_metrics_.config_reloaded(true, now());
    log(Level::info, "configuration reloaded");
  }
  asio::post(loop_->context, [this, next = std::move(next)] {
    if (loop_->stopping) return;
    start_collectors(next);
    loop_->midnight.start(loaded()->time_zone);  // which may be another one now
  });
  return result;
}

std::vector<http::CollectorState> Engine::collector_states() {
  const auto loaded = this->loaded();
  const auto view = ledger_->view({});
  std::vector<http::CollectorState> states;
  for (const auto& health : loop_->runner.health()) {
    const auto& entries = loaded->configuration.collectors;
    const auto entry = std::ranges::find(entries, health.name, &config::CollectorEntry::name);
    if (entry == entries.end()) continue;
    const auto backlog = backlogs_.of(health.name);
    auto& state = states.emplace_back(http::CollectorState{.name = health.name,
                                                           .authority = entry->authority,
                                                           .type = entry->type,
                                                           .up = health.up,
                                                           .ran = health.ran,
                                                           .problem = health.problem,
                                                           .last_run = health.last_run,
                                                           .last_success = health.last_success,
                                                           .next_run = health.next_run,
                                                           .running = health.running,
                                                           .failures = health.failures,
                                                           .schedule = health.schedule,
                                                           .recent = view->runs(health.name, runs_shown),
                                                           .quarantined = {},
                                                           .open_rejects = backlog.open_rejects(),
                                                           .unread = {}});
    if (!backlog.inbox) continue;
    state.quarantined = backlog.inbox->quarantined;
    for (const auto& file : backlog.inbox->unread) state.unread.emplace_back(file.name, file.why);
  }
  return states;
}

http::Site Engine::site() {
  http::Site site;
  archive_.fill(site);
  site.snapshot = [this] { return publisher_.current(); };
  site.ready = [this] { return publisher_.current() != nullptr; };
  site.self_metrics_text = [this] { return self_metrics_.text(); };
  site.self_metrics_openmetrics = [this] { return self_metrics_.openmetrics(); };
  site.collectors = [this] { return collector_states(); };
  site.last_reload_problem = [this] {
    const std::scoped_lock lock(mutex_);
    return reload_problem_;
  };
  return site;
}

}  // namespace waymark::app
