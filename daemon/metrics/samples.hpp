#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/decimal.hpp"
#include "daemon/core/indicator.hpp"
#include "daemon/metrics/exposition.hpp"

// What the families of the KPI schema write their samples with. For this folder and daemon/history.
namespace waymark::metrics {

using Value = std::optional<double>;

// Percentages are given as ratios, so that Grafana's "percent (0.0-1.0)" and arithmetic between families
// work.
inline int shift(core::Unit unit) {
  return unit == core::Unit::percent ? 2 : 0;
}

inline std::string_view value_unit(core::Unit unit) {
  using core::Unit;
  switch (unit) {
    case Unit::percent:
    case Unit::ratio: return R"(,unit="ratio")";
    case Unit::gbp: return R"(,unit="gbp")";
    case Unit::fte: return R"(,unit="fte")";
    case Unit::headcount: return R"(,unit="headcount")";
    case Unit::count: return R"(,unit="count")";
    case Unit::days: return R"(,unit="days")";
    case Unit::hours: return R"(,unit="hours")";
    case Unit::minutes: return R"(,unit="minutes")";
    case Unit::index: return R"(,unit="index")";
    case Unit::per_1000: return R"(,unit="per_1000")";
  }
  return "";
}

inline Value amount(const std::optional<core::Decimal>& value, core::Unit unit) {
  if (!value) return std::nullopt;
  return shifted(*value, shift(unit));
}

// One line. Only finite values: figures are right or absent.
inline void put(std::string& out, std::string_view name, std::string_view labels, std::string_view more,
                Value value) {
  if (!value || !std::isfinite(*value) || labels.empty()) return;
  out.append(name).append(labels).append(more).append("} ");
  append_number(out, *value);
  out += '\n';
}

// The rest of a state set's lines after the common labels, for the state that holds and for one that does
// not.
template <class State, std::size_t n>
class StateSet {
 public:
  StateSet(const std::string& name, const std::array<State, n>& states) : states_(states) {
    for (std::size_t i = 0; i < n; ++i) {
      std::string label;
      append_label(label, name, word(states[i]));
      holds_[i] = label + "} 1\n";
      holds_not_[i] = label + "} 0\n";
    }
  }
  void write(std::string& out, std::string_view name, std::string_view labels, State state) const {
    if (labels.empty()) return;
    for (std::size_t i = 0; i < n; ++i) {
      out.append(name).append(labels).append(states_[i] == state ? holds_[i] : holds_not_[i]);
    }
  }

 private:
  std::array<State, n> states_;
  std::array<std::string, n> holds_, holds_not_;
};

}  // namespace waymark::metrics
