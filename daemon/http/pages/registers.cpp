#include <algorithm>

#include <fmt/format.h>

#include "daemon/http/pages/page.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::maybe;
using present::text;

namespace {

View barrier_view(const core::Plan& plan, const core::Barrier& barrier) {
  View view;
  view.set("id", text(barrier.id.text));
  view.set("title", text(barrier.title));
  view.set("description", maybe(barrier.description));
  view.set("class", text(core::word(barrier.state)));
  view.set("state", text(present::words(barrier.state)));
  view.set("ask", maybe(barrier.ask));
  view.set("ask_of", maybe(present::capitalised(barrier.ask_of)));
  const auto theme = std::ranges::find(plan.themes, barrier.theme, &core::Theme::id);
  view.set("theme", theme != plan.themes.end() ? text(theme->title) : View{false});
  std::vector<std::string> services;
  services.reserve(barrier.services.size());
  for (const auto& scope : barrier.services) services.push_back(present::scope_title(plan, scope));
  view.set("services", maybe(present::join(services)));
  view.set("topics", maybe(present::join(barrier.topics)));
  return view;
}

// `3 barriers: 1 open, 2 raised.`
std::string counted(const std::vector<core::Barrier>& barriers) {
  std::vector<std::string> said;
  for (const auto state : {core::BarrierState::open, core::BarrierState::raised, core::BarrierState::agreed,
                           core::BarrierState::resolved, core::BarrierState::closed}) {
    const auto count = std::ranges::count(barriers, state, &core::Barrier::state);
    if (count > 0) said.push_back(fmt::format("{} {}", count, core::word(state)));
  }
  if (said.empty()) return "The plan names no barriers.";
  return fmt::format("{}: {}.", present::plural(barriers.size(), "barrier"), present::join(said));
}

constexpr std::array states = {core::TopicState::current,        core::TopicState::late,
                               core::TopicState::no_data,        core::TopicState::narrative_only,
                               core::TopicState::not_applicable, core::TopicState::unanswered};

}  // namespace

Page barriers_page(const Visit& visit, const core::AuthorityCode& authority) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  const auto& plan = *(*found)->plan;
  auto view = frame(visit, found->get(), "Barriers", Section::barriers);
  Views list;
  for (const auto& barrier : plan.barriers) list.push_back(barrier_view(plan, barrier));
  view.set("counted", text(counted(plan.barriers)));
  view.set("barriers", View{list});
  return html(visit.templates, "barriers", view);
}

Page coverage_page(const Visit& visit, const core::AuthorityCode& authority) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  const auto& topics = (*found)->coverage;
  auto view = frame(visit, found->get(), "Topics of the letter", Section::coverage);
  Views list;
  for (const auto& result : topics) {
    auto item = present::chip(result.state);
    item.set("id", text(result.topic.id));
    item.set("title", text(present::capitalised(result.topic.title)));
    item.set("answers", maybe(present::join(result.answered_by)));
    item.set("text", maybe(result.text));
    list.push_back(std::move(item));
  }
  Views counts;
  for (const auto state : states) {
    const auto count = std::ranges::count(topics, state, &core::TopicResult::state);
    if (count == 0) continue;
    auto item = present::chip(state);
    item.set("count", text(std::to_string(count)));
    counts.push_back(std::move(item));
  }
  view.set("counts", View{counts});
  view.set("topics", View{list});
  view.set("json_href", text(Links{authority, visit.day}.api("coverage")));
  return html(visit.templates, "coverage", view);
}

}  // namespace waymark::http
