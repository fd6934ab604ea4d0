#include "collectors/cells/number.hpp"

#include <string>

#include <gtest/gtest.h>

namespace waymark::csv {
namespace {

using core::Unit;

std::string read(std::string_view cell, Unit unit = Unit::gbp) {
  const auto value = cells::parse_number(cell, unit);
  return value ? value->text() : value.error();
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
      {"", R"("" is not a number)"},
      {"abc", R"("abc" is not a number)"},
      {"nan", R"("nan" is not a number)"},
      {"-inf", R"("-inf" is not a number)"},
      {"12abc", R"("12abc" is not a number)"},
      {"1 234", R"("1 234" is not a number)"},
      {"1.2.3", R"("1.2.3" is not a number)"},
      {"--5", R"("--5" has more than one sign)"},
      {"(-5)", R"_("(-5)" has more than one sign)_"},
      {"-5-", R"("-5-" has more than one sign)"},
      {"££5", R"("££5" has more than one unit)"},
      {"1,23", R"("1,23" is ambiguous: its commas do not stand between thousands; write 1,234.56)"},
      {"1234,567", R"("1234,567" is ambiguous: its commas do not stand between thousands; write 1,234.56)"},
      {",123", R"(",123" is ambiguous: its commas do not stand between thousands; write 1,234.56)"},
      {"1,234,5", R"("1,234,5" is ambiguous: its commas do not stand between thousands; write 1,234.56)"},
      {"1.234,56", R"("1.234,56" is ambiguous: a comma follows the point; write 1,234.56)"},
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
