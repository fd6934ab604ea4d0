#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "daemon/http/pages/findings.hpp"
#include "daemon/http/pages/page.hpp"
#include "daemon/present/chart.hpp"
#include "daemon/present/escape.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::text;

namespace {

using Counts = std::array<std::uint32_t, core::status_count>;

std::vector<const core::IndicatorResult*> measured_by(const core::Scoreboard& board) {
  std::vector<const core::IndicatorResult*> wanted;
  wanted.reserve(board.commitments.size());
  for (const auto& result : board.commitments) wanted.push_back(&board.indicators[result.indicator]);
  return wanted;
}

// The themes in the plan's order, then what belongs to none.
std::vector<core::Theme> themes_of(const core::Plan& plan) {
  auto themes = plan.themes;
  themes.push_back({core::ThemeId{}, themes.empty() ? "Commitments" : "Other"});
  return themes;
}

bool belongs(const core::Plan& plan, const core::ThemeId& to, const core::ThemeId& theme) {
  if (!to.text.empty()) return to == theme;
  return std::ranges::find(plan.themes, theme, &core::Theme::id) == plan.themes.end();
}

View theme_view(const core::Scoreboard& board, const core::Theme& theme, const Views& cards) {
  const auto& plan = *board.plan;
  Views commitments;
  Views milestones;
  Counts counts{};
  for (std::size_t i = 0; i < board.commitments.size(); ++i) {
    const auto& result = board.commitments[i];
    if (!belongs(plan, theme.id, plan.commitments[result.commitment].theme)) continue;
    ++counts.at(static_cast<std::size_t>(result.status));
    commitments.push_back(cards[i]);
  }
  for (const auto& result : board.milestones) {
    if (belongs(plan, theme.id, plan.milestones[result.milestone].theme)) {
      milestones.push_back(present::milestone(board, result));
    }
  }
  View view;
  const auto anchor = theme.id.text.empty() ? std::string{"other"} : theme.id.text;
  view.set("anchor", text("theme-" + anchor));
  view.set("title", text(theme.title));
  Views tiles;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    auto tile = present::chip(static_cast<core::Status>(i));
    tile.set("count", text(std::to_string(counts[i])));
    tiles.push_back(std::move(tile));
  }
  view.set("counts", View{tiles});
  view.set("milestone_count",
           milestones.empty() ? View{false} : text(present::plural(milestones.size(), "milestone")));
  view.set("shown", !commitments.empty() || !milestones.empty());
  view.set("commitments", View{commitments});
  view.set("has_milestones", !milestones.empty());
  view.set("milestones", View{milestones});
  return view;
}

Views substitutions(const core::Scoreboard& board, const Links& links, bool found) {
  Views list;
  for (const auto& result : board.substitutions) {
    if (result.found != found) continue;
    const auto& group = board.plan->substitutions[result.group];
    auto view = present::substitution(board, result);
    Views hrefs;
    for (const auto& id : group.indicators) {
      const auto* indicator = board.plan->find(id);
      if (indicator == nullptr) continue;
      View link;
      link.set("href", text(links.indicator(id, group.scope)));
      link.set("title", text(indicator->title));
      hrefs.push_back(std::move(link));
    }
    view.set("links", View{hrefs});
    list.push_back(std::move(view));
  }
  return list;
}

// Collectors of this authority whose last run failed: their figures may be late.
Views failing(const Visit& visit, const core::AuthorityCode& authority) {
  Views list;
  if (visit.day) return list;
  for (const auto& state : visit.site.collectors()) {
    if (state.authority != authority || !state.ran || state.up) continue;
    View view;
    view.set("name", text(state.name.text));
    view.set("problem", text(state.problem));
    list.push_back(std::move(view));
  }
  return list;
}

Response overview_of(const Visit& visit, const core::Scoreboard& board) {
  const Links links{board.plan->authority, visit.day};
  auto view = frame(visit, &board, "Overview", Section::overview);

  const auto wanted = measured_by(board);
  const auto history = figures(visit.site, board, wanted, visit.day);
  Views cards;
  for (std::size_t i = 0; i < board.commitments.size(); ++i) {
    const auto& result = board.commitments[i];
    const auto& promise = board.plan->commitments[result.commitment];
    const auto& indicator = board.plan->indicators[wanted[i]->indicator];
    auto card = present::commitment(board, result);
    card.set("href", text(links.commitment(promise.id)));
    const auto chart = present::chart_of(promise, indicator, history[i], board.as_of);
    card.set("chart",
             present::maybe(present::svg(chart, present::small_drawing, "chart-" + promise.id.text)));
    cards.push_back(std::move(card));
  }

  Views themes;
  for (const auto& theme : themes_of(*board.plan)) {
    auto shown = theme_view(board, theme, cards);
    if (shown.get("shown")->is_true()) themes.push_back(std::move(shown));
  }
  view.set("summary", present::summary(board.counts));
  view.set("many_themes", themes.size() > 1);
  view.set("themes", View{themes});

  const auto closer = findings(board, links);
  view.set("has_findings", !closer.empty());
  view.set("findings", View{closer});
  const auto found = substitutions(board, links, true);
  const auto clear = substitutions(board, links, false);
  view.set("has_substitutions", !found.empty());
  view.set("substitutions", View{found});
  view.set("has_clear", !clear.empty());
  view.set("clear", View{clear});

  const auto down = failing(visit, board.plan->authority);
  view.set("has_failing", !down.empty());
  view.set("failing", View{down});
  view.set("barrier_count", text(present::plural(board.plan->barriers.size(), "barrier")));
  view.set("barriers_href", text(links.barriers()));
  view.set("coverage_href", text(links.coverage()));
  view.set("indicators_href", text(links.indicators()));
  view.set("json_href", text(links.api("scoreboard")));
  return html(visit.templates, "overview", view);
}

}  // namespace

Page overview_page(const Visit& visit, const core::AuthorityCode& authority) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  return overview_of(visit, **found);
}

Page home_page(const Visit& visit) {
  const auto current = snapshot(visit.site);
  if (!current) return std::unexpected(current.error());
  const auto& boards = (*current)->authorities;
  if (boards.size() == 1) return overview_page(visit, boards.front()->plan->authority);

  auto view = frame(visit, nullptr, "Where plans stand", Section::start);
  Views list;
  for (const auto& now : boards) {
    const auto& authority = now->plan->authority;
    const auto shown = board(visit.site, authority, visit.day);
    View item;
    item.set("name", text(now->plan->authority_name));
    item.set("fictional", now->plan->invented);
    item.set("href", text(Links{authority, visit.day}.overview()));
    item.set("summary", shown ? present::summary((*shown)->counts) : View{false});
    item.set("unknown", shown ? View{false} : text(shown.error().detail));
    list.push_back(std::move(item));
  }
  view.set("authorities", View{list});
  return html(visit.templates, "home", view);
}

}  // namespace waymark::http
