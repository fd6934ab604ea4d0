#include <memory>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "daemon/core/evaluate.hpp"
#include "tests/ledger/fixture.hpp"

// The views that other programs read (docs/history.md), asked through SQLite alone, as Grafana's plugin does.
namespace waymark::ledger::test {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> ask(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* handle = nullptr;
  EXPECT_EQ(sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(handle, sqlite3_close);
  std::vector<std::string> lines;
  char* problem = nullptr;
  sqlite3_exec(
      handle, sql.c_str(),
      [](void* into, int columns, char** values, char**) {
        std::string line;
        for (int i = 0; i < columns; ++i) {
          if (i > 0) line += '|';
          line += values[i] != nullptr ? values[i] : "-";
        }
        static_cast<std::vector<std::string>*>(into)->push_back(line);
        return 0;
      },
      &lines, &problem);
  if (problem != nullptr) lines.emplace_back(problem);
  sqlite3_free(problem);
  return lines;
}

core::Indicator indicator(std::string id, core::Unit unit, std::uint8_t decimals) {
  core::Indicator made;
  made.id.text = std::move(id);
  made.title = "Title of " + made.id.text;
  made.unit = unit;
  made.decimals = decimals;
  return made;
}

core::Plan plan() {
  core::Plan made;
  made.authority.text = "E07000125";
  made.indicators = {indicator("share", core::Unit::percent, 2), indicator("spend", core::Unit::gbp, 2),
                     indicator("crime", core::Unit::per_1000, 1)};
  core::Commitment promise;
  promise.id.text = "agency_down";
  promise.title = "Reduce dependence on agency staff";
  promise.indicator.text = "share";
  promise.theme.text = "workforce";
  promise.owner = "Head of People";
  made.commitments = {promise};
  return made;
}

class Views : public LedgerTest {
 protected:
  // Of the copy that docs/history.md tells to make.
  std::vector<std::string> asked(const std::string& sql) {
    close();
    const auto copy = folder / ("copy-" + std::to_string(++copies_) + ".db");
    backup(file, copy, {});
    return ask(copy, sql);
  }

 private:
  int copies_ = 0;
};

TEST_F(Views, PrintFiguresWithTheDigitsOfTheirSource) {
  const std::string_view values[] = {"8.30",
                                     "4",
                                     "-0.05",
                                     "0",
                                     "0.00",
                                     "9223372036854775807",
                                     "0.000000000000000001",
                                     "-9.223372036854775807",
                                     "1234567.50"};
  Rows rows;
  std::vector<std::string> printed;
  unsigned number = 0;
  for (const auto value : values) {
    rows.value(key("spend"), month(2024, ++number), value);
    printed.emplace_back(value);
  }
  record(std::move(rows));
  EXPECT_EQ(asked("SELECT value FROM v_observation_current ORDER BY period_start"), printed);
}

TEST_F(Views, NameEveryKindOfPeriodAsTheProgramDoes) {
  Rows rows;
  std::vector<std::string> expected;
  for (const auto kind :
       {core::PeriodKind::day, core::PeriodKind::week, core::PeriodKind::month, core::PeriodKind::quarter,
        core::PeriodKind::financial_year, core::PeriodKind::calendar_year}) {
    for (int year = 1900; year < 2200; year += 7) {
      const std::chrono::sys_days within = std::chrono::year{year} / (1 + year % 12) / 28;
      for (const auto day : {within, std::chrono::sys_days{std::chrono::year{year} / 12 / 31},
                             std::chrono::sys_days{std::chrono::year{year} / 2 / std::chrono::last}}) {
        const auto period = core::Period::containing(kind, day);
        rows.value(key(std::string(core::word(kind)), std::to_string(expected.size())), period, "1");
        const auto first = period.first_day();
        const auto last = period.last_day();
        expected.push_back(std::string(core::word(kind)) + '|' + period.label() + '|' +
                           core::iso_date(first) + '|' + core::iso_date(last) + '|' +
                           std::to_string(std::int64_t{first.time_since_epoch().count()} * 86400) + '|' +
                           std::to_string((std::int64_t{last.time_since_epoch().count()} + 1) * 86400 - 1));
      }
    }
  }
  record(std::move(rows));
  const auto seen = asked(
      "SELECT frequency, period, period_start, period_end, period_start_epoch, period_end_epoch "
      "FROM v_observation_current ORDER BY CAST(scope AS INTEGER)");
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], expected[i]);
}

TEST_F(Views, DivideRatiosGivenByTheirPartsAsTheProgramDoes) {
  struct Case {
    const char *indicator, *numerator, *denominator;
  };
  const Case cases[] = {{"share", "224715", "120382755"},
                        {"share", "1", "3"},
                        {"share", "1", "8"},
                        {"share", "-1", "8"},
                        {"share", "1", "-800"},
                        {"share", "0.005", "100"},
                        {"share", "1.00005", "100.000"},
                        {"share", "123456789.12", "987654321.98"},
                        {"share", "1", "0"},
                        {"crime", "36774.38", "50203.382"},
                        {"spend", "100.10", "3"},
                        {"unplanned", "1", "2"},
                        {"share", "9223372036854775807", "3"}};
  Rows rows;
  std::vector<std::string> expected;
  int number = 0;
  const auto promised = plan();
  for (const auto& c : cases) {
    const auto scope = std::to_string(++number);
    rows.parts(key(c.indicator, scope), month(2024, 1), c.numerator, c.denominator);
    const auto* known = promised.find(core::IndicatorId{c.indicator});
    core::Observation held{.period = month(2024, 1)};
    held.parts = core::Fraction{*core::Decimal::parse(c.numerator), *core::Decimal::parse(c.denominator)};
    const auto figure = known != nullptr ? core::figure_of(*known, held) : std::nullopt;
    expected.push_back(std::string(c.numerator) + '|' + c.denominator + '|' +
                       (figure ? figure->value.text() : "-"));
  }
  expected.back() = "9223372036854775807|3|-";  // beyond 64 bits SQL has no exact quotient, so it has none
  writer().record_plan(promised, {{"plan.toml", "a"}});
  record(std::move(rows));
  EXPECT_EQ(
      asked(
          "SELECT numerator, denominator, value FROM v_observation_current ORDER BY CAST(scope AS INTEGER)"),
      expected);
  EXPECT_THAT(asked("SELECT round(number, 3), value FROM v_observation_current WHERE scope IN ('1', '12')"),
              ElementsAre("0.19|0.19", "-|-"));
  EXPECT_THAT(asked("SELECT number > 3e20, title, unit FROM v_observation_current WHERE scope = '13'"),
              ElementsAre("1|Title of share|percent"));
}

TEST_F(Views, AnswerAsOfAnyMoment) {
  const auto first = clock.now.time_since_epoch().count();
  record(Rows().value(key("share"), month(2024, 5), "8.31", 7, core::Flag::provisional),
         origin("may.csv", 1));
  clock.now += 24h;
  record(Rows().value(key("share"), month(2024, 5), "8.29").value(key("share"), month(2024, 6), "8.1"),
         origin("june.csv", 2));
  clock.now += 24h;
  record(Rows().withdraw(key("share"), month(2024, 6)), origin("july.csv", 3));

  const auto as_of = [&](std::int64_t seconds) {
    return asked(
        "SELECT period, value, flag, withdrawn, revision, path FROM v_observation_as_of "
        "WHERE recorded_from <= " +
        std::to_string(first + seconds) + " AND " + std::to_string(first + seconds) +
        " < recorded_to ORDER BY period_start");
  };
  EXPECT_THAT(as_of(-1), IsEmpty());
  EXPECT_THAT(as_of(0), ElementsAre("May 2024|8.31|provisional|0|0|may.csv"));
  EXPECT_THAT(as_of(86399), ElementsAre("May 2024|8.31|provisional|0|0|may.csv"));
  EXPECT_THAT(as_of(86400), ElementsAre("May 2024|8.29|-|0|1|june.csv", "Jun 2024|8.1|-|0|0|june.csv"));
  EXPECT_THAT(as_of(1000000), ElementsAre("May 2024|8.29|-|0|1|june.csv", "Jun 2024|-|-|1|1|july.csv"));
  EXPECT_EQ(as_of(1000000),
            asked("SELECT period, value, flag, withdrawn, revision, path FROM v_observation_current "
                  "ORDER BY period_start"));
  EXPECT_THAT(asked("SELECT collector, source_row, run FROM v_observation_as_of WHERE value = '8.31'"),
              ElementsAre("workforce|7|1"));
}

TEST_F(Views, ReadOnlyTheSeriesThatIsAskedFor) {
  record(Rows().value(key("share"), month(2024, 5), "8.31"));
  for (const auto* view : {"v_observation_current", "v_observation_as_of"}) {
    const auto steps = asked(std::string("EXPLAIN QUERY PLAN SELECT value FROM ") + view +
                             " WHERE authority = 'E07000125' AND indicator = 'share' AND scope = ''");
    EXPECT_THAT(steps, ::testing::Contains(HasSubstr("SEARCH b USING PRIMARY KEY (series=?)"))) << view;
    // Of a block's text, and of what was found of the series, every part is wanted; of a table none.
    for (const auto& step : steps) {
      EXPECT_THAT(step, AnyOf(Not(HasSubstr("SCAN")), HasSubstr("SCAN v VIRTUAL"),
                              HasSubstr("SCAN (subquery"), HasSubstr("SCAN version")))
          << view;
    }
  }
}

class Statuses : public Views {
 protected:
  // The scoreboard of plan() as evaluate() would hand it over.
  [[nodiscard]] core::Scoreboard board(core::Status status, std::string reason) const {
    core::Scoreboard made;
    made.plan = std::make_shared<core::Plan>(plan());
    made.as_of = std::chrono::floor<std::chrono::days>(clock.now);
    made.indicators.resize(1);
    core::CommitmentResult result;
    result.status = status;
    result.reason = std::move(reason);
    made.commitments = {result};
    return made;
  }
  [[nodiscard]] std::vector<std::string> history() {
    return asked(
        "SELECT commitment, title, status, reason, as_of, known_from, known_to FROM "
        "v_commitment_status_history ORDER BY known_from");
  }
};

TEST_F(Statuses, AreKeptWhenTheyChange) {
  writer().record_plan(plan(), {{"plan.toml", "a"}});
  EXPECT_TRUE(writer().record_statuses(board(core::Status::no_data, "Nothing has been reported yet")));
  EXPECT_FALSE(writer().record_statuses(board(core::Status::no_data, "Nothing has been reported yet")));
  clock.now += 24h;
  EXPECT_TRUE(writer().record_statuses(board(core::Status::at_risk, "8.29% is 0.03 points above")));
  EXPECT_THAT(history(),
              ElementsAre("agency_down|Reduce dependence on agency staff|no_data|Nothing has been reported "
                          "yet|2024-07-01|1719792000|1719878400",
                          "agency_down|Reduce dependence on agency staff|at_risk|8.29% is 0.03 points above|"
                          "2024-07-02|1719878400|253402300799"));
  const auto changes = reader().now()->statuses({"E07000125"});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].until, changes[1].known);
  EXPECT_EQ(changes[1].status, core::Status::at_risk);
  EXPECT_FALSE(changes[1].until.has_value());
  EXPECT_EQ(reader().at(clock.now)->statuses({"E07000125"}).size(), 1U);
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(Statuses, EndWhenThePlanDropsTheCommitment) {
  writer().record_statuses(board(core::Status::on_track, "fine"));
  clock.now += 1h;
  auto without = board(core::Status::on_track, "fine");
  without.commitments.clear();
  EXPECT_TRUE(writer().record_statuses(without));
  EXPECT_FALSE(writer().record_statuses(without));
  EXPECT_THAT(history(), ElementsAre("agency_down|-|on_track|fine|2024-07-01|1719792000|1719795600"));
  EXPECT_EQ(reader().now()->statuses({"E07000125"}).front().until, clock.now);
}

TEST_F(Statuses, AreNeverChanged) {
  writer().record_statuses(board(core::Status::on_track, "fine"));
  close();
  sqlite3* handle = nullptr;
  sqlite3_open(file.c_str(), &handle);
  EXPECT_EQ(
      sqlite3_exec(handle, "UPDATE commitment_status SET status = 'achieved'", nullptr, nullptr, nullptr),
      SQLITE_CONSTRAINT);
  EXPECT_STREQ(sqlite3_errmsg(handle), "statuses are never changed: the next one is a further row");
  EXPECT_EQ(sqlite3_exec(handle, "DELETE FROM commitment_status", nullptr, nullptr, nullptr),
            SQLITE_CONSTRAINT);
  sqlite3_close(handle);
}

TEST_F(Views, DescribeThePlanInForceAlsoInALedgerFromBefore) {
  writer().record_plan(plan(), {{"plan.toml", "a"}});
  close();
  sqlite3* handle = nullptr;
  sqlite3_open(file.c_str(), &handle);
  sqlite3_exec(handle, "DELETE FROM plan_indicator; DELETE FROM plan_commitment", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  EXPECT_FALSE(writer().record_plan(plan(), {{"plan.toml", "a"}}));
  EXPECT_THAT(
      asked("SELECT indicator, title, unit, polarity, frequency FROM v_indicator WHERE indicator = 'share'"),
      ElementsAre("share|Title of share|percent|neutral|month"));
  EXPECT_THAT(
      asked("SELECT * FROM v_commitment"),
      ElementsAre("E07000125|agency_down|Reduce dependence on agency staff|share||workforce|Head of People"));
  auto smaller = plan();
  smaller.indicators.pop_back();
  EXPECT_TRUE(writer().record_plan(smaller, {{"plan.toml", "b"}}));
  EXPECT_THAT(asked("SELECT indicator FROM v_indicator"), ElementsAre("share", "spend"));
}

}  // namespace
}  // namespace waymark::ledger::test
