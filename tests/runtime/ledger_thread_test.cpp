#include "daemon/runtime/ledger_thread.hpp"

#include <chrono>
#include <future>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace waymark::runtime {
namespace {

using namespace std::chrono_literals;

core::Batch one_figure() {
  const core::Period april(
      core::Period::containing(core::PeriodKind::month, std::chrono::sys_days{2024y / 4 / 1}));
  core::Batch batch;
  batch.series.push_back({{"E07000125"}, {"agency_spend"}, {}});
  batch.rows.push_back({.mantissa = 829, .period = april.code(), .row = 2, .scale = 2});
  return batch;
}

TEST(LedgerThread, ARecordingThatIsGivenUpWaitsForItsBatchesAndLeavesNothing) {
  const tests::TemporaryDirectory folder;
  const auto file = folder.path() / "ledger.db";
  const auto clock = [] {
    return std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::sys_days{2024y / 7 / 1}};
  };
  LedgerThread thread(file, clock);
  auto recording = thread.begin({.collector = {"rows"}, .path = "rows.csv", .size = 1});

  std::promise<void> gate;
  thread.answer([opened = gate.get_future()] { opened.wait(); });
  recording->add(one_figure());  // waits behind the gate
  auto given_up = std::async(std::launch::async, [&] { recording.reset(); });
  const bool waited = given_up.wait_for(50ms) == std::future_status::timeout;
  gate.set_value();
  given_up.get();
  EXPECT_TRUE(waited) << "the batch was still to be written";

  // The next one gets its turn, and of the first there is nothing.
  auto next = thread.begin({.collector = {"rows"}, .path = "rows.csv", .size = 1});
  next->add(one_figure());
  EXPECT_EQ(next->finish({.read = 1}).counts.accepted, 1U);
  next.reset();
  EXPECT_EQ(ledger::Reader(file).totals().observations, 1U);
}

}  // namespace
}  // namespace waymark::runtime
