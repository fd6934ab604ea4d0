#include "daemon/http/page_cache.hpp"

#include <gtest/gtest.h>

namespace waymark::http {
namespace {

PageVersion generation(std::uint64_t number) {
  return {.generation = number, .today = {}, .reload_problem = {}};
}

std::shared_ptr<const KeptPage> page(const std::string& text) {
  return std::make_shared<const KeptPage>(KeptPage{text, {}, {}});
}

// What is kept, `-` for nothing.
std::string found(PageCache& cache, std::uint64_t number, const std::string& path,
                  std::chrono::seconds slot = {}) {
  const auto kept = cache.find(generation(number), {path, {}}, slot);
  return kept ? kept->plain : "-";
}

TEST(PageCache, KeepsPagesOfOneVersion) {
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), {"/", {}}, page("page"));
  EXPECT_EQ(found(cache, 1, "/"), "page");
  EXPECT_EQ(found(cache, 2, "/"), "-");
  EXPECT_EQ(found(cache, 1, "/"), "-");
}

TEST(PageCache, DoesNotKeepAPageOfAVersionThatIsGone) {
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 2, "/"), "-");
  cache.keep(generation(1), {"/", {}}, page("old"));
  EXPECT_EQ(found(cache, 2, "/"), "-");
}

TEST(PageCache, HasTheNextVersionReadyWhenItComes) {
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), {"/", {}}, page("old"));
  cache.keep(generation(1), {"/other", {}}, page("old too"));
  EXPECT_EQ(cache.expect(generation(2), std::chrono::seconds{600}).size(), 2U);
  cache.keep(generation(2), {"/", {}}, page("new"));
  EXPECT_EQ(found(cache, 1, "/"), "old");  // until then
  EXPECT_EQ(found(cache, 2, "/"), "new");
  EXPECT_EQ(found(cache, 2, "/other"), "-");
  EXPECT_EQ(found(cache, 1, "/"), "-");  // who began before does not bring the old ones back
  EXPECT_EQ(found(cache, 2, "/"), "new");
}

TEST(PageCache, ExpectsOnlyWhatWasAskedForLately) {
  using namespace std::chrono_literals;
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), {"/", {}}, page("1"));
  EXPECT_EQ(cache.expect(generation(2), 600s).size(), 1U);
  EXPECT_TRUE(cache.expect(generation(2), -1s).empty());
  // Making it ahead is not asking for it: the time stays that of whoever came last.
  cache.keep(generation(2), {"/", {}}, page("2"));
  EXPECT_EQ(found(cache, 2, "/other"), "-");
  EXPECT_EQ(cache.expect(generation(3), 600s).size(), 1U);
}

TEST(PageCache, APageWithARunningClockIsKeptForOneStep) {
  using std::chrono::seconds;
  PageCache cache{1000};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), {"/", {}}, std::make_shared<const KeptPage>(KeptPage{"5", {}, seconds{5}}));
  EXPECT_EQ(found(cache, 1, "/", seconds{5}), "5");
  EXPECT_EQ(found(cache, 1, "/", seconds{10}), "-");
}

TEST(PageCache, IsBounded) {
  PageCache cache{10};
  EXPECT_EQ(found(cache, 1, "/"), "-");
  cache.keep(generation(1), {"/a", {}}, page("123456"));
  cache.keep(generation(1), {"/b", {}}, page("123456"));
  EXPECT_EQ(found(cache, 1, "/a"), "-");
  EXPECT_EQ(found(cache, 1, "/b"), "123456");
  cache.keep(generation(1), {"/c", {}}, page("12345678901"));
  EXPECT_EQ(found(cache, 1, "/c"), "-");
}

}  // namespace
}  // namespace waymark::http
