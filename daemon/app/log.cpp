#include "daemon/app/log.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "daemon/core/printable.hpp"

namespace waymark::app {

namespace {

std::atomic<bool>& as_json() {
  static std::atomic<bool> json{false};
  return json;
}

spdlog::level::level_enum of(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

// systemd names the device and inode of the stream that it gave: another program may have redirected stderr.
bool stderr_is_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): never set
  struct stat status{};
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

// As syslog numbers them.
class Priority final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& line) override {
    line.append(std::string_view(text(message.level)));
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Priority>();
  }
  static const char* text(spdlog::level::level_enum level) {
    switch (level) {
      case spdlog::level::trace:
      case spdlog::level::debug: return "<7>";
      case spdlog::level::info: return "<6>";
      case spdlog::level::warn: return "<4>";
      case spdlog::level::err:
      case spdlog::level::critical:
      case spdlog::level::off:
      case spdlog::level::n_levels: return "<3>";
    }
    return "<3>";
  }
};

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != std::string_view::npos ||
         core::printable(value) != value;
}

// JSON's own quoting is unambiguous, and keeps an event on one line; nothing in it steers a terminal.
std::string json_text(std::string_view value) {
  return core::printable_json(
      nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void set_up_log(const std::string& level, const std::string& format) {
  auto logger = spdlog::stderr_logger_mt("waymark");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  as_json() = format == "json";
  const bool journal = stderr_is_journal();
  std::string pattern = journal ? "%*" : "";
  if (as_json()) {
    pattern += R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
  } else {
    pattern += journal ? "%v" : "%Y-%m-%dT%H:%M:%SZ %l %v";
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<Priority>('*').set_pattern(pattern);
  logger->set_formatter(std::move(formatter));
  spdlog::set_default_logger(std::move(logger));
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  auto* const logger = spdlog::default_logger_raw();
  if (!logger->should_log(of(level))) return;
  std::string line;
  if (as_json()) {
    line = "\"event\":" + json_text(event);
    for (const auto& [name, value] : fields) line += "," + json_text(name) + ":" + json_text(value);
  } else {
    line = event;
    for (const auto& [name, value] : fields) {
      line.append(" ").append(name).append("=").append(needs_quotes(value) ? json_text(value) : value);
    }
  }
  logger->log(of(level), line);
}

void complain(std::string_view text) {
  const auto* const prefix = stderr_is_journal() ? Priority::text(spdlog::level::err) : "";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    fmt::print(stderr, "{}{}\n", prefix, core::printable_lines(text.substr(at, end - at)));
    at = end + 1;
  }
}

}  // namespace waymark::app
