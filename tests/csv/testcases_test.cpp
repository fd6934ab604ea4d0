#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/csv/council.hpp"

// Every folder of testcases/ is a collector's settings (config.toml), a file as some council would send it
// (input.csv) and what comes of it (expected.txt, accepted with WAYMARK_ACCEPT=1).
namespace waymark::csv::tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(WAYMARK_TEST_DIR) / "testcases")) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

class TestCase : public testing::TestWithParam<std::string> {};

TEST_P(TestCase, ComesToWhatIsExpected) {
  const auto folder = fs::path(WAYMARK_TEST_DIR) / "testcases" / GetParam();
  const waymark::tests::TemporaryDirectory inbox;
  fs::copy_file(folder / "input.csv", inbox.path() / "input.csv");
  auto configured = configure("path = \".\"\n" + contents(folder / "config.toml"), inbox.path());
  std::string actual = configured.diagnostics->text();
  if (configured.settings) {
    const auto collector = make_collector(*configured.settings);
    FakeRecorder recorder;
    actual = describe(collector->collect(recorder, {.settle = false}, {}), recorder);
  }
  const auto expected = folder / "expected.txt";
  if (std::getenv("WAYMARK_ACCEPT") != nullptr) {
    write(expected, actual);
    GTEST_SKIP() << "accepted " << expected;
  }
  EXPECT_EQ(contents(expected), actual) << expected;
}

INSTANTIATE_TEST_SUITE_P(Csv, TestCase, testing::ValuesIn(cases()), [](const auto& of) { return of.param; });

}  // namespace
}  // namespace waymark::csv::tests
