#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "collectors/database/database.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"

namespace waymark::cli {

namespace {

void print_json(const config::Diagnostics& diagnostics, const app::Loaded* loaded,
                const nlohmann::json* sources) {
  auto list = nlohmann::json::array();
  for (const auto& mistake : diagnostics.list()) {
    list.push_back({{"file", mistake.file},
                    {"line", mistake.line},
                    {"column", mistake.column},
                    {"message", mistake.message},
                    {"excerpt", mistake.excerpt}});
  }
  auto answer = nlohmann::json{{"ok", diagnostics.ok()}, {"diagnostics", list}};
  answer["remarks"] = nlohmann::json::array();
  if (loaded != nullptr) {
    for (const auto& plan : loaded->plans) {
      if (const auto remark = core::calendar_remark(*plan, loaded->configuration.calendar); !remark.empty()) {
        answer["remarks"].push_back({{"authority", plan->authority.text}, {"message", remark}});
      }
    }
    for (const auto& collector : loaded->collectors) {
      for (const auto& remark : collector->remarks()) {
        answer["remarks"].push_back({{"collector", collector->name().text}, {"message", remark}});
      }
    }
  }
  if (sources != nullptr) answer["sources"] = *sources;
  put_json(answer);
}

// Whether every source answers; a line each.
bool try_sources(const app::Loaded& loaded, nlohmann::json* json) {
  bool all = true;
  for (const auto& source : *loaded.configuration.sources) {
    const auto trial = database::try_source(source, {});
    all = all && trial.works;
    if (json != nullptr) {
      json->push_back({{"source", source.name}, {"ok", trial.works}, {"message", trial.message}});
    } else {
      put(trial.works ? stdout : stderr, "source {}: {}\n", source.name, trial.message);
    }
  }
  return all;
}

}  // namespace

int check(const Options& options) {
  config::Diagnostics diagnostics;
  const auto loaded = app::load(options.configuration, diagnostics, options.web_config);
  if (options.json) {
    auto sources = nlohmann::json::array();
    const bool connected = !options.connect || !loaded || try_sources(*loaded, &sources);
    print_json(diagnostics, loaded.get(), options.connect ? &sources : nullptr);
    return loaded && connected ? fine : answer_is_no;
  }
  if (!loaded) {
    const auto count = diagnostics.list().size();
    put(stderr, "{}{} mistake{} found\n", Lines{diagnostics.text()}, count, count == 1 ? "" : "s");
    return answer_is_no;
  }
  for (const auto& plan : loaded->plans) {
    put("{} ({}): {} indicators, {} commitments, {} milestones, {} barriers\n", plan->authority_name,
        plan->authority.text, plan->indicators.size(), plan->commitments.size(), plan->milestones.size(),
        plan->barriers.size());
    if (const auto remark = core::calendar_remark(*plan, loaded->configuration.calendar); !remark.empty()) {
      put("{}: {}\n", plan->authority.text, remark);
    }
  }
  put("{}: no mistakes; {} collectors\n", options.configuration.string(), loaded->collectors.size());
  for (const auto& collector : loaded->collectors) {
    for (const auto& remark : collector->remarks()) {
      put("collector {}: {}\n", collector->name().text, remark);
    }
  }
  return !options.connect || try_sources(*loaded, nullptr) ? fine : answer_is_no;
}

}  // namespace waymark::cli
