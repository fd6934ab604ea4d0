#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "config/reader.hpp"
#include "daemon/core/period.hpp"

namespace waymark::config {
namespace {

using namespace std::chrono_literals;

// A document from text, and what was said about it.
struct Read {
  explicit Read(std::string text)
      : document(Document::parse(std::move(text), "f.toml", "/etc/waymark", diagnostics)),
        root(document->root()) {}

  // `line:column message` of each mistake.
  std::vector<std::string> said() const {
    std::vector<std::string> result;
    for (const Diagnostic& mistake : diagnostics.list()) {
      result.push_back(std::to_string(mistake.line) + ":" + std::to_string(mistake.column) + " " +
                       mistake.message);
    }
    return result;
  }

  Diagnostics diagnostics;
  std::optional<Document> document;
  Table root;
};

using Said = std::vector<std::string>;

TEST(Table, Text) {
  Read read{"a = 'x'\nb = 5\nc = '  '"};
  EXPECT_EQ(read.root.text("a"), "x");
  EXPECT_EQ(read.root.text("none"), std::nullopt);
  EXPECT_EQ(read.root.text("b"), std::nullopt);
  EXPECT_EQ(read.root.require_text("a"), "x");
  EXPECT_EQ(read.root.require_text("c"), "  ");
  EXPECT_EQ(read.root.require_text("none"), "");
  EXPECT_EQ(read.said(), (Said{R"(1:1 "none" is missing)",
                               R"(2:5 "b" must be text in quotation marks, not a whole number)",
                               R"(3:5 "c" must not be empty)"}));
}

TEST(Table, Integer) {
  Read read{"a = 7\nb = 0x1F\nc = 1_000\nd = 7.0\ne = '7'\nf = -1"};
  EXPECT_EQ(read.root.integer("a", 0, 10), 7);
  EXPECT_EQ(read.root.integer("b", 0, 100), 31);
  EXPECT_EQ(read.root.integer("c", 0, 1000), 1000);
  EXPECT_EQ(read.root.integer("none", 0, 10), std::nullopt);
  EXPECT_EQ(read.root.integer("d", 0, 10), std::nullopt);
  EXPECT_EQ(read.root.integer("e", 0, std::numeric_limits<std::int64_t>::max()), std::nullopt);
  EXPECT_EQ(read.root.integer("f", 0, 10), std::nullopt);
  EXPECT_EQ(read.said(), (Said{R"(4:5 "d" must be a whole number from 0 to 10, not a number)",
                               R"(5:5 "e" must be a whole number from 0, not text)",
                               R"(6:5 "f" must be a whole number from 0 to 10, not -1)"}));
}

TEST(Table, Boolean) {
  Read read{"a = true\nb = false\nc = 1"};
  EXPECT_EQ(read.root.boolean("a"), true);
  EXPECT_EQ(read.root.boolean("b"), false);
  EXPECT_EQ(read.root.boolean("none"), std::nullopt);
  EXPECT_EQ(read.root.boolean("c"), std::nullopt);
  EXPECT_EQ(read.said(), (Said{R"(3:5 "c" must be true or false, not a whole number)"}));
}

TEST(Table, DecimalKeepsTheDigitsOfTheFile) {
  struct Case {
    std::string written, kept;
  };
  const std::vector<Case> cases{
      {"7.50", "7.50"},
      {"8", "8"},
      {"-0.5", "-0.5"},
      {"+3.10", "3.10"},
      {"1_000.5", "1000.5"},
      {"2_000_000", "2000000"},
      {"0.1", "0.1"},
      {"'7.50'", "7.50"},
      {"0.000000000000000001", "0.000000000000000001"},
      {"-4.000", "-4.000"},
      {"7.50# comment", "7.50"},
      {"[[\"x\"]]", ""},
      {"9223372036854775807", "9223372036854775807"},
  };
  for (const Case& entry : cases) {
    Read read{"before = 'é' \nx = " + entry.written};
    const auto value = read.root.decimal("x");
    EXPECT_EQ(value ? value->text() : "", entry.kept) << entry.written;
    EXPECT_EQ(read.diagnostics.ok(), !entry.kept.empty()) << entry.written;
  }
}

TEST(Table, DecimalWithinOneLineAfterAccents) {
  Read read{"x = { 'ü' = 'é', points = [{ v = 1.50 }, { v = 2.250 }], v = -7_0.0 }"};
  auto x = read.root.table("x");
  ASSERT_TRUE(x);
  auto points = x->tables("points");
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[1].decimal("v")->text(), "2.250");
  EXPECT_EQ(points[0].decimal("v")->text(), "1.50");
  EXPECT_EQ(x->decimal("v")->text(), "-70.0");
}

TEST(Table, DecimalRefusesWhatIsNoExactFigure) {
  Read read{
      "a = inf\nb = -nan\nc = 1e3\nd = 0.12345678901234567890\ne = '1,5'\nf = true\ng = ''\n"
      "h = -9223372036854775808"};
  for (const auto* key : {"a", "b", "c", "d", "e", "f", "g", "h"})
    EXPECT_EQ(read.root.decimal(key), std::nullopt);
  EXPECT_EQ(
      read.said(),
      (Said{
          R"(1:5 "a" cannot be inf: a figure is a finite number)",
          R"(2:5 "b" cannot be -nan: a figure is a finite number)",
          R"(3:5 "c" cannot be 1e3: write it without an exponent, such as 7.50)",
          R"(4:5 "d" cannot be 0.12345678901234567890: it has more than 18 digits and could not be kept exactly)",
          R"(5:5 "e" cannot be "1,5": write digits with at most one point, such as 7.50)",
          R"(6:5 "f" must be a number, not true or false)",
          R"(7:5 "g" cannot be "": write digits with at most one point, such as 7.50)",
          R"(8:5 "h" cannot be -9223372036854775808: it has more than 18 digits and could not be kept exactly)"}));
}

TEST(Table, Date) {
  Read read{
      "a = 2024-07-16\nb = '2024-07-16'\nc = 0202-01-01\nd = '16/07/2024'\ne = 2024-07-16T10:00:00\nf = "
      "2024"};
  const auto day = std::chrono::sys_days{std::chrono::July / 16 / 2024};
  EXPECT_EQ(read.root.date("a"), day);
  EXPECT_EQ(read.root.date("b"), day);
  EXPECT_EQ(read.root.date("none"), std::nullopt);
  for (const auto* key : {"c", "d", "e", "f"}) EXPECT_EQ(read.root.date(key), std::nullopt);
  const auto said = read.said();
  ASSERT_EQ(said.size(), 4U);
  EXPECT_TRUE(said[0].starts_with(R"(3:5 "c": )")) << said[0];  // the rest is core's sentence
  EXPECT_TRUE(said[0].contains("1900")) << said[0];
  EXPECT_EQ(said[1], R"(4:5 "d" must be a date such as 2024-07-16, not "16/07/2024")");
  EXPECT_EQ(said[2], R"(5:5 "e" must be a date such as 2024-07-16, not a time)");
  EXPECT_EQ(said[3], R"(6:5 "f" must be a date such as 2024-07-16, not a whole number)");
}

TEST(Table, Duration) {
  Read read{
      "a='250ms'\nb='5s'\nc='10m'\nd='1h'\ne='2d'\nf='5 s'\ng='-5s'\nh=5\ni='99999999999999999d'\nj='5'"};
  EXPECT_EQ(read.root.duration("a"), 250ms);
  EXPECT_EQ(read.root.duration("b"), 5s);
  EXPECT_EQ(read.root.duration("c"), 10min);
  EXPECT_EQ(read.root.duration("d"), 1h);
  EXPECT_EQ(read.root.duration("e"), 48h);
  EXPECT_EQ(read.root.duration("none"), std::nullopt);
  EXPECT_TRUE(read.diagnostics.ok());
  for (const auto* key : {"f", "g", "h", "i", "j"}) EXPECT_EQ(read.root.duration(key), std::nullopt);
  EXPECT_EQ(read.said().front(),
            R"(6:3 "f" must be a duration such as "250ms", "5s", "10m", "1h" or "2d", not "5 s")");
  EXPECT_EQ(read.said().size(), 5U);
}

TEST(Table, Lists) {
  Read read{"a = ['x', '']\nb = 'x'\nc = ['x', 5]\nd = 5\ne = [1, 2]\nf = 3\ng = [1, 'x', 11]\nh = []"};
  EXPECT_EQ(read.root.texts("a"), (std::vector<std::string>{"x", ""}));
  EXPECT_EQ(read.root.texts("b"), (std::vector<std::string>{"x"}));
  EXPECT_EQ(read.root.texts("none"), std::vector<std::string>{});
  EXPECT_EQ(read.root.texts("h"), std::vector<std::string>{});
  EXPECT_EQ(read.root.integers("e", 0, 10), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(read.root.integers("f", 0, 10), (std::vector<std::int64_t>{3}));
  EXPECT_TRUE(read.root.is_list("a"));
  EXPECT_FALSE(read.root.is_list("b"));
  EXPECT_FALSE(read.root.is_list("none"));
  EXPECT_TRUE(read.diagnostics.ok());
  EXPECT_EQ(read.root.texts("c"), (std::vector<std::string>{"x"}));
  EXPECT_TRUE(read.root.texts("d").empty());
  EXPECT_EQ(read.root.integers("g", 0, 10), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(read.said(), (Said{R"(3:11 "c" must be a list of texts, not a whole number)",
                               R"(4:5 "d" must be a list of texts, not a whole number)",
                               R"(7:9 "g" must be a whole number from 0 to 10, not text)",
                               R"(7:14 "g" must be a whole number from 0 to 10, not 11)"}));
}

TEST(Table, Choice) {
  Read read{"a = 'step'\nb = 'lineal'\nc = 'x'"};
  const std::vector<std::string> words{"linear", "step"};
  EXPECT_EQ(read.root.choice("a", words), 1U);
  EXPECT_EQ(read.root.choice("none", words), std::nullopt);
  EXPECT_EQ(read.root.choice("b", words), std::nullopt);
  EXPECT_EQ(read.root.choice("c", words), std::nullopt);
  EXPECT_EQ(read.said(), (Said{R"(2:5 "b" must be one of linear, step, not "lineal"; did you mean "linear"?)",
                               R"(3:5 "c" must be one of linear, step, not "x")"}));
}

TEST(Table, PathsAreRelativeToTheFile) {
  Read read{"a = 'state/../ledger.db'\nb = '/var/lib/waymark/ledger.db'\nc = ''"};
  EXPECT_EQ(read.root.path("a"), "/etc/waymark/ledger.db");
  EXPECT_EQ(read.root.path("b"), "/var/lib/waymark/ledger.db");
  EXPECT_EQ(read.root.path("none"), std::nullopt);
  EXPECT_EQ(read.root.path("c"), std::nullopt);
  EXPECT_EQ(read.said(), (Said{R"(3:5 "c" must not be empty)"}));
}

TEST(Table, TablesInEveryNotation) {
  Read read{
      "a = { x = 1 }\nl = [{ x = 2 }, { x = 3 }]\nn = 5\nm = [1]\n[b]\nx = 4\n[[c]]\nx = 5\n[c.d]\nx = "
      "6\n[[c]]\nx = 7"};
  const auto x = [](Table table) { return table.integer("x", 0, 9).value_or(-1); };
  EXPECT_EQ(x(*read.root.table("a")), 1);
  EXPECT_EQ(x(*read.root.table("b")), 4);
  EXPECT_EQ(read.root.table("none"), std::nullopt);
  EXPECT_EQ(read.root.tables("l").size(), 2U);
  EXPECT_EQ(read.root.tables("b").size(), 1U);
  auto c = read.root.tables("c");
  ASSERT_EQ(c.size(), 2U);
  EXPECT_EQ(x(c[0]), 5);
  EXPECT_EQ(x(*c[0].table("d")), 6);
  EXPECT_EQ(x(c[1]), 7);
  EXPECT_EQ(c[1].where("x"), "f.toml:12");
  EXPECT_EQ(c[1].where("none"), "f.toml:11");
  EXPECT_TRUE(read.diagnostics.ok());
  EXPECT_EQ(read.root.table("c"), std::nullopt);
  EXPECT_TRUE(read.root.tables("n").empty());
  EXPECT_TRUE(read.root.tables("m").empty());
  EXPECT_EQ(read.said(), (Said{R"(3:5 "n" must be a table, not a whole number)",
                               R"(4:6 "m" must be a list of tables, not a whole number)",
                               R"(7:1 "c" must be one table, not a list)"}));
}

TEST(Table, KeysAreInFileOrderAndCountAsKnown) {
  Read read{"zebra = 1\napple = 2\n'quoted key' = 3\n[table]\nx = 1"};
  EXPECT_EQ(read.root.keys(), (std::vector<std::string>{"zebra", "apple", "quoted key", "table"}));
  read.root.finish("thing");
  EXPECT_TRUE(read.diagnostics.ok());
}

TEST(Table, FinishReportsWhatNobodyAskedForAtItsKey) {
  Read read{"title = 'x'\n  ttile = 2\nx = { 'é' = 5, ttile = 6, colour = 7 }"};
  static_cast<void>(read.root.text("title"));
  auto x = read.root.table("x");
  ASSERT_TRUE(x);
  static_cast<void>(x->text("title"));
  x->finish("indicator");
  read.root.finish("plan file");
  EXPECT_EQ(read.said(), (Said{R"(2:3 "ttile" is not a plan file setting; did you mean "title"?)",
                               R"(3:7 "é" is not an indicator setting; there are title)",
                               R"(3:16 "ttile" is not an indicator setting; did you mean "title"?)",
                               R"(3:27 "colour" is not an indicator setting; there are title)"}));
}

TEST(Table, CopiesShareWhatWasAsked) {
  Read read{"[a]\nx = 1\ny = 2"};
  auto first = read.root.table("a");
  auto copy = *first;
  auto again = read.root.table("a");
  static_cast<void>(copy.integer("x", 0, 9));
  static_cast<void>(again->integer("y", 0, 9));
  first->finish("a");
  EXPECT_TRUE(read.diagnostics.ok()) << read.diagnostics.text();
}

TEST(Table, ErrorsPointAtValuesElementsAndTables) {
  Read read{"list = ['é', 'x']\n\n  [a]\n  x = 1"};
  auto a = *read.root.table("a");
  a.error("x", "at the value");
  a.error("none", "at the table");
  a.error("at the table too");
  read.root.error_at("list", 1, "at the element");
  read.root.error_at("list", 2, "at the list");
  EXPECT_EQ(read.said(), (Said{"1:8 at the list", "1:14 at the element", "3:3 at the table",
                               "3:3 at the table too", "4:7 at the value"}));
  EXPECT_EQ(read.diagnostics.list()[1].text(),
            "f.toml:1:14: at the element\n   1 | list = ['é', 'x']\n     |              ^");
}

TEST(Document, ByteOrderMarkAndLineEndsAreNotPartOfALine) {
  Diagnostics diagnostics;
  EXPECT_TRUE(
      Document::parse("\xEF\xBB\xBF"
                      "a = 1\r\nb = x\r\n",
                      "f.toml", {}, diagnostics));
  ASSERT_EQ(diagnostics.list().size(), 1U);
  EXPECT_EQ(diagnostics.list()[0].excerpt, "b = …");
  EXPECT_EQ(diagnostics.list()[0].line, 2U);
}

TEST(Document, ByteOrderMarkDoesNotMoveColumns) {
  Read read{
      "\xEF\xBB\xBF"
      "a = 1.50\r\n"};
  EXPECT_EQ(read.root.decimal("a")->text(), "1.50");
  read.root.error("a", "here");
  EXPECT_EQ(read.diagnostics.list()[0].text(), "f.toml:1:5: here\n   1 | a = 1.50\n     |     ^");
}

TEST(Document, IsReadFromAFile) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("waymark-config-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "good.toml"} << "path = 'x'\n";
  std::ofstream{folder / "large.toml"} << std::string(Document::largest + 1, '\n');
  Diagnostics diagnostics;
  auto document = Document::load(folder / "good.toml", diagnostics);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().path("path"), folder / "x");
  EXPECT_EQ(document->source(), "path = 'x'\n");
  EXPECT_TRUE(diagnostics.ok());

  EXPECT_FALSE(Document::load(folder / "large.toml", diagnostics));
  EXPECT_FALSE(Document::load(folder / "none.toml", diagnostics));
  EXPECT_FALSE(Document::load(folder, diagnostics));
  EXPECT_FALSE(Document::load("/dev/null", diagnostics));
  const auto at = [&](const char* name) { return (folder / name).string(); };
  EXPECT_EQ(diagnostics.text(),
            "large.toml: cannot read " + at("large.toml") + ": it is larger than 16 MiB\n" +
                "none.toml: cannot read " + at("none.toml") + ": there is no such file\n" +
                folder.filename().string() + ": cannot read " + folder.string() + ": it is a directory\n" +
                "null: cannot read /dev/null: it is not a regular file\n");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace waymark::config
