#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "daemon/http/target.hpp"

namespace waymark::tests {
namespace {

using namespace std::string_view_literals;

// `path name=value ...`, or the sentence of the refusal.
std::string read(std::string_view target) {
  const auto parsed = http::parse_target(target);
  if (!parsed) return parsed.error();
  std::string out = parsed->path;
  for (const auto& [name, value] : parsed->query) out.append(" ").append(name).append("=").append(value);
  return out;
}

constexpr std::string_view bad_text =
    "The address holds a malformed %-escape, a control character or text that is not UTF-8.";
constexpr std::string_view climbs = "The address must not hold the segments \".\" or \"..\".";
constexpr std::string_view no_slash = "The address must start with a slash.";

TEST(Target, DecodesPathAndQuery) {
  struct Case {
    std::string_view target, read;
  };
  const Case cases[] = {
      {"/", "/"},
      {"/metrics", "/metrics"},
      {"/a%20b+c/%C2%A3", "/a b+c/£"},
      {"/?as_of=2024-07-16&x=1+2%263", "/ as_of=2024-07-16 x=1 2&3"},
      {"/?a&b=&=c&&d==", "/ a= b= =c d=="},
      {"/p?q=/../x", "/p q=/../x"},
      {"/...", "/..."},
      {"/.well-known/x", "/.well-known/x"},
      {"//double", "//double"},
      {"http://example.org/page?x=1", "/page x=1"},
      {"http://example.org", "/"},
  };
  for (const auto& [target, expected] : cases) EXPECT_EQ(read(target), expected) << target;
}

TEST(Target, RefusesWhatNoPageCanMean) {
  struct Case {
    std::string_view target, sentence;
  };
  const Case cases[] = {
      {"", no_slash},
      {"*", no_slash},
      {"metrics", no_slash},
      {"ftp://x/y", no_slash},
      {"/%", bad_text},
      {"/%4", bad_text},
      {"/%zz", bad_text},
      {"/%00", bad_text},
      {"/a%0d%0ab", bad_text},
      {"/%7f", bad_text},
      {"/?x=%00", bad_text},
      {"/?x%01=1", bad_text},
      {"/%ff", bad_text},
      {"/%c0%af", bad_text},        // '/' in two bytes
      {"/%ed%a0%80", bad_text},     // half of a surrogate pair
      {"/%f4%90%80%80", bad_text},  // beyond Unicode
      {"/%e2%82", bad_text},        // cut short
      {"/\xc2\xa3\x01"sv, bad_text},
      {"/..", climbs},
      {"/../etc/passwd", climbs},
      {"/a/%2e%2e/%2E%2E/etc/passwd", climbs},
      {"/a%2f..%2fb", climbs},
      {"/a/./b", climbs},
  };
  for (const auto& [target, sentence] : cases) EXPECT_EQ(read(target), sentence) << target;
}

}  // namespace
}  // namespace waymark::tests
