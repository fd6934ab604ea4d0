#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/present/words.hpp"

namespace waymark::cli {

int rejects(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  std::optional<core::CollectorName> collector;
  if (!options.names.empty()) collector = core::CollectorName{options.names.front()};
  if (options.json) {
    std::vector<std::pair<std::string, std::string>> query{{"limit", std::to_string(options.limit)}};
    if (collector) query.emplace_back("collector", collector->text);
    put_json(reading.json("/api/v1/rejects", query));
    return fine;
  }
  const auto rejects = reading.ledger().view({})->rejects(collector, options.limit);
  for (const auto& [run, name, path, when, reject] : rejects) {
    const auto place = reject.line == 0 ? path : fmt::format("{}:{}", path, reject.line);
    put("{}: {}{}{}\n    collector {}, run {}, {}\n    {}\n", place, reject.column,
        reject.column.empty() ? "" : ": ", reject.reason, name.text, run, present::moment(when), reject.raw);
  }
  if (rejects.empty()) put("no rejected rows\n");
  return fine;
}

}  // namespace waymark::cli
