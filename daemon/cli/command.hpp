#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/archive.hpp"
#include "daemon/app/loaded.hpp"

namespace waymark::cli {

// Exit codes of every command.
inline constexpr int fine = 0;
inline constexpr int answer_is_no = 1;  // bad configuration, rejected rows, an unsound ledger
inline constexpr int usage = 2;

// What the command line said; each command reads what it needs.
struct Options {
  std::filesystem::path configuration;
  std::string log_level = "info";
  std::string log_format = "text";
  bool json = false;
  std::string as_of;                // ISO or day-first date; empty is now
  std::string authority;            // GSS code; empty when there is only one, or for all
  std::string indicator;            // explain
  std::string period;               // explain, whatif
  std::string scope;                // explain
  std::string value;                // whatif
  std::vector<std::string> names;   // collect: which collectors; rejects: which collector
  std::size_t limit = 100;          // rejects
  std::string since, until;         // export openmetrics, remote-write resend: dates; empty is open
  bool dry_run = false;             // collect
  bool now = false;                 // collect: without watching whether files are complete
  bool again = false;               // collect: also files that were taken before
  std::filesystem::path reinstate;  // collect: the file
  bool connect = false;             // check
  std::filesystem::path backup_to;
  std::vector<std::string> listen;
  bool enable_lifecycle = false;
  int pid = 0;  // reload
  std::filesystem::path web_config;
  bool allow_open = false;
};

int check(const Options& options);
int collect(const Options& options);
int status(const Options& options);
int explain(const Options& options);
int coverage(const Options& options);
int whatif(const Options& options);
int backtest(const Options& options);
int rejects(const Options& options);
int serve(const Options& options);
int reload(const Options& options);
int export_openmetrics(const Options& options);
int export_csv(const Options& options);
int remote_write_resend(const Options& options);
int ledger_check(const Options& options);
int ledger_backup(const Options& options);
int ledger_migrate(const Options& options);

// A mistake of the caller or an answer that cannot be given: what() goes to stderr, `code` is the exit code.
class Failure : public std::runtime_error {
 public:
  Failure(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] int code() const { return code_; }

 private:
  int code_;
};

// The configuration, or a Failure with every diagnostic.
[[nodiscard]] std::shared_ptr<const app::Loaded> load(const Options& options);
// Nothing when --as-of was not given; a Failure when it is no date.
[[nodiscard]] std::optional<std::chrono::sys_days> as_of(const Options& options);
// The authority that --authority names, or the only one; a Failure lists the codes otherwise.
[[nodiscard]] const config::Authority& one_authority(const app::Loaded& loaded, const Options& options);
// All authorities, or the one that --authority names.
[[nodiscard]] std::vector<const config::Authority*> authorities(const app::Loaded& loaded,
                                                                const Options& options);

// Reads the ledger for one command; a Failure when there is none yet.
class Reading {
 public:
  Reading(std::shared_ptr<const app::Loaded> loaded, const Options& options);
  [[nodiscard]] const app::Loaded& loaded() const { return *loaded_; }
  [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
  // As of --as-of, or now.
  [[nodiscard]] ledger::Moment moment() const { return archive_.end_of(day_); }
  [[nodiscard]] const app::Archive& archive() const { return archive_; }
  [[nodiscard]] std::optional<std::chrono::sys_days> day() const { return day_; }
  // As of --as-of, or now; a Failure when there was no plan by then, or it can no longer be read.
  [[nodiscard]] std::shared_ptr<const core::Scoreboard> scoreboard(const config::Authority& authority) const;
  // The body that the JSON API gives for this request: one definition for programs.
  [[nodiscard]] std::string json(const std::string& path,
                                 std::vector<std::pair<std::string, std::string>> query) const;

 private:
  std::shared_ptr<const app::Loaded> loaded_;
  std::optional<std::chrono::sys_days> day_;
  std::unique_ptr<ledger::Ledger> ledger_;
  app::Archive archive_;
};

}  // namespace waymark::cli
