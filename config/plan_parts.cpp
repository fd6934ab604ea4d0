#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"
#include "daemon/core/scoreboard.hpp"

// The parts of a plan beside indicators and commitments.
namespace waymark::config {

void read_documents(Reading& reading) {
  for (Table& table : tables_of(reading, "plan")) {
    core::PlanDocument document;
    document.id.text = read_id(table, reading.plans);
    document.title = table.require_text("title");
    document.url = table.text("url").value_or("");
    if (!document.url.empty() && !document.url.starts_with("https://") &&
        !document.url.starts_with("http://")) {
      table.error("url", "\"url\" must start with https:// or http://");
    }
    document.adopted = table.date("adopted");
    table.finish("plan");
    reading.plan.documents.push_back(std::move(document));
  }
}

void read_themes(Reading& reading) {
  for (Table& table : tables_of(reading, "theme")) {
    core::Theme theme;
    theme.id.text = read_id(table, reading.themes);
    theme.title = table.require_text("title");
    table.finish("theme");
    reading.plan.themes.push_back(std::move(theme));
  }
}

void read_scopes(Reading& reading) {
  for (Table& table : tables_of(reading, "scope")) {
    core::ScopeTitle scope;
    scope.scope.path = table.require_text("path");
    scope.title = table.require_text("title");
    if (!scope.scope.whole()) {
      if (!well_formed_scope(scope.scope.path)) {
        table.error("path", fmt::format("{} is not a scope: use names of a-z, 0-9, - and _ separated by /",
                                        in_quotes(scope.scope.path)));
      }
      reading.scopes.declare(table, "path", scope.scope.path);
    }
    table.finish("scope");
    reading.plan.scopes.push_back(std::move(scope));
  }
}

void read_milestones(Reading& reading) {
  Names names{"milestone"};
  for (Table& table : tables_of(reading, "milestone")) {
    core::Milestone milestone;
    milestone.id.text = read_id(table, names);
    milestone.title = table.require_text("title");
    milestone.description = table.text("description").value_or("");
    milestone.theme.text = read_reference_or_only(reading, table, "theme", reading.themes);
    milestone.plans = read_plans(reading, table);
    milestone.owner = read_role(table, "owner", false);
    milestone.due = require_date(table, "due").value_or(std::chrono::sys_days{});
    milestone.done = table.date("done");
    if (table.has("commitment")) {
      milestone.commitment = {read_reference(reading, table, "commitment", reading.commitments)};
    } else {
      static_cast<void>(table.text("commitment"));
    }
    milestone.topics = read_topics(table);
    table.finish("milestone");
    reading.plan.milestones.push_back(std::move(milestone));
  }
}

void read_barriers(Reading& reading) {
  static constexpr std::array states{core::BarrierState::open, core::BarrierState::raised,
                                     core::BarrierState::agreed, core::BarrierState::resolved,
                                     core::BarrierState::closed};
  static const std::vector<std::string> asked{"government", "market", "partners", "council"};
  Names names{"barrier"};
  for (Table& table : tables_of(reading, "barrier")) {
    core::Barrier barrier;
    barrier.id.text = read_id(table, names);
    barrier.title = table.require_text("title");
    barrier.description = table.text("description").value_or("");
    barrier.theme.text = read_reference_or_only(reading, table, "theme", reading.themes);
    barrier.ask = table.require_text("ask");
    if (!table.has("ask_of")) static_cast<void>(table.require_text("ask_of"));
    if (const auto of = table.choice("ask_of", asked)) barrier.ask_of = asked[*of];
    barrier.state = read_word(table, "state", states).value_or(core::BarrierState::open);
    barrier.services = read_scope_list(reading, table, "services");
    barrier.topics = read_topics(table);
    table.finish("barrier");
    reading.plan.barriers.push_back(std::move(barrier));
  }
}

void read_commentaries(Reading& reading) {
  std::map<std::string, const core::Commitment*> commitments;
  for (const core::Commitment& commitment : reading.plan.commitments) {
    commitments.emplace(commitment.id.text, &commitment);
  }
  for (Table& table : tables_of(reading, "commentary")) {
    const core::CommitmentId id{read_reference(reading, table, "commitment", reading.commitments)};
    const auto commitment = commitments.find(id.text);
    const ReadIndicator* indicator =
        commitment == commitments.end() ? nullptr : reading.find(commitment->second->indicator);
    const auto period = read_period(table, "period", indicator);
    const auto date = require_date(table, "date");
    core::Commentary commentary{.commitment = id,
                                .period = period.value_or(core::Period{core::PeriodKind::day, 0}),
                                .date = date.value_or(std::chrono::sys_days{}),
                                .role = read_role(table, "role", true),
                                .text = table.require_text("text")};
    table.finish("commentary");
    reading.plan.commentaries.push_back(std::move(commentary));
  }
}

void read_substitutions(Reading& reading) {
  Names names{"substitution"};
  for (Table& table : tables_of(reading, "substitution")) {
    core::SubstitutionGroup group;
    group.id = read_id(table, names);
    group.title = table.require_text("title");
    const auto scope = read_scope(reading, table, "scope");
    group.scope = scope.value_or(core::Scope{});
    group.total_meaningful = table.boolean("total_meaningful").value_or(false);

    const ReadIndicator* first = nullptr;
    std::size_t index = 0;
    for (const std::string& id : table.texts("indicators")) {
      const ReadIndicator* read = reading.find({id});
      if (read == nullptr) {
        if (reading.complete) table.error_at("indicators", index, reading.indicators.unknown(id));
      } else {
        const core::Indicator& indicator = read->indicator;
        if (std::ranges::find(group.indicators, indicator.id) != group.indicators.end()) {
          table.error_at("indicators", index, fmt::format("{} is listed twice", in_quotes(id)));
        }
        if (scope && !available(indicator, *scope)) {
          table.error_at(
              "indicators", index,
              fmt::format("indicator {} has no figures for {}", in_quotes(id), scope_words(group.scope)));
        }
        if (first == nullptr) {
          first = read;
        } else if (first->frequency_known && read->frequency_known &&
                   first->indicator.frequency != indicator.frequency) {
          table.error_at(
              "indicators", index,
              fmt::format(
                  "indicator {} is reported by {}, {} by {}; a substitution compares the same periods",
                  in_quotes(id), frequency_words(indicator.frequency), in_quotes(first->indicator.id.text),
                  frequency_words(first->indicator.frequency)));
        } else if (group.total_meaningful && first->unit_known && read->unit_known &&
                   first->indicator.unit != indicator.unit) {
          table.error_at("indicators", index,
                         fmt::format("indicator {} is in {}, {} in {}; their total is not meaningful",
                                     in_quotes(id), word(indicator.unit), in_quotes(first->indicator.id.text),
                                     word(first->indicator.unit)));
        }
        group.indicators.push_back(indicator.id);
      }
      ++index;
    }
    if (index < 2) table.error("indicators", "a substitution needs at least two \"indicators\"");
    if (table.has("since")) {
      group.since = read_period(table, "since", first);
    } else {
      static_cast<void>(table.text("since"));
    }
    table.finish("substitution");
    reading.plan.substitutions.push_back(std::move(group));
  }
}

void read_answers(Reading& reading) {
  static const std::vector<std::string> kinds{"register", "narrative", "not_applicable"};
  static constexpr std::array kind_of{core::TopicAnswerKind::register_, core::TopicAnswerKind::narrative,
                                      core::TopicAnswerKind::not_applicable};
  Names names{"answer to topic"};
  for (Table& table : tables_of(reading, "topic")) {
    core::TopicAnswer answer;
    answer.topic = table.require_text("id");
    if (!answer.topic.empty()) {
      std::string problem = topic_problem(answer.topic);
      if (problem.empty()) {
        names.declare(table, "id", answer.topic);
      } else {
        table.error("id", problem);
      }
    }
    if (!table.has("kind")) static_cast<void>(table.require_text("kind"));
    if (const auto kind = table.choice("kind", kinds)) answer.kind = kind_of[*kind];
    answer.text = table.require_text("text");
    table.finish("topic");
    reading.plan.answers.push_back(std::move(answer));
  }
}

}  // namespace waymark::config
