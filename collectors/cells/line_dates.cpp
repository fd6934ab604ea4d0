#include "collectors/cells/line_dates.hpp"

namespace waymark::cells {

LineDates::LineDates(const Mapping& mapping) : names_(mapping.periods), days_(mapping) {
  if (!mapping.period.empty()) fixed_ = parse_span(mapping.period);
}

void LineDates::fix(std::string_view text) {
  fixed_ = parse_span(meant(text));
}

std::string_view LineDates::meant(std::string_view cell) const {
  const auto named = names_.find(cell);
  return named == names_.end() ? cell : std::string_view{named->second};
}

const Span* LineDates::find(std::string_view cell) {
  if (fixed_) return &*fixed_;
  if (const auto day = days_.code(cell, core::PeriodKind::day); day != 0) {
    day_.first = day_.last = core::Period::from_code(day).first_day();
    return &day_;
  }
  return cell.empty() ? nullptr : find_longer(cell);
}

const Span* LineDates::find_longer(std::string_view cell) {
  constexpr std::size_t kept = 4096;
  if (const auto known = longer_.find(cell); known != longer_.end()) return &known->second;
  const auto span = parse_span(meant(cell));
  if (!span) return nullptr;
  if (longer_.size() >= kept) longer_.clear();
  return &longer_.emplace(cell, *span).first->second;
}

}  // namespace waymark::cells
