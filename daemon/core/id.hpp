#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

namespace waymark::core {

// A name that cannot be taken for another kind of name. `text` is what the configuration says.
template <class Tag>
struct Id {
  std::string text;

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;
};

using AuthorityCode = Id<struct AuthorityTag>;  // nine-character GSS code, E07000125
using PlanId = Id<struct PlanTag>;              // productivity, council_plan, ...
using ThemeId = Id<struct ThemeTag>;
using IndicatorId = Id<struct IndicatorTag>;
using CommitmentId = Id<struct CommitmentTag>;
using MilestoneId = Id<struct MilestoneTag>;
using BarrierId = Id<struct BarrierTag>;
using CollectorName = Id<struct CollectorTag>;

// Where in the organisation a value belongs: a '/'-separated path below the authority, `operations/waste`.
// The empty path is the whole council.
struct Scope {
  std::string path;

  [[nodiscard]] bool whole() const { return path.empty(); }
  // The scope one level up; the whole council's parent is itself.
  [[nodiscard]] Scope parent() const {
    const auto slash = path.rfind('/');
    return Scope{slash == std::string::npos ? std::string{} : path.substr(0, slash)};
  }
  // True when `other` lies strictly below this scope.
  [[nodiscard]] bool contains(const Scope& other) const {
    if (path.empty()) return !other.path.empty();
    return other.path.size() > path.size() && other.path.starts_with(path) && other.path[path.size()] == '/';
  }

  friend auto operator<=>(const Scope&, const Scope&) = default;
  friend bool operator==(const Scope&, const Scope&) = default;
};

// What one series of figures is about. All observations of one key form one history.
struct SeriesKey {
  AuthorityCode authority;
  IndicatorId indicator;
  Scope scope;
  std::string breakdown = {};  // which part of that, `ward=Abbey`; empty: the whole

  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
  friend bool operator==(const SeriesKey&, const SeriesKey&) = default;
};

}  // namespace waymark::core

template <class Tag>
struct std::hash<waymark::core::Id<Tag>> {
  std::size_t operator()(const waymark::core::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text);
  }
};

template <>
struct std::hash<waymark::core::SeriesKey> {
  std::size_t operator()(const waymark::core::SeriesKey& key) const noexcept {
    const std::hash<std::string> of;
    return ((of(key.indicator.text) * 31 + of(key.scope.path)) * 31 + of(key.authority.text)) * 31 +
           of(key.breakdown);
  }
};
