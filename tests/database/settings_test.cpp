#include <string>

#include <gtest/gtest.h>

#include "tests/database/support.hpp"

namespace waymark::database::tests {
namespace {

std::string diagnostics(const std::string& settings) {
  const Source source;
  const auto made = source.collector(settings);
  return made.collector ? "fine" : made.diagnostics->text();
}

constexpr auto rest =
    "layout = \"long\"\nindicator = \"spend\"\n[collector.columns]\nperiod = \"month\"\nvalue = \"amount\"\n";

TEST(Settings, EveryMistakeIsSaidAtItsPlace) {
  EXPECT_EQ(
      diagnostics(
          std::string("source = \"finanze\"\nquery = \"DELETE FROM t\"\non_null = \"none\"\nmax_rows = 0\n") +
          rest),
      "waymark.toml:4:10: there is no [[source]] called \"finanze\"; did you mean \"finance\"?\n"
      "   4 | source = \"finanze\"\n"
      "     |          ^\n"
      "waymark.toml:5:9: a query begins with SELECT or WITH, not \"delete\": collectors only read\n"
      "   5 | query = \"DELETE FROM t\"\n"
      "     |         ^\n"
      "waymark.toml:6:11: \"on_null\" must be one of skip, reject, zero, not \"none\"\n"
      "   6 | on_null = \"none\"\n"
      "     |           ^\n"
      "waymark.toml:7:12: \"max_rows\" must be a whole number from 1 to 4294967295, not 0\n"
      "   7 | max_rows = 0\n"
      "     |            ^\n");
}

TEST(Settings, AQueryOrAFile) {
  const auto neither = diagnostics(std::string("source = \"finance\"\n") + rest);
  EXPECT_NE(neither.find("a database collector has either \"query\" or \"query_file\""), std::string::npos)
      << neither;
  const auto missing =
      diagnostics(std::string("source = \"finance\"\nquery_file = \"nowhere.sql\"\n") + rest);
  EXPECT_NE(missing.find("nowhere.sql cannot be read"), std::string::npos) << missing;
}

TEST(Settings, SinceNeedsAStartAndAUse) {
  const std::string since = "[collector.since]\ncolumn = \"seen\"\n";
  const auto query = [](const std::string& sql) {
    return "source = \"finance\"\nquery = \"" + sql + "\"\n" + rest;
  };
  const auto said = [](const std::string& text, const std::string& what) { return text.contains(what); };
  EXPECT_TRUE(said(diagnostics(query("SELECT 1 WHERE a > :since") + since), "\"start\" is missing"));
  EXPECT_TRUE(
      said(diagnostics(query("SELECT 1") + since + "start = \"2024-01-01\"\n"), "does not use :since"));
  EXPECT_TRUE(said(diagnostics(query("SELECT 1 WHERE a > :since") + since + "start = \"January\"\n"),
                   "\"January\" is neither a date or time such as \"2020-04-01\" nor a whole number"));
  EXPECT_EQ(
      diagnostics(query("SELECT 1 WHERE a > :since") + since + "start = \"2024-01-01\"\noverlap = \"2d\"\n"),
      "fine");
}

TEST(Settings, ZeroForAnEmptyResultNeedsOneFigure) {
  const auto said =
      diagnostics(std::string("source = \"finance\"\nquery = \"SELECT 1\"\non_empty = \"zero\"\n") + rest);
  EXPECT_TRUE(said.contains("on_empty = \"zero\" needs a figure that is known without a row")) << said;
}

}  // namespace
}  // namespace waymark::database::tests
