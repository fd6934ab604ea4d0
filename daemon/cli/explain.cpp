#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/core/amount.hpp"
#include "daemon/present/words.hpp"

namespace waymark::cli {

namespace {

struct Question {
  const core::Indicator& indicator;
  core::Scope scope;
  core::Period period;
};

Question asked(const core::Plan& plan, const Options& options) {
  const auto* const indicator = plan.find(core::IndicatorId{options.indicator});
  if (indicator == nullptr) {
    std::vector<std::string> known;
    for (const auto& candidate : plan.indicators) known.push_back(candidate.id.text);
    const auto near = config::nearest(options.indicator, known);
    throw Failure(usage, fmt::format("{} has no indicator \"{}\"{}", plan.authority_name, options.indicator,
                                     near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
  const auto period = core::parse_period(options.period, indicator->frequency);
  if (!period) throw Failure(usage, "--period: " + period.error());
  return {*indicator, core::Scope{options.scope}, *period};
}

std::string value_text(const core::Observation& observation, const core::Indicator& indicator) {
  std::string text = "withdrawn";
  if (observation.value) text = core::amount(*observation.value, indicator.unit);
  if (observation.parts) {
    const auto& [numerator, denominator] = *observation.parts;
    const auto fraction = fmt::format("{} / {}", core::grouped(numerator), core::grouped(denominator));
    text = observation.value ? fmt::format("{} ({})", text, fraction) : fraction;
  }
  if (observation.flag != core::Flag::none) text += fmt::format(" [{}]", core::letter(observation.flag));
  return text;
}

void print_version(const core::Provenance& version, const core::Indicator& indicator, bool current) {
  put("  {} {}\n", current ? "now   " : "before", value_text(version.observation, indicator));
  put("         recorded  {} by collector {} (run {})\n", present::moment(version.observation.recorded),
      version.collector.text, version.run);
  if (version.contributions.empty()) {
    put("         from      {}{}\n", version.path,
        version.row > 0 ? fmt::format(", {} {}", version.query ? "row" : "line", version.row) : "");
    if (version.digest) {
      put("         sha256    {}{}\n", core::hex(*version.digest), version.query ? " (of the query)" : "");
    }
    return;
  }
  for (const auto& part : version.contributions) {
    put("         from      {}: {} over {} rows\n", version.file_of(part),
        core::amount(part.sum, indicator.unit), part.rows);
  }
}

void print_stored(const Question& question, const std::vector<core::Provenance>& versions) {
  put("{} ({}), {}, {}\n", question.indicator.title, question.indicator.id.text,
      question.scope.whole() ? "whole council" : question.scope.path, question.period.label());
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    print_version(*version, question.indicator, version == versions.rbegin());
  }
}

// A computed figure is explained by its parts, each of which is explained by where it came from.
int print_computed(const Question& question, const core::Plan& plan, const ledger::View& view) {
  const auto keys = core::sources(plan, question.indicator.id, question.scope);
  const auto history = view.history(keys, {});
  const auto computed = core::figures(plan, history, question.indicator.id, question.scope);
  for (const auto& figure : computed.figures) {
    if (figure.period != question.period) continue;
    put("{} ({}), {}: {} computed from {} of {} parts\n\n", question.indicator.title,
        question.indicator.id.text, question.period.label(),
        core::amount(figure.value, question.indicator.unit), figure.coverage.have, figure.coverage.of);
    for (const auto& key : keys) {
      const auto* const operand = plan.find(key.indicator);
      for (auto part = core::Period::containing(operand->frequency, question.period.first_day());
           part.first_day() <= question.period.last_day(); part = part.plus(1)) {
        const auto versions = view.provenance(key, part);
        if (!versions.empty()) print_stored({*operand, key.scope, part}, versions);
      }
    }
    return fine;
  }
  throw Failure(answer_is_no,
                fmt::format("{} has no figure for {}{}{}", question.indicator.id.text,
                            question.period.label(), computed.problem.empty() ? "" : ": ", computed.problem));
}

}  // namespace

int explain(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  const auto& authority = one_authority(*loaded, options);
  const auto question = asked(*authority.plan, options);
  if (options.json) {
    put_json(reading.json("/api/v1/observations", {{"authority", authority.code.text},
                                                   {"indicator", options.indicator},
                                                   {"scope", options.scope},
                                                   {"period", question.period.label()}}));
    return fine;
  }
  const auto view = reading.ledger().view(reading.moment());
  const auto versions =
      view->provenance({authority.code, question.indicator.id, question.scope}, question.period);
  if (versions.empty()) return print_computed(question, *authority.plan, *view);
  print_stored(question, versions);
  return fine;
}

}  // namespace waymark::cli
