#include <map>
#include <random>

#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::IsEmpty;

// Files that are delivered, read again with other settings, taken back, refused, and given up, several at a
// time, against a list of files in order and what each says: the last one that speaks of a figure is right.
class OrderModel : public LedgerTest {
 protected:
  using Key = std::pair<core::SeriesKey, core::Period>;
  using Says = std::map<Key, std::string>;  // `-` withdraws

  struct Input {
    std::uint8_t content = 0;
    std::uint8_t reading = 0;
  };

  [[nodiscard]] int any(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

  // What a file's bytes mean, read with these settings.
  [[nodiscard]] static Says says(std::uint8_t content, std::uint8_t reading) {
    std::mt19937 random(content * 1000U + reading);
    Says said;
    const auto count = random() % 14;
    for (unsigned i = 0; i < count; ++i) {
      const auto series = random() % 4;
      const Key key{test::key("indicator_" + std::to_string(series)),
                    month(2020, 1).plus(static_cast<int>(random() % 40))};
      said[key] = random() % 6 == 0 ? "-" : std::to_string(random() % 3);
    }
    return said;
  }

  [[nodiscard]] core::Origin origin_of(const Input& input, core::Intent intent) {
    auto made =
        origin("file " + std::to_string(any(3)) + " of " + std::to_string(input.content), input.content);
    made.reading = digest(input.reading);
    made.intent = intent;
    return made;
  }

  // A recording that is under way.
  struct Open {
    Input input;
    core::Intent intent;
    std::unique_ptr<core::Recording> recording;
    bool refused = false, given_up = false;
  };

  [[nodiscard]] Open begin(const Input& input, core::Intent intent) {
    Open open{input, intent, writer().begin(origin_of(input, intent))};
    for (const auto& [key, value] : says(input.content, input.reading)) {
      Rows rows;
      value == "-" ? rows.withdraw(key.first, key.second) : rows.value(key.first, key.second, value);
      auto batch = rows.take();
      batch.rows.front().series = announced_[open.recording.get()]++;
      open.recording->add(std::move(batch));
    }
    open.refused = any(8) == 0;
    open.given_up = any(12) == 0;
    return open;
  }

  void end(Open& open) {
    announced_.erase(open.recording.get());
    if (open.given_up) return open.recording.reset();
    core::Ending ending;
    if (open.refused) {
      ending.verdict = [](auto&&, auto&&) {
        return std::optional(core::Rejection{core::RunOutcome::quarantined, "bad", {}});
      };
    }
    const auto finished = open.recording->finish(ending);
    const auto known = std::ranges::find(files_, open.input.content, &Input::content);
    const bool settled = known != files_.end() && open.intent == core::Intent::as_it_comes &&
                         known->reading == open.input.reading;
    if (settled) {
      EXPECT_EQ(finished.outcome, core::RunOutcome::unchanged);
      return;
    }
    if (open.refused) return;
    if (known == files_.end()) {
      files_.push_back(open.input);
    } else if (open.intent == core::Intent::reinstate) {
      files_.erase(known);
      files_.push_back(open.input);
    } else {
      known->reading = open.input.reading;
    }
  }

  void compare(const std::string& when) {
    Says expected;
    for (const auto& input : files_) {
      for (const auto& [key, value] : says(input.content, input.reading)) expected[key] = value;
    }
    const auto history = reader().now()->history(core::AuthorityCode{"E07000125"}, {});
    for (int series = 0; series < 4; ++series) {
      const auto name = test::key("indicator_" + std::to_string(series));
      const auto* stored = history.find(name);
      ASSERT_NE(stored, nullptr);
      for (int i = 0; i < 40; ++i) {
        const Key key{name, month(2020, 1).plus(i)};
        const auto* observation = stored->at(key.second);
        const auto is = observation == nullptr || !observation->value ? "-" : observation->value->text();
        const auto wanted = expected.contains(key) ? expected.at(key) : "-";
        ASSERT_EQ(is, wanted) << when << ": " << name.indicator.text << " " << key.second.label();
      }
    }
  }

  std::mt19937 random_{20261126};
  std::vector<Input> files_;  // in their order
  std::map<core::Recording*, std::uint32_t> announced_;
};

TEST_F(OrderModel, TheStateIsThatOfTheFilesReadOnceInTheirOrder) {
  Rows base;
  for (int series = 0; series < 4; ++series) {
    base.value(test::key("indicator_" + std::to_string(series)), month(2030, 1), "1");
  }
  record(base);
  std::uint8_t delivered = 0, settings = 1;
  for (int round = 0; round < 120; ++round) {
    if (any(6) == 0) settings = static_cast<std::uint8_t>(1 + any(4));
    std::vector<Open> open;
    const int at_a_time = 1 + any(4);
    for (int i = 0; i < at_a_time; ++i) {
      const bool fresh = delivered == 0 || (delivered < 60 && any(3) == 0);
      if (fresh) ++delivered;
      const auto content = fresh ? delivered : static_cast<std::uint8_t>(1 + any(delivered));
      const auto intent = static_cast<core::Intent>(any(4) == 0 ? 1 + any(2) : 0);
      open.push_back(begin({content, settings}, intent));
    }
    std::ranges::shuffle(open, random_);
    for (auto& each : open) end(each);
    open.clear();
    if (any(5) == 0) close();
    ASSERT_NO_FATAL_FAILURE(compare("round " + std::to_string(round)));
  }
  // With the settings of today, in any order.
  auto again = files_;
  std::ranges::shuffle(again, random_);
  for (const auto& input : again) {
    auto one = begin({input.content, 5}, core::Intent::as_it_comes);
    one.refused = one.given_up = false;
    end(one);
  }
  ASSERT_NO_FATAL_FAILURE(compare("read again"));
  close();
  EXPECT_THAT(check(file), IsEmpty());
}

}  // namespace
}  // namespace waymark::ledger::test
