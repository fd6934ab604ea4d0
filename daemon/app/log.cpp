#include "daemon/app/log.hpp"

#include <atomic>

#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

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

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=\n\t") != std::string_view::npos;
}

// JSON's own quoting is unambiguous, and keeps an event on one line.
std::string json_text(std::string_view value) {
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void set_up_log(const std::string& level, const std::string& format) {
  auto logger = spdlog::stderr_logger_mt("waymark");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  as_json() = format == "json";
  const auto* const pattern =
      as_json() ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%Y-%m-%dT%H:%M:%SZ %l %v";
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
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

}  // namespace waymark::app
