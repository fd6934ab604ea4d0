#include "daemon/core/backtest.hpp"

#include <set>

#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/http/api/json.hpp"

namespace waymark::cli {

namespace {

constexpr std::size_t title_width = 44;

// What was known when the figure of each period first came.
std::map<core::Period, std::vector<core::Figure>> walk(ledger::Ledger& ledger, const core::Plan& plan,
                                                       const core::Commitment& commitment,
                                                       const ledger::Moment& before) {
  const auto keys = core::sources(plan, commitment.indicator, commitment.scope);
  std::set<std::chrono::sys_seconds> moments;
  const auto view = ledger.view(before);
  for (const auto& key : keys) {
    for (const auto& version : view->versions(key)) moments.insert(version.observation.recorded);
  }
  std::map<core::Period, std::vector<core::Figure>> known;
  for (const auto moment : moments) {
    const auto history = ledger.view(moment + std::chrono::seconds{1})->history(keys, {});
    const auto figures = core::figures(plan, history, commitment.indicator, commitment.scope).figures;
    for (auto end = figures.begin(); end != figures.end(); ++end) {
      if (end->coverage.partial() || end->flag == core::Flag::forecast) continue;
      known.try_emplace(end->period, figures.begin(), end + 1);
    }
  }
  return known;
}

struct Line {
  const core::Commitment& commitment;
  core::BacktestScore score;
};

std::vector<Line> scores(ledger::Ledger& ledger, const core::Plan& plan, const ledger::Moment& before) {
  std::vector<Line> lines;
  for (const auto& commitment : plan.commitments) {
    if (!commitment.forecast) continue;
    const auto& indicator = *plan.find(commitment.indicator);
    const auto keys = core::sources(plan, commitment.indicator, commitment.scope);
    const auto history = ledger.view(before)->history(keys, {});
    const auto outcomes = core::figures(plan, history, commitment.indicator, commitment.scope).figures;
    const auto known = walk(ledger, plan, commitment, before);
    const auto goal = [&](core::Period origin, core::Period due) {
      return core::expected(commitment, due, origin.last_day(), indicator.decimals);
    };
    lines.push_back({commitment, core::backtest({commitment, indicator, known, outcomes, goal},
                                                core::usual_horizons(indicator.frequency))});
  }
  return lines;
}

std::string share(std::uint32_t part, std::uint32_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.1f}%", 100.0 * part / whole);
}

std::string number(std::optional<double> value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

std::uint32_t refused(const core::BacktestScore& score) {
  std::uint32_t count = 0;
  for (const auto of_reason : score.refused) count += of_reason;
  return count;
}

std::vector<std::string> row(const std::string& title, const core::BacktestScore& score) {
  return {title,
          std::to_string(score.forecasts),
          std::to_string(refused(score)),
          share(score.within_80, score.forecasts),
          share(score.within_95, score.forecasts),
          std::to_string(score.judged),
          number(score.brier()),
          number(score.brier_of_last_year())};
}

void print(const core::Plan& plan, const std::vector<Line>& lines, const core::BacktestScore& total) {
  put("{}: forecasts from each figure as it first came, against what came of them\n\n", plan.authority_name);
  TextTable table({{"Commitment", Align::left, title_width},
                   {"Forecasts", Align::right},
                   {"Refused", Align::right},
                   {"In 80%", Align::right},
                   {"In 95%", Align::right},
                   {"Judged", Align::right},
                   {"Brier", Align::right},
                   {"As last year", Align::right}});
  for (const auto& line : lines) table.row(row(line.commitment.title, line.score));
  table.row(row("All", total));
  put("{}\nIn 80%, in 95%: how many figures lay in the interval. Brier: mean squared error of the "
      "probability "
      "of\nmeeting the trajectory, lower is better; beside it that of \"same as last year\".\n",
      Lines{table.text()});
  if (total.forecasts + refused(total) == 0) return;
  put("Refused: {} too few figures, {} break in the series, {} not a line.\n",
      total.refused[static_cast<std::size_t>(core::Refusal::too_few)],
      total.refused[static_cast<std::size_t>(core::Refusal::break_in_series)],
      total.refused[static_cast<std::size_t>(core::Refusal::not_a_line)]);
}

void put(http::Json& json, const core::BacktestScore& score) {
  json.put("forecasts", std::uint64_t{score.forecasts}).put("within_80", std::uint64_t{score.within_80});
  json.put("within_95", std::uint64_t{score.within_95}).put("judged", std::uint64_t{score.judged});
  json.put("brier", score.brier()).put("brier_same_as_last_year", score.brier_of_last_year());
  json.key("refused").begin_object();
  for (const auto reason :
       {core::Refusal::too_few, core::Refusal::break_in_series, core::Refusal::not_a_line}) {
    json.put(core::word(reason), std::uint64_t{score.refused[static_cast<std::size_t>(reason)]});
  }
  json.end_object();
}

void print_json(const core::Plan& plan, const std::vector<Line>& lines, const core::BacktestScore& total) {
  http::Json json;
  json.begin_object().put("authority", plan.authority.text).key("commitments").begin_array();
  for (const auto& line : lines) {
    json.begin_object().put("commitment", line.commitment.id.text);
    put(json, line.score);
    json.end_object();
  }
  json.end_array().key("all").begin_object();
  put(json, total);
  json.end_object().end_object();
  put_json(json.take());
}

}  // namespace

int backtest(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  const auto& authority = one_authority(*loaded, options);
  const auto plan = reading.scoreboard(authority)->plan;
  const auto lines = scores(reading.ledger(), *plan, reading.moment());
  if (lines.empty()) {
    throw Failure(answer_is_no, fmt::format("{}: no commitment declares a forecast", plan->authority_name));
  }
  core::BacktestScore total;
  for (const auto& line : lines) total += line.score;
  if (options.json) {
    print_json(*plan, lines, total);
  } else {
    print(*plan, lines, total);
  }
  return fine;
}

}  // namespace waymark::cli
