#include "daemon/runtime/runner.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace waymark::runtime {
namespace {

using namespace std::chrono_literals;

class NoRecorder final : public core::Recorder {
 public:
  core::Known known(const core::Origin& /*origin*/) override { return {}; }
  std::unique_ptr<core::Recording> begin(const core::Origin& /*origin*/) override { return nullptr; }
};

// A collector that does what the test says.
class ScriptedCollector final : public collectors::Collector {
 public:
  using Script = std::function<collectors::CollectReport(int run, std::stop_token)>;
  ScriptedCollector(std::string name, Script script) : name_{std::move(name)}, script_(std::move(script)) {}
  const core::CollectorName& name() const override { return name_; }
  collectors::CollectReport collect(core::Recorder& /*recorder*/, const collectors::Request& request,
                                    std::stop_token stop) override {
    EXPECT_TRUE(request.settle || request.intent == core::Intent::again) << "as it was asked for";
    const std::unique_lock alone(running_, std::try_to_lock);
    EXPECT_TRUE(alone.owns_lock()) << "two runs of one collector overlap";
    return script_(++runs, std::move(stop));
  }
  collectors::CollectReport try_out(core::Recorder& /*recorder*/, collectors::Preview& /*preview*/,
                                    std::stop_token /*stop*/) override {
    return {};
  }
  std::vector<std::filesystem::path> watched() const override { return directories; }
  bool waits_for_a_source() const override { return waits; }
  std::chrono::milliseconds observe() override { return 7ms; }

  bool waits = false;
  std::vector<std::filesystem::path> directories;
  std::atomic<int> runs = 0;

 private:
  core::CollectorName name_;
  Script script_;
  std::mutex running_;
};

Scheduled every(std::chrono::milliseconds interval, std::shared_ptr<collectors::Collector> collector) {
  return {.collector = std::move(collector),
          .schedule = {.interval = interval},
          .timeout = 1h,
          .made_from = "",
          .last_run = std::nullopt};
}

std::shared_ptr<ScriptedCollector> idle(const std::string& name) {
  return std::make_shared<ScriptedCollector>(name,
                                             [](int, const auto&) { return collectors::CollectReport{}; });
}

// Until it is asked to stop.
collectors::CollectReport wait_for(const std::stop_token& stop) {
  while (!stop.stop_requested()) std::this_thread::yield();
  return {};
}

class RunnerTest : public testing::Test {
 protected:
  void start(std::vector<Scheduled> scheduled) {
    runner.start(std::move(scheduled));
    limit.expires_after(30s);  // a bound, not a wait: the tests end the loop themselves
    limit.async_wait([this](boost::system::error_code error) {
      if (!error) {
        ADD_FAILURE() << "nothing happened for 30 seconds";
        loop.stop();
      }
    });
  }
  void end() {
    limit.cancel();
    runner.stop([this] { ended = true; });
  }

  std::atomic<bool> released = false;
  std::optional<Runner::Finished> answered;
  bool runner_stops = false;
  boost::asio::io_context loop;
  boost::asio::thread_pool pool{2};
  boost::asio::steady_timer limit{loop};
  NoRecorder recorder;
  std::function<void(const Runner::Finished&)> on_finished;
  bool ended = false;
  Runner runner{loop, pool, recorder, [this](const Runner::Finished& run) { on_finished(run); }};
};

TEST_F(RunnerTest, RunsAtOnceAndAgainAtEachInterval) {
  const auto collector =
      std::make_shared<ScriptedCollector>("a", [](int, const auto&) { return collectors::CollectReport{}; });
  on_finished = [&](const Runner::Finished& run) {
    EXPECT_EQ(run.collector.text, "a");
    EXPECT_TRUE(run.up);
    if (collector->runs == 3) end();
  };
  start({every(1ms, collector)});
  loop.run();
  EXPECT_TRUE(ended);
  const auto health = runner.health();
  ASSERT_EQ(health.size(), 1U);
  EXPECT_TRUE(health[0].up);
  EXPECT_EQ(health[0].last_run, health[0].last_success);
}

TEST_F(RunnerTest, AFailureIsSaidAndTheNextRunMendsIt) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [](int run, const auto&) {
    if (run == 1) throw std::runtime_error("disk full");
    return collectors::CollectReport{};
  });
  std::vector<std::string> problems;
  on_finished = [&](const Runner::Finished& run) {
    problems.push_back(runner.health()[0].problem);
    EXPECT_EQ(run.up, collector->runs > 1);
    if (collector->runs == 2) end();
  };
  start({every(1ms, collector)});
  loop.run();
  EXPECT_EQ(problems, (std::vector<std::string>{"disk full", ""}));
}

TEST_F(RunnerTest, AQuarantinedFileMakesTheCollectorDown) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [](int, const auto&) {
    collectors::CollectReport report;
    report.inputs.push_back(
        {.path = "b.csv", .outcome = core::RunOutcome::quarantined, .counts = {}, .message = "3 bad rows"});
    return report;
  });
  on_finished = [&](const Runner::Finished& run) {
    EXPECT_FALSE(run.up);
    EXPECT_EQ(runner.health()[0].problem, "b.csv: 3 bad rows");
    EXPECT_FALSE(runner.health()[0].last_success.has_value());
    end();
  };
  start({every(1h, collector)});
  loop.run();
}

TEST_F(RunnerTest, AFileMovedInStartsARunBeforeTheInterval) {
  const tests::TemporaryDirectory inbox;
  const auto collector =
      std::make_shared<ScriptedCollector>("a", [](int, const auto&) { return collectors::CollectReport{}; });
  collector->directories = {inbox.path()};
  on_finished = [&](const Runner::Finished&) {
    if (collector->runs == 1) {
      std::ofstream(inbox.path() / "figures.csv") << "a\n";
    } else {
      end();
    }
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(collector->runs, 2);
}

TEST_F(RunnerTest, StoppingAsksARunningCollectorAndWaitsForIt) {
  std::atomic<bool> asked = false;
  const auto collector = std::make_shared<ScriptedCollector>("a", [&](int, const std::stop_token& stop) {
    boost::asio::post(loop, [&] { end(); });
    while (!stop.stop_requested()) std::this_thread::yield();
    asked = true;
    return collectors::CollectReport{};
  });
  on_finished = [&](const Runner::Finished&) { EXPECT_FALSE(ended) << "stopped before the run had ended"; };
  start({every(1h, collector)});
  loop.run();
  EXPECT_TRUE(asked);
  EXPECT_TRUE(ended);
}

TEST_F(RunnerTest, ARunThatTakesLongerThanItsTimeoutIsStoppedAndPutOff) {
  const auto collector =
      std::make_shared<ScriptedCollector>("a", [](int, const auto& stop) { return wait_for(stop); });
  on_finished = [&](const Runner::Finished& run) {
    EXPECT_TRUE(run.timed_out);
    EXPECT_FALSE(run.up);
    EXPECT_EQ(run.problem, "the run took longer than its timeout of 1ms");
    const auto health = runner.health()[0];
    EXPECT_EQ(health.problem, run.problem);
    EXPECT_EQ(health.failures, 1U);
    EXPECT_FALSE(health.running);
    EXPECT_GE(*health.next_run, *health.last_run + 1min) << "the wait after a failure, not the interval";
    end();
  };
  auto scheduled = every(1h, collector);
  scheduled.timeout = 1ms;
  start({scheduled});
  loop.run();
}

TEST_F(RunnerTest, AFailureSaysHowManyAndWhenAgain) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [](int, const auto&) {
    collectors::CollectReport report;
    report.failure = collectors::Failure::authentication;
    report.problem = "the user was refused";
    return report;
  });
  on_finished = [&](const Runner::Finished& run) {
    const auto health = runner.health()[0];
    EXPECT_EQ(health.failures, 1U);
    EXPECT_EQ(run.next_run, health.next_run);
    EXPECT_GE(*health.next_run, *health.last_run + 15min);
    end();
  };
  start({every(1ms, collector)});
  loop.run();
}

TEST_F(RunnerTest, ARestartWithTheSameLeavesARunningOneAlone) {
  const auto kept = std::make_shared<ScriptedCollector>("kept", [&](int, const std::stop_token& stop) {
    boost::asio::post(loop, [&] { runner.start({every(1h, idle("kept")), every(1h, idle("new"))}); });
    while (!released) std::this_thread::yield();
    EXPECT_FALSE(stop.stop_requested());
    return collectors::CollectReport{};
  });
  std::vector<std::string> finished;
  on_finished = [&](const Runner::Finished& run) {
    finished.push_back(run.collector.text);
    released = true;
    if (finished.size() == 2) end();
  };
  start({every(1h, kept)});
  loop.run();
  EXPECT_EQ(finished, (std::vector<std::string>{"new", "kept"}));
  EXPECT_EQ(runner.health()[0].name.text, "kept");
  EXPECT_TRUE(runner.health()[0].ran) << "what is known of it stays known";
}

TEST_F(RunnerTest, AChangedOneStopsAndItsSuccessorWaitsForIt) {
  std::atomic<bool> old_runs = false;
  const auto old = std::make_shared<ScriptedCollector>("a", [&](int, const std::stop_token& stop) {
    old_runs = true;
    boost::asio::post(loop, [&] {
      auto changed = every(1h, std::make_shared<ScriptedCollector>("a", [&](int, const auto&) {
                             EXPECT_FALSE(old_runs) << "two runs of one collector overlap";
                             return collectors::CollectReport{};
                           }));
      changed.made_from = "another file";
      runner.start({changed});
    });
    auto report = wait_for(stop);
    old_runs = false;
    return report;
  });
  int finished = 0;
  on_finished = [&](const Runner::Finished& run) {
    EXPECT_EQ(run.next_run.has_value(), ++finished == 2) << "the one that is gone has no next run";
    if (finished == 2) end();
  };
  start({every(1h, old)});
  loop.run();
  EXPECT_EQ(finished, 2);
}

TEST_F(RunnerTest, ARestartTriesAgainWhatWasPutOff) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [](int run, const auto&) {
    collectors::CollectReport report;
    if (run == 1) report.failure = collectors::Failure::authentication;
    if (run == 1) report.problem = "the user was refused";
    return report;
  });
  on_finished = [&](const Runner::Finished& run) {
    if (run.up) return end();
    boost::asio::post(loop, [&] { runner.start({every(1h, collector)}); });
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(collector->runs, 2);
}

TEST_F(RunnerTest, FilesDoNotStartACollectorThatGoesByCronText) {
  const tests::TemporaryDirectory inbox;
  const auto by_cron = idle("by cron");
  by_cron->directories = {inbox.path()};
  const auto by_interval = idle("by interval");
  by_interval->directories = {inbox.path()};
  auto scheduled = every(1h, by_cron);
  scheduled.schedule.cron = core::Cron::parse("0 0 29 2 *").value();
  on_finished = [&](const Runner::Finished&) {
    if (by_cron->runs + by_interval->runs == 2) std::ofstream(inbox.path() / "figures.csv") << "a\n";
    if (by_interval->runs == 2) end();
  };
  start({scheduled, every(1h, by_interval)});
  loop.run();
  EXPECT_EQ(by_cron->runs, 1);
}

// A database that does not answer.
std::shared_ptr<ScriptedCollector> hanging(const std::string& name) {
  auto collector =
      std::make_shared<ScriptedCollector>(name, [](int, const auto& stop) { return wait_for(stop); });
  collector->waits = true;
  return collector;
}

TEST_F(RunnerTest, SourcesThatHangKeepNoOtherCollectorWaitingAndStopAtOnce) {
  std::vector<Scheduled> scheduled;
  for (const auto* name : {"a", "b", "c", "d", "e"}) scheduled.push_back(every(1h, hanging(name)));
  const auto files = idle("files");
  scheduled.push_back(every(1ms, files));
  std::vector<std::string> ended_runs;
  on_finished = [&](const Runner::Finished& run) {
    ended_runs.push_back(run.collector.text);
    if (files->runs == 3 && !runner_stops) {
      runner_stops = true;
      end();
    }
  };
  start(scheduled);
  loop.run();
  EXPECT_TRUE(ended);
  ASSERT_EQ(ended_runs.size(), 8U);
  EXPECT_EQ(std::vector(ended_runs.begin(), ended_runs.begin() + 3), std::vector<std::string>(3, "files"));
}

TEST_F(RunnerTest, ARunThatIsAskedForComesAfterTheOneUnderWayAndIsAnswered) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [&](int run, const auto&) {
    if (run == 1) {
      boost::asio::post(loop, [&] {
        runner.run_now({"a"}, {{.intent = core::Intent::again},
                               [&](const Runner::Finished& done) {
                                 answered = done;
                                 end();
                               },
                               {}});
        released = true;
      });
      while (!released) std::this_thread::yield();
    }
    collectors::CollectReport report;
    report.problem = "run " + std::to_string(run);
    return report;
  });
  int finished = 0;
  on_finished = [&](const Runner::Finished&) {
    ++finished;
    EXPECT_FALSE(answered) << "it is told as every run, before whoever asked";
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(finished, 2);
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->report.problem, "run 2");
  EXPECT_EQ(answered->failure, "");
}

TEST_F(RunnerTest, AnAskedRunDoesNotWaitForTheEndOfABackOff) {
  const auto collector = std::make_shared<ScriptedCollector>("a", [](int run, const auto&) {
    collectors::CollectReport report;
    if (run == 1) report.failure = collectors::Failure::authentication;
    return report;
  });
  on_finished = [&](const Runner::Finished& run) {
    if (collector->runs == 2) return end();
    EXPECT_GE(*run.next_run, std::chrono::system_clock::now() + 10min);
    runner.run_now({"a"}, {{}, [](const Runner::Finished&) {}, {}});
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(collector->runs, 2);
}

TEST_F(RunnerTest, ALookIsNoRun) {
  const auto collector = idle("a");
  std::chrono::milliseconds observed{};
  int finished = 0;
  on_finished = [&](const Runner::Finished&) {
    if (++finished > 1) return;
    runner.run_now({"a"}, {{}, {}, [&](std::chrono::milliseconds wait) {
                             observed = wait;
                             end();
                           }});
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(observed, 7ms);
  EXPECT_EQ(finished, 1);
  EXPECT_EQ(collector->runs, 1);
}

TEST_F(RunnerTest, WhoAsksInVainIsToldWhy) {
  std::vector<std::string> failures;
  const auto ask = [&](const std::string& name) {
    runner.run_now({name}, {{}, [&](const Runner::Finished& done) { failures.push_back(done.failure); }, {}});
  };
  on_finished = [&](const Runner::Finished&) {
    if (!failures.empty()) return;
    ask("unknown");
    ask("gone");
    runner.start({every(1h, idle("other"))});  // the asked run has begun, and is cut off
    ask("hanging");
    end();
    ask("other");
  };
  start({every(1h, hanging("gone")), every(1h, hanging("hanging")), every(1h, idle("first"))});
  loop.run();
  std::ranges::sort(failures);
  EXPECT_EQ(failures,
            (std::vector<std::string>{
                "no collector \"hanging\" is scheduled now", "no collector \"unknown\" is scheduled now",
                "the configuration was changed meanwhile; ask again", "the daemon is stopping"}));
}

TEST_F(RunnerTest, AnInboxThatIsRemovedOrRenamedAndMadeAgainIsWatchedAgain) {
  const tests::TemporaryDirectory folder;
  const auto inbox = folder.path() / "inbox";
  std::filesystem::create_directory(inbox);
  const auto collector = idle("a");
  collector->directories = {inbox};
  on_finished = [&](const Runner::Finished&) {
    switch (collector->runs) {
      case 1:
        std::filesystem::remove(inbox);
        std::filesystem::create_directory(inbox);
        return;  // that it is there again starts a run
      case 2: std::ofstream(inbox / "figures.csv") << "a\n"; return;
      case 3:
        std::filesystem::rename(inbox, folder.path() / "old");
        std::filesystem::create_directory(inbox);
        return;
      case 4: std::ofstream(inbox / "figures.csv") << "a\n"; return;
      default: end();
    }
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(collector->runs, 5);
}

TEST_F(RunnerTest, AnInboxThatIsMadeAfterTheStartIsWatched) {
  const tests::TemporaryDirectory folder;
  const auto collector = idle("a");
  collector->directories = {folder.path() / "parent" / "inbox"};
  on_finished = [&](const Runner::Finished&) {
    if (collector->runs == 1) std::filesystem::create_directories(collector->directories.front());
    if (collector->runs == 2) end();
  };
  start({every(1h, collector)});
  loop.run();
  EXPECT_EQ(collector->runs, 2);
}

TEST(RunnerClock, RunsWhenTheClockSaysSoHoweverLittleTimePasses) {
  boost::asio::io_context loop;
  boost::asio::thread_pool pool{1};
  NoRecorder recorder;
  auto now = Moment{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28}};
  std::vector<Moment> ran;
  std::unique_ptr<Runner> runner;
  runner = std::make_unique<Runner>(
      loop, pool, recorder,
      [&](const Runner::Finished& run) {
        ran.push_back(now);
        if (ran.size() == 3) return runner->stop(nullptr);
        now = Moment{*run.next_run};  // the clock is moved, and the end of a run looks at it
      },
      [&] { return now; });
  Scheduled scheduled = every(1h, idle("nightly"));
  scheduled.schedule.cron = core::Cron::parse("30 1 * * *").value();
  runner->start({scheduled});
  loop.run();
  const Moment first{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28}};
  EXPECT_EQ(ran, (std::vector<Moment>{first, first + 90min, first + 25h}))
      << "at the start, then at 01:30 by London's clocks, which skip that time on the 29th";
}

}  // namespace
}  // namespace waymark::runtime
