#include "config/diagnostics.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace waymark::config {
namespace {

TEST(Diagnostic, SaysWhereWhatAndWhatToDo) {
  const Diagnostic mistake{.file = "plan.toml",
                           .line = 14,
                           .column = 1,
                           .message = R"("targte" is not a commitment setting; did you mean "target"?)",
                           .excerpt = "targte = 5",
                           .caret = 1};
  EXPECT_EQ(mistake.text(),
            "plan.toml:14:1: \"targte\" is not a commitment setting; did you mean \"target\"?\n"
            "  14 | targte = 5\n"
            "     | ^");
}

TEST(Diagnostic, CaretStandsBelowItsCharacterAlsoAfterTabsAndAccents) {
  const Diagnostic mistake{
      .file = "p", .line = 1234, .column = 7, .message = "m", .excerpt = "\té = ü 5", .caret = 7};
  EXPECT_EQ(mistake.text(), "p:1234:7: m\n1234 | \té = ü 5\n     | \t     ^");
}

TEST(Diagnostic, OfAWholeFileHasNoLine) {
  const Diagnostic mistake{.file = "plan.toml", .message = "cannot read plan.toml: it is a directory"};
  EXPECT_EQ(mistake.text(), "plan.toml: cannot read plan.toml: it is a directory");
}

TEST(Diagnostics, AreSortedWithinAFileAndKeepTheOrderOfFiles) {
  Diagnostics all;
  EXPECT_TRUE(all.ok());
  all.add({.file = "b", .line = 9, .column = 1, .message = "late", .excerpt = "x", .caret = 1});
  all.add({.file = "a", .line = 1, .column = 1, .message = "other file", .excerpt = "y", .caret = 1});
  all.add({.file = "b", .line = 2, .column = 5, .message = "early", .excerpt = "z", .caret = 1});
  all.add({.file = "b", .line = 2, .column = 5, .message = "early too", .excerpt = "z", .caret = 1});
  all.add({.file = "b", .line = 2, .column = 5, .message = "early", .excerpt = "z", .caret = 1});
  EXPECT_FALSE(all.ok());
  std::vector<std::string> order;
  for (const Diagnostic& mistake : all.list()) order.push_back(mistake.message);
  EXPECT_EQ(order, (std::vector<std::string>{"early", "early too", "late", "other file"}));
}

TEST(Diagnostics, CountTheMistakesBeyondTheirLimit) {
  Diagnostics all;
  for (std::uint32_t i = 0; i < Diagnostics::limit + 3; ++i) {
    all.add({.file = "p", .line = i + 1, .column = 1, .message = "m", .excerpt = "x", .caret = 1});
  }
  EXPECT_EQ(all.list().size(), Diagnostics::limit);
  EXPECT_TRUE(all.text().ends_with("1000 | x\n     | ^\nand 3 more\n"));
}

TEST(Nearest, IsTheWordThatWasMeant) {
  const std::vector<std::string> known{"target", "title", "theme", "trajectory", "financial_year", "id"};
  struct Case {
    std::string word, meant;
  };
  const std::vector<Case> cases{
      {"targte", "target"},  // two letters swapped count as one change
      {"tirle", "title"},    // changed
      {"them", "theme"},     // left out
      {"trajecttory", "trajectory"},
      {"financial-yaer", "financial_year"},
      {"finacial_yer", "financial_year"},
      {"targets", "target"},
      {"Target", "target"},
      {"colour", ""},  // another word
      {"i", "id"},
      {"xy", ""},  // nothing in common with id
      {"", ""},
  };
  for (const Case& entry : cases) EXPECT_EQ(nearest(entry.word, known), entry.meant) << entry.word;
  EXPECT_EQ(nearest("x", {}), "");
  EXPECT_EQ(did_you_mean("targte", known), "; did you mean \"target\"?");
  EXPECT_EQ(did_you_mean("colour", known), "");
}

TEST(InQuotes, KeepsMessagesOnOneLineAndShort) {
  EXPECT_EQ(in_quotes("plain"), "\"plain\"");
  EXPECT_EQ(in_quotes("two\nlines\x1b[31m"), "\"two lines [31m\"");
  EXPECT_EQ(in_quotes(std::string(81, 'x')), "\"" + std::string(80, 'x') + "…\"");
  std::string accents;
  for (int i = 0; i < 81; ++i) accents += "é";
  EXPECT_EQ(in_quotes(accents), "\"" + accents.substr(0, 160) + "…\"");
}

}  // namespace
}  // namespace waymark::config
