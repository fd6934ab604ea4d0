#include "daemon/http/api/answers.hpp"
#include "daemon/present/analysis_words.hpp"

namespace waymark::http {

namespace {

void put_number(Json& json, std::string_view name, double value) {
  json.key(name).number(value);
}

void put_interval(Json& json, std::string_view name, const core::Prediction::Interval& interval) {
  json.key(name).begin_object();
  put_number(json, "lower", interval.lower);
  put_number(json, "upper", interval.upper);
  json.end_object();
}

void put_groups(Json& json, const core::ControlChart& chart) {
  json.key("groups").begin_array();
  for (std::size_t g = 0; g < chart.limits.groups.size(); ++g) {
    const auto& group = chart.limits.groups[g];
    json.begin_object().put("from", chart.periods[group.first].label());
    json.put("to", chart.periods[group.first + group.count - 1].label());
    json.put_or_null("reason", g == 0 ? std::string{} : chart.rebases[g - 1].reason);
    put_number(json, "mean", group.mean);
    put_number(json, "lower", group.lower);
    put_number(json, "upper", group.upper);
    json.put("trial", group.trial()).end_object();
  }
  json.end_array();
}

}  // namespace

void put_acceleration(Json& json, const std::optional<core::Acceleration>& acceleration) {
  json.key("acceleration");
  if (!acceleration) {
    json.null();
    return;
  }
  json.begin_object().put("needed", acceleration->needed).key("so_far");
  acceleration->so_far ? json.number(*acceleration->so_far) : json.null();
  json.put("periods", std::uint64_t{acceleration->periods}).put("frequency", core::word(acceleration->kind));
  json.put("adds_up", acceleration->adds_up).end_object();
}

void put_forecast(Json& json, const core::Scoreboard& board, const core::CommitmentResult& result) {
  json.key("forecast");
  if (!result.forecast) {
    json.null();
    return;
  }
  const auto& forecast = *result.forecast;
  json.begin_object().put("period", forecast.due.label()).put("refusal", core::word(forecast.refusal));
  json.put("text", present::describe_forecast(board, result));
  if (!forecast.refused()) {
    json.put("method", core::word(forecast.method)).put("from", forecast.from->label());
    json.put("to", forecast.to->label()).put("points", std::uint64_t{forecast.points});
    put_number(json, "central", forecast.prediction.central);
    put_interval(json, "interval_80", forecast.likely);
    put_interval(json, "interval_95", forecast.wide);
    json.put("probability", forecast.probability);
    put_number(json, "theil_sen", forecast.robust);
    put_number(json, "mann_kendall_p", forecast.trend_p_value);
    put_number(json, "runs_p", forecast.runs_p_value);
  }
  json.end_object();
}

void put_control_chart(Json& json, const core::IndicatorResult& result, const core::Indicator& indicator) {
  json.key("spc");
  if (!result.spc) {
    json.null();
    return;
  }
  const auto& chart = *result.spc;
  json.begin_object().put("variation", core::word(chart.limits.variation));
  json.put_or_null("assurance",
                   chart.limits.assurance ? core::word(*chart.limits.assurance) : std::string_view{});
  json.key("target");
  chart.target ? json.number(*chart.target) : json.null();
  json.put("discrete", chart.discrete).put("text", present::describe(chart, indicator));
  put_groups(json, chart);
  json.key("signals").begin_array();
  for (const auto& run : present::signals(chart)) {
    json.begin_object().put("from", run.first.label()).put("to", run.last.label());
    json.put("cause", core::word(run.signal.cause)).put("high", run.signal.high).end_object();
  }
  json.end_array().end_object();
}

void put_findings(Json& json, const core::Scoreboard& board) {
  json.key("findings").begin_array();
  for (const auto& finding : board.findings) {
    const auto& about = board.indicators[finding.indicator];
    json.begin_object().put("kind", core::word(finding.kind));
    json.put("indicator", board.plan->indicators[about.indicator].id.text).put("scope", about.scope.path);
    const auto* result = finding.commitment ? &board.commitments[*finding.commitment] : nullptr;
    json.put_or_null("commitment",
                     result != nullptr ? board.plan->commitments[result->commitment].id.text : std::string{});
    json.put("sentence", finding.sentence).end_object();
  }
  json.end_array();
}

}  // namespace waymark::http
