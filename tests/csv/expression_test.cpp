#include "collectors/cells/expression.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "collectors/cells/condition.hpp"

namespace waymark::cells {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

bool found(std::string_view expression, std::string_view text, bool ignore_case = false) {
  const auto compiled = Expression::compile(expression, ignore_case);
  EXPECT_TRUE(compiled) << expression << " " << compiled.error();
  return compiled && compiled->found_in(text);
}

std::string refusal(std::string_view expression) {
  const auto compiled = Expression::compile(expression, false);
  return compiled ? "" : compiled.error();
}

TEST(Expression, IsFoundAnywhereUnlessItSaysOtherwise) {
  EXPECT_TRUE(found("agency|interim", "External agency staff"));
  EXPECT_FALSE(found("agency", "External AGENCY"));
  EXPECT_FALSE(found("^agency", "External agency"));
  EXPECT_TRUE(found("^[0-9.]+$", "12.50"));
  EXPECT_FALSE(found("^[0-9.]+$", "12.50\n3"));
  EXPECT_TRUE(found("", ""));
  EXPECT_TRUE(found(R"(\(A\)\/\-\_\d\s)", "(A)/-_1 "));
  EXPECT_TRUE(found("[[:alpha:]++]", "+"));
  EXPECT_TRUE(found(R"(\Q(?=a++)\E)", "(?=a++)"));
  EXPECT_TRUE(found(R"(C\++)", "C++"));
  EXPECT_TRUE(found("[]^(?=]", "]"));
}

TEST(Expression, ReadsCharactersNotBytes) {
  EXPECT_TRUE(found("^Caf.$", "Café"));
  EXPECT_TRUE(found("^[éè]$", "é"));
  EXPECT_FALSE(found("^[éè]$", "\xC3"));
  EXPECT_TRUE(found("£", "£12"));
  EXPECT_TRUE(found("b",
                    "a\xFF"
                    "b"));
  EXPECT_TRUE(found("^\\w+$", "plain"));
  EXPECT_FALSE(found("^\\w+$", "Café"));  // \w are ASCII letters, digits and _
}

TEST(Expression, IgnoresTheCaseOfEveryAlphabet) {
  EXPECT_TRUE(found("agency", "AGENCY", true));
  EXPECT_TRUE(found("[a-c]+$", "ABC", true));
  EXPECT_TRUE(found("café", "CAFÉ", true));
  EXPECT_FALSE(found("straße", "STRASSE", true));
}

TEST(Expression, TakesTimeInProportionToTheText) {
  const std::string long_cell(60'000, 'a');
  EXPECT_FALSE(found("(a+)+b", long_cell));
  EXPECT_FALSE(found("(a*)*b", long_cell));
  EXPECT_FALSE(found("^(a|aa)+$", long_cell + "b"));
  EXPECT_TRUE(found("^(.|x)*$", long_cell));
  EXPECT_TRUE(found("a.*a", long_cell));
  EXPECT_FALSE(found("(.*)(.*)(.*)(.*)(.*)[^a]", long_cell));
  EXPECT_FALSE(found("(x+x+)+y", std::string(60'000, 'x')));
}

TEST(Expression, DepthIsNoDanger) {
  EXPECT_TRUE(found(repeated("(", 4000) + "a" + repeated(")", 4000), "a"));
  EXPECT_FALSE(found(repeated("(", 2000) + "a" + repeated("b)*", 2000), "c" + repeated("(", 60'000)) &&
               found("^$", "c"));
  EXPECT_NE(refusal(repeated("[", 5000)), "");
  EXPECT_EQ(refusal(repeated("(", 20'000)), "is longer than 10000 bytes; split it into several conditions");
  EXPECT_EQ(refusal(repeated("(", 10'000) + repeated(")", 10'000)),
            "is longer than 10000 bytes; split it into several conditions");
  EXPECT_EQ(refusal(repeated("(", 5000)),
            "has a ( that is never closed; a parenthesis itself is written \\(");
}

TEST(Expression, SizeIsBounded) {
  EXPECT_EQ(refusal("[\\p{L}]{30}"), "is too large; repeat less, or split it into several conditions");
  EXPECT_EQ(refusal("\\p{L}{300}"), "is too large; repeat less, or split it into several conditions");
  EXPECT_EQ(refusal("((a{100}){100}){100}"),
            "has the repetition \"{100}\" at character 4; they go up to 1000, nested ones together");
  EXPECT_EQ(refusal("\\p{Lu}[\\p{L}' -]+"), "");
}

TEST(Expression, WhatItCannotDoIsSaid) {
  struct Case {
    std::string expression, refused;
  };
  const std::vector<Case> cases{
      {"a(?=b)",
       "has a look-ahead \"(?=\" at character 2; expressions cannot look ahead or behind; use two "
       "conditions, or one_of"},
      {"^(?!Capital)",
       "has a look-ahead \"(?!\" at character 2; expressions cannot look ahead or behind; "
       "use two conditions, or one_of"},
      {"é(?<=b)",
       "has a look-behind \"(?<=\" at character 2; expressions cannot look ahead or behind; use "
       "two conditions, or one_of"},
      {"(?<!b)",
       "has a look-behind \"(?<!\" at character 1; expressions cannot look ahead or behind; use "
       "two conditions, or one_of"},
      {"(a)\\1",
       "has a back reference \"\\1\" at character 4; expressions cannot refer back to what a group "
       "has matched"},
      {"(?P<x>a)(?P=x)",
       "has a back reference \"(?P=\" at character 9; expressions cannot refer back to "
       "what a group has matched"},
      {"(?<x>a)\\k<x>", "has a named group \"(?<\" at character 1; write ( instead"},
      {"(?>a)", "has an atomic group \"(?>\" at character 1; write (?: instead"},
      {"a++",
       "has a possessive repetition \"++\" at character 2; one + is enough, searching takes no longer; "
       "a plus itself is written \\+"},
      {"caf\\u00e9",
       "has a Unicode escape of another kind \"\\u\" at character 4; write the character "
       "itself, or \\x{E9}"},
      {"a{1001}", "has the repetition \"{1001}\" at character 2; they go up to 1000, nested ones together"},
      {"(", "has a ( that is never closed; a parenthesis itself is written \\("},
      {")", "has a ) that nothing opens; a parenthesis itself is written \\)"},
      {"a[bc", "has a [ that is never closed: \"[bc\" at character 2; a bracket itself is written \\["},
      {"[z-a]", "has \"z-a\" at character 2, which is no class of characters"},
      {"*a", "has \"*\" at character 1 with nothing before it to repeat"},
      {"a**", "has \"**\" at character 2, which repeats a repetition"},
      {"a\\", "ends in a backslash; the character itself is written \\\\"},
      {"\\y", "has \"\\y\" at character 1, which means nothing"},
      {"\xFF", "is not UTF-8"},
  };
  for (const auto& [expression, refused] : cases) EXPECT_EQ(refusal(expression), refused) << expression;
}

TEST(Expression, SaysWhatItsGroupsCaught) {
  const auto caught = [](std::string_view expression, std::string_view text) {
    return Expression::compile_with_groups(expression, true).value().caught_in(text).value_or("nothing");
  };
  EXPECT_EQ(caught("kpi-(\\d{4})", "KPI-2024.csv"), "2024");
  EXPECT_EQ(caught("(q\\d)-(?:of-)?(\\d+)(x?)", "a-Q3-of-2024-b"), "Q3 2024");
  EXPECT_EQ(caught("(\\d+)", "12 and 13"), "12");
  EXPECT_EQ(caught("(\\d+)", "none"), "nothing");
  const auto refused = [](std::string_view expression) {
    return Expression::compile_with_groups(expression, true).error();
  };
  EXPECT_EQ(refused("\\d+"), "has 0 groups in parentheses: from one to 9 say what to take");
  EXPECT_EQ(refused("(?:\\d+)"), "has 0 groups in parentheses: from one to 9 say what to take");
  EXPECT_EQ(refused("()()()()()()()()()()"), "has 10 groups in parentheses: from one to 9 say what to take");
  EXPECT_EQ(refused("(\\d"), "has a ( that is never closed; a parenthesis itself is written \\(");
}

TEST(Filter, LongCellsAreSearchedAndNotKept) {
  Condition condition{.column = {"Type"}, .kind = Condition::Kind::matches};
  condition.expression = *Expression::compile("(a+)+b|^short$", false);
  const std::vector<Condition> conditions{condition};
  Filter filter(conditions);
  filter.place(0, 0);
  const auto holds = [&](const std::string& cell) {
    const std::vector<std::string_view> fields{cell};
    return filter.holds(fields);
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(holds(" short "));
    EXPECT_FALSE(holds("other"));
    EXPECT_FALSE(holds(std::string(60'000, 'a')));
    EXPECT_TRUE(holds(std::string(60'000, 'a') + "b"));
  }
}

}  // namespace
}  // namespace waymark::cells
