#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/pages/findings.hpp"
#include "daemon/http/pages/page.hpp"
#include "daemon/http/pages/period_table.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::maybe;
using present::text;

namespace {

struct DescribeFormula {
  const core::Plan& plan;

  [[nodiscard]] std::string title(const core::IndicatorId& id) const {
    const auto* indicator = plan.find(id);
    return fmt::format("“{}”", indicator != nullptr ? indicator->title : id.text);
  }
  std::string operator()(const std::monostate& /*unused*/) const { return {}; }
  std::string operator()(const core::FromRatio& ratio) const {
    return fmt::format("Computed: {} divided by {}.", title(ratio.numerator), title(ratio.denominator));
  }
  std::string operator()(const core::FromSum& sum) const {
    std::vector<std::string> terms;
    terms.reserve(sum.terms.size());
    for (const auto& term : sum.terms) terms.push_back(title(term));
    return fmt::format("Computed: the sum of {}.", present::join(terms));
  }
  std::string operator()(const core::FromCoarser& coarser) const {
    return fmt::format("Computed from {}.", title(coarser.finer));
  }
};

View row(const core::Scoreboard& board, const core::IndicatorResult& result, const Links& links) {
  const auto& indicator = board.plan->indicators[result.indicator];
  View view;
  view.set("title", text(indicator.title));
  view.set("href", text(links.indicator(indicator.id, result.scope)));
  view.set("scope",
           result.scope.whole() ? View{false} : text(present::scope_title(*board.plan, result.scope)));
  view.set("latest",
           result.latest ? present::figure(*result.latest, indicator.unit, board.as_of) : View{false});
  view.set("directions", View{present::directions(result, indicator)});
  view.set("overdue", result.overdue);
  view.set("problem", maybe(result.problem));
  return view;
}

Views commitments_of(const core::Scoreboard& board, const core::IndicatorResult& measured,
                     const Links& links) {
  Views list;
  for (const auto& result : board.commitments) {
    if (&board.indicators[result.indicator] != &measured) continue;
    const auto& promise = board.plan->commitments[result.commitment];
    auto view = present::chip(result.status);
    view.set("title", text(promise.title));
    view.set("href", text(links.commitment(promise.id)));
    list.push_back(std::move(view));
  }
  return list;
}

Views operands(const core::Scoreboard& board, const Measured& known, const Links& links) {
  Views list;
  if (known.stored) return list;
  for (const auto& key : known.sources) {
    const auto* indicator = board.plan->find(key.indicator);
    if (indicator == nullptr || board.find(key.indicator, key.scope) == nullptr) continue;
    View view;
    view.set("title", text(indicator->title));
    view.set("scope", key.scope.whole() ? View{false} : text(present::scope_title(*board.plan, key.scope)));
    view.set("href", text(links.indicator(key.indicator, key.scope)));
    list.push_back(std::move(view));
  }
  return list;
}

}  // namespace

Page indicators_page(const Visit& visit, const core::AuthorityCode& authority) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  const auto& shown = **found;
  const Links links{authority, visit.day};
  auto view = frame(visit, &shown, "Indicators", Section::indicators);
  Views rows;
  for (const auto& result : shown.indicators) rows.push_back(row(shown, result, links));
  view.set("count", text(present::plural(shown.plan->indicators.size(), "indicator")));
  view.set("has_rows", !rows.empty());
  view.set("rows", View{rows});
  view.set("json_href", text(links.api("indicators")));
  return html(visit.templates, "indicators", view);
}

Page indicator_page(const Visit& visit, const core::AuthorityCode& authority, std::string_view rest) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  const auto& shown = **found;
  const auto slash = rest.find('/');
  const core::IndicatorId id{std::string{rest.substr(0, slash)}};
  const core::Scope scope{slash == std::string_view::npos ? std::string{}
                                                          : std::string{rest.substr(slash + 1)}};
  const auto known = measured(visit.site, shown, id, scope, visit.day);
  if (!known) return std::unexpected(known.error());
  const auto& indicator = *known->indicator;
  const Links links{authority, visit.day};

  const auto where = present::scope_title(*shown.plan, scope);
  auto view =
      frame(visit, &shown, scope.whole() ? indicator.title : fmt::format("{}, {}", indicator.title, where),
            Section::none);
  view.set("indicators_href", text(links.indicators()));
  view.set("description", maybe(indicator.description));
  view.set("unit", text(present::title(indicator.unit)));
  view.set("polarity", text(present::words(indicator.polarity)));
  view.set("frequency", text(present::adjective(indicator.frequency)));
  view.set("where", text(where));
  view.set("formula", maybe(std::visit(DescribeFormula{*shown.plan}, indicator.formula)));
  view.set("rolled_up", known->result->rolled_up);
  view.set("problem", maybe(known->result->problem));
  view.set("latest", known->result->latest
                         ? present::figure(*known->result->latest, indicator.unit, shown.as_of)
                         : View{false});
  view.set("next_due", known->result->next_due ? text(present::date(*known->result->next_due)) : View{false});
  view.set("overdue", known->result->overdue);
  view.set("directions", View{present::directions(*known->result, indicator)});
  const auto promises = commitments_of(shown, *known->result, links);
  view.set("has_commitments", !promises.empty());
  view.set("commitments", View{promises});
  const auto made_of = operands(shown, *known, links);
  view.set("has_operands", !made_of.empty());
  view.set("operands", View{made_of});
  view.set("chart", chart_view(present::chart_of(indicator, known->figures)));
  view.set("control", present::control_chart(*known->result, indicator));
  const auto closer = findings(shown, static_cast<std::uint32_t>(known->result - shown.indicators.data()),
                               std::nullopt, links);
  view.set("has_findings", !closer.empty());
  view.set("findings", View{closer});
  view.set("table", period_table(shown, *known, nullptr));
  view.set("observations_href", text(links.api(fmt::format("observations?indicator={}{}{}", id.text,
                                                           scope.whole() ? "" : "&scope=", scope.path))));
  return html(visit.templates, "indicator", view);
}

}  // namespace waymark::http
