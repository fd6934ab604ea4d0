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

}  // namespace waymark::present
