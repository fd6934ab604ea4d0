#include <algorithm>

#include "daemon/core/amount.hpp"
#include "daemon/core/analysis.hpp"
#include "daemon/core/evaluation.hpp"
#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

constexpr const char* longer_list = "update Waymark in time, or name a longer list with bank_holidays";

std::string place(const Plan& plan, const Scope& scope) {
  if (scope.whole()) return "the whole council";
  const auto found = std::ranges::find(plan.scopes, scope, &ScopeTitle::scope);
  return found == plan.scopes.end() ? scope.path : found->title;
}

std::string title(const Scoreboard& board, const IndicatorResult& about) {
  const auto& indicator = board.plan->indicators[about.indicator];
  return about.scope.whole() ? indicator.title
                             : indicator.title + " (" + place(*board.plan, about.scope) + ')';
}

void parts_off_track(const Scoreboard& board, std::vector<Finding>& found) {
  for (std::uint32_t i = 0; i < board.commitments.size(); ++i) {
    const auto& whole = board.commitments[i];
    if (whole.parts_off_track == 0 || !green(whole.status)) continue;
    const auto& about = board.indicators[whole.indicator];
    const auto unit = board.plan->indicators[about.indicator].unit;
    std::string says = board.plan->commitments[whole.commitment].title + " is " +
                       (whole.status == Status::achieved ? "achieved" : "on track") + " (" +
                       amount(about.latest->value, unit) + "), but " + std::to_string(whole.parts_off_track) +
                       " of " + std::to_string(whole.parts) +
                       (whole.parts_off_track == 1 ? " services is not: " : " services are not: ");
    const char* separator = "";
    for (const auto& part : board.commitments) {
      const auto& below = board.indicators[part.indicator];
      if (!red(part.status) || below.indicator != about.indicator || !about.scope.contains(below.scope))
        continue;
      says += separator + place(*board.plan, below.scope);
      if (below.latest) says += " (" + amount(below.latest->value, unit) + ')';
      separator = ", ";
    }
    found.push_back({FindingKind::parts_off_track, whole.indicator, i, std::move(says)});
  }
}

// Whether what is above the line went the better way: then the ratio's improvement is its own.
bool improved(const Fraction& from, const Fraction& to, Polarity polarity) {
  return polarity == Polarity::higher ? to.numerator > from.numerator : to.numerator < from.numerator;
}

std::string moved(Decimal from, Decimal to, const Indicator* what) {
  const auto said = [&](Decimal value) {
    return what != nullptr ? amount(value, what->unit) : grouped(value);
  };
  if (from == to) return "stayed at " + said(to);
  return (to < from ? "fell from " : "rose from ") + said(from) + " to " + said(to);
}

std::string uncapitalised(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

void denominator_moved(const Scoreboard& board, std::vector<Finding>& found) {
  for (std::uint32_t i = 0; i < board.indicators.size(); ++i) {
    const auto& about = board.indicators[i];
    const auto& indicator = board.plan->indicators[about.indicator];
    if (indicator.polarity != Polarity::higher && indicator.polarity != Polarity::lower) continue;
    const auto& before = about.year_before ? about.year_before : about.previous;
    if (!about.latest || !before || !about.latest->parts || !before->parts) continue;
    const auto& from = *before->parts;
    const auto& to = *about.latest->parts;
    const bool better = indicator.polarity == Polarity::higher ? about.latest->value > before->value
                                                               : about.latest->value < before->value;
    if (!better || improved(from, to, indicator.polarity)) continue;
    const Indicator* above = nullptr;
    const Indicator* below = nullptr;
    if (const auto* formula = std::get_if<FromRatio>(&indicator.formula)) {
      above = board.plan->find(formula->numerator);
      below = board.plan->find(formula->denominator);
    }
    std::string says = title(board, about) + " went from " + amount(before->value, indicator.unit) + " to " +
                       amount(about.latest->value, indicator.unit) + " between " + before->period.label() +
                       " and " + about.latest->period.label() + ", but " +
                       (above != nullptr ? uncapitalised(above->title) : "its numerator") + ' ' +
                       moved(from.numerator, to.numerator, above) + ": what changed is " +
                       (below != nullptr ? uncapitalised(below->title) : "the denominator") + ", which " +
                       moved(from.denominator, to.denominator, below);
    found.push_back({FindingKind::denominator_moved, i, std::nullopt, std::move(says)});
  }
}

void substitutions(const Scoreboard& board, std::vector<Finding>& found) {
  for (const auto& result : board.substitutions) {
    if (!result.found) continue;
    const auto& group = board.plan->substitutions[result.group];
    // About the one that worsened; when only the total did, about the first.
    const auto worse = std::ranges::find(result.directions, Direction::worsening);
    const auto which = worse == result.directions.end() ? 0 : worse - result.directions.begin();
    const auto* about = board.find(group.indicators[static_cast<std::size_t>(which)], group.scope);
    if (about == nullptr) continue;
    found.push_back({FindingKind::substitution, static_cast<std::uint32_t>(about - board.indicators.data()),
                     std::nullopt, result.sentence});
  }
}

void partial_totals(const Scoreboard& board, std::vector<Finding>& found) {
  for (std::uint32_t i = 0; i < board.indicators.size(); ++i) {
    const auto& about = board.indicators[i];
    if (!about.latest || !about.latest->coverage.partial()) continue;
    const auto& coverage = about.latest->coverage;
    const auto unit = board.plan->indicators[about.indicator].unit;
    found.push_back({FindingKind::partial_total, i, std::nullopt,
                     title(board, about) + ": " + amount(about.latest->value, unit) + " for " +
                         about.latest->period.label() + " stands for " + std::to_string(coverage.have) +
                         " of " + std::to_string(coverage.of) + " parts"});
  }
}

}  // namespace

std::string titled(const Scoreboard& board, std::uint32_t about) {
  return title(board, board.indicators[about]);
}

std::optional<Finding> calendar_end(const Scoreboard& board, const Calendar& calendar) {
  if (!calendar.known_until) return std::nullopt;
  std::optional<std::uint32_t> first;
  std::uint32_t further = 0;
  for (std::uint32_t i = 0; i < board.indicators.size(); ++i) {
    const auto& about = board.indicators[i];
    if (!board.plan->indicators[about.indicator].due_after.working_days || !about.next_due ||
        *about.next_due <= *calendar.known_until) {
      continue;
    }
    further += first ? 1 : 0;
    if (!first) first = i;
  }
  if (!first) return std::nullopt;
  return Finding{FindingKind::calendar_ends, *first, std::nullopt,
                 "Bank holidays are known until " + long_date(*calendar.known_until) +
                     ", and the next figure of " + titled(board, *first) +
                     (further > 0 ? " and of " + std::to_string(further) + " more" : "") +
                     " is due after that; " + longer_list};
}

std::string calendar_remark(const Plan& plan, const Calendar& calendar) {
  if (!calendar.known_until) return {};
  std::uint32_t count = 0;
  const Commitment* first = nullptr;
  for (const auto& commitment : plan.commitments) {
    const auto* indicator = plan.find(commitment.indicator);
    if (indicator == nullptr || !indicator->due_after.working_days || !commitment.target) continue;
    const auto target = commitment.target_on(std::chrono::sys_days::max());
    if (calendar.after(target->period.last_day(), indicator->due_after) <= *calendar.known_until) continue;
    if (first == nullptr) first = &commitment;
    ++count;
  }
  if (count == 0) return {};
  return "bank holidays are known until " + long_date(*calendar.known_until) + ", and " +
         std::to_string(count) + (count == 1 ? " commitment is" : " commitments are") +
         " due after that in working days, such as " + first->id.text + "; " + longer_list;
}

std::vector<Finding> findings(const Scoreboard& board) {
  std::vector<Finding> found;
  parts_off_track(board, found);
  denominator_moved(board, found);
  substitutions(board, found);
  partial_totals(board, found);
  return found;
}

std::string_view word(FindingKind kind) {
  static constexpr Words<FindingKind, finding_kinds> all{
      {{FindingKind::parts_off_track, "parts_off_track"},
       {FindingKind::denominator_moved, "denominator_moved"},
       {FindingKind::substitution, "substitution"},
       {FindingKind::partial_total, "partial_total"},
       {FindingKind::implausible, "implausible"},
       {FindingKind::jump, "jump"},
       {FindingKind::repeated, "repeated"},
       {FindingKind::calendar_ends, "calendar_ends"}}};
  return word_of(all, kind);
}

std::string_view words(FindingKind kind) {
  static constexpr Words<FindingKind, finding_kinds> all{
      {{FindingKind::parts_off_track, "On track only as a whole"},
       {FindingKind::denominator_moved, "Better by the denominator alone"},
       {FindingKind::substitution, "Better at another's cost"},
       {FindingKind::partial_total, "A total without some of its parts"},
       {FindingKind::implausible, "A figure that is not plausible"},
       {FindingKind::jump, "A figure that jumps by about 100 or 1,000"},
       {FindingKind::repeated, "The same figures as the period before"},
       {FindingKind::calendar_ends, "Due where no bank holidays are known"}}};
  return word_of(all, kind);
}

}  // namespace waymark::core
