#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "collectors/csv/file_state.hpp"
#include "tests/csv/council.hpp"

namespace waymark::csv::tests {

namespace fs = std::filesystem;

inline constexpr auto fte_settings = R"(
layout = "long"
indicator = "fte"
[collector.columns]
period = "Month"
value = "FTE"
)";
inline constexpr auto april = "Month,FTE\nApr 2023,4\n";

class Life : public testing::Test {
 protected:
  const fs::path& folder() const { return folder_.path(); }
  fs::path inbox(const std::string& name) const { return folder() / "inbox" / name; }

  void SetUp() override { fs::create_directory(folder() / "inbox"); }

  void configure_with(const std::string& toml) {
    configured_ = configure(toml, folder());
    ASSERT_TRUE(configured_.settings) << configured_.diagnostics->text();
    collector_ = make_collector(*configured_.settings, {[this] { return now_; }, [this] { return wall_; }});
  }
  // `keys` come before the columns.
  void start(const std::string& keys = "path = \"inbox\"\n") { configure_with(keys + fte_settings); }

  std::string collect(bool settle = false) {
    FakeRecorder none;
    return describe(collector_->collect(recorder_, {.settle = settle}, stop_.get_token()), none);
  }

  // `2 quarantined; book.xlsx is not read: ...`
  static std::string described(const std::optional<collectors::Backlog>& backlog) {
    if (!backlog) return "no inbox";
    auto text = std::to_string(backlog->quarantined) + " quarantined";
    for (const auto& file : backlog->unread) text += "; " + file.name + " " + file.why;
    return text;
  }
  std::string backlog() { return described(collector_->backlog()); }

  // Everything below the folder but the collector's own notes, sorted.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "inbox")) {
      const bool own = entry.path().filename().string().starts_with(".waymark");
      if (!entry.is_directory() && !own)
        names.push_back(fs::relative(entry.path(), folder() / "inbox").string());
    }
    std::ranges::sort(names);
    return names;
  }
  // Times of files move in steps; afterwards a change shows in them.
  void wait_for_the_clock_of_files() const {
    const auto probe = folder() / "probe";
    const auto changed = [&] {
      write(probe, "x");
      struct stat found{};
      EXPECT_EQ(::stat(probe.c_str(), &found), 0);
      return FileState::of(found).changed_ns;
    };
    const auto before = changed();
    while (changed() == before) std::this_thread::yield();
  }
  using Files = std::vector<std::string>;

  waymark::tests::TemporaryDirectory folder_;
  Configured configured_;
  std::unique_ptr<collectors::Collector> collector_;
  FakeRecorder recorder_;
  std::stop_source stop_;
  std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point wall_ = std::chrono::system_clock::now();
};

}  // namespace waymark::csv::tests
