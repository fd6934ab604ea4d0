#include "daemon/http/page_cache.hpp"

#include <gtest/gtest.h>

namespace waymark::http {
namespace {

PageVersion generation(std::uint64_t number) {
  return {.generation = number, .today = {}, .reload_problem = {}};
}

TEST(PageCache, KeepsPagesOfOneVersion) {
  PageCache cache{1000};
  EXPECT_EQ(cache.find(generation(1), "/"), std::nullopt);
  cache.keep(generation(1), "/", "page");
  EXPECT_EQ(cache.find(generation(1), "/"), "page");
  EXPECT_EQ(cache.find(generation(2), "/"), std::nullopt);
  EXPECT_EQ(cache.find(generation(1), "/"), std::nullopt);
}

TEST(PageCache, DoesNotKeepAPageOfAVersionThatIsGone) {
  PageCache cache{1000};
  EXPECT_EQ(cache.find(generation(2), "/"), std::nullopt);
  cache.keep(generation(1), "/", "old");
  EXPECT_EQ(cache.find(generation(2), "/"), std::nullopt);
}

TEST(PageCache, IsBounded) {
  PageCache cache{10};
  EXPECT_EQ(cache.find(generation(1), "/"), std::nullopt);
  cache.keep(generation(1), "/a", "123456");
  cache.keep(generation(1), "/b", "123456");
  EXPECT_EQ(cache.find(generation(1), "/a"), std::nullopt);
  EXPECT_EQ(cache.find(generation(1), "/b"), "123456");
  cache.keep(generation(1), "/c", "12345678901");
  EXPECT_EQ(cache.find(generation(1), "/c"), std::nullopt);
}

}  // namespace
}  // namespace waymark::http
