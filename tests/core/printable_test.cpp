#include "daemon/core/printable.hpp"

#include <gtest/gtest.h>

namespace waymark::tests {
namespace {

using core::printable;

TEST(Printable, LeavesTextAlone) {
  for (const std::string text : {"", "Spend £500 – “final” (2).CSV", "Gàidhlig", "שלום", "\xF0\x9F\x98\x80",
                                 R"(\\server\share)", "=cmd|calc"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, ShowsWhatWouldSteer) {
  EXPECT_EQ(printable("two\nlines\r\t"), R"(two\nlines\r\t)");
  EXPECT_EQ(printable("\x1B]0;title\x07 \x7F"), R"(\x1B]0;title\x07 \x7F)");
  EXPECT_EQ(printable(std::string_view{"a\0b", 3}), R"(a\x00b)");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            R"(\u009B31m)");                                              // CSI of C1
  EXPECT_EQ(printable("inv\xE2\x80\xAEvsc.exe"), R"(inv\u202Evsc.exe)");  // override
  EXPECT_EQ(printable("\xE2\x81\xA6|\xD8\x9C|\xE2\x80\x8F"), R"(\u2066|\u061C|\u200F)");
  EXPECT_EQ(printable("a\xE2\x80\xA8"
                      "b"),
            R"(a\u2028b)");
  EXPECT_EQ(printable("\xF3\xA0\x81\x81"), R"(\U000E0041)");
}

TEST(Printable, ShowsBytesThatAreNoText) {
  EXPECT_EQ(printable("caf\xE9 figures"), R"(caf\xE9 figures)");
  EXPECT_EQ(printable("\xC0\xAF|\xED\xA0\x80|\xF4\x90\x80\x80|\xE2\x82"),
            R"(\xC0\xAF|\xED\xA0\x80|\xF4\x90\x80\x80|\xE2\x82)");
}

// The table of RFC 3629, section 4, at the edges of each of its lines.
TEST(Printable, KnowsUtf8AtItsEdges) {
  const std::pair<std::string_view, std::size_t> sequences[] = {{"", 0},
                                                                {"\x7F", 1},
                                                                {"\x80", 0},
                                                                {"\xC1\xBF", 0},
                                                                {"\xC2\x80", 2},
                                                                {"\xC2\x7F", 0},
                                                                {"\xC2\xC0", 0},
                                                                {"\xC2", 0},
                                                                {"\xDF\xBF", 2},
                                                                {"\xE0\x9F\xBF", 0},
                                                                {"\xE0\xA0\x80", 3},
                                                                {"\xE0\xA0", 0},
                                                                {"\xE1\x80\x7F", 0},
                                                                {"\xE1\x80\x80", 3},
                                                                {"\xED\x9F\xBF", 3},
                                                                {"\xED\xA0\x80", 0},
                                                                {"\xEF\xBF\xBF", 3},
                                                                {"\xF0\x8F\xBF\xBF", 0},
                                                                {"\xF0\x90\x80\x80", 4},
                                                                {"\xF0\x90\x80", 0},
                                                                {"\xF0\x90\x7F\x80", 0},
                                                                {"\xF1\x80\x80\x7F", 0},
                                                                {"\xF3\xBF\xBF\xBF", 4},
                                                                {"\xF4\x8F\xBF\xBF", 4},
                                                                {"\xF4\x90\x80\x80", 0},
                                                                {"\xF5\x80\x80\x80", 0},
                                                                {"\xFF", 0}};
  for (const auto& [bytes, length] : sequences) {
    EXPECT_EQ(core::utf8_length(bytes), length) << printable(bytes);
    if (length == 0) continue;
    EXPECT_EQ(core::utf8_length(std::string(bytes) + "\x80"), length);
  }
}

TEST(Printable, KeepsLinesWhereTheyAreMeant) {
  EXPECT_EQ(core::printable_lines("a\n\tb\r\x1B"), "a\n\tb\\r\\x1B");
}

TEST(Printable, JsonStaysTheSameJson) {
  EXPECT_EQ(core::printable_json("{\n\"a\": \"\xE2\x80\xAE\xC2\x9B\x7F\xE9\xF3\xA0\x81\x81\"}"),
            "{\n\"a\": \"\\u202E\\u009B\\u007F\xEF\xBF\xBD\\uDB40\\uDC41\"}");
}

}  // namespace
}  // namespace waymark::tests
