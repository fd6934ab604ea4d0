#include "daemon/app/control.hpp"

#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control_collect.hpp"
#include "daemon/app/line_socket.hpp"

namespace waymark::app {
namespace {

using namespace std::chrono_literals;

std::string all_bytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

TEST(Control, TextsTravelWhateverTheirBytes) {
  for (const auto& text :
       {std::string(), std::string("spend.csv"), std::string("Straße £5.csv"), all_bytes()}) {
    const auto line = wire_line({{"text", wire_text(text)}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(from_wire(nlohmann::json::parse(line)["text"].get<std::string>()), text);
  }
  EXPECT_EQ(from_wire("€"), "€") << "no byte is that character";
}

TEST(Control, AReportArrivesAsItWasSent) {
  collectors::CollectReport report;
  report.inputs.push_back(
      {.path = all_bytes(),
       .outcome = core::RunOutcome::quarantined,
       .counts = {.read = 1, .accepted = 2, .unchanged = 3, .revised = 4, .rejected = 5, .missing = 6},
       .message = "why",
       .run = 7,
       .in_the_way = "where"});
  report.backlog.emplace().unread.push_back({"a", "is empty"});
  report.waiting.push_back({"b", "waits"});
  report.problem = "no folder";
  const auto line = wire_line(to_wire({{"finance"}, report}));
  const auto [name, arrived] = report_from_wire(nlohmann::json::parse(line));
  EXPECT_EQ(name.text, "finance");
  EXPECT_EQ(arrived.problem, report.problem);
  EXPECT_EQ(arrived.backlog->unread, report.backlog->unread);
  EXPECT_EQ(arrived.waiting, report.waiting);
  ASSERT_EQ(arrived.inputs.size(), 1U);
  const auto& input = arrived.inputs.front();
  EXPECT_EQ(input.path, all_bytes());
  EXPECT_EQ(input.outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(input.message, "why");
  EXPECT_EQ(input.in_the_way, "where");
  EXPECT_EQ(input.run, 7);
  EXPECT_EQ(input.counts.read, 1U);
  EXPECT_EQ(input.counts.accepted, 2U);
  EXPECT_EQ(input.counts.unchanged, 3U);
  EXPECT_EQ(input.counts.revised, 4U);
  EXPECT_EQ(input.counts.rejected, 5U);
  EXPECT_EQ(input.counts.missing, 6U);
}

TEST(Control, AnswersThatMakeNoSenseAreRefused) {
  EXPECT_THROW(static_cast<void>(report_from_wire({{"collector", 7}})), std::exception);
  auto line = to_wire({{"a"}, {}});
  line["inputs"] = {{{"path", "x"}, {"outcome", "lost"}}};
  EXPECT_THROW(static_cast<void>(report_from_wire(line)), std::exception);
}

class LineSocketTest : public testing::Test {
 protected:
  LineSocketTest() {
    std::array<int, 2> pair{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    here_ = posix::Descriptor(pair[0]);
    there_ = posix::Descriptor(pair[1]);
  }
  void send(const std::string& text) {
    EXPECT_EQ(::send(there_.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  posix::Descriptor here_, there_;
};

TEST_F(LineSocketTest, LinesComeOneByOneHoweverTheyWereSent) {
  LineSocket lines(here_.get());
  send("first\nsec");
  EXPECT_EQ(lines.read(100, 1s), "first");
  send("ond\n\n");
  EXPECT_EQ(lines.read(100, 1s), "second");
  EXPECT_EQ(lines.read(100, 1s), "");
}

TEST_F(LineSocketTest, ALineThatIsTooLongLateOrCutOffIsRefused) {
  LineSocket lines(here_.get());
  EXPECT_EQ(lines.read(5, 10ms).error(), "it did not come in time");
  send("12345\n");
  EXPECT_EQ(lines.read(5, 1s), "12345");
  send("123456");
  EXPECT_EQ(lines.read(5, 1s).error(), "the line is too long");
  there_ = posix::Descriptor();
  EXPECT_EQ(LineSocket(here_.get()).read(5, 1s).error(), "the connection was closed before it came");
}

TEST_F(LineSocketTest, DripFedBytesDoNotProlongTheTime) {
  LineSocket lines(here_.get());
  std::atomic<bool> ended = false;
  std::thread drip([&] {
    while (!ended) {
      ::send(there_.get(), "x", 1, MSG_DONTWAIT);
      std::this_thread::sleep_for(1ms);
    }
  });
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(lines.read(std::size_t{1} << 30, 50ms).error(), "it did not come in time");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  ended = true;
  drip.join();
}

TEST_F(LineSocketTest, WhoDoesNotReadIsWaitedForSoLong) {
  LineSocket lines(here_.get());
  EXPECT_FALSE(lines.write(std::string(std::size_t{10} << 20, 'x'), 20ms));
  there_ = posix::Descriptor();
  EXPECT_FALSE(lines.write("x", 1s)) << "and no signal ends the process";
}

TEST_F(LineSocketTest, ClosingIsNoticed) {
  const LineSocket lines(here_.get());
  EXPECT_FALSE(lines.closed_within(1ms));
  send("something\n");
  EXPECT_FALSE(lines.closed_within(1ms));
  there_ = posix::Descriptor();
  EXPECT_TRUE(lines.closed_within(30s));
}

}  // namespace
}  // namespace waymark::app
