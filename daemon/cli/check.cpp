#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/cli/command.hpp"

namespace waymark::cli {

namespace {

void print_json(const config::Diagnostics& diagnostics) {
  auto list = nlohmann::json::array();
  for (const auto& mistake : diagnostics.list()) {
    list.push_back({{"file", mistake.file},
                    {"line", mistake.line},
                    {"column", mistake.column},
                    {"message", mistake.message},
                    {"excerpt", mistake.excerpt}});
  }
  fmt::print("{}\n", nlohmann::json{{"ok", diagnostics.ok()}, {"diagnostics", list}}.dump(2));
}

}  // namespace

int check(const Options& options) {
  config::Diagnostics diagnostics;
  const auto loaded = app::load(options.configuration, diagnostics, options.web_config);
  if (options.json) {
    print_json(diagnostics);
    return loaded ? fine : answer_is_no;
  }
  if (!loaded) {
    const auto count = diagnostics.list().size();
    fmt::print(stderr, "{}{} mistake{} found\n", diagnostics.text(), count, count == 1 ? "" : "s");
    return answer_is_no;
  }
  for (const auto& plan : loaded->plans) {
    fmt::print("{} ({}): {} indicators, {} commitments, {} milestones, {} barriers\n", plan->authority_name,
               plan->authority.text, plan->indicators.size(), plan->commitments.size(),
               plan->milestones.size(), plan->barriers.size());
  }
  fmt::print("{}: no mistakes; {} collectors\n", options.configuration.string(), loaded->collectors.size());
  return fine;
}

}  // namespace waymark::cli
