#include "collectors/database/text.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace waymark::database {
namespace {

using namespace std::string_view_literals;

TEST(Text, IsUtf8WithoutNul) {
  for (const auto text :
       {""sv, "plain"sv, "twelve bytes and more"sv, "£5"sv, "\xE2\x82\xAC"sv, "\xF0\x9F\x97\x91 bins"sv}) {
    EXPECT_TRUE(proper_text(text)) << text;
  }
  for (const auto text : {"\xA3"
                          "5"sv,
                          "a\0b"sv, "eight by\0"sv, "\xC0\xAF"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv,
                          "\xF5\x80\x80\x80"sv, "longer than eight \xFF"sv}) {
    EXPECT_FALSE(proper_text(text)) << text;
  }
}

TEST(FloatText, IsTheShortestDecimalThatReadsBack) {
  FloatText text;
  EXPECT_EQ(text.of(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text.of(12.5), "12.5");
  EXPECT_EQ(text.of(-1e-7), "-0.0000001");
  EXPECT_EQ(text.of(1e22), "10000000000000000000000");
  EXPECT_EQ(text.of(0.1F), "0.1");
  EXPECT_EQ(text.of(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(text.of(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(text.of(std::numeric_limits<double>::denorm_min()).substr(0, 4), "0.00");
  EXPECT_EQ(text.of(std::numeric_limits<double>::max()).size(), 309U);
}

TEST(FloatText, WritesExponentsOut) {
  FloatText text;
  EXPECT_EQ(text.of("1e-05"sv), "0.00001");
  EXPECT_EQ(text.of("1.5e+20"sv), "150000000000000000000");
  EXPECT_EQ(text.of("123.25"sv), "123.25");
  EXPECT_EQ(text.of("1e5 apples"sv), "1e5 apples");
}

}  // namespace
}  // namespace waymark::database
