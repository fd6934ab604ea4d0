#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace waymark::ledger::test {

// What any program can do to a ledger's file.
class Sql {
 public:
  explicit Sql(const std::filesystem::path& file) { sqlite3_open(file.c_str(), &handle_); }
  ~Sql() { sqlite3_close(handle_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  // The rows, with `|` between columns; the message instead when it fails.
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> lines;
    if (auto problem = run(sql, &lines); !problem.empty()) return {problem};
    return lines;
  }
  void execute(const std::string& sql) { EXPECT_EQ(run(sql, nullptr), "") << sql; }
  [[nodiscard]] bool refuses(const std::string& sql) { return !run(sql, nullptr).empty(); }
  void drop_triggers() {
    for (const auto& trigger : rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
      execute("DROP TRIGGER " + trigger);
  }

 private:
  std::string run(const std::string& sql, std::vector<std::string>* lines) {
    char* message = nullptr;
    const auto row = [](void* into, int columns, char** values, char**) {
      std::string line;
      for (int i = 0; i < columns; ++i) line += (i > 0 ? "|" : "") + std::string(values[i] ? values[i] : "-");
      if (into != nullptr) static_cast<std::vector<std::string>*>(into)->push_back(line);
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), row, lines, &message) == SQLITE_OK) return {};
    std::string problem = message != nullptr ? message : "failed";
    sqlite3_free(message);
    return problem;
  }

  sqlite3* handle_ = nullptr;
};

}  // namespace waymark::ledger::test
