// Every kind of mistake and exactly what is said about it: bad/plan/*.toml, each loaded beside
// good/base.toml, and bad/waymark/*.toml, each with its messages in the .txt of the same name.

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/configuration.hpp"
#include "tests/config/golden.hpp"

namespace waymark::config {
namespace {

const std::filesystem::path here{WAYMARK_TEST_DIR};

std::vector<std::string> cases(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{here / "bad" / folder}) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string case_name(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

class BadPlan : public testing::TestWithParam<std::string> {};
class BadConfiguration : public testing::TestWithParam<std::string> {};

TEST_P(BadPlan, IsRefusedWith) {
  const auto file = here / "bad" / "plan" / (GetParam() + ".toml");
  Diagnostics diagnostics;
  const auto plan = load_plan(
      {"E07000125"}, "Example", false,
      {{"base.toml", contents(here / "good" / "base.toml")}, {GetParam() + ".toml", contents(file)}},
      diagnostics);
  EXPECT_EQ(plan, nullptr);
  EXPECT_FALSE(diagnostics.ok());
  expect_golden(std::filesystem::path{file}.replace_extension(".txt"), diagnostics.text());
}

TEST_P(BadConfiguration, IsRefusedWith) {
  const auto file = here / "bad" / "waymark" / (GetParam() + ".toml");
  Diagnostics diagnostics;
  static_cast<void>(load_configuration(file, diagnostics));
  EXPECT_FALSE(diagnostics.ok());
  std::string text = diagnostics.text();
  // The messages name files that cannot be read by their full path.
  const std::string folder = file.parent_path().string() + "/";
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
    text.replace(at, folder.size(), "<folder>/");
  }
  expect_golden(std::filesystem::path{file}.replace_extension(".txt"), text);
}

INSTANTIATE_TEST_SUITE_P(Config, BadPlan, testing::ValuesIn(cases("plan")), case_name);
INSTANTIATE_TEST_SUITE_P(Config, BadConfiguration, testing::ValuesIn(cases("waymark")), case_name);

TEST(GoodPlan, TheBaseOfTheBadOnesIsFine) {
  Diagnostics diagnostics;
  EXPECT_NE(load_plan({"E07000125"}, "Example", false, {{"base.toml", contents(here / "good" / "base.toml")}},
                      diagnostics),
            nullptr);
  EXPECT_EQ(diagnostics.text(), "");
}

}  // namespace
}  // namespace waymark::config
