#include "daemon/app/reloads.hpp"

#include <atomic>
#include <future>
#include <vector>

#include <gtest/gtest.h>

namespace waymark::app {
namespace {

using namespace std::chrono_literals;

// Reloads that wait until the test lets them end; each answers with its number.
class Gated {
 public:
  http::ReloadResult operator()() {
    const int number = ++begun;
    while (number > allowed) std::this_thread::yield();
    return {.ok = true, .diagnostics = std::to_string(number)};
  }
  std::atomic<int> begun = 0;
  std::atomic<int> allowed = 0;
};

TEST(Reloads, HoweverManyAskDuringOneOneMoreFollows) {
  Gated reload;
  Reloads reloads([&] { return reload(); });
  reloads.ask();
  while (reload.begun < 1) std::this_thread::yield();
  for (int i = 0; i < 500; ++i) reloads.ask();
  auto answer = std::async(std::launch::async, [&] { return reloads.wait(); });
  EXPECT_EQ(answer.wait_for(20ms), std::future_status::timeout);
  reload.allowed = 10;
  EXPECT_EQ(answer.get().diagnostics, "2");
  reloads.end();
  EXPECT_LE(reload.begun, 3) << "the one who waits may have asked after the second had begun";
}

TEST(Reloads, TheAnswerIsThatOfOneThatBeganAfterItWasAskedFor) {
  Gated reload;
  Reloads reloads([&] { return reload(); });
  auto first = std::async(std::launch::async, [&] { return reloads.wait(); });
  while (reload.begun < 1) std::this_thread::yield();
  auto second = std::async(std::launch::async, [&] { return reloads.wait(); });
  EXPECT_EQ(second.wait_for(20ms), std::future_status::timeout);
  reload.allowed = 1;
  EXPECT_EQ(first.get().diagnostics, "1");
  while (reload.begun < 2) std::this_thread::yield();
  EXPECT_EQ(second.wait_for(20ms), std::future_status::timeout);
  reload.allowed = 2;
  EXPECT_EQ(second.get().diagnostics, "2");
}

TEST(Reloads, WhoStillWaitsAtTheEndIsRefused) {
  Gated reload;
  Reloads reloads([&] { return reload(); });
  reloads.ask();
  while (reload.begun < 1) std::this_thread::yield();
  auto late = std::async(std::launch::async, [&] { return reloads.wait(); });
  EXPECT_EQ(late.wait_for(20ms), std::future_status::timeout);
  auto ended = std::async(std::launch::async, [&] { reloads.end(); });
  EXPECT_FALSE(late.get().ok);
  EXPECT_EQ(ended.wait_for(20ms), std::future_status::timeout) << "the one under way is waited for";
  reload.allowed = 10;
  ended.get();
  EXPECT_EQ(reload.begun, 1);
}

}  // namespace
}  // namespace waymark::app
