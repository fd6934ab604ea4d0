#include "daemon/http/page_cache.hpp"

#include <gtest/gtest.h>

namespace waymark::http {
namespace {

PageVersion generation(std::uint64_t number) {
  return {.generation = number, .today = {}, .reload_problem = {}};
}

std::shared_ptr<const KeptPage> page(const std::string& text) {
  return std::make_shared<const KeptPage>(KeptPage{text, {}});
}

// What is kept, `-` for nothing.
std::string found(PageCache& cache, std::uint64_t number, const std::string& address) {
  const auto kept = cache.find(generation(number), address);
  return kept ? kept->plain : "-";
}

TEST(PageCache, KeepsPagesOfOneVersion) {
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), "/", page("page"));
  EXPECT_EQ(found(cache, 1, "/"), "page");
  EXPECT_EQ(found(cache, 2, "/"), "-");
  EXPECT_EQ(found(cache, 1, "/"), "-");
}

TEST(PageCache, DoesNotKeepAPageOfAVersionThatIsGone) {
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 2, "/"), "-");
  cache.keep(generation(1), "/", page("old"));
  EXPECT_EQ(found(cache, 2, "/"), "-");
}

TEST(PageCache, IsBounded) {
  PageCache cache{10};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), "/a", page("123456"));
  cache.keep(generation(1), "/b", page("123456"));
  EXPECT_EQ(found(cache, 1, "/a"), "-");
  EXPECT_EQ(found(cache, 1, "/b"), "123456");
  cache.keep(generation(1), "/c", page("12345678901"));
  EXPECT_EQ(found(cache, 1, "/c"), "-");
}

}  // namespace
}  // namespace waymark::http
