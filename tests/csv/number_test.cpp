#include "collectors/cells/number.hpp"

#include <string>

#include <gtest/gtest.h>

namespace waymark::csv {
namespace {

using core::Unit;

std::string read(std::string_view cell, Unit unit = Unit::gbp) {
  const auto number = cells::parse_number(cell, unit);
  if (!number) return number.error().reason;
  const auto letter = core::letter(number->flag);
  return number->value.text() + (letter == 0 ? "" : std::string(" [") + letter + "]");
}

std::string read_comma(std::string_view cell, Unit unit = Unit::gbp) {
  const auto number = cells::parse_number(cell, unit, {.decimal_comma = true});
  return number ? number->value.text() : number.error().reason;
}

TEST(Number, KeepsTheDigitsOfItsSource) {
  for (const std::string cell : {"0", "4", "8.29", "8.30", "-4", "-0.50", "100.00", "123456789012345678",
                                 "9223372036854775807", "0.123456789012345678", "12345678901234.5"}) {
    EXPECT_EQ(read(cell), cell);
  }
}

TEST(Number, IsReadAsCouncilsWriteIt) {
  const std::pair<const char*, const char*> cells[] = {
      {" 7 ", "7"},
      {"\xC2\xA0"
       "7\xC2\xA0",
       "7"},
      {"\t7\r\n", "7"},
      {"+7", "7"},
      {".5", "0.5"},
      {"5.", "5"},
      {"007", "7"},
      {"£5", "5"},
      {"£ 1,234.50", "1234.50"},
      {"1,234,567", "1234567"},
      {"-£5", "-5"},
      {"£-5", "-5"},
      {"(5)", "-5"},
      {"(£1,000.25)", "-1000.25"},
      {"£(5)", "-5"},
      {"5-", "-5"},
      {"£5-", "-5"},
      {"( 5 )", "-5"},
      {"\xE2\x88\x92"
       "5",
       "-5"},
      {"-0", "0"},
  };
  for (const auto& [cell, value] : cells) EXPECT_EQ(read(cell), value) << cell;
  EXPECT_EQ(read("8.29%", Unit::percent), "8.29");
  EXPECT_EQ(read(" 8 % ", Unit::percent), "8");
  EXPECT_EQ(read("(3.1%)", Unit::percent), "-3.1");
}

TEST(Number, LosesTheTailOfABinaryFloat) {
  const std::pair<const char*, const char*> cells[] = {
      {"6414226.9500000002", "6414226.95"}, {"8.2899999999999991", "8.29"},
      {"0.082899999999999991", "0.0829"},   {"39358.280000000003", "39358.28"},
      {"-57597.300000000001", "-57597.3"},  {"12.999999999999999", "13"},
      {"999999999.99999999", "1000000000"}, {"0.30000000000000004", "0.3"},
      {"1,234.1000000000001", "1234.1"},
  };
  for (const auto& [cell, value] : cells) EXPECT_EQ(read(cell), value) << cell;
  // Digits that mean something stay.
  for (const std::string cell :
       {"0.1234567890123456", "3.141592653589793", "1234567890.123456", "0.12345678901234567"}) {
    EXPECT_EQ(read(cell), cell);
  }
}

TEST(Number, IsRefusedWhenItCouldMeanAnythingElse) {
  const std::pair<const char*, const char*> cells[] = {
      {"", R"("" is not a number; if it stands for no figure, add it to missing)"},
      {"pending", R"("pending" is not a number; if it stands for no figure, add it to missing)"},
      {"nan", R"("nan" is not a number; if it stands for no figure, add it to missing)"},
      {"-inf", R"("-inf" is not a number; if it stands for no figure, add it to missing)"},
      {"12abc", R"("12abc" is not a number)"},
      {"1 23", R"("1 23" is not a number)"},
      {"<5", R"("<5" is a suppressed figure; add it to missing)"},
      {"~120",
       R"("~120" is an approximate figure; write the number with [e] behind it if it is an estimate)"},
      {"12 [q]", R"("12 [q]" has a mark that is not known; there are [b] [c] [e] [f] [p] [r] [u] [x] [z])"},
      {"12 (p) [r]",
       R"("12 (p) [r]" has a mark that is not known; there are [b] [c] [e] [f] [p] [r] [u] [x] [z])"},
      {"0,187",
       R"("0,187" is ambiguous: its comma may be a decimal one; set decimal = "," if it is, or write 1,234.56)"},
      {"1.2.3", R"("1.2.3" is not a number)"},
      {"--5", R"("--5" has more than one sign)"},
      {"(-5)", R"_("(-5)" has more than one sign)_"},
      {"-5-", R"("-5-" has more than one sign)"},
      {"££5", R"("££5" has more than one unit)"},
      {"1,23",
       R"("1,23" is ambiguous: its comma may be a decimal one; set decimal = "," if it is, or write 1,234.56)"},
      {"1234,567",
       R"("1234,567" is ambiguous: its comma may be a decimal one; set decimal = "," if it is, or write 1,234.56)"},
      {",123",
       R"(",123" is ambiguous: its comma may be a decimal one; set decimal = "," if it is, or write 1,234.56)"},
      {"1,234,5", R"("1,234,5" is ambiguous: its commas do not stand between thousands; write 1,234.56)"},
      {"1.234,56",
       R"("1.234,56" is ambiguous: a comma follows the point; write 1,234.56, or set decimal = ",")"},
      {"1e400",
       R"("1e400" is written with an exponent, which may hide digits; format the column as a plain number)"},
      {"1.23E+05",
       R"("1.23E+05" is written with an exponent, which may hide digits; format the column as a plain number)"},
      {"9223372036854775808",
       R"("9223372036854775808" has more digits than can be kept exactly; round it in the source)"},
      {"0.1234567890123456789",
       R"("0.1234567890123456789" has more digits than can be kept exactly; round it in the source)"},
  };
  for (const auto& [cell, reason] : cells) EXPECT_EQ(read(cell), reason) << cell;
}

TEST(Number, IsReadAsSpreadsheetsWriteIt) {
  const std::pair<const char*, const char*> money[] = {{"£-", "0"},
                                                       {" £-   ", "0"},
                                                       {"-", "0"},
                                                       {" -   ", "0"},
                                                       {"£ \xE2\x80\x93", "0"},
                                                       {"6.82121E-13", "0"},
                                                       {"-1.4551915228366852E-11", "0"},
                                                       {"100.00CR", "-100.00"},
                                                       {"1,234.50 cr", "-1234.50"},
                                                       {"5 DR", "5"},
                                                       {"=\"1,234.50\"", "1234.50"},
                                                       {"1 234 567.8", "1234567.8"},
                                                       {"1\xC2\xA0"
                                                        "234",
                                                        "1234"},
                                                       {"£1.4m", "1400000"},
                                                       {"£998k", "998000"},
                                                       {"£1.2345678bn", "1234567800"},
                                                       {"(£2.5m)", "-2500000"},
                                                       {"48000000.00", "48000000.00"},
                                                       {"-3498.459999999992", "-3498.46"},
                                                       {"95.0000000001", "95"},
                                                       {"8.29999999999", "8.3"}};
  for (const auto& [cell, value] : money) EXPECT_EQ(read(cell), value) << cell;
  EXPECT_EQ(read("-", Unit::fte), R"("-" is not a number; if it stands for no figure, add it to missing)");
  EXPECT_EQ(read("£-", Unit::fte), R"("£-" is not a number; if it stands for no figure, add it to missing)");
  EXPECT_EQ(read("1.2k", Unit::fte), R"("1.2k" is not a number)");
  EXPECT_EQ(
      read("6.8E-4"),
      R"("6.8E-4" is written with an exponent, which may hide digits; format the column as a plain number)");
  for (const std::string cell : {"1234567.12345", "33.3333333333", "0.000100000001", "1.00001234567"}) {
    EXPECT_EQ(read(cell), cell) << "digits that mean something";
  }
}

TEST(Number, CarriesTheMarksBehindIt) {
  const std::pair<const char*, const char*> cells[] = {{"1,234 [r]", "1234 [r]"},
                                                       {"118 (p)", "118 [p]"},
                                                       {"118(provisional)", "118 [p]"},
                                                       {"12*", "12"},
                                                       {"12 **", "12"},
                                                       {"7\xC2\xB2", "7"},
                                                       {"7 [note 3]", "7"},
                                                       {"(5) [e]", "-5 [e]"},
                                                       {"12* [p]", "12 [p]"}};
  for (const auto& [cell, value] : cells) EXPECT_EQ(read(cell), value) << cell;
  EXPECT_EQ(read("8.29% [p]", Unit::percent), "8.29 [p]");
}

TEST(Number, WithDecimalCommasPointsStandBetweenThousands) {
  const std::pair<const char*, const char*> cells[] = {{"0,187", "0.187"},    {"1,250", "1.250"},
                                                       {"1.234,5", "1234.5"}, {"1.234", "1234"},
                                                       {"-3,5", "-3.5"},      {"12", "12"}};
  for (const auto& [cell, value] : cells) EXPECT_EQ(read_comma(cell), value) << cell;
  EXPECT_EQ(read_comma("8.29"),
            R"("8.29" is ambiguous: its points do not stand between thousands; write 1.234,56)");
  EXPECT_EQ(read_comma("1,234.5"), R"("1,234.5" is ambiguous: a point follows the comma; write 1.234,56)");
}

TEST(Number, CarriesOnlyTheUnitOfItsIndicator) {
  EXPECT_EQ(read("8%", Unit::fte), R"("8%" is a percentage, but the indicator's unit is fte)");
  EXPECT_EQ(read("£8", Unit::percent), R"("£8" is in pounds, but the indicator's unit is percent)");
  EXPECT_EQ(read("£8%", Unit::gbp), R"("£8%" has more than one unit)");
}

TEST(Number, QuickWayAgrees) {
  for (const std::string cell :
       {"0", "-1", "8.29", "12345678901234567", "123456789012345678", "1234567890123456.5", "1.", ".5", "-",
        "", "1e5", "1,000", "12345678901234567890"}) {
    core::Decimal plain;
    if (!cells::plain_number(cell, plain)) continue;
    EXPECT_EQ(read(cell), plain.text()) << cell;
  }
  core::Decimal plain;
  EXPECT_TRUE(cells::plain_number("-1234.50", plain));
  EXPECT_EQ(plain.text(), "-1234.50");
  EXPECT_FALSE(cells::plain_number("1234567890123456.123", plain)) << "more digits than the quick way counts";
}

}  // namespace
}  // namespace waymark::csv
