#include "collectors/csv/encoding.hpp"

#include <string>

#include <gtest/gtest.h>

namespace waymark::csv {
namespace {

std::string decoded(std::string_view bytes, Encoding encoding = Encoding::detect,
                    Encoding fallback = Encoding::windows_1252, std::size_t piece = std::string_view::npos,
                    std::size_t room = 4096) {
  MemorySource source(bytes, piece);
  Text text(source, encoding, fallback);
  std::string out;
  std::string buffer(room, '\0');
  while (true) {
    const auto got = text.read(buffer.data(), room);
    if (!got) return out + "|" + got.error();
    if (*got == 0) return out;
    out.append(buffer, 0, *got);
  }
}

constexpr std::string_view utf16_le{
    "\xFF\xFE"
    "a\0\xA3\0\x3D\xD8\x00\xDE",
    10};

TEST(Encoding, IsFoundByMarkThenUtf8ThenFallback) {
  EXPECT_EQ(decoded("plain"), "plain");
  EXPECT_EQ(decoded("\xEF\xBB\xBF"
                    "caf\xC3\xA9"),
            "café");
  EXPECT_EQ(decoded("caf\xC3\xA9"), "café");
  EXPECT_EQ(decoded("caf\xE9"), "café") << "Windows-1252";
  EXPECT_EQ(decoded("caf\x82", Encoding::detect, Encoding::cp850), "café");
  EXPECT_EQ(decoded(utf16_le), "a£😀");
  EXPECT_EQ(decoded(std::string_view("\xFE\xFF\0a\0\xA3", 6)), "a£");
  EXPECT_EQ(decoded(std::string_view("a\0b\0c\0", 6)), "abc") << "NULs in every other place";
  EXPECT_EQ(decoded(std::string_view("\0a\0b\0c", 6)), "abc");
}

TEST(Encoding, PoundSignTellsCp850FromWindows1252) {
  EXPECT_EQ(decoded("Amount (\x9C)"), "Amount (£)");
  EXPECT_EQ(decoded("Amount (\xA3)"), "Amount (£)");
  EXPECT_EQ(decoded("Amount (\xA3)", Encoding::detect, Encoding::cp850), "Amount (£)");
  EXPECT_EQ(decoded("\x81"), "ü") << "Windows-1252 has no such byte";
  EXPECT_EQ(decoded("\x9C and \xA3"), "œ and £") << "both: the fallback decides";
}

TEST(Encoding, Utf8IsStrict) {
  // Overlong, surrogate, beyond the last character, cut off, stray: none is UTF-8.
  for (const auto* bytes :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xA9", "\xFF"}) {
    Evidence evidence;
    evidence.feed(bytes);
    EXPECT_FALSE(evidence.utf8()) << testing::PrintToString(std::string(bytes));
  }
  for (const auto* bytes :
       {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    Evidence evidence;
    evidence.feed(bytes);
    EXPECT_TRUE(evidence.utf8()) << testing::PrintToString(std::string(bytes));
  }
}

TEST(Encoding, GivenOneIsHeld) {
  EXPECT_EQ(decoded("a\nb\xA3", Encoding::utf8),
            R"(a
b|line 2: byte 0xA3 is not UTF-8; set encoding = "windows-1252" or "detect")");
  EXPECT_EQ(decoded("\xC2\xA3", Encoding::windows_1252), "Â£");
  EXPECT_EQ(decoded("a\x81", Encoding::windows_1252),
            "a|line 1: byte 0x81 is not windows-1252; set encoding to what the file has");
  EXPECT_EQ(decoded("caf\x82", Encoding::cp850), "café");
  EXPECT_EQ(decoded(std::string_view("a\0b\0", 4), Encoding::utf16), "ab") << "little-endian without a mark";
}

TEST(Encoding, Utf16IsStrict) {
  EXPECT_EQ(decoded(utf16_le.substr(0, 8)),
            "a£|the text ends within a UTF-16 character; is the file complete?");
  EXPECT_EQ(decoded(utf16_le.substr(0, 5)),
            "a|the text ends within a UTF-16 character; is the file complete?");
  EXPECT_EQ(decoded(std::string_view("\xFF\xFE"
                                     "a\0\0\xDC"
                                     "b\0",
                                     8)),
            "a|byte 5 does not begin a UTF-16 character; set encoding to what the file has");
}

TEST(Encoding, DoesNotDependOnHowTheBytesArrive) {
  const std::string mixed = std::string(100, 'x') + "£ é" + std::string(100, 'y') + "😀";
  std::string latin = std::string(50, 'x') + "\xA3" + std::string(50, 'y') + "\xE9";
  for (std::size_t piece = 2; piece < 12; ++piece) {
    EXPECT_EQ(decoded(mixed, Encoding::detect, Encoding::windows_1252, piece, 16), mixed);
    EXPECT_EQ(decoded(latin, Encoding::detect, Encoding::windows_1252, piece, 16),
              std::string(50, 'x') + "£" + std::string(50, 'y') + "é");
    EXPECT_EQ(decoded(utf16_le, Encoding::detect, Encoding::windows_1252, piece, 16), "a£😀");
  }
}

}  // namespace
}  // namespace waymark::csv
