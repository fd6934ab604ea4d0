#include "daemon/metrics/exposition.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace waymark::tests {
namespace {

using metrics::Family;
using metrics::FamilyType;
using metrics::Format;

std::string number(double value) {
  std::string out;
  metrics::append_number(out, value);
  return out;
}

TEST(Exposition, PercentagesAreRatiosWithThePointMoved) {
  struct Case {
    core::Decimal value;
    int shift;
    const char* text;
  };
  const Case cases[] = {
      {{829, 2}, 2, "0.0829"},  // divided it would be 0.08289999999999999
      {{10, 0}, 2, "0.1"},
      {{4, 0}, 2, "0.04"},
      {{877, 2}, 2, "0.0877"},
      {{-5, 1}, 2, "-0.005"},
      {{0, 2}, 2, "0"},
      {{187, 3}, 2, "0.00187"},
      {{12345678901234, 2}, 0, "123456789012.34"},  // pounds and pence
      {{1999999999999999, 2}, 0, "19999999999999.99"},
      {{9223372036854775807, 18}, 0, "9.223372036854776"},  // more digits than a double holds
      {{-9223372036854775807, 18}, 2, "-0.09223372036854775"},
      {{9007199254740993, 0}, 0, "9007199254740992"},
      {{1, 18}, 2, "1e-20"},
  };
  for (const auto& [value, shift, text] : cases) EXPECT_EQ(number(metrics::shifted(value, shift)), text);
}

TEST(Exposition, NumbersReadBackAsTheyWere) {
  for (const double value : {0.1, 1.0 / 3, 1e21, 5e-324, 1.7976931348623157e308, -0.0, 1721120400.0}) {
    const auto text = number(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    EXPECT_EQ(back, value) << text;
  }
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(number(HUGE_VAL), "+Inf");
  EXPECT_EQ(number(-HUGE_VAL), "-Inf");
}

TEST(Exposition, EachFormatHasItsOwnHeader) {
  struct Case {
    FamilyType type;
    const char* text;
    const char* openmetrics;
  };
  const Case cases[] = {
      {FamilyType::gauge, "# HELP a h\n# TYPE a gauge\n", "# HELP a h\n# TYPE a gauge\n"},
      {FamilyType::counter, "# HELP a_total h\n# TYPE a_total counter\n", "# HELP a h\n# TYPE a counter\n"},
      {FamilyType::histogram, "# HELP a h\n# TYPE a histogram\n", "# HELP a h\n# TYPE a histogram\n"},
      {FamilyType::info, "# HELP a_info h\n# TYPE a_info gauge\n", "# HELP a h\n# TYPE a info\n"},
      {FamilyType::stateset, "# HELP a h\n# TYPE a gauge\n", "# HELP a h\n# TYPE a stateset\n"},
  };
  for (const auto& [type, text, openmetrics] : cases) {
    const Family family{"a", type, "h"};
    std::string out;
    append_header(out, family, Format::text);
    EXPECT_EQ(out, text);
    out.clear();
    append_header(out, family, Format::openmetrics);
    EXPECT_EQ(out, openmetrics);
  }
}

TEST(Exposition, EscapesHelpAndLabels) {
  const Family family{"a", FamilyType::gauge, "back\\slash \"quote\"\nline"};
  std::string out;
  append_header(out, family, Format::text);
  EXPECT_EQ(out, "# HELP a back\\\\slash \"quote\"\\nline\n# TYPE a gauge\n");
  out.clear();
  append_header(out, family, Format::openmetrics);
  EXPECT_EQ(out, "# HELP a back\\\\slash \\\"quote\\\"\\nline\n# TYPE a gauge\n");
  out.clear();
  metrics::append_label(out, "first", "back\\slash \"quote\"\nline", true);
  metrics::append_label(out, "second", "£ é");
  EXPECT_EQ(out, "{first=\"back\\\\slash \\\"quote\\\"\\nline\",second=\"£ é\"");
}

}  // namespace
}  // namespace waymark::tests
