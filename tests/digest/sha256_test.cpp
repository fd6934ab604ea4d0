#include "daemon/digest/sha256.hpp"

#include <string>

#include <gtest/gtest.h>

namespace waymark::digest {
namespace {

std::string hex(const core::Sha256& digest) {
  std::string out;
  for (const auto byte : digest) {
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 0xFU];
  }
  return out;
}

// The examples of FIPS 180-2, appendix B.
TEST(Sha256, IsWhatTheStandardSays) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnTheCuts) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i);
  for (const std::size_t cut : {1U, 55U, 64U, 1000U}) {
    Hasher hasher;
    for (std::size_t at = 0; at < text.size(); at += cut)
      hasher.update(std::string_view(text).substr(at, cut));
    EXPECT_EQ(hasher.finish(), sha256(text)) << cut;
  }
  EXPECT_EQ(Hasher{}.finish(), sha256({}));
}

}  // namespace
}  // namespace waymark::digest
