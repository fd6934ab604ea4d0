#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cells/mapping.hpp"
#include "collectors/cells/sink.hpp"

namespace waymark::cells {

// A series as rows need it.
struct Target {
  const Scale* scale = nullptr;  // what the mapping has for the indicator
  std::uint32_t series = 0;
  core::PeriodKind frequency = core::PeriodKind::month;
  core::Unit unit = core::Unit::count;
  std::uint32_t last_period = 0;  // that has begun; of what is known ahead, any

  // Whether the figure is none of a period that has begun, and no forecast.
  [[nodiscard]] bool too_early(const core::BatchRow& figure) const {
    return figure.period > last_period && figure.flag != core::Flag::forecast;
  }
};

// The code of the last period of that kind that has begun by a day; of what is known ahead, of any.
[[nodiscard]] std::uint32_t last_period(const core::Indicator& indicator, std::chrono::sys_days today);
// Why a figure of such a period is refused.
[[nodiscard]] std::string has_not_begun(std::uint32_t period, std::string_view mend,
                                        std::chrono::sys_days today);
inline constexpr std::string_view flag_it = "correct it, or flag a forecast with [f]";

// Why a row belongs to no series.
struct Stranger {
  enum class Kind : std::uint8_t {
    indicator,   // its cell is unknown
    ignored,     // the same, and the mapping says to ignore that
    scope,       // its cell is unknown
    unreported,  // both are known, but the indicator is not reported there: a row without a figure says
                 // nothing
  };
  Kind kind = Kind::indicator;
  std::string reason;
};

// The reason that limits of bad rows go by.
[[nodiscard]] BadRow why(Stranger::Kind kind);

// Names that mean something, and what.
template <class Meaning>
class Dictionary {
 public:
  void add(const std::string& name, const Meaning& meaning) { exact_.insert_or_assign(name, meaning); }
  void forget(const std::string& name) { exact_.erase(name); }
  // After the last add(): names that differ only in case and white space are found when they are one thing's.
  void finish();
  // nullptr when unknown.
  [[nodiscard]] const Meaning* find(std::string_view name) const;
  // How several differ from the name in case and white space alone: `"Waste" or "WASTE"`. Mostly empty.
  [[nodiscard]] std::vector<std::string> like(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::map<std::string, Meaning, std::less<>> exact_;
  std::map<std::string, const Meaning*, std::less<>> alike_;  // by key; nullptr: of several things
};

// What the cells of an indicator and a scope column mean: fixed by the mapping, mapped there, or an id or
// path of the plan; compared without regard to case and white space where that is certain.
class Names {
 public:
  explicit Names(const Mapping& mapping);

  // nullptr when unknown; stranger() then says why. The cells are trimmed, and empty where there is no
  // column.
  [[nodiscard]] const Target* find(std::string_view indicator, std::string_view scope, Sink& sink);
  [[nodiscard]] const Stranger& stranger() const { return stranger_; }

  // One of them alone; nullptr when unknown.
  [[nodiscard]] const core::Indicator* indicator(std::string_view cell);
  [[nodiscard]] const core::Scope* scope(std::string_view cell);

 private:
  struct Pair {
    std::string_view indicator, scope;  // cells, into texts_
    Target target;
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t pair = 0;  // index into pairs_ + 1; 0 is free
  };
  [[nodiscard]] std::string empty_scope() const;
  const Target* learn(std::uint64_t hash, std::string_view indicator, std::string_view scope, Sink& sink);
  void place(std::uint32_t hash, std::uint32_t pair);

  const Mapping& mapping_;
  Dictionary<const core::Indicator*> indicators_;
  Dictionary<core::Scope> scopes_;
  std::vector<Pair> pairs_;  // in the order of their first rows, which later rows mostly keep to
  std::size_t last_ = 0;     // the pair of the row before
  std::vector<Slot> slots_;  // open addressing; at most half full
  std::deque<std::string> texts_;
  Stranger stranger_;
};

}  // namespace waymark::cells
