#pragma once

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unistd.h>

#include <gtest/gtest.h>

#include "daemon/ledger/open.hpp"
#include "daemon/ledger/writer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::ledger::test {

using namespace std::chrono_literals;

// A folder of its own for each test, removed at its end.
class TemporaryFolder {
 public:
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return directory_.path() / name;
  }

 private:
  waymark::tests::TemporaryDirectory directory_;
};

// A clock that the test moves.
struct HandClock {
  std::chrono::sys_seconds now{std::chrono::sys_days{std::chrono::year{2024} / 7 / 1}};
  [[nodiscard]] Clock clock() {
    return [this] { return std::chrono::time_point_cast<std::chrono::milliseconds>(now); };
  }
};

inline core::Period month(int year, unsigned number) {
  return core::Period::containing(
      core::PeriodKind::month, std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(number) / 1});
}

inline core::SeriesKey key(std::string indicator, std::string scope = "") {
  return {{"E07000125"}, {std::move(indicator)}, {std::move(scope)}};
}

inline core::Sha256 digest(std::uint8_t of) {
  core::Sha256 value{};
  value.fill(of);
  return value;
}

// Builds a batch a row at a time.
class Rows {
 public:
  Rows& value(const core::SeriesKey& series, core::Period period, std::string_view text,
              std::uint32_t line = 0, core::Flag flag = core::Flag::none) {
    const auto decimal = core::Decimal::parse(text);
    EXPECT_TRUE(decimal.has_value()) << text;
    return row(series, period, line, flag, decimal, core::BatchRow::no_parts);
  }
  Rows& withdraw(const core::SeriesKey& series, core::Period period, std::uint32_t line = 0,
                 core::Flag flag = core::Flag::none) {
    return row(series, period, line, flag, std::nullopt, core::BatchRow::no_parts);
  }
  Rows& parts(const core::SeriesKey& series, core::Period period, std::string_view numerator,
              std::string_view denominator, std::uint32_t line = 0) {
    batch_.parts.push_back({*core::Decimal::parse(numerator), *core::Decimal::parse(denominator)});
    return row(series, period, line, core::Flag::none, std::nullopt,
               static_cast<std::uint16_t>(batch_.parts.size() - 1));
  }
  Rows& reject(core::Reject reject) {
    batch_.rejects.push_back(std::move(reject));
    return *this;
  }
  // Lines of transactions with these digests that go into one figure, each with the same amount.
  Rows& lines(const core::SeriesKey& series, core::Period period,
              std::initializer_list<std::uint64_t> digests, std::string_view amount, bool count = false) {
    core::CountedLines of{index_of(series), period.code(), count, {}};
    for (const auto digest : digests) of.lines.push_back({digest, *core::Decimal::parse(amount)});
    batch_.lines.push_back(std::move(of));
    return *this;
  }
  [[nodiscard]] core::Batch take() { return std::move(batch_); }

 private:
  Rows& row(const core::SeriesKey& series, core::Period period, std::uint32_t line, core::Flag flag,
            const std::optional<core::Decimal>& decimal, std::uint16_t parts) {
    core::BatchRow row;
    row.series = index_of(series);
    row.period = period.code();
    row.row = line != 0 ? line : static_cast<std::uint32_t>(batch_.rows.size() + 2);
    row.flag = flag;
    row.scale = decimal ? decimal->scale : core::BatchRow::no_value;
    row.mantissa = decimal ? decimal->mantissa : 0;
    row.parts = parts;
    batch_.rows.push_back(row);
    return *this;
  }
  std::uint32_t index_of(const core::SeriesKey& series) {
    const auto found = std::ranges::find(batch_.series, series);
    const auto index = static_cast<std::uint32_t>(found - batch_.series.begin());
    if (found == batch_.series.end()) batch_.series.push_back(series);
    return index;
  }
  core::Batch batch_;
};

// Asks the ledger anew with each call.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : ledger_(open_to_read(file)) { (void)now(); }
  [[nodiscard]] std::unique_ptr<const View> at(const Moment& moment) const { return ledger_->view(moment); }
  [[nodiscard]] std::unique_ptr<const View> now() const { return at({}); }
  [[nodiscard]] Totals totals() const { return ledger_->totals(); }

 private:
  std::unique_ptr<Ledger> ledger_;
};

class LedgerTest : public ::testing::Test {
 protected:
  [[nodiscard]] Writer& writer() {
    if (!writer_) writer_ = std::make_unique<Writer>(file, clock.clock());
    return *writer_;
  }
  void close() { writer_.reset(); }
  [[nodiscard]] Reader reader() const { return Reader(file); }

  // Content 0: bytes that no other origin has.
  [[nodiscard]] static core::Origin origin(std::string path = "figures.csv", std::uint8_t content = 0) {
    core::Origin made;
    made.collector.text = "workforce";
    made.path = std::move(path);
    made.size = 100;
    made.modified_ns = 5;
    made.digest = digest(content);
    made.authority = {"E07000125"};
    static std::uint32_t fresh = 0;
    if (content == 0) std::memcpy(made.digest->data() + 1, &++fresh, sizeof fresh);
    return made;
  }
  core::RowCounts record(Rows rows, const core::Origin& from = origin()) {
    auto batch = rows.take();
    const auto read = batch.rows.size();
    const auto recording = writer().begin(from);
    recording->add(std::move(batch));
    return recording->finish({.read = read}).counts;
  }
  // The value held, `-` for none, with its flag: `8.29`, `164 [e]`, `- [x]`; empty when nothing is held.
  [[nodiscard]] std::string held(const core::SeriesKey& series, core::Period period,
                                 const Moment& moment = {}) const {
    const auto history = reader().at(moment)->history(std::vector{series}, {});
    const auto* found = history.find(series);
    const auto* observation = found == nullptr ? nullptr : found->at(period);
    if (observation == nullptr) return {};
    std::string text = observation->value ? observation->value->text() : "-";
    if (observation->parts) {
      text = observation->parts->numerator.text() + "/" + observation->parts->denominator.text();
    }
    if (observation->flag != core::Flag::none)
      text += std::string(" [") + core::letter(observation->flag) + "]";
    return text;
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "ledger.db";
  HandClock clock;

 private:
  std::unique_ptr<Writer> writer_;
};

// `accepted 1, unchanged 2, ...` without what is 0.
inline std::string told(const core::RowCounts& counts) {
  std::string text;
  const auto tell = [&](const char* word, std::uint64_t number) {
    if (number == 0) return;
    if (!text.empty()) text += ", ";
    text += std::string(word) + " " + std::to_string(number);
  };
  tell("read", counts.read);
  tell("accepted", counts.accepted);
  tell("unchanged", counts.unchanged);
  tell("revised", counts.revised);
  tell("rejected", counts.rejected);
  tell("missing", counts.missing);
  return text;
}

// What a LedgerError says, with the folder's name taken out.
template <class Action>
std::string failure(const Action& action) {
  try {
    action();
  } catch (const LedgerError& error) {
    return error.what();
  }
  return "no failure";
}

}  // namespace waymark::ledger::test
