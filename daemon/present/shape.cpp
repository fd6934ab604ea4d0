#include "daemon/present/shape.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "daemon/present/marks.hpp"

namespace waymark::present {

namespace {

std::string drawing(std::string_view inside) {
  return fmt::format(
      R"(<svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>)",
      inside);
}

std::string solid(std::string_view path, std::string_view fill) {
  return drawing(fmt::format(R"(<path d="{}" fill="{}"/>)", path, fill));
}

std::string outline(std::string_view path, std::string_view stroke, std::string_view extra = {}) {
  return drawing(fmt::format(
      R"(<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"{}/>)",
      path, stroke, extra));
}

std::string badge(std::string_view fill, std::string_view mark) {
  return drawing(fmt::format(
      R"(<circle cx="8" cy="8" r="8" fill="{}"/><path d="{}" fill="none" stroke="#FFFFFF" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>)",
      fill, mark));
}

std::string tile(std::string_view fill, std::string_view mark) {
  return drawing(fmt::format(
      R"(<path d="M.5.5h15v15H.5z" fill="{}"/><path d="{}" fill="none" stroke="#FFFFFF" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>)",
      fill, mark));
}

constexpr std::string_view rising = "M4.5 11.5l6.5-7M6.5 4.3h4.7v4.7";
constexpr std::string_view falling = "M4.5 4.5l6.5 7M11.2 6.8v4.9H6.5";
constexpr std::string_view wave = "M1 9l3-4 3 6 3-6 3 5 2-3";
constexpr std::string_view round = "M8 1a7 7 0 1 0 .01 0z";
constexpr std::string_view ring = "M8 2a6 6 0 1 0 .01 0z";
constexpr std::string_view triangle = "M8 1.2 15.6 14.6H.4z";
constexpr std::string_view square = "M1.5 1.5h13v13h-13z";
constexpr std::string_view tick = "M4.3 8.4 7 11l4.8-5.6";
constexpr std::string_view cross = "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6";
constexpr std::string_view clock = "M8 2a6 6 0 1 0 .01 0zM8 5v3.3l2.2 1.6";
constexpr std::string_view lozenge = "M8 1.2 14.8 8 8 14.8 1.2 8z";

}  // namespace

std::string shape(core::Status status) {
  switch (status) {
    case core::Status::on_track: return solid(round, teal);
    case core::Status::at_risk: return solid(triangle, orange);
    case core::Status::off_track: return solid(square, plum);
    case core::Status::achieved: return badge(teal, tick);
    case core::Status::missed: return badge(plum, cross);
    case core::Status::no_data: return outline(ring, grey, R"( stroke-dasharray="2.6 3.6")");
    case core::Status::overdue: return outline(clock, plum);
    case core::Status::not_due: return outline(ring, navy);
    case core::Status::monitor_only: return outline(lozenge, navy);
  }
  std::abort();
}

std::string_view colour(core::Status status) {
  switch (status) {
    case core::Status::on_track:
    case core::Status::achieved: return teal;
    case core::Status::at_risk: return orange;
    case core::Status::off_track:
    case core::Status::missed:
    case core::Status::overdue: return plum;
    case core::Status::no_data: return grey;
    case core::Status::not_due:
    case core::Status::monitor_only: return navy;
  }
  std::abort();
}

std::string shape(core::Direction direction) {
  constexpr std::string_view up = "M8 14V3M3.5 7.5 8 3l4.5 4.5";
  constexpr std::string_view down = "M8 2v11M3.5 8.5 8 13l4.5-4.5";
  switch (direction) {
    case core::Direction::unknown: return {};
    case core::Direction::improving: return outline("M1.5 8.5 6 13l8.5-10", navy);
    case core::Direction::worsening: return outline("M8 1.5v8M8 14.2v.1", plum);
    case core::Direction::unchanged: return outline("M2 5.5h12M2 10.5h12", grey);
    case core::Direction::up: return outline(up, navy);
    case core::Direction::down: return outline(down, navy);
  }
  std::abort();
}

std::string shape(core::MilestoneState state) {
  switch (state) {
    case core::MilestoneState::done: return badge(teal, tick);
    case core::MilestoneState::done_late: return badge(navy, tick);
    case core::MilestoneState::due: return outline(ring, navy);
    case core::MilestoneState::overdue: return outline(clock, plum);
  }
  std::abort();
}

std::string shape(core::TopicState state) {
  switch (state) {
    case core::TopicState::current: return solid(round, teal);
    case core::TopicState::late: return outline(clock, plum);
    case core::TopicState::no_data: return outline(ring, grey, R"( stroke-dasharray="2.6 3.6")");
    case core::TopicState::narrative_only: return outline("M2 4h12M2 8h12M2 12h7", navy);
    case core::TopicState::not_applicable: return outline("M3 8h10", grey);
    case core::TopicState::unanswered: return solid(triangle, orange);
  }
  std::abort();
}

std::string shape(core::Variation variation) {
  switch (variation) {
    case core::Variation::common_cause: return outline(wave, grey);
    case core::Variation::improvement_high: return badge(teal, rising);
    case core::Variation::improvement_low: return badge(teal, falling);
    case core::Variation::concern_high: return tile(plum, rising);
    case core::Variation::concern_low: return tile(plum, falling);
    case core::Variation::neutral_high: return outline("M2.5 13.5l11-11M6.5 2.5h7v7", navy);
    case core::Variation::neutral_low: return outline("M2.5 2.5l11 11M13.5 6.5v7h-7", navy);
  }
  std::abort();
}

std::string shape(core::Assurance assurance) {
  switch (assurance) {
    case core::Assurance::consistently_passes: return outline("M1.5 14h13M3.5 6.5 6.8 10l5.7-7.5", navy);
    case core::Assurance::consistently_fails: return outline("M1.5 14h13M4.5 2.5l7 7M11.5 2.5l-7 7", plum);
    case core::Assurance::inconsistent: return outline("M1.5 8h13M2 12l4-8 4 8 4-8", grey);
  }
  std::abort();
}

std::string shape(core::Outlook outlook) {
  switch (outlook) {
    case core::Outlook::likely: return outline("M2 13.5h12M3.5 6.5 6.8 10l5.7-7.5", navy);
    case core::Outlook::uncertain:
      return outline("M5 5.5a3 3 0 1 1 4.2 2.7C8.3 8.7 8 9.3 8 10.3M8 13.8v.1", grey);
    case core::Outlook::unlikely: return outline("M4 3.5l8 8M12 3.5l-8 8", plum);
  }
  std::abort();
}

std::string shape(core::FindingKind kind) {
  switch (kind) {
    case core::FindingKind::parts_off_track:
      return drawing(
          fmt::format(R"(<path d="{}" fill="{}"/><path d="M5.5 5.5h5v5h-5z" fill="#FFFFFF"/>)", round, teal));
    case core::FindingKind::denominator_moved: return outline("M3 8h10M5 3.5h6M5 12.5h6M8 11v3", navy);
    case core::FindingKind::substitution: return outline("M2 5h10l-3-3M14 11H4l3 3", plum);
    case core::FindingKind::partial_total: return outline("M8 2a6 6 0 1 0 6 6H8z", navy);
    case core::FindingKind::implausible: return outline("M3 3h10M3 13h10M8 5v4M8 11v.5", plum);
    case core::FindingKind::jump: return outline("M2 12h4l2-9 2 9h4", plum);
    case core::FindingKind::calendar_ends: return outline("M3 4h10v9H3zM3 7h10M5.5 2v3M10.5 2v3", navy);
    case core::FindingKind::repeated: return outline("M3 3h7v7H3zM6 6h7v7H6z", navy);
  }
  std::abort();
}

}  // namespace waymark::present
