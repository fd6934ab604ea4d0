#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "daemon/core/amount.hpp"
#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

__extension__ typedef __int128 Wide;

// Deterministic numbers of all lengths.
class Numbers {
 public:
  std::uint64_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    auto mixed = state_ ^ (state_ >> 33U);
    mixed *= 0xFF51AFD7ED558CCDU;
    return mixed ^ (mixed >> 29U);
  }
  Decimal decimal(std::uint8_t most_digits = 18) {
    auto limit = Wide{1};
    for (auto i = next() % most_digits + 1; i > 0; --i) limit *= 10;
    const auto mantissa = static_cast<std::int64_t>(static_cast<Wide>(next() >> 1U) % limit);
    return {next() % 2 == 0 ? mantissa : -mantissa,
            static_cast<std::uint8_t>(next() % (Decimal::max_scale + 1))};
  }

 private:
  std::uint64_t state_ = 7;
};

Wide power(int exponent) {
  Wide value = 1;
  for (; exponent > 0; --exponent) value *= 10;
  return value;
}

std::string text_or_none(const std::optional<Decimal>& value) {
  return value ? value->text() : "none";
}

}  // namespace

TEST(Decimal, KeepsTheDigitsOfItsSource) {
  for (const auto* text :
       {"4", "8.29", "8.30", "-0.5", "0", "0.00", "10", "1234567.50", "9223372036854775807",
        "-9223372036854775807", "0.000000000000000001", "9.223372036854775807"}) {
    EXPECT_EQ(decimal(text).text(), text);
  }
  EXPECT_EQ(decimal("007").text(), "7");
  EXPECT_EQ(decimal("-0").text(), "0");
}

TEST(Decimal, RefusesWhatIsNotOne) {
  for (const auto* text : {"",
                           "-",
                           ".",
                           "-.",
                           ".5",
                           "5.",
                           "-.5",
                           "+5",
                           " 5",
                           "5 ",
                           "1,5",
                           "1e5",
                           "1.2.3",
                           "--1",
                           "nan",
                           "inf",
                           "0x1F",
                           "1_000",
                           "٣",
                           "9223372036854775808",
                           "-9223372036854775808",
                           "99999999999999999999",
                           "0.0000000000000000001",
                           "922337203685477580.78"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
  EXPECT_FALSE(Decimal::parse(std::string_view{"1\0", 2}));
}

TEST(Decimal, ComparesByValueAcrossScales) {
  EXPECT_EQ(decimal("8.3"), decimal("8.30"));
  EXPECT_LT(decimal("8.29"), decimal("8.3"));
  EXPECT_GT(decimal("-8.29"), decimal("-8.3"));
  EXPECT_EQ(decimal("0"), decimal("0.000"));
  EXPECT_LT(decimal("9223372036854775806"), decimal("9223372036854775807"));
  EXPECT_GT(decimal("9223372036854775807"), decimal("0.000000000000000001"));
  EXPECT_LT(decimal("-9223372036854775807"), decimal("-0.999999999999999999"));
}

TEST(Decimal, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(decimal("8.285").rounded(2).text(), "8.29");
  EXPECT_EQ(decimal("8.2849").rounded(2).text(), "8.28");
  EXPECT_EQ(decimal("-8.285").rounded(2).text(), "-8.29");
  EXPECT_EQ(decimal("0.5").rounded(0).text(), "1");
  EXPECT_EQ(decimal("-0.5").rounded(0).text(), "-1");
  EXPECT_EQ(decimal("0.49").rounded(0).text(), "0");
  EXPECT_EQ(decimal("4").rounded(2).text(), "4");
  EXPECT_EQ(decimal("9.223372036854775807").rounded(0).text(), "9");
}

TEST(Decimal, AddsAndSubtractsExactlyOrNotAtAll) {
  EXPECT_EQ(text_or_none(add(decimal("8.29"), decimal("10"))), "18.29");
  EXPECT_EQ(text_or_none(add(decimal("0.1"), decimal("0.2"))), "0.3");
  EXPECT_EQ(text_or_none(subtract(decimal("8.29"), decimal("8.08"))), "0.21");
  EXPECT_EQ(text_or_none(subtract(decimal("1"), decimal("1.000"))), "0.000");
  EXPECT_EQ(text_or_none(add(decimal("9223372036854775807"), decimal("1"))), "none");
  EXPECT_EQ(text_or_none(add(decimal("9223372036854775807"), decimal("0.1"))), "none");
  EXPECT_EQ(text_or_none(subtract(decimal("-9223372036854775807"), decimal("1"))), "none");
  EXPECT_EQ(text_or_none(add(decimal("9223372036854775807"), decimal("-1"))), "9223372036854775806");
}

// The two statutory formulas of trade-union facility time.
TEST(Decimal, DividesAsTheStatutoryFormulasDo) {
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("224715"), decimal("120382755"), 2, 3)), "0.187");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("36774.38"), decimal("50203382"), 2, 2)), "0.07");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("224715"), decimal("120382755"), 3, 2)), "1.87");
}

TEST(Decimal, DividesExactlyAtTheEdges) {
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("1"), decimal("3"), 2, 2)), "33.33");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("2"), decimal("3"), 2, 2)), "66.67");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("-1"), decimal("8"), 0, 2)), "-0.13");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("1"), decimal("8"), 0, 2)), "0.13");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("1"), decimal("0"), 0, 2)), "none");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("0"), decimal("7"), 2, 2)), "0.00");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("9223372036854775807"), decimal("1"), 0, 0)),
            "9223372036854775807");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("9223372036854775807"), decimal("1"), 0, 1)), "none");
  EXPECT_EQ(text_or_none(Decimal::quotient(decimal("9223372036854775807"), decimal("0.1"), 0, 0)), "none");
  EXPECT_EQ(
      text_or_none(Decimal::quotient(decimal("0.000000000000000001"), decimal("9223372036854775807"), 2, 18)),
      "0.000000000000000000");
  EXPECT_EQ(
      text_or_none(Decimal::quotient(decimal("9223372036854775807"), decimal("9223372036854775807"), 0, 18)),
      "1.000000000000000000");
  EXPECT_EQ(
      text_or_none(Decimal::quotient(decimal("0.000000000000000001"), decimal("0.000000000000000002"), 0, 1)),
      "0.5");
}

TEST(Decimal, TakesTheNearestOfADouble) {
  EXPECT_EQ(text_or_none(Decimal::from_double(8.29, 2)), "8.29");
  EXPECT_EQ(text_or_none(Decimal::from_double(0.125, 2)), "0.13");
  EXPECT_EQ(text_or_none(Decimal::from_double(-0.125, 2)), "-0.13");
  EXPECT_EQ(text_or_none(Decimal::from_double(2.5, 0)), "3");
  EXPECT_EQ(text_or_none(Decimal::from_double(0.15, 1)), "0.1");  // 0.1499999999999999944
  EXPECT_EQ(text_or_none(Decimal::from_double(0.0, 2)), "0.00");
  EXPECT_EQ(text_or_none(Decimal::from_double(1e-300, 2)), "0.00");
  EXPECT_EQ(text_or_none(Decimal::from_double(9.2e18, 0)), "9200000000000000000");
  EXPECT_EQ(text_or_none(Decimal::from_double(9.3e18, 0)), "none");
  EXPECT_EQ(text_or_none(Decimal::from_double(1e300, 0)), "none");
  EXPECT_EQ(text_or_none(Decimal::from_double(std::numeric_limits<double>::infinity(), 2)), "none");
  EXPECT_EQ(text_or_none(Decimal::from_double(std::numeric_limits<double>::quiet_NaN(), 2)), "none");
}

TEST(Decimal, IsTheNearestDouble) {
  EXPECT_EQ(decimal("8.29").number(), 8.29);
  EXPECT_EQ(decimal("0.1").number(), 0.1);
  EXPECT_EQ(decimal("9007199254740993").number(), 9007199254740992.0);
  EXPECT_EQ(decimal("922337203685477580.7").number(), 922337203685477580.7);
  EXPECT_EQ(decimal("-0.123456789012345678").number(), -0.123456789012345678);
}

TEST(Decimal, ComparesWithAProductOfAnySize) {
  const auto compare = [](const char* value, const char* a, const char* b) {
    return compare_with_product(decimal(value), decimal(a), decimal(b));
  };
  EXPECT_EQ(compare("20000", "0.05", "400000"), std::strong_ordering::equal);
  EXPECT_EQ(compare("20000.00", "0.05", "-400000"), std::strong_ordering::equal);
  EXPECT_EQ(compare("20000.01", "0.05", "400000"), std::strong_ordering::greater);
  EXPECT_EQ(compare("19999.99", "0.05", "400000"), std::strong_ordering::less);
  EXPECT_EQ(compare("0", "0.05", "0"), std::strong_ordering::equal);
  EXPECT_EQ(compare("0.000000000000000001", "0.05", "0"), std::strong_ordering::greater);
  EXPECT_EQ(compare("9223372036854775807", "9223372036854775807", "9223372036854775807"),
            std::strong_ordering::less);
  EXPECT_EQ(compare("9223372036854775807", "0.000000000000000001", "0.000000000000000001"),
            std::strong_ordering::greater);
  EXPECT_EQ(compare("0.000000000000000001", "9223372036854775807", "9223372036854775807"),
            std::strong_ordering::less);
  EXPECT_EQ(compare("9223372036854775807", "0.000000000000000001", "9.223372036854775807"),
            std::strong_ordering::greater);
}

// --- properties, over numbers of all lengths and scales

TEST(DecimalProperty, TextReadsBack) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = numbers.decimal();
    const auto read = Decimal::parse(value.text());
    ASSERT_TRUE(read) << value.text();
    ASSERT_EQ(read->mantissa, value.mantissa);
    ASSERT_EQ(read->scale, value.scale);
    ASSERT_EQ(value.number(), std::strtod(value.text().c_str(), nullptr)) << value.text();
  }
}

TEST(DecimalProperty, OrderIsThatOf128Bits) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const auto a = numbers.decimal();
    const auto b = i % 3 == 0 ? Decimal{a.mantissa, numbers.decimal().scale} : numbers.decimal();
    const auto left = Wide{a.mantissa} * power(Decimal::max_scale - a.scale);
    const auto right = Wide{b.mantissa} * power(Decimal::max_scale - b.scale);
    ASSERT_EQ(a < b, left < right) << a.text() << ' ' << b.text();
    ASSERT_EQ(a == b, left == right) << a.text() << ' ' << b.text();
    if (const auto sum = add(a, b)) {
      ASSERT_EQ(Wide{sum->mantissa} * power(Decimal::max_scale - sum->scale), left + right);
      // The way back may need more digits than there are, because of the larger scale; then it says so.
      if (const auto back = subtract(*sum, b)) {
        ASSERT_EQ(*back, a);
      }
    }
  }
}

TEST(DecimalProperty, QuotientIsWithinHalfADigit) {
  Numbers numbers;
  int computed = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto n = numbers.decimal(9);
    const auto d = numbers.decimal(9);
    const auto scale = static_cast<std::uint8_t>(numbers.next() % 7);
    const auto quotient = Decimal::quotient(n, d, 2, scale);
    if (!quotient) continue;
    ++computed;
    const auto exact = static_cast<long double>(n.mantissa) / static_cast<long double>(d.mantissa) *
                       std::pow(10.0L, static_cast<long double>(d.scale) - n.scale + 2 + scale);
    ASSERT_LE(std::fabs(static_cast<long double>(quotient->mantissa) - exact),
              0.5L + std::fabs(exact) * 1e-17L)
        << n.text() << " / " << d.text();
  }
  EXPECT_GT(computed, 5'000);
}

TEST(DecimalProperty, RoundingIsThatOfTheQuotientByOne) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = numbers.decimal();
    const auto digits = static_cast<std::uint8_t>(numbers.next() % (value.scale + 1U));
    ASSERT_EQ(value.rounded(digits).mantissa, Decimal::quotient(value, {1, 0}, 0, digits)->mantissa)
        << value.text();
  }
}

TEST(DecimalProperty, ADoubleComesBackFromSeventeenDigits) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::ldexp(static_cast<double>(numbers.next() >> 11U), -53);
    const auto nearest = Decimal::from_double(value, 18);
    ASSERT_TRUE(nearest);
    ASSERT_NEAR(nearest->number(), value, 1e-17 + value * 1e-16);
  }
}

TEST(DecimalProperty, BetweenStaysBetweenAndMeetsItsEnds) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const auto a = Decimal{static_cast<std::int64_t>(numbers.next() % 2'000'000) - 1'000'000, 2};
    const auto b = Decimal{static_cast<std::int64_t>(numbers.next() % 2'000'000) - 1'000'000, 4};
    const auto whole = static_cast<std::int32_t>(numbers.next() % 4'000) + 1;
    const auto part = static_cast<std::int32_t>(numbers.next() % static_cast<std::uint64_t>(whole + 1));
    const auto value = between(a, b, part, whole, 6);
    ASSERT_TRUE(value);
    ASSERT_LE(std::min(a, b), *value);
    ASSERT_GE(std::max(a, b), *value);
    ASSERT_EQ(*between(a, b, 0, whole, 6), a);
    ASSERT_EQ(*between(a, b, whole, whole, 6), b);
  }
}

TEST(Amount, IsReadAsPeopleReadIt) {
  const auto says = [](const char* value, Unit unit) { return amount(decimal(value), unit); };
  EXPECT_EQ(says("8.29", Unit::percent), "8.29%");
  EXPECT_EQ(says("4", Unit::percent), "4%");
  EXPECT_EQ(says("1234.50", Unit::gbp), "£1,234.50");
  EXPECT_EQ(says("-200", Unit::gbp), "-£200");
  EXPECT_EQ(says("0.00", Unit::gbp), "£0.00");
  EXPECT_EQ(says("153", Unit::fte), "153 FTE");
  EXPECT_EQ(says("1204", Unit::count), "1,204");
  EXPECT_EQ(says("1", Unit::headcount), "1 person");
  EXPECT_EQ(says("1204", Unit::headcount), "1,204 people");
  EXPECT_EQ(says("4", Unit::days), "4 days");
  EXPECT_EQ(says("1", Unit::days), "1 day");
  EXPECT_EQ(says("1.0", Unit::days), "1.0 days");
  EXPECT_EQ(says("-1", Unit::hours), "-1 hour");
  EXPECT_EQ(says("90", Unit::minutes), "90 minutes");
  EXPECT_EQ(says("12.5", Unit::per_1000), "12.5 per 1,000");
  EXPECT_EQ(says("1.75", Unit::ratio), "1.75");
  EXPECT_EQ(says("103.2", Unit::index), "103.2");
}

TEST(Amount, ADifferenceHasNoSignAndPercentagesDifferInPoints) {
  EXPECT_EQ(difference(decimal("-0.21"), Unit::percent), "0.21 points");
  EXPECT_EQ(difference(decimal("1"), Unit::percent), "1 point");
  EXPECT_EQ(difference(decimal("-1200"), Unit::gbp), "£1,200");
  EXPECT_EQ(difference(decimal("1"), Unit::days), "1 day");
}

TEST(Amount, ThousandsAreGrouped) {
  EXPECT_EQ(grouped(decimal("1234567.50")), "1,234,567.50");
  EXPECT_EQ(grouped(decimal("-123456")), "-123,456");
  EXPECT_EQ(grouped(decimal("123")), "123");
  EXPECT_EQ(grouped(decimal("-123.4567")), "-123.4567");
  EXPECT_EQ(grouped(decimal("9223372036854775807")), "9,223,372,036,854,775,807");
}

}  // namespace waymark::core::test
