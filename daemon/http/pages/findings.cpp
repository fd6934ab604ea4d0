#include "daemon/http/pages/findings.hpp"

namespace waymark::http {

using present::text;

namespace {

View view_of(const core::Scoreboard& board, const core::Finding& finding, const Links& links, bool linked) {
  auto view = present::chip(finding.kind);
  view.set("sentence", text(finding.sentence));
  view.set("href", View{false});
  if (!linked) return view;
  if (finding.commitment) {
    const auto& result = board.commitments[*finding.commitment];
    view.set("href", text(links.commitment(board.plan->commitments[result.commitment].id)));
  } else {
    const auto& about = board.indicators[finding.indicator];
    view.set("href", text(links.indicator(board.plan->indicators[about.indicator].id, about.scope)));
  }
  return view;
}

}  // namespace

Views findings(const core::Scoreboard& board, const Links& links) {
  Views list;
  for (const auto& finding : board.findings) {
    if (finding.kind != core::FindingKind::substitution) list.push_back(view_of(board, finding, links, true));
  }
  return list;
}

Views findings(const core::Scoreboard& board, std::uint32_t indicator,
               std::optional<std::uint32_t> commitment, const Links& links) {
  Views list;
  for (const auto& finding : board.findings) {
    if (finding.indicator != indicator) continue;
    if (finding.commitment && commitment && *finding.commitment != *commitment) continue;
    list.push_back(view_of(board, finding, links, false));
  }
  return list;
}

}  // namespace waymark::http
