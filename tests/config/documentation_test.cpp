// docs/configuration.md is true: its samples load, collectors' settings included.

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "collectors/registry.hpp"
#include "config/configuration.hpp"
#include "tests/config/golden.hpp"

namespace waymark::config {
namespace {

// The ```toml blocks below a heading `## <title>`, in order.
std::vector<std::string> samples(const std::string& text, const std::string& title) {
  const auto begin = text.find("\n## " + title + "\n");
  if (begin == std::string::npos) return {};
  const std::string section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
  std::vector<std::string> result;
  const std::string open = "\n```toml\n";
  for (auto at = section.find(open); at != std::string::npos; at = section.find(open, at)) {
    at += open.size();
    const auto end = section.find("\n```", at);
    result.push_back(section.substr(at, end - at + 1));
    at = end;
  }
  return result;
}

TEST(Documentation, SamplesLoad) {
  const std::string text = contents(std::filesystem::path{WAYMARK_SOURCE_DIR} / "docs" / "configuration.md");
  const auto settings = samples(text, "waymark.toml");
  const auto entries = samples(text, "CSV collectors");
  const auto sources = samples(text, "Sources");
  const auto queries = samples(text, "Database collectors");
  const auto plan = samples(text, "Plan files");
  ASSERT_EQ(settings.size(), 1U);
  ASSERT_EQ(entries.size(), 3U);
  ASSERT_EQ(sources.size(), 1U);
  ASSERT_EQ(queries.size(), 1U);
  ASSERT_EQ(plan.size(), 5U);

  const auto folder = std::filesystem::temp_directory_path() / ("waymark-docs-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream waymark{folder / "waymark.toml"};
  waymark << settings[0];
  for (const std::string& entry : entries) waymark << "\n" << entry;
  waymark << "\n" << sources[0] << "\n" << queries[0];
  waymark.close();
  std::ofstream all{folder / "plan.toml"};
  for (const std::string& part : plan) all << part << "\n";
  all.close();
  std::ofstream{folder / "bank-holidays.txt"} << "2024-12-25\n";

  Diagnostics diagnostics;
  auto configuration = load_configuration(folder / "waymark.toml", diagnostics);
  ASSERT_TRUE(configuration);
  EXPECT_EQ(collectors::make_collectors(*configuration, diagnostics).size(), entries.size() + 2);
  EXPECT_EQ(diagnostics.text(), "");
  ASSERT_NE(configuration->authorities[0].plan, nullptr);
  EXPECT_FALSE(configuration->authorities[0].plan->commitments.empty());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace waymark::config
