// The checker itself: what it refuses, and that it agrees with the reference cases.
#include "tests/metrics/openmetrics.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/child.hpp"

namespace waymark::tests {
namespace {

TEST(OpenMetricsChecker, NamesLineAndReason) {
  struct Case {
    const char* text;
    const char* problem;
  };
  const Case cases[] = {
      {"", "0: # EOF is missing"},
      {"a 1\n", "1: # EOF is missing"},
      {"a 1", "1: the last line is not # EOF"},
      {"a 1\n# EOF\n\n", "2: text after # EOF"},
      {"# TYPE a gauge\na{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"1\"} 1\n# EOF\n",
       "4: samples of one label set are not together"},
      {"a 1\na 1\n# EOF\n", "2: a sample comes twice"},
      {"# TYPE a counter\na 1\n# EOF\n", "3: the name a is taken"},
      {"# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total 1\n# EOF\n",
       "5: the name a_total is taken"},
      {"# TYPE s stateset\ns{t=\"x\"} 1\n# EOF\n", "2: the label s is missing"},
      {"a{b=\"1\",} 1\n# EOF\n", "1: a comma before the closing brace"},
      {"a 1 2 # {} 1\n# EOF\n", "1: no exemplar may be here"},
  };
  for (const auto& [text, problem] : cases)
    EXPECT_EQ(openmetrics_problem(text).value_or("fine"), problem) << text;
}

TEST(OpenMetricsCheckerRealData, AgreesWithTheReferenceCases) {
  const char* const data = std::getenv("WAYMARK_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "WAYMARK_REAL_DATA is not set";
  const auto folder = std::filesystem::path{data} / "openmetrics";
  std::istringstream index(read_file(folder / "index.csv"));
  std::string line;
  std::getline(index, line);
  ASSERT_TRUE(line.starts_with("case,type,file,should_parse")) << line;
  int cases = 0;
  while (std::getline(index, line)) {
    const auto name = line.substr(0, line.find(','));
    const auto problem = openmetrics_problem(read_file(folder / name / "metrics"));
    EXPECT_EQ(!problem, line.contains(",True")) << name << ": " << problem.value_or("accepted");
    ++cases;
  }
  EXPECT_GT(cases, 50);
}

}  // namespace
}  // namespace waymark::tests
