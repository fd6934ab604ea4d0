#pragma once

#include <atomic>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/archive.hpp"
#include "daemon/app/backlogs.hpp"
#include "daemon/app/loaded.hpp"
#include "daemon/app/remote_writing.hpp"
#include "daemon/http/site.hpp"
#include "daemon/metrics/self.hpp"
#include "daemon/runtime/evaluator.hpp"
#include "daemon/runtime/publisher.hpp"
#include "daemon/runtime/publishing.hpp"
#include "daemon/runtime/runner.hpp"

namespace waymark::app {

// The daemon without its sockets: configuration in force, ledger thread, schedules, snapshots, self metrics.
// Runs on an event loop and a pool for collectors; what it hands to a Site may be called from other threads.
class Engine {
 public:
  // Opens the ledger and records the plans; with a clock that cannot be right, unless it is accepted, those
  // wait. Throws ledger::LedgerError.
  Engine(boost::asio::io_context& loop, boost::asio::thread_pool& pool, std::shared_ptr<const Loaded> loaded,
         bool accept_clock = false);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // The first snapshot from what is stored, then the collectors, and a new snapshot each local midnight.
  void start();
  // Ends schedules and running collectors; `stopped` is called on the event loop.
  void stop(std::function<void()> stopped);
  // After the loop and the pool have ended: waits for what is being published. Nothing is called afterwards.
  void end() { publishing_.end(); }
  // Reads the configuration again and swaps it in when it is good; the last good one stays otherwise. Blocks
  // until done: never on the event loop or in the pool. Calls take turns.
  http::ReloadResult reload();
  // Called by reload() with a configuration that is in force from now on, before anything else is read by it.
  void on_reload(std::function<void(const Loaded&)> call) { on_reload_ = std::move(call); }
  // Called by reload() with a configuration that is good: the settings in it that would need a restart.
  using NeedRestart = std::function<std::vector<std::string>(const Loaded&)>;
  void on_check(NeedRestart settings) { need_restart_ = std::move(settings); }
  // Called with each snapshot before it is published.
  void before_publication(runtime::Publisher::Prepare call) { publisher_.prepare_by(std::move(call)); }
  // Calls that on the event loop as soon as the ledger thread has got round to it.
  void answer_of_ledger(std::function<void()> call);
  // For commands that are handed over, from any thread:
  [[nodiscard]] std::shared_ptr<const Loaded> loaded() const;
  // As Runner::run_now; the handler is called on the event loop.
  void run_now(const core::CollectorName& name, runtime::Runner::Asked asked);
  // Publishes what is known now, some time soon.
  void publish_again() { publishing_.ask(); }
  // Returns when all is published that was to be until now.
  void wait_until_published();
  [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
  // As RemoteWriting::resend.
  [[nodiscard]] std::expected<std::size_t, std::string> resend(const std::filesystem::path& queue,
                                                               std::optional<std::chrono::sys_seconds> from);
  // Whether this daemon writes its ledger, and so is to be asked by whoever else would.
  [[nodiscard]] bool writes() const { return ledger_->read_only().empty(); }
  // What pages and API read; valid as long as the engine.
  [[nodiscard]] http::Site site();
  [[nodiscard]] metrics::SelfMetrics& self_metrics() { return self_metrics_; }

 private:
  // Those whose files are not as they were before.
  void record_plans(const Loaded& loaded, const Loaded* before);
  // Those that a wrong clock kept from being recorded.
  void record_waiting_plans();
  void publish();
  void erase_old_rejects_later();
  void record_statuses();
  void finished(const runtime::Runner::Finished& run);
  [[nodiscard]] std::vector<runtime::Scheduled> schedules(const Loaded& loaded);
  void start_collectors(const std::vector<runtime::Scheduled>& collectors);
  void look_at_ledger();
  [[nodiscard]] std::vector<http::CollectorState> collector_states();
  [[nodiscard]] std::vector<std::string> need_restart(const Loaded& fresh) const;
  void refuse(http::ReloadResult& result, std::string diagnostics);

  struct Loop;  // event loop parts, so that Asio stays out of this header
  std::unique_ptr<Loop> loop_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Loaded> loaded_;
  std::string reload_problem_;
  std::mutex reloading_;
  std::function<void(const Loaded&)> on_reload_;
  std::atomic<bool> plans_wait_ = false;
  NeedRestart need_restart_;
  std::unique_ptr<ledger::Ledger> ledger_;
  Archive archive_;
  metrics::SelfMetrics self_metrics_;
  Backlogs backlogs_;
  runtime::Publisher publisher_;
  RemoteWriting remote_writing_;    // it reads from the others
  runtime::Publishing publishing_;  // the last: it uses all of them
};

}  // namespace waymark::app
