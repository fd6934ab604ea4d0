#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

// How indicators are derived from others: numerator and denominator, sum, from a finer frequency.
namespace waymark::config {

namespace {

using core::Aggregation;
using core::PeriodKind;

// Every period of the finer frequency lies in one period of the coarser.
bool nests(PeriodKind finer, PeriodKind coarser) {
  switch (finer) {
    case PeriodKind::day: return coarser != PeriodKind::day;
    case PeriodKind::month:
      return coarser == PeriodKind::quarter || coarser == PeriodKind::financial_year ||
             coarser == PeriodKind::calendar_year;
    case PeriodKind::quarter:
      return coarser == PeriodKind::financial_year || coarser == PeriodKind::calendar_year;
    case PeriodKind::week:
    case PeriodKind::financial_year:
    case PeriodKind::calendar_year: return false;
  }
  return false;
}

std::vector<core::IndicatorId> operands(const core::Formula& formula) {
  if (const auto* ratio = std::get_if<core::FromRatio>(&formula))
    return {ratio->numerator, ratio->denominator};
  if (const auto* sum = std::get_if<core::FromSum>(&formula)) return sum->terms;
  if (const auto* coarser = std::get_if<core::FromCoarser>(&formula)) return {coarser->finer};
  return {};
}

class FormulaReader {
 public:
  FormulaReader(Reading& reading, ReadIndicator& read) : reading_(reading), read_(read), table_(read.table) {}

  void read() {
    const bool ratio = table_.has("numerator") || table_.has("denominator");
    const bool sum = table_.has("sum");
    const bool from = table_.has("from");
    if (ratio + sum + from > 1) {
      table_.error(sum ? "sum" : "from",
                   "an indicator is derived in one way: numerator with denominator, or sum, or from");
    }
    read_ratio(ratio);
    read_sum(sum);
    read_from(from);
    if (read_.indicator.ahead && (ratio || sum || from)) {
      table_.error("ahead", "\"ahead\" is said of the indicators that this one is computed from");
    }
    if (!ratio && !sum && !from && !read_.aggregation_given) {
      table_.error("\"aggregation\" is missing: one of flow, stock, stock_mean, ratio, cumulative");
    }
  }

 private:
  void read_ratio(bool present) {
    const std::string numerator =
        present ? table_.require_text("numerator") : table_.text("numerator").value_or("");
    const std::string denominator =
        present ? table_.require_text("denominator") : table_.text("denominator").value_or("");
    if (!present) return;
    static_cast<void>(operand("numerator", std::nullopt, numerator, true));
    static_cast<void>(operand("denominator", std::nullopt, denominator, true));
    if (!numerator.empty() && numerator == denominator) {
      table_.error("denominator", "numerator and denominator are the same indicator");
    }
    if (read_.aggregation_given && read_.indicator.aggregation != Aggregation::ratio) {
      table_.error(
          "aggregation",
          fmt::format("an indicator with numerator and denominator has the aggregation ratio, not {}",
                      word(read_.indicator.aggregation)));
    }
    read_.indicator.aggregation = Aggregation::ratio;
    read_.indicator.formula = core::FromRatio{{numerator}, {denominator}};
  }

  void read_sum(bool present) {
    const auto terms = table_.texts("sum");
    if (!present) return;
    core::FromSum sum;
    for (std::size_t index = 0; index < terms.size(); ++index) {
      const ReadIndicator* term = operand("sum", index, terms[index], true);
      if (std::ranges::find(sum.terms, core::IndicatorId{terms[index]}) != sum.terms.end()) {
        table_.error_at("sum", index, fmt::format("{} is listed twice", in_quotes(terms[index])));
      }
      sum.terms.push_back({terms[index]});
      if (term == nullptr) continue;
      check_unit("sum", index, *term);
    }
    if (terms.size() < 2) table_.error("sum", "\"sum\" needs at least two indicators");
    read_.indicator.formula = std::move(sum);
  }

  void read_from(bool present) {
    const std::string id = present ? table_.require_text("from") : table_.text("from").value_or("");
    if (!present) return;
    read_.indicator.formula = core::FromCoarser{{id}};
    const ReadIndicator* finer = operand("from", std::nullopt, id, false);
    if (finer == nullptr) return;
    check_unit("from", std::nullopt, *finer);
    check_nesting(*finer);
  }

  void check_nesting(const ReadIndicator& finer) {
    if (!finer.frequency_known || !read_.frequency_known) return;
    const PeriodKind fine = finer.indicator.frequency;
    const PeriodKind coarse = read_.indicator.frequency;
    const std::string id = in_quotes(finer.indicator.id.text);
    if (fine == PeriodKind::week) {
      table_.error("from",
                   fmt::format("indicator {} is reported by week, and weeks lie across the ends of months "
                               "and years: they cannot be added up to a {}",
                               id, frequency_words(coarse)));
    } else if (!nests(fine, coarse)) {
      table_.error("from", fmt::format("indicator {} is reported by {}, which is not finer than {}", id,
                                       frequency_words(fine), frequency_words(coarse)));
    }
  }

  // The indicator a formula reads; nothing when it is unknown. It must have figures wherever this one is
  // reported, and for formulas within a period the same frequency.
  const ReadIndicator* operand(std::string_view key, std::optional<std::size_t> index, const std::string& id,
                               bool same_frequency) {
    if (id.empty() && !index) return nullptr;  // reported as missing
    const ReadIndicator* found = reading_.find({id});
    if (found == nullptr) {
      if (reading_.complete) report(key, index, reading_.indicators.unknown(id));
      return nullptr;
    }
    if (same_frequency && found->frequency_known && read_.frequency_known &&
        found->indicator.frequency != read_.indicator.frequency) {
      report(key, index,
             fmt::format("indicator {} is reported by {}, this one by {}; both must be the same",
                         in_quotes(id), frequency_words(found->indicator.frequency),
                         frequency_words(read_.indicator.frequency)));
    }
    for (const core::Scope& scope : read_.indicator.scopes) {
      if (!available(found->indicator, scope)) {
        report(key, index,
               fmt::format("indicator {} has no figures for {}, which this one is reported for",
                           in_quotes(id), scope_words(scope)));
        break;
      }
    }
    return found;
  }

  void check_unit(std::string_view key, std::optional<std::size_t> index, const ReadIndicator& other) {
    if (other.unit_known && read_.unit_known && other.indicator.unit != read_.indicator.unit) {
      report(key, index,
             fmt::format("indicator {} is in {}, this one in {}; both must be the same",
                         in_quotes(other.indicator.id.text), word(other.indicator.unit),
                         word(read_.indicator.unit)));
    }
  }

  void report(std::string_view key, std::optional<std::size_t> index, const std::string& message) {
    if (index) {
      table_.error_at(key, *index, message);
    } else {
      table_.error(key, message);
    }
  }

  Reading& reading_;
  ReadIndicator& read_;
  Table& table_;
};

// Goes through the formulas depth first, so that every indicator is settled after those it reads. Names every
// circle once, at the indicator where it is entered.
class FormulaOrder {
 public:
  explicit FormulaOrder(Reading& reading) : reading_(reading) {}

  void settle() {
    for (const ReadIndicator& read : reading_.read_indicators) follow(read.indicator.id.text);
  }

 private:
  struct Step {
    std::string id;
    std::vector<core::IndicatorId> operands;
    std::size_t next = 0;
  };

  // The path is kept here, not on the call stack: a chain of formulas may be as long as the plan.
  void follow(const std::string& start) {
    enter(start);
    while (!path_.empty()) {
      Step& step = path_.back();
      if (step.next == step.operands.size()) {
        inherit(*reading_.find({step.id}));
        on_path_.erase(step.id);
        path_.pop_back();
        continue;
      }
      const std::string next = step.operands[step.next++].text;
      if (on_path_.contains(next)) {
        report(next);
      } else {
        enter(next);
      }
    }
  }

  void enter(const std::string& id) {
    const ReadIndicator* read = reading_.find({id});
    if (read == nullptr || !visited_.insert(id).second) return;
    on_path_.insert(id);
    path_.push_back({id, operands(read->indicator.formula)});
  }

  void report(const std::string& id) {
    auto step = std::ranges::find(path_, id, &Step::id);
    std::string circle;
    for (; step != path_.end(); ++step) circle += step->id + " -> ";
    ReadIndicator& read = *reading_.find({id});
    read.table.error("id", fmt::format("the formulas of indicators go in a circle: {}{}", circle, id));
  }

  // A sum is aggregated as its first term, a coarser frequency as the finer one.
  void inherit(ReadIndicator& read) {
    core::Indicator& indicator = read.indicator;
    const auto from = operands(indicator.formula);
    if (from.empty() || std::holds_alternative<core::FromRatio>(indicator.formula)) return;
    const ReadIndicator* source = reading_.find(from.front());
    if (source == nullptr) return;
    const Aggregation aggregation = source->indicator.aggregation;
    const bool coarser = std::holds_alternative<core::FromCoarser>(indicator.formula);
    if (!read.aggregation_given) {
      indicator.aggregation = aggregation;
    } else if (coarser && indicator.aggregation != aggregation) {
      read.table.error("aggregation",
                       fmt::format("indicator {} is aggregated as {}; leave \"aggregation\" out here",
                                   in_quotes(from.front().text), word(aggregation)));
    }
    if (coarser && aggregation == Aggregation::cumulative && read.frequency_known &&
        (indicator.frequency == PeriodKind::calendar_year || indicator.frequency == PeriodKind::week)) {
      read.table.error("from",
                       fmt::format("indicator {} is cumulative and starts again on 1 April, which a {} does "
                                   "not keep to",
                                   in_quotes(from.front().text), frequency_words(indicator.frequency)));
    }
  }

  Reading& reading_;
  std::vector<Step> path_;
  std::set<std::string> on_path_;
  std::set<std::string> visited_;
};

}  // namespace

void read_formulas(Reading& reading) {
  for (ReadIndicator& read : reading.read_indicators) FormulaReader{reading, read}.read();
  for (ReadIndicator& read : reading.read_indicators) read.table.finish("indicator");
  FormulaOrder{reading}.settle();
}

}  // namespace waymark::config
