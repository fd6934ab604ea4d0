#include "collectors/csv/tokenizer.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace waymark::csv {
namespace {

// Records as `line:[a][b]`, faulty ones as `line!field reason`, the end as what went wrong.
std::string split(std::string_view bytes, char delimiter = ',', std::size_t piece = std::string_view::npos) {
  MemorySource source(bytes, piece);
  Text text(source, Encoding::utf8, Encoding::windows_1252);
  Tokenizer records(text, delimiter);
  std::string out;
  while (true) {
    switch (records.next()) {
      case Tokenizer::Next::end: return out;
      case Tokenizer::Next::failed: return out + records.error();
      case Tokenizer::Next::record: break;
    }
    if (const auto& fault = records.fault()) {
      out += fmt::format("{}!{} {}\n", records.line(), fault->field, fault->reason);
      continue;
    }
    out += fmt::format("{}:", records.line());
    for (const auto field : records.fields()) out += fmt::format("[{}]", field);
    out += "\n";
  }
}

constexpr auto inner_quote =
    R"(there is a quote within an unquoted cell; put the cell in quotes and write the quote as "")";
constexpr auto behind_quote = R"(there is text after the closing quote; write a quote within a cell as "")";

TEST(Tokenizer, SplitsByRfc4180) {
  EXPECT_EQ(split("a,b\nc,d\n"), "1:[a][b]\n2:[c][d]\n");
  EXPECT_EQ(split("a,b\nc,d"), "1:[a][b]\n2:[c][d]\n") << "the last line end may be missing";
  EXPECT_EQ(split(""), "");
  EXPECT_EQ(split(","), "1:[][]\n");
  EXPECT_EQ(split("\n\na"), "1:[]\n2:[]\n3:[a]\n");
  EXPECT_EQ(split("\"\"\n"), "1:[]\n");
  EXPECT_EQ(split("a;b\tc|d", ';'), "1:[a][b\tc|d]\n");
  EXPECT_EQ(split(R"("a,""b""",c)"), "1:[a,\"b\"][c]\n");
  EXPECT_EQ(split(R"("""",""",""")"), "1:[\"][\",\"]\n");
}

TEST(Tokenizer, CountsLinesOfEveryKind) {
  EXPECT_EQ(split("a\rb\r\nc\n\rd"), "1:[a]\n2:[b]\n3:[c]\n4:[]\n5:[d]\n");
  EXPECT_EQ(split("\"x\r\ny\rz\n\",1\nb"), "1:[x\r\ny\rz\n][1]\n5:[b]\n") << "within quotes too";
}

TEST(Tokenizer, NamesWhatIsWrongWithARecordAndGoesOn) {
  EXPECT_EQ(split("a,b\"c\nd"), fmt::format("1!1 {}\n2:[d]\n", inner_quote));
  EXPECT_EQ(split("a, \"c\"\nd"), fmt::format("1!1 {}\n2:[d]\n", inner_quote));
  EXPECT_EQ(split("a,\"b\"c,d\ne"), fmt::format("1!1 {}\n2:[e]\n", behind_quote));
  EXPECT_EQ(split("a,\"b\" \"c\",d\ne"), fmt::format("1!1 {}\n2:[e]\n", behind_quote));
  EXPECT_EQ(split(std::string_view("a,b\0\nc", 6)), "1!1 there is a NUL byte in the cell\n2:[c]\n");
  EXPECT_EQ(split(std::string_view("\"a\0\",b\nc", 8)), "1!0 there is a NUL byte in the cell\n2:[c]\n");
  EXPECT_EQ(split("\"a\" ,\"b\"\t\n\"c\"  \n"), "1:[a][b]\n2:[c]\n")
      << "blanks after a closing quote are harmless";
}

TEST(Tokenizer, TakesInchesAndSecondsAsText) {
  EXPECT_EQ(split("6\" pipe,37.8\"N 2'17.9\"W,5\"\n"), "1:[6\" pipe][37.8\"N 2'17.9\"W][5\"]\n");
}

TEST(Tokenizer, StopsWhereAQuoteIsNeverClosed) {
  EXPECT_EQ(split("a\nb,\"c\n\nd"), "1:[a]\nline 2: a quote is opened in cell 2 and never closed");
}

TEST(Tokenizer, DoesNotDependOnHowTheBytesArrive) {
  const std::string text =
      "a,\"b \"\"x\"\"\",c\r\n\"two\r\nlines\",,\r\xC2\xA3,\"\"\n\"c\"d,e\nx\"y\n\n\"last\"";
  const auto whole = split(text);
  for (std::size_t piece = 1; piece < 9; ++piece) EXPECT_EQ(split(text, ',', piece), whole) << piece;
}

TEST(Tokenizer, CrossesTheEndsOfItsWindow) {
  // Records of many lengths, so that window ends and 64-byte blocks fall everywhere in them.
  std::string text, expected;
  std::uint32_t line = 1;
  for (std::size_t length = 0; text.size() < 1'500'000; length = (length * 7 + 13) % 701) {
    const std::string a(length, 'a'), b(length / 3, 'b');
    text += fmt::format("{},\"{}\"\"\n\",\r\n", a, b);
    expected += fmt::format("{}:[{}][{}\"\n][]\n", line, a, b);
    line += 2;
  }
  EXPECT_EQ(split(text), expected);
  EXPECT_EQ(split(text, ',', 1000), expected);
}

TEST(Tokenizer, RefusesMoreCellsThanASpreadsheetHas) {
  EXPECT_EQ(split(std::string(20'000, ',')),
            "line 1: the record has more than 16384 cells; is the delimiter right?");
}

// A file of one line of a gigabyte, which exists nowhere.
class OneLine final : public ByteSource {
 public:
  std::uint64_t given = 0;
  std::expected<std::string_view, std::string> next() override {
    if (given >= (1U << 30U)) return std::string_view{};
    given += piece_.size();
    return piece_;
  }
  std::expected<std::string_view, std::string> look(std::uint64_t) override { return piece_; }

 private:
  std::string piece_ = std::string(1U << 20U, 'a');
};

TEST(Tokenizer, GivesUpOnAGigabyteInOneLineEarly) {
  OneLine source;
  Text text(source, Encoding::detect, Encoding::windows_1252);
  Tokenizer records(text, ',');
  EXPECT_EQ(records.next(), Tokenizer::Next::failed);
  EXPECT_EQ(records.error(), "line 1: the record is longer than 16 MiB; is a quote opened and never closed?");
  EXPECT_LE(source.given, 40U << 20U);
}

TEST(Tokenizer, TakesARecordOfTenMegabytes) {
  const std::string long_cell(10U << 20U, 'x');
  const std::string bytes = "a,\"" + long_cell + "\"\nb,c\n";
  MemorySource source(bytes, 65'536);
  Text text(source, Encoding::detect, Encoding::windows_1252);
  Tokenizer records(text, ',');
  ASSERT_EQ(records.next(), Tokenizer::Next::record);
  EXPECT_EQ(records.fields()[1].size(), long_cell.size());
  ASSERT_EQ(records.next(), Tokenizer::Next::record);
  EXPECT_EQ(records.raw(), "b,c");
  EXPECT_EQ(records.next(), Tokenizer::Next::end);
}

}  // namespace
}  // namespace waymark::csv
