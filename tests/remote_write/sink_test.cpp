#include "daemon/remote_write/sink.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "daemon/remote_write/store.hpp"
#include "tests/remote_write/receiver.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::remote_write {
namespace {

using test::Receiver;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// What a sink is given and what comes of it; figures and clock are the test's.
class Remote : public testing::Test {
 protected:
  void hold(std::vector<std::pair<std::int64_t, double>> figures) {
    const std::scoped_lock lock(mutex_);
    figures_ = std::move(figures);
  }

  [[nodiscard]] Settings settings(const Receiver& receiver) const {
    Settings made;
    made.target.url = receiver.url();
    made.queue = folder_.path() / "queue.db";
    made.first_wait = std::chrono::milliseconds{1};
    made.longest_wait = std::chrono::milliseconds{20};
    return made;
  }

  [[nodiscard]] Sink::Outside outside() {
    Sink::Outside made;
    made.scan = [this](const Sink::Visit& visit) {
      history::SampleSeries series{.name = "kpi_period_value", .labels = {{"indicator", "a"}}, .samples = {}};
      {
        const std::scoped_lock lock(mutex_);
        for (const auto& [seconds, value] : figures_)
          series.samples.push_back({.seconds = seconds, .value = value});
      }
      visit(series);
    };
    made.now = [this] {
      const std::scoped_lock lock(mutex_);
      return now_;
    };
    made.report = [this](const Report& report) {
      const std::scoped_lock lock(mutex_);
      total_.sent += report.sent;
      total_.refused += report.refused;
      total_.given_up += report.given_up;
      total_.requests += report.requests;
      total_.failures += report.failures;
      total_.waiting = report.waiting;
      total_.up = report.up;
      changed_.notify_all();
    };
    made.complain = [this](const std::string& problem) {
      const std::scoped_lock lock(mutex_);
      complaints_.push_back(problem);
    };
    made.version = "0.1.0";
    return made;
  }

  // Once so many samples are off the queue, in whatever way; gives up after a minute.
  Report after(std::uint64_t samples) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::minutes{1},
                      [&] { return total_.sent + total_.refused + total_.given_up >= samples; });
    return total_;
  }

  [[nodiscard]] std::vector<std::string> complaints() {
    const std::scoped_lock lock(mutex_);
    return complaints_;
  }

  // `value@seconds/vintage` of each sample of a request.
  static std::vector<std::string> told(const Receiver::Request& request) {
    std::vector<std::string> samples;
    for (const auto& series : request.content.series()) {
      samples.push_back(fmt::format("{}@{}/{}", series.samples(0).value(),
                                    series.samples(0).milliseconds() / 1000,
                                    series.labels(series.labels_size() - 1).value()));
    }
    return samples;
  }

  tests::TemporaryDirectory folder_;
  std::chrono::sys_seconds now_{std::chrono::seconds{1'700'000'000}};
  std::mutex mutex_;

 private:
  std::condition_variable changed_;
  std::vector<std::pair<std::int64_t, double>> figures_{{100, 8.31}, {200, 9}};
  Report total_;
  std::vector<std::string> complaints_;
};

TEST_F(Remote, SendsEachMomentByItselfAndCorrectionsAsFurtherVintages) {
  Receiver receiver;
  Sink sink(settings(receiver), outside());
  after(2);
  hold({{100, 8.29}, {200, 9}});
  sink.wake();
  const auto total = after(3);
  const auto requests = receiver.requests(3);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_THAT(told(requests[0]), ElementsAre("8.31@100/0"));
  EXPECT_THAT(told(requests[1]), ElementsAre("9@200/0"));
  EXPECT_THAT(told(requests[2]), ElementsAre("8.29@100/1"));
  EXPECT_THAT(requests[0].head, HasSubstr("POST /api/v1/write HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0].head,
              HasSubstr("Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
                        "X-Prometheus-Remote-Write-Version: 0.1.0\r\nUser-Agent: waymark/0.1.0"));
  EXPECT_EQ(total.sent, 3U);
  EXPECT_EQ(total.waiting, 0U);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(Remote, TriesAgainAfter5xxAnd429) {
  Receiver receiver({500, 429, 503});
  const Sink sink(settings(receiver), outside());
  const auto total = after(2);
  const auto requests = receiver.requests(5);
  ASSERT_EQ(requests.size(), 5U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_THAT(told(requests[i]), ElementsAre("8.31@100/0")) << i;
  EXPECT_EQ(total.sent, 2U);
  EXPECT_EQ(total.failures, 3U);
  EXPECT_TRUE(total.up);
  EXPECT_THAT(complaints(),
              ElementsAre("the receiver does not accept, samples wait: 500: because of the test",
                          "the receiver does not accept, samples wait: 429: because of the test",
                          "the receiver does not accept, samples wait: 503: because of the test"));
}

// Whatever somebody can mend: wrong addresses, passwords, proxies.
TEST_F(Remote, WaitsUntilWhateverIsWrongIsMended) {
  for (const int status : {301, 302, 307, 308, 401, 402, 403, 404, 405, 407, 408, 410, 418, 500, 501, 507}) {
    Receiver receiver({status, status}, "Location: http://127.0.0.1:1/other\r\n");
    auto own = settings(receiver);
    own.queue = folder_.path() / std::to_string(status);
    const auto before = after(0);
    const Sink sink(own, outside());
    const auto requests = receiver.requests(4);
    ASSERT_EQ(requests.size(), 4U) << status;
    for (std::size_t i = 0; i < 3; ++i) EXPECT_THAT(told(requests[i]), ElementsAre("8.31@100/0")) << status;
    const auto total = after(before.sent + 2);
    EXPECT_EQ(total.sent, before.sent + 2) << status;
    EXPECT_EQ(total.refused, 0U) << status;
    EXPECT_TRUE(total.up) << status;
  }
  EXPECT_THAT(complaints(), Contains("the receiver does not accept, samples wait: 308 (it answers at another "
                                     "address: set url to that): because of the test"));
  EXPECT_THAT(complaints(), Contains("the receiver does not accept, samples wait: 401 (check username and "
                                     "password_file, or bearer_token_file): because of the test"));
  EXPECT_THAT(complaints(), Contains("the receiver does not accept, samples wait: 404 (check url: nothing "
                                     "takes samples there): because of the test"));
}

TEST_F(Remote, NeverRepeatsWhatIsRefused) {
  for (const int status : {400, 409, 413, 422}) {
    Receiver receiver({status, Receiver::hang});
    auto own = settings(receiver);
    own.queue = folder_.path() / std::to_string(status);
    const auto before = after(0);
    {
      const Sink sink(own, outside());
      const auto total = after(before.sent + before.refused + 1);
      EXPECT_EQ(total.refused, before.refused + 1) << status;
      EXPECT_FALSE(total.up) << status;
      EXPECT_THAT(told(receiver.requests(2).at(1)), ElementsAre("9@200/0")) << status;
    }
    EXPECT_EQ(after(0).sent, before.sent) << status;
  }
}

TEST_F(Remote, MakesSmallerRequestsWhereOneIsTooLarge) {
  hold({{100, 1}});
  auto given = outside();
  given.scan = [](const Sink::Visit& visit) {
    for (const auto* name : {"a", "b", "c", "d"}) {
      visit({.name = "kpi_period_value",
             .labels = {{"indicator", name}},
             .samples = {{.seconds = 100, .value = 1}}});
    }
  };
  Receiver receiver({413, 204, 413});
  const Sink sink(settings(receiver), std::move(given));
  EXPECT_EQ(after(4).sent, 4U);
  const auto requests = receiver.requests(5);
  std::vector<int> sizes;
  for (const auto& request : requests) sizes.push_back(request.content.series_size());
  EXPECT_THAT(sizes, ElementsAre(4, 2, 2, 1, 1));
}

TEST_F(Remote, SendsAgainWhatAnotherProcessMarks) {
  Receiver receiver;
  auto own = settings(receiver);
  own.look = std::chrono::milliseconds{5};
  const Sink sink(own, outside());
  after(2);
  EXPECT_EQ(Store(own.queue, 100).resend({}), 2U);
  EXPECT_EQ(after(4).sent, 4U);
  EXPECT_THAT(told(receiver.requests(4).at(2)), ElementsAre("8.31@100/0"));
}

TEST_F(Remote, LogsNoControlCharacters) {
  Receiver receiver({403});
  receiver.say("<html>\x1b[31mno\x07\xc2\x9b" + std::string(5000, 'x'));
  const Sink sink(settings(receiver), outside());
  after(2);
  const auto said = complaints().at(0);
  EXPECT_LT(said.size(), 500U);
  EXPECT_TRUE(std::ranges::all_of(said, [](unsigned char c) { return c >= 0x20 && c < 0x7F; })) << said;
}

TEST_F(Remote, KeepsWhatWaitsAcrossRestarts) {
  {
    Receiver receiver({Receiver::hang});
    const Sink sink(settings(receiver), outside());
    EXPECT_EQ(receiver.requests(1).size(), 1U);  // and ends in the middle of it
  }
  hold({});
  Receiver receiver;
  const Sink sink(settings(receiver), outside());
  EXPECT_EQ(after(2).sent, 2U);
  const auto requests = receiver.requests(2);
  EXPECT_THAT(told(requests.at(0)), ElementsAre("8.31@100/0"));
  EXPECT_THAT(told(requests.at(1)), ElementsAre("9@200/0"));
}

TEST_F(Remote, WaitsForAReceiverThatIsNotThere) {
  Settings own;
  {
    const Receiver gone;
    own = settings(gone);
  }
  own.max_attempts = 3;
  const Sink sink(own, outside());
  const auto total = after(2);
  EXPECT_EQ(total.given_up, 2U);
  EXPECT_EQ(total.requests, 6U);
  EXPECT_FALSE(total.up);
  EXPECT_THAT(complaints().front(),
              HasSubstr("the receiver does not accept, samples wait: Failed to connect"));
}

TEST_F(Remote, GivesUpWhatIsTooOld) {
  Receiver receiver({500});
  auto own = settings(receiver);
  own.max_age = std::chrono::hours{1};
  own.first_wait = own.longest_wait = std::chrono::milliseconds{50};
  auto given = outside();
  given.report = [this, told = given.report](const Report& report) {
    if (report.failures > 0) {
      const std::scoped_lock lock(mutex_);
      now_ += std::chrono::hours{2};
    }
    told(report);
  };
  const Sink sink(own, std::move(given));
  const auto total = after(2);
  EXPECT_EQ(total.given_up, 2U);
  EXPECT_EQ(total.sent, 0U);
  EXPECT_EQ(complaints().back(), "2 samples were given up: they had waited too long or been tried too often");
}

TEST_F(Remote, TakesMoreThanTheQueueHoldsInTurns) {
  hold({{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}});
  Receiver receiver;
  auto own = settings(receiver);
  own.queue_limit = 2;
  const Sink sink(own, outside());
  EXPECT_EQ(after(5).sent, 5U);
}

TEST_F(Remote, ShowsWhoItIsFromFilesReadEachTime) {
  const auto password = folder_.path() / "password";
  tests::write_file(password, "first\n");
  Receiver receiver;
  auto own = settings(receiver);
  own.target.username = "waymark";
  own.target.password_file = password;
  {
    Sink sink(own, outside());
    after(2);
    tests::write_file(password, "second\r\n");
    hold({{100, 8.29}, {200, 9}});
    sink.wake();
    after(3);
  }
  const auto requests = receiver.requests(3);
  EXPECT_THAT(requests.at(0).head,
              HasSubstr("Authorization: Basic d2F5bWFyazpmaXJzdA==\r\n"));  // waymark:first
  EXPECT_THAT(requests.at(2).head,
              HasSubstr("Authorization: Basic d2F5bWFyazpzZWNvbmQ=\r\n"));  // waymark:second

  const auto token = folder_.path() / "token";
  tests::write_file(token, "abc.def\n");
  Receiver other;
  own.target = {
      .url = other.url(), .ca_file = {}, .username = {}, .password_file = {}, .bearer_token_file = token};
  own.queue = folder_.path() / "other.db";
  const Sink sink(own, outside());
  EXPECT_THAT(other.requests(1).at(0).head, HasSubstr("Authorization: Bearer abc.def\r\n"));
}

TEST_F(Remote, NamesAPasswordFileThatCannotBeRead) {
  Receiver receiver;
  auto own = settings(receiver);
  own.target.bearer_token_file = folder_.path() / "nowhere";
  own.max_attempts = 1;
  const Sink sink(own, outside());
  after(2);
  EXPECT_EQ(complaints().front(), "the receiver does not accept, samples wait: " +
                                      (folder_.path() / "nowhere").string() + " cannot be read or is empty");
}

TEST_F(Remote, WaitsAsLongAsItIsAskedTo) {
  Receiver receiver({429}, "Retry-After: 120\r\n");
  auto own = settings(receiver);
  own.longest_wait = std::chrono::hours{1};
  const Sink sink(own, outside());  // ends although it waits
  EXPECT_EQ(receiver.requests(1).size(), 1U);
}

}  // namespace
}  // namespace waymark::remote_write
