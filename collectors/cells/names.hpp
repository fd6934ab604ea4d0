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
  bool scope = false;  // the scope's cell is the unknown one, not the indicator's
  std::string reason;
};

// What the cells of an indicator and a scope column mean: fixed by the mapping, mapped there, or an id or
// path of the plan.
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
  const Target* learn(std::uint64_t hash, std::string_view indicator, std::string_view scope, Sink& sink);
  void place(std::uint32_t hash, std::uint32_t pair);

  const Mapping& mapping_;
  std::map<std::string, const core::Indicator*, std::less<>> indicators_;
  std::map<std::string, core::Scope, std::less<>> scopes_;
  std::vector<Pair> pairs_;  // in the order of their first rows, which later rows mostly keep to
  std::size_t last_ = 0;     // the pair of the row before
  std::vector<Slot> slots_;  // open addressing; at most half full
  std::deque<std::string> texts_;
  Stranger stranger_;
};

}  // namespace waymark::cells
