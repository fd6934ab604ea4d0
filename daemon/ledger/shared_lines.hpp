#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "daemon/core/decimal.hpp"
#include "daemon/core/recording.hpp"
#include "daemon/ledger/line_store.hpp"

namespace waymark::ledger {

// Lines of one file that other files have too.
class SharedLines {
 public:
  // What the file and others have for one figure. A line that goes into several figures is one line.
  void compare(const FileLines& mine, const FileLines& other);
  [[nodiscard]] bool none() const { return files_.empty(); }
  // `27 of its lines stand in april.csv too, which come to 33451.20: they count twice; ...`, of each file;
  // empty when there are none. `path` gives the name of a file by its number.
  template <class Path>
  [[nodiscard]] std::string sentence(core::Duplicates policy, const Path& path) const {
    std::string text;
    for (const auto& [file, lines] : files_) add(text, lines, path(file));
    return text.empty() ? text : text.append(core::advice(policy));
  }

 private:
  struct Shared {
    std::uint64_t times = 0;
    std::optional<core::Decimal> adds{};  // none: lines are only counted
  };
  using Lines = std::unordered_map<std::uint64_t, Shared>;
  static void add(std::string& text, const Lines& lines, const std::string& path);

  std::map<std::int64_t, Lines> files_;
};

// What a file adds to a figure when lines count once.
struct Share {
  core::Decimal sum;
  std::uint64_t lines = 0;
};
// Of each file of one figure, in their order, what it adds; none: its lines count whatever others have. The
// first that has a line counts it as often as it has it, later ones as often as they have it beyond that.
// Empty: a sum has more digits than can be kept.
[[nodiscard]] std::optional<std::vector<std::optional<Share>>> shares(std::span<const FileLines> files);

}  // namespace waymark::ledger
