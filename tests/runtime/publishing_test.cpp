#include "daemon/runtime/publishing.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include "daemon/runtime/day_change.hpp"
#include "daemon/runtime/runner.hpp"

namespace waymark::runtime {
namespace {

using namespace std::chrono_literals;

TEST(Publishing, WhatSeveralAskForMeanwhileIsDoneOnce) {
  std::promise<void> gate;
  std::promise<void> begun;
  int times = 0;
  Publishing publishing(
      [&, opened = gate.get_future().share()] {
        if (++times == 1) {
          begun.set_value();
          opened.wait();
        }
      },
      0);
  publishing.ask();
  begun.get_future().wait();
  for (int i = 0; i < 100; ++i) publishing.ask();
  gate.set_value();
  publishing.end();
  EXPECT_EQ(times, 2);
}

TEST(Publishing, WhoWaitsForItIsCalledAfterWhatWasAskedForBefore) {
  int times = 0;
  int seen = 0;
  Publishing publishing([&] { ++times; }, 0);
  publishing.ask();
  publishing.then([&] { seen = times; });
  publishing.end();
  EXPECT_EQ(seen, 1);
}

Moment at(std::string_view zone, std::chrono::milliseconds before_midnight) {
  const local_time::TimeZone council{std::string(zone)};
  return Moment{council.end_of(std::chrono::sys_days{2026y / 7 / 1})} - before_midnight;
}

TEST(DayChange, IsToldOnceAtEachMidnightByTheClocksOfTheZone) {
  boost::asio::io_context loop;
  const auto midnight = at("Europe/London", 0ms);
  EXPECT_EQ(midnight, Moment{std::chrono::sys_days{2026y / 7 / 1} + 23h}) << "an hour ahead of UTC";
  auto now = midnight - 5ms;
  std::vector<Moment> told;
  std::unique_ptr<DayChange> day;
  day = std::make_unique<DayChange>(
      loop,
      [&] {
        told.push_back(now);
        if (told.size() == 3) return day->stop();
        now += 24h - 5ms;
        day->start(local_time::TimeZone("Europe/London"));
      },
      [&] { return now += 1ms; });  // whoever looks, a millisecond passes
  day->start(local_time::TimeZone("Europe/London"));
  loop.run();
  ASSERT_EQ(told.size(), 3U);
  for (int i = 0; i < 3; ++i) {
    EXPECT_GE(told[static_cast<std::size_t>(i)], midnight + i * 24h);
    EXPECT_LT(told[static_cast<std::size_t>(i)], midnight + i * 24h + 1s);
  }
}

// A source that does not answer until it is asked to stop.
class HangingCollector final : public collectors::Collector {
 public:
  HangingCollector(std::string name, bool waits, std::atomic<int>& begun)
      : name_{std::move(name)}, waits_(waits), begun_(begun) {}
  const core::CollectorName& name() const override { return name_; }
  collectors::CollectReport collect(core::Recorder& /*recorder*/, const collectors::Request& /*request*/,
                                    std::stop_token stop) override {
    ++begun_;
    while (!stop.stop_requested()) std::this_thread::yield();
    return {};
  }
  collectors::CollectReport try_out(core::Recorder& /*recorder*/, collectors::Preview& /*preview*/,
                                    std::stop_token /*stop*/) override {
    return {};
  }
  std::vector<std::filesystem::path> watched() const override { return {}; }
  bool waits_for_a_source() const override { return waits_; }

 private:
  core::CollectorName name_;
  bool waits_;
  std::atomic<int>& begun_;
};

class NoRecorder final : public core::Recorder {
 public:
  core::Known known(const core::Origin& /*origin*/) override { return {}; }
  std::unique_ptr<core::Recording> begin(const core::Origin& /*origin*/) override { return nullptr; }
};

TEST(DayChange, IsPublishedWhileEverySourceHangs) {
  boost::asio::io_context loop;
  boost::asio::thread_pool pool{2};
  NoRecorder recorder;
  std::atomic<int> begun = 0;
  std::atomic<bool> before_midnight = true;
  const auto clock = [&]() -> Moment { return at("Europe/London", before_midnight ? 1ms : -1ms); };

  Runner runner(loop, pool, recorder, {});
  bool published = false;
  Publishing publishing(
      [&] {
        EXPECT_EQ(begun, 5) << "all of them hang";
        published = true;
        boost::asio::post(loop, [&] { runner.stop(nullptr); });
      },
      0);
  DayChange day(
      loop,
      [&] {
        day.stop();
        publishing.ask();
      },
      clock);

  std::vector<Scheduled> scheduled;
  for (const auto* name : {"finance", "people", "housing", "files", "more files"}) {
    const bool waits = scheduled.size() < 3;  // the other two fill the pool
    scheduled.push_back({.collector = std::make_shared<HangingCollector>(name, waits, begun),
                         .schedule = {.interval = 1h},
                         .timeout = 1h});
  }
  runner.start(scheduled);
  day.start(local_time::TimeZone("Europe/London"));
  std::thread midnight([&] {
    while (begun < 5) std::this_thread::yield();
    before_midnight = false;
  });
  loop.run();
  midnight.join();
  EXPECT_TRUE(published);
}

}  // namespace
}  // namespace waymark::runtime
