#include "collectors/database/query.hpp"

#include <string>

#include <gtest/gtest.h>

namespace waymark::database {
namespace {

std::string placed(const std::string& sql) {
  const auto query = Query::read(sql);
  return query ? query->with("$1") : query.error();
}

TEST(Query, PutsTheDriversPlaceholderWhereSinceStands) {
  const std::pair<const char*, const char*> cases[] = {
      {"SELECT 1 WHERE a >= :since", "SELECT 1 WHERE a >= $1"},
      {"SELECT 1 WHERE a >= :since::date", "SELECT 1 WHERE a >= $1::date"},
      {"SELECT :since, :since", "SELECT $1, $1"},
      {"SELECT ':since', \":since\", `:since`", "SELECT ':since', \":since\", `:since`"},
      {"SELECT 'it''s :since' -- :since\n /* :since */", "SELECT 'it''s :since' -- :since\n /* :since */"},
      {"SELECT $tag$ :since $tag$, $$ ' $$ WHERE :since", "SELECT $tag$ :since $tag$, $$ ' $$ WHERE $1"},
      {"SELECT a::since, :since2, x:since", "SELECT a::since, :since2, x:since"},
      {"-- what changed\n(SELECT 1);  ", "-- what changed\n(SELECT 1)"},
      {"WITH a AS (SELECT 1) SELECT 'never closed", "WITH a AS (SELECT 1) SELECT 'never closed"},
  };
  for (const auto& [sql, expected] : cases) EXPECT_EQ(placed(sql), expected) << sql;
}

TEST(Query, IsOneStatementThatReads) {
  EXPECT_EQ(placed(" -- nothing\n"), "the query is empty");
  EXPECT_EQ(placed("DELETE FROM t"),
            "a query begins with SELECT or WITH, not \"delete\": collectors only read");
  EXPECT_EQ(placed("/* SELECT */ Drop TABLE t"),
            "a query begins with SELECT or WITH, not \"drop\": collectors only read");
  EXPECT_EQ(placed("SELECT 1; DELETE FROM t"), "a query is one statement; something follows its semicolon");
  EXPECT_EQ(placed("SELECT ';'"), "SELECT ';'");
}

}  // namespace
}  // namespace waymark::database
