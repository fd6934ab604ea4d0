#include <algorithm>

#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/core/amount.hpp"
#include "daemon/http/api/answers.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/words.hpp"
#include "daemon/runtime/evaluator.hpp"

namespace waymark::cli {

namespace {

struct Supposed {
  const core::Commitment& commitment;
  const core::Indicator& indicator;
  core::Period period;
  core::Decimal value;
};

Supposed supposed(const core::Plan& plan, const Options& options) {
  const auto* const commitment = plan.find(core::CommitmentId{options.names.front()});
  if (commitment == nullptr) {
    std::vector<std::string> known;
    for (const auto& candidate : plan.commitments) known.push_back(candidate.id.text);
    const auto near = config::nearest(options.names.front(), known);
    throw Failure(usage,
                  fmt::format("{} has no commitment \"{}\"{}", plan.authority_name, options.names.front(),
                              near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
  const auto& indicator = *plan.find(commitment->indicator);
  const auto period = core::parse_period(options.period, indicator.frequency);
  if (!period) throw Failure(usage, "--period: " + period.error());
  const auto value = core::Decimal::parse(options.value);
  if (!value) {
    throw Failure(usage, fmt::format("--value: \"{}\" is not a number; write it like 7.5", options.value));
  }
  return {*commitment, indicator, *period, *value};
}

core::Series series_of(const core::SeriesKey& key, const std::vector<core::Figure>& figures) {
  core::Series series{.key = key};
  for (const auto& figure : figures) {
    series.observations.push_back({.period = figure.period,
                                   .value = figure.value,
                                   .parts = figure.parts,
                                   .flag = figure.flag,
                                   .recorded = figure.recorded,
                                   .revisions = figure.revisions});
  }
  return series;
}

// In the place of what is held for that period.
void suppose(core::Series& series, core::Period period, core::Decimal value) {
  const auto at = std::ranges::lower_bound(series.observations, period, {}, &core::Observation::period);
  const core::Observation observation{.period = period, .value = value, .recorded = {}};
  if (at != series.observations.end() && at->period == period) {
    *at = observation;
  } else {
    series.observations.insert(at, observation);
  }
}

struct World {
  std::shared_ptr<const core::Plan> plan;
  core::History history;
};

// Where the indicator is computed, all its figures become given ones, and then one is supposed.
World supposing(const Supposed& what, const core::Scoreboard& now, core::History history) {
  const core::SeriesKey own{now.plan->authority, what.indicator.id, what.commitment.scope};
  const auto sources = core::sources(*now.plan, own.indicator, own.scope);
  if (sources.size() == 1 && sources.front() == own) {
    const auto* held = history.find(own);
    auto series = held != nullptr ? *held : core::Series{.key = own};
    suppose(series, what.period, what.value);
    history.add(std::move(series));
    return {now.plan, std::move(history)};
  }
  auto plan = std::make_shared<core::Plan>(*now.plan);
  std::vector<core::Series> given;
  std::vector<core::Scope> scopes;
  for (const auto& result : now.indicators) {
    if (now.plan->indicators[result.indicator].id != own.indicator) continue;
    scopes.push_back(result.scope);
    auto series = series_of({own.authority, own.indicator, result.scope},
                            core::figures(*now.plan, history, own.indicator, result.scope).figures);
    if (result.scope == own.scope) suppose(series, what.period, what.value);
    given.push_back(std::move(series));
  }
  for (auto& series : given) history.add(std::move(series));
  const auto indicator = std::ranges::find(plan->indicators, own.indicator, &core::Indicator::id);
  indicator->formula = {};
  indicator->roll_up = false;
  indicator->scopes = std::move(scopes);
  return {std::move(plan), std::move(history)};
}

const core::CommitmentResult& result_of(const core::Scoreboard& board, const core::CommitmentId& id) {
  const auto found = std::ranges::find_if(board.commitments, [&](const core::CommitmentResult& result) {
    return board.plan->commitments[result.commitment].id == id;
  });
  return *found;
}

void print_lines(std::string_view label, const std::string& text) {
  for (const auto& line : wrapped(text, prose_width)) {
    put("{:<6}{}\n", label, line);
    label = "";
  }
}

void print_result(std::string_view label, const core::Scoreboard& board,
                  const core::CommitmentResult& result) {
  print_lines(label, fmt::format("{}: {}", core::words(result.status), result.reason));
  const auto& spc = board.indicators[result.indicator].spc;
  if (spc) print_lines("", fmt::format("Control chart: {}", core::words(spc->limits.variation)));
  if (result.forecast) print_lines("", present::describe_forecast(board, result));
  if (const auto needed = present::describe_acceleration(board, result); !needed.empty())
    print_lines("", needed);
}

void print_others(const core::Scoreboard& now, const core::Scoreboard& then,
                  const core::CommitmentId& asked) {
  bool headed = false;
  for (std::size_t i = 0; i < now.commitments.size() && i < then.commitments.size(); ++i) {
    const auto& commitment = now.plan->commitments[now.commitments[i].commitment];
    if (commitment.id == asked || now.commitments[i].status == then.commitments[i].status) continue;
    if (!headed) put("\nOther commitments that would change:\n");
    headed = true;
    put("- {}: {}, now {}\n", commitment.title, core::words(then.commitments[i].status),
        present::uncapitalised(core::words(now.commitments[i].status)));
  }
}

}  // namespace

int whatif(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  const auto& authority = one_authority(*loaded, options);
  const auto now = reading.scoreboard(authority);
  const auto what = supposed(*now->plan, options);
  const auto view = reading.ledger().view(reading.moment());
  const auto world = supposing(what, *now, runtime::load_history(*view, *now->plan, now->as_of));
  const auto then = core::evaluate(world.plan, world.history, now->as_of, loaded->configuration.calendar,
                                   what.period.first_day());
  const auto& before = result_of(*now, what.commitment.id);
  const auto& after = result_of(then, what.commitment.id);

  if (options.json) {
    http::Json json;
    json.begin_object().put("period", what.period.label()).put("value", what.value);
    json.key("now").begin_object();
    http::write_commitment(json, *now, before);
    json.end_object().key("then").begin_object();
    http::write_commitment(json, then, after);
    json.end_object().end_object();
    put_json(json.take());
    return fine;
  }
  put("{} ({}), if it were {} in {}. Nothing is recorded.\n\n", what.commitment.title,
      what.commitment.id.text, core::amount(what.value, what.indicator.unit), what.period.label());
  print_result("Now", *now, before);
  put("\n");
  print_result("Then", then, after);
  print_others(*now, then, what.commitment.id);
  return fine;
}

}  // namespace waymark::cli
