#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/ledger/open.hpp"

namespace waymark::cli {

int ledger_check(const Options& options) {
  const auto file = load(options)->configuration.ledger;
  const auto problems = ledger::open_to_read(file)->check();
  if (options.json) {
    const nlohmann::json answer{{"ok", problems.empty()}, {"problems", problems}};
    put_json(answer);
  } else if (problems.empty()) {
    put("{}: sound\n", file.string());
  }
  if (!options.json) {
    for (const auto& problem : problems) put(stderr, "{}: {}\n", file.string(), problem);
  }
  return problems.empty() ? fine : answer_is_no;
}

int ledger_backup(const Options& options) {
  const auto file = load(options)->configuration.ledger;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  ledger::open_to_read(file)->backup(options.backup_to, [&](int done, int total) {
    if (terminal) put(stderr, "\r\033[K{} of {} pages", done, total);
  });
  if (terminal) put(stderr, "\r\033[K");
  put("{} copied to {}\n", file.string(), options.backup_to.string());
  return fine;
}

int ledger_migrate(const Options& options) {
  const auto file = load(options)->configuration.ledger;
  const auto [from, to] = ledger::migrate(file, ledger::system_clock());
  if (from == to) {
    put("{}: schema version {}, nothing to do\n", file.string(), to);
  } else {
    put("{}: schema version {} -> {}\n", file.string(), from, to);
  }
  return fine;
}

}  // namespace waymark::cli
