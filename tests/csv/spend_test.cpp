// Published spend files through the transactions layout, to the penny.

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/csv/council.hpp"

namespace waymark::csv::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Rows and sum of one selection of lines of one file.
struct Tally {
  std::string rows, sum;
  friend bool operator==(const Tally&, const Tally&) = default;
};
void PrintTo(const Tally& tally, std::ostream* out) {
  *out << tally.rows << " rows, " << tally.sum;
}

struct Selection {
  std::string column;
  std::vector<std::string> values;  // none: every line
};

// A collector of that file, and the council that it is for.
struct Spend {
  std::shared_ptr<core::Plan> council = std::make_shared<core::Plan>();
  Settings settings;

  Spend(const fs::path& file, const std::string& date, const std::string& amount,
        const std::vector<Selection>& selections) {
    council->authority.text = "E10000008";
    for (std::size_t i = 0; i < selections.size(); ++i) {
      for (const auto* what : {"rows", "sum"}) {
        council->indicators.push_back(indicator(fmt::format("{}_{}", what, i), core::Unit::gbp,
                                                core::PeriodKind::month, core::Aggregation::flow));
      }
    }
    settings.name.text = "spend";
    settings.authority = council->authority;
    settings.plan = council;
    settings.path = file;
    settings.move = false;
    settings.layout = cells::LayoutKind::transactions;
    settings.columns.date = {date};
    settings.columns.amount = {amount};
    for (std::size_t i = 0; i < selections.size(); ++i) {
      std::vector<cells::Condition> where;
      if (!selections[i].values.empty()) {
        where.push_back({.column = {selections[i].column}, .values = selections[i].values});
      }
      settings.sums.push_back({&council->indicators[2 * i], true, where});
      settings.sums.push_back({&council->indicators[2 * i + 1], false, where});
    }
  }
};

// Why nothing of the file counts; empty when it does.
std::string refusal(const fs::path& file, const std::string& date, const std::string& amount) {
  const Spend spend(file, date, amount, {{}});
  FakeRecorder recorder;
  const auto report = make_collector(spend.settings)->collect(recorder, {.settle = false}, {});
  for (const auto& input : report.inputs) {
    if (input.outcome == core::RunOutcome::quarantined) return input.message;
  }
  return report.problem;
}

// Of every selection: how many lines and what sum, over all periods of the file.
std::vector<Tally> tallies(const fs::path& file, const std::string& date, const std::string& amount,
                           const std::vector<Selection>& selections) {
  const Spend spend(file, date, amount, selections);
  const auto& settings = spend.settings;
  const auto collector = make_collector(settings);
  FakeRecorder recorder;
  const auto report = collector->collect(recorder, {.settle = false}, {});
  EXPECT_EQ(report.problem, "");
  EXPECT_EQ(report.inputs.size(), 1U);
  for (const auto& input : report.inputs) {
    EXPECT_EQ(input.outcome, core::RunOutcome::recorded) << input.path << ": " << input.message;
    EXPECT_EQ(input.counts.rejected, 0U);
  }
  std::map<std::string, core::Decimal> totals;
  for (const auto& run : recorder.runs) {
    for (const auto& figure : run.figures) {
      auto& total = totals[run.series.at(figure.row.series).indicator.text];
      total = core::add(total, {figure.row.mantissa, figure.row.scale}).value();
    }
  }
  std::vector<Tally> result;
  for (std::size_t i = 0; i < selections.size(); ++i) {
    const auto sum = totals[fmt::format("sum_{}", i)];
    // Nothing is rounded here: the cells' own digits end at the penny.
    EXPECT_LE(sum.scale, 2) << file;
    result.push_back({totals[fmt::format("rows_{}", i)].text(), fmt::format("{:.2f}", sum.number())});
  }
  return result;
}

class SpendRealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("WAYMARK_REAL_DATA");
    if (folder == nullptr) GTEST_SKIP() << "WAYMARK_REAL_DATA names no folder";
    data_ = folder;
  }
  fs::path data_;
};

std::string pennies(const std::string& unrounded) {
  return fmt::format("{:.2f}", std::stod(unrounded));
}

TEST_F(SpendRealData, DevonGatesheadAndWakefieldToThePenny) {
  const auto files = json::parse(contents(data_ / "spend/expected.json"));
  ASSERT_GE(files.size(), 9U);
  for (const auto& file : files) {
    const auto path = file.at("path").get<std::string>();
    if (file.contains("refused")) {
      const auto why = refusal(data_ / path, file.at("date_column"), file.at("amount_column"));
      EXPECT_NE(why.find(file.at("refused").get<std::string>()), std::string::npos) << path << ": " << why;
      continue;
    }
    std::vector<Selection> selections{{}};
    std::vector<Tally> expected{
        {std::to_string(file.at("data_rows_with_amount").get<int>()), pennies(file.at("total"))}};
    for (const auto* group : {"agency", "consultancy"}) {
      const auto& part = file.at(group);
      Selection whole{part.at("column"), {}};
      for (const auto& [category, known] : part.at("categories").items()) {
        whole.values.push_back(category);
        selections.push_back({part.at("column"), {category}});
        expected.push_back({std::to_string(known.at("rows").get<int>()), pennies(known.at("sum"))});
      }
      selections.push_back(whole);
      expected.push_back({std::to_string(part.at("rows").get<int>()), pennies(part.at("sum"))});
    }
    EXPECT_EQ(tallies(data_ / path, file.at("date_column"), file.at("amount_column"), selections), expected)
        << path;
  }
}

TEST_F(SpendRealData, HyndburnToThePennyInWindows1252AndCp850) {
  std::istringstream lines(contents(data_ / "spend/hyndburn_expected.csv"));
  std::string line;
  std::getline(lines, line);
  int files = 0;
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    // month, source_file, data_rows, total_spend, agency_rows, agency_spend
    const std::vector<Tally> expected{{cells.at(2), cells.at(3)}, {cells.at(4), cells.at(5)}};
    EXPECT_EQ(tallies(data_ / "spend/hyndburn" / cells.at(1), "Payment date", "Net Amount(£)",
                      {{}, {"Account Detail", {"AGENCY STAFF"}}}),
              expected)
        << cells.at(1);
    ++files;
  }
  EXPECT_EQ(files, 30);
}

// No file is left out: whoever adds one says what it comes to.
TEST_F(SpendRealData, EveryFileHasItsExpectation) {
  std::set<std::string> expected;
  for (const auto& file : json::parse(contents(data_ / "spend/expected.json"))) {
    expected.insert(file.at("path").get<std::string>());
  }
  std::istringstream lines(contents(data_ / "spend/hyndburn_expected.csv"));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto from = line.find(',') + 1;
    expected.insert("spend/hyndburn/" + line.substr(from, line.find(',', from) - from));
  }
  std::set<std::string> there;
  for (const auto& entry : fs::recursive_directory_iterator(data_ / "spend")) {
    if (!entry.is_regular_file() || entry.path().parent_path() == data_ / "spend") continue;
    there.insert(fs::relative(entry.path(), data_).generic_string());
  }
  EXPECT_EQ(there, expected);
}

// Column names that appear twice are told apart by number.
TEST_F(SpendRealData, WakefieldHasColumnsOfTheSameName) {
  const auto file = data_ / "spend/odi/wakefield_2014-Q4.csv";
  const auto first = tallies(file, "Payment Date", "Net Amount", {{"Class Code#1", {"999999"}}, {}});
  EXPECT_EQ(first.at(1).rows, "8864");
  const auto by_position = tallies(file, "#12", "#15", {{}});
  EXPECT_EQ(by_position.at(0).sum, first.at(1).sum);
}

}  // namespace
}  // namespace waymark::csv::tests
