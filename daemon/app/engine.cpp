#include "daemon/app/engine.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/app/log.hpp"
#include "daemon/app/version.hpp"
#include "daemon/metrics/encoder.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t runs_shown = 20;

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

ledger::Clock system_clock() {
  return [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
}

void log_input(const core::CollectorName& collector, const collectors::InputReport& input) {
  const auto& counts = input.counts;
  switch (input.outcome) {
    case core::RunOutcome::recorded:
      log(counts.rejected == 0 ? Level::info : Level::warning, "recorded",
          {{"collector", collector.text},
           {"input", input.path},
           {"accepted", std::to_string(counts.accepted)},
           {"revised", std::to_string(counts.revised)},
           {"unchanged", std::to_string(counts.unchanged)},
           {"rejected", std::to_string(counts.rejected)}});
      return;
    case core::RunOutcome::unchanged:
      log(Level::debug, "unchanged", {{"collector", collector.text}, {"input", input.path}});
      return;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed:
      log(Level::warning, core::word(input.outcome),
          {{"collector", collector.text}, {"input", input.path}, {"problem", input.message}});
      return;
  }
}

}  // namespace

struct Engine::Loop {
  Loop(asio::io_context& context_to_use, asio::thread_pool& pool_to_use, core::Recorder& recorder,
       std::function<void(const runtime::Runner::Finished&)> finished)
      : context(context_to_use),
        pool(pool_to_use),
        runner(context_to_use, pool_to_use, recorder, std::move(finished)),
        midnight(context_to_use) {}

  asio::io_context& context;
  asio::thread_pool& pool;
  runtime::Runner runner;
  asio::system_timer midnight;
  std::map<std::string, std::string> problems;  // last one logged of each collector, so that it is said once
  bool publishing = false;
  bool publish_again = false;
  bool stopping = false;
};

Engine::Engine(asio::io_context& loop, asio::thread_pool& pool, std::shared_ptr<const Loaded> loaded)
    : loaded_(std::move(loaded)),
      ledger_(loaded_->configuration.ledger, system_clock()),
      readers_(loaded_->configuration.ledger),
      archive_(readers_, [this] { return this->loaded(); }),
      self_metrics_(version),
      publisher_(readers_, [encoder = std::make_shared<metrics::Encoder>()](auto scoreboards, auto& text,
                                                                            auto& openmetrics) {
        encoder->encode(scoreboards, text, openmetrics);
      }) {
  loop_ = std::make_unique<Loop>(loop, pool, ledger_, [this](const auto& run) { finished(run); });
  record_plans(*loaded_);
  self_metrics_.config_reloaded(true, now());
}

Engine::~Engine() = default;

std::shared_ptr<const Loaded> Engine::loaded() const {
  const std::scoped_lock lock(mutex_);
  return loaded_;
}

void Engine::record_plans(const Loaded& loaded) {
  for (const auto& authority : loaded.configuration.authorities) {
    if (ledger_.record_plan(*authority.plan, Loaded::texts(authority))) {
      log(Level::info, "plan recorded", {{"authority", authority.code.text}});
    }
  }
}

void Engine::start() {
  publish();
  start_collectors();
  at_midnight();
}

void Engine::start_collectors() {
  const auto loaded = this->loaded();
  std::vector<runtime::Scheduled> scheduled;
  for (std::size_t i = 0; i < loaded->collectors.size(); ++i) {
    self_metrics_.collector_configured(loaded->collectors[i]->name());
    scheduled.push_back({loaded->collectors[i], loaded->configuration.collectors[i].schedule.interval});
  }
  loop_->runner.start(std::move(scheduled));
}

void Engine::publish() {
  const auto loaded = this->loaded();
  const auto started = std::chrono::steady_clock::now();
  try {
    publisher_.publish(loaded->plans, loaded->today(), loaded->configuration.calendar);
    const auto totals = readers_.borrow()->totals();
    self_metrics_.ledger_is(totals.bytes, totals.observations);
  } catch (const std::exception& error) {
    log(Level::error, "the scoreboard could not be built; the last one stays", {{"problem", error.what()}});
    return;
  }
  self_metrics_.scoreboard_built(std::chrono::steady_clock::now() - started);
  record_statuses();
}

// What is published is what was known: kept so that it can be told later what a status had been.
void Engine::record_statuses() {
  try {
    for (const auto& board : publisher_.current()->authorities) ledger_.record_statuses(*board);
  } catch (const std::exception& error) {
    log(Level::error, "statuses could not be kept in the ledger", {{"problem", error.what()}});
  }
}

// Several runs that end together need one snapshot.
void Engine::publish_later() {
  if (loop_->publishing) {
    loop_->publish_again = true;
    return;
  }
  loop_->publishing = true;
  asio::post(loop_->pool, [this] {
    publish();
    asio::post(loop_->context, [this] {
      loop_->publishing = false;
      if (std::exchange(loop_->publish_again, false) && !loop_->stopping) publish_later();
    });
  });
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
    log_input(run.collector, input);
  }
  const auto& problem = run.failure.empty() ? run.report.problem : run.failure;
  auto& said = loop_->problems[run.collector.text];
  if (!problem.empty() && problem != said) {
    log(Level::error, "collector failed", {{"collector", run.collector.text}, {"problem", problem}});
  }
  said = problem;
  self_metrics_.ledger_took(run.collector, run.failure.empty());
  self_metrics_.collector_ran(run.collector, run.up, now(), run.took, sum, quarantined);
  if (sum.accepted + sum.revised > 0) publish_later();
}

// The date is part of every status: what was due yesterday is overdue today.
void Engine::at_midnight() {
  const auto loaded = this->loaded();
  loop_->midnight.expires_at(loaded->time_zone.end_of(loaded->today()));
  loop_->midnight.async_wait([this](boost::system::error_code error) {
    if (error) return;
    publish_later();
    at_midnight();
  });
}

void Engine::stop(std::function<void()> stopped) {
  loop_->stopping = true;
  loop_->midnight.cancel();
  loop_->runner.stop(std::move(stopped));
}

void Engine::refuse(http::ReloadResult& result, std::string diagnostics) {
  self_metrics_.config_reloaded(false, now());
  log(Level::error, "configuration refused; the last good one stays", {{"problem", diagnostics}});
  const std::scoped_lock lock(mutex_);
  reload_problem_ = diagnostics;
  result.diagnostics = std::move(diagnostics);
}

// False when the daemon stops meanwhile.
bool Engine::wait_for_runs_to_end() {
  const auto ended = std::make_shared<std::promise<void>>();
  asio::post(loop_->context, [this, ended] {
    if (!loop_->stopping) loop_->runner.stop([ended] { ended->set_value(); });
  });
  auto waiting = ended->get_future();
  while (waiting.wait_for(std::chrono::milliseconds{100}) != std::future_status::ready) {
    if (loop_->context.stopped()) return false;
  }
  return true;
}

http::ReloadResult Engine::reload() {
  const std::scoped_lock one_at_a_time(reloading_);
  http::ReloadResult result;
  const auto before = loaded();
  config::Diagnostics diagnostics;
  auto fresh = load(before->configuration.file, diagnostics);
  if (!fresh) {
    refuse(result, diagnostics.text());
    return result;
  }
  if (fresh->configuration.ledger != before->configuration.ledger) {
    refuse(result, "[ledger] path changed: restart the daemon to use another ledger");
    return result;
  }

  if (!wait_for_runs_to_end()) {
    result.diagnostics = "the daemon is stopping";
    return result;
  }
  try {
    record_plans(*fresh);
    const std::scoped_lock lock(mutex_);
    loaded_ = fresh;
    reload_problem_.clear();
    result.ok = true;
  } catch (const std::exception& error) {
    refuse(result, error.what());
  }
  if (result.ok) {
    for (const auto& collector : before->collectors) {
      const auto same = [&](const auto& other) { return other->name() == collector->name(); };
      if (std::ranges::none_of(fresh->collectors, same)) self_metrics_.collector_removed(collector->name());
    }
    publish();
    self_metrics_.config_reloaded(true, now());
    log(Level::info, "configuration reloaded");
  }
  asio::post(loop_->context, [this] {
    if (!loop_->stopping) start_collectors();
  });
  return result;
}

std::vector<http::CollectorState> Engine::collector_states() {
  const auto loaded = this->loaded();
  const auto reader = readers_.borrow();
  std::vector<http::CollectorState> states;
  for (const auto& health : loop_->runner.health()) {
    const auto& entries = loaded->configuration.collectors;
    const auto entry = std::ranges::find(entries, health.name, &config::CollectorEntry::name);
    if (entry == entries.end()) continue;
    states.push_back({.name = health.name,
                      .authority = entry->authority,
                      .type = entry->type,
                      .up = health.up,
                      .ran = health.ran,
                      .problem = health.problem,
                      .last_run = health.last_run,
                      .last_success = health.last_success,
                      .next_run = health.next_run,
                      .recent = reader->runs(health.name, runs_shown)});
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
