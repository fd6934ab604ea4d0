#pragma once

#include <filesystem>
#include <string>

#include <sqlite3.h>

#include "collectors/database/database.hpp"
#include "tests/csv/council.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::database::tests {

// An SQLite file and the collectors that ask it.
class Source {
 public:
  Source() { execute("PRAGMA user_version = 1"); }

  void execute(const std::string& sql) const {
    sqlite3* handle = nullptr;
    sqlite3_open(file().c_str(), &handle);
    char* error = nullptr;
    sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &error);
    EXPECT_EQ(error, nullptr) << error;
    sqlite3_free(error);
    sqlite3_close(handle);
  }

  // A collector from the settings, or the diagnostics.
  struct Made {
    std::unique_ptr<config::Diagnostics> diagnostics = std::make_unique<config::Diagnostics>();
    std::optional<config::Document> document;
    std::unique_ptr<collectors::Collector> collector;
  };
  [[nodiscard]] Made collector(const std::string& settings) const {
    Made made;
    made.document =
        config::Document::parse("[[collector]]\nname = \"figures\"\ntype = \"database\"\n" + settings,
                                "waymark.toml", folder_.path(), *made.diagnostics);
    if (!made.document) return made;
    config::Source source;
    source.name = "finance";
    source.driver = config::Driver::sqlite;
    source.file = file();
    auto tables = made.document->root().tables("collector");
    const auto plan = csv::tests::plan();
    config::CollectorEntry entry{.name = {"figures"},
                                 .type = "database",
                                 .authority = plan->authority,
                                 .plan = plan,
                                 .sources = std::make_shared<const std::vector<config::Source>>(1, source),
                                 .schedule = {},
                                 .made_from = settings,
                                 .settings = tables.front()};
    for (const auto* known : {"name", "type"}) (void)entry.settings.text(known);
    made.collector = make_collector(entry, *made.diagnostics);
    return made;
  }

  // What a run of it comes to: what it says, and the figures and rejected rows it records.
  [[nodiscard]] std::string run(const std::string& settings) const {
    csv::tests::FakeRecorder recorder;
    return run(settings, recorder);
  }
  [[nodiscard]] std::string run(const std::string& settings, csv::tests::FakeRecorder& recorder) const {
    const auto made = collector(settings);
    if (!made.collector) return made.diagnostics->text();
    const auto report = made.collector->collect(recorder, {}, {});
    return csv::tests::describe(report, recorder);
  }

  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "finance.db"; }

 private:
  waymark::tests::TemporaryDirectory folder_;
};

}  // namespace waymark::database::tests
