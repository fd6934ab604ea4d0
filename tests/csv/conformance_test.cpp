// The CSV suites of others: parsed values equal, and what is not CSV refused.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "collectors/cells/header.hpp"
#include "collectors/csv/dialect.hpp"
#include "tests/csv/council.hpp"

namespace waymark::csv::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Records = std::vector<std::vector<std::string>>;

// All records, or nothing when any of them is refused.
std::optional<Records> parse(std::string_view bytes, char delimiter = ',') {
  MemorySource source(bytes);
  Text text(source, Encoding::detect, Encoding::windows_1252);
  Tokenizer tokenizer(text, delimiter);
  Records records;
  while (true) {
    const auto next = tokenizer.next();
    if (next == Tokenizer::Next::end) return records;
    if (next == Tokenizer::Next::failed || tokenizer.fault()) return std::nullopt;
    records.emplace_back(tokenizer.fields().begin(), tokenizer.fields().end());
  }
}

Records records_of(const json& expected) {
  Records records;
  for (const auto& row : expected) {
    auto& record = records.emplace_back();
    for (const auto& cell : row) record.push_back(cell.get<std::string>());
  }
  return records;
}

// As the suites give files with a header: one object a row.
json objects(const Records& records) {
  json rows = json::array();
  for (std::size_t i = 1; i < records.size(); ++i) {
    json row = json::object();
    for (std::size_t column = 0; column < records[0].size(); ++column) {
      row[records[0][column]] = records[i].at(column);
    }
    rows.push_back(row);
  }
  return rows;
}

void holds_csv_spectrum(const fs::path& suite) {
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(suite / "csvs")) {
    const auto name = entry.path().stem().string();
    const auto parsed = parse(contents(entry.path()));
    ASSERT_TRUE(parsed) << name;
    auto expected = json::parse(contents(suite / "json" / (name + ".json")));
    if (name == "location_coordinates") {
      // The suite gives the only row as such, and another telephone number than its file has.
      expected["Contact Phone Number"] = "2095257564";
      expected = json::array({expected});
    }
    EXPECT_EQ(objects(*parsed), expected) << name;
    ++cases;
  }
  EXPECT_EQ(cases, 12U);
}

TEST(Conformance, CsvSpectrumOfNpm) {
  const auto suite = fs::path(WAYMARK_TEST_DIR) / "node_modules/csv-spectrum";
  if (!fs::exists(suite)) GTEST_SKIP() << "npm ci --prefix tests/csv installs the suite";
  holds_csv_spectrum(suite);
}

class ConformanceRealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("WAYMARK_REAL_DATA");
    if (folder == nullptr) GTEST_SKIP() << "WAYMARK_REAL_DATA names no folder";
    suites_ = fs::path(folder) / "csv";
  }
  fs::path suites_;
};

TEST_F(ConformanceRealData, CsvSpectrum) {
  holds_csv_spectrum(suites_ / "csv-spectrum");
}

TEST_F(ConformanceRealData, SineemoreGoodFilesAreEqual) {
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(suites_ / "sineemore/json")) {
    const auto name = entry.path().stem().string();
    const auto parsed = parse(contents(suites_ / "sineemore/csv" / (name + ".csv")));
    ASSERT_TRUE(parsed) << name;
    const auto expected = json::parse(contents(entry.path()));
    if (name.starts_with("header-")) {
      EXPECT_EQ(objects(*parsed), expected) << name;
    } else {
      EXPECT_EQ(*parsed, records_of(expected)) << name;
    }
    ++cases;
  }
  EXPECT_EQ(cases, 18U);
}

// The header that the suite's headed files are to have, all its columns wanted.
TEST_F(ConformanceRealData, SineemoreBadFilesAreRefused) {
  const waymark::tests::TemporaryDirectory inbox;
  const auto configured = configure(R"(path = "."
layout = "transactions"
where = [{ column = "foo", matches = "" }]
[collector.columns]
date = "bar"
amount = "baz"
[[collector.sum]]
indicator = "spend"
)",
                                    inbox.path());
  ASSERT_TRUE(configured.settings) << configured.diagnostics->text();
  std::set<std::string> refused;
  for (const auto& entry : fs::directory_iterator(suites_ / "sineemore/csv")) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("bad-")) continue;
    fs::copy_file(entry.path(), inbox.path() / name);
    const auto collector = make_collector(*configured.settings);
    FakeRecorder recorder;
    const auto report = collector->collect(recorder, {.settle = false}, {});
    if (fs::file_size(entry.path()) == 0) {  // waits for its content, and is named
      ASSERT_EQ(report.unread.size(), 1U);
      refused.insert(fmt::format("{}: {}", entry.path().stem().string(), report.unread[0].why));
      continue;
    }
    ASSERT_EQ(report.inputs.size(), 1U) << name;
    if (report.inputs[0].outcome == core::RunOutcome::quarantined) {
      refused.insert(fmt::format("{}: {}", entry.path().stem().string(), report.inputs[0].message));
    }
  }
  // clang-format off
  const std::set<std::string> expected{
      R"_(bad-header-less-fields: 1 of 1 rows rejected, none is allowed; the first is line 2: the row has 2 cells instead of 3)_",
      R"_(bad-header-more-fields: 1 of 1 rows rejected, none is allowed; the first is line 2: the row has 4 cells instead of 3; put cells that contain the delimiter in quotes)_",
      R"_(bad-header-no-header: is empty; it waits for its content)_",
      R"_(bad-header-wrong-header: no header with the columns of [collector.columns] was found; line 1 is nearest, with "qux", "quux", "quuz": there is no column "bar")_",
      R"_(bad-missing-quote: line 2: a quote is opened in cell 2 and never closed)_",
      R"_(bad-quotes-with-unescaped-quote: 1 of 1 rows rejected, none is allowed; the first is line 2, column "bar": there is text after the closing quote; write a quote within a cell as "")_",
      R"_(bad-unescaped-quote: 1 of 1 rows rejected, none is allowed; the first is line 2, column "bar": there is a quote within an unquoted cell; put the cell in quotes and write the quote as "")_",
  };
  // clang-format on
  EXPECT_EQ(refused, expected);
}

// Cases that are about CSV itself: without options, or with the delimiter alone.
bool about_csv(const json& item) {
  const json config = item.value("config", json::object());
  if (!item.contains("input") || !item["input"].is_string()) return false;
  for (const auto& [key, value] : config.items()) {
    if (key == "newline") continue;
    if (key != "delimiter" || value.get<std::string>().size() != 1 || value == "\n") return false;
  }
  return true;
}

TEST_F(ConformanceRealData, Papaparse) {
  // Papa Parse takes quotes within unquoted fields as text, and the first line end as the only one: we refuse
  // the former (as RFC 4180 and the suite above do) and take every line end.
  const std::set<std::string> otherwise{
      "Unquoted field with quotes at end of field",
      "Quoted field with whitespace around quotes",
      "Misplaced quotes in data, not as opening quotes",
      "Misplaced quotes in data twice, not as opening quotes",
      "Mixed slash n and slash r should choose first as precident",
  };
  const auto suite = json::parse(contents(suites_ / "papaparse-test-cases.json"));
  std::size_t equal = 0, refused = 0, different = 0;
  for (const auto* part : {"CORE_PARSER_TESTS", "PARSE_TESTS"}) {
    for (const auto& item : suite.at(part)) {
      if (!about_csv(item)) continue;
      const auto description = item.at("description").get<std::string>();
      const auto input = item.at("input").get<std::string>();
      const json config = item.value("config", json::object());
      char delimiter = ',';
      if (config.contains("delimiter")) {
        delimiter = config["delimiter"].get<std::string>()[0];
      } else if (item.contains("config") && !item["config"].is_null()) {
        Settings settings;
        settings.header.kind = HeaderRule::Kind::none;
        settings.plan = plan();
        const auto layout = cells::make_layout(settings);
        delimiter = detect_delimiter(input, settings, *layout);
      }
      const auto parsed = parse(input, delimiter);
      bool quotes_wrong = false;
      for (const auto& error : item.at("expected").value("errors", json::array())) {
        quotes_wrong = quotes_wrong || error.at("type") == "Quotes";
      }
      if (otherwise.contains(description)) {
        EXPECT_TRUE(!parsed || *parsed != records_of(item.at("expected").at("data"))) << description;
        ++different;
      } else if (quotes_wrong) {
        EXPECT_FALSE(parsed) << description;
        ++refused;
      } else {
        auto expected = records_of(item.at("expected").at("data"));
        // A line end at the end of the text begins no further record.
        if (!expected.empty() && expected.back() == std::vector<std::string>{""} && input.ends_with('\n')) {
          expected.pop_back();
        }
        ASSERT_TRUE(parsed) << description;
        EXPECT_EQ(*parsed, expected) << description;
        ++equal;
      }
    }
  }
  EXPECT_EQ(equal, 74U);
  EXPECT_EQ(refused, 5U);
  EXPECT_EQ(different, otherwise.size());
}

}  // namespace
}  // namespace waymark::csv::tests
