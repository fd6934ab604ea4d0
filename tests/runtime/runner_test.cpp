#include "daemon/runtime/runner.hpp"

#include <atomic>
#include <fstream>
#include <mutex>
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
  bool size_known(const core::CollectorName& /*collector*/, std::uint64_t /*size*/) override { return false; }
  std::unique_ptr<core::Recording> begin(const core::Origin& /*origin*/) override { return nullptr; }
};

// A collector that does what the test says.
class ScriptedCollector final : public collectors::Collector {
 public:
  using Script = std::function<collectors::CollectReport(int run, std::stop_token)>;
  ScriptedCollector(std::string name, Script script) : name_{std::move(name)}, script_(std::move(script)) {}
  const core::CollectorName& name() const override { return name_; }
  collectors::CollectReport collect(core::Recorder& /*recorder*/, bool settle,
                                    std::stop_token stop) override {
    EXPECT_TRUE(settle);
    const std::unique_lock alone(running_, std::try_to_lock);
    EXPECT_TRUE(alone.owns_lock()) << "two runs of one collector overlap";
    return script_(++runs, std::move(stop));
  }
  std::vector<std::filesystem::path> watched() const override { return directories; }

  std::vector<std::filesystem::path> directories;
  std::atomic<int> runs = 0;

 private:
  core::CollectorName name_;
  Script script_;
  std::mutex running_;
};

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
  start({{collector, 1ms}});
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
  start({{collector, 1ms}});
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
  start({{collector, 1h}});
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
  start({{collector, 1h}});
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
  start({{collector, 1h}});
  loop.run();
  EXPECT_TRUE(asked);
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace waymark::runtime
