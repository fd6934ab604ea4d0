#include "daemon/app/keeping.hpp"

#include "daemon/app/log.hpp"

namespace waymark::app {

void erase_old_rejects(ledger::Ledger& ledger, const config::Configuration& configuration) {
  if (!configuration.keep_rejects) return;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  try {
    const auto erased =
        ledger.erase_rejects(now - std::chrono::floor<std::chrono::seconds>(*configuration.keep_rejects));
    if (erased.texts > 0)
      log(Level::info, "old texts of rejected rows erased", {{"texts", std::to_string(erased.texts)}});
  } catch (const std::exception& error) {
    log(Level::error, "old texts of rejected rows could not be erased", {{"problem", error.what()}});
  }
}

}  // namespace waymark::app
