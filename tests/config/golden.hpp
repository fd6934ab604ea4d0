#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace waymark::config {

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// Holds `actual` against the file; with WAYMARK_ACCEPT=1 it becomes the file, and the test is skipped.
inline void expect_golden(const std::filesystem::path& file, const std::string& actual) {
  if (std::getenv("WAYMARK_ACCEPT") != nullptr) {
    std::ofstream{file, std::ios::binary} << actual;
    GTEST_SKIP() << "accepted " << file;
  }
  ASSERT_TRUE(std::filesystem::exists(file)) << file << "; accept it with WAYMARK_ACCEPT=1:\n" << actual;
  EXPECT_EQ(actual, contents(file));
}

}  // namespace waymark::config
