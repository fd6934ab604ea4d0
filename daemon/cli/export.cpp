#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/history/openmetrics.hpp"

namespace waymark::cli {

namespace {

// What was exported in part must not pass for the whole: a full disk or a closed pipe is a failure.
void write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return;
  throw Failure(answer_is_no, fmt::format("the export could not be written: {}", std::strerror(errno)));
}

int finish() {
  if (std::fflush(stdout) != 0) {
    throw Failure(answer_is_no, fmt::format("the export could not be written: {}", std::strerror(errno)));
  }
  return fine;
}

std::optional<std::chrono::sys_days> date(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = core::parse_date(text);
  if (!day) throw Failure(usage, option + ": " + day.error());
  return *day;
}

history::Span span_of(const Options& options, std::chrono::sys_seconds now) {
  history::Span span{.from = {}, .to = now - history::youngest};
  if (const auto first = date("--since", options.since)) span.from = *first;
  if (const auto last = date("--until", options.until)) {
    span.to =
        std::min<std::chrono::sys_seconds>(span.to, *last + std::chrono::days{1} - std::chrono::seconds{1});
  }
  return span;
}

}  // namespace

int export_openmetrics(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto view = reading.ledger().view(reading.moment());
  std::vector<history::Source> sources;
  for (const auto* authority : authorities(*loaded, options)) {
    sources.push_back({.board = reading.scoreboard(*authority),
                       .read = [&](auto keys) { return view->history(keys, {}); }});
  }
  history::write_openmetrics(sources, span_of(options, now), write);
  return finish();
}

int export_csv(const Options& options) {
  const auto loaded = load(options);
  const Reading reading(loaded, options);
  std::vector<std::pair<std::string, std::string>> query{
      {"authority", one_authority(*loaded, options).code.text}};
  for (const auto& name : options.names) query.emplace_back("commitment", name);
  write(reading.json("/api/v1/series.csv", std::move(query)));
  return finish();
}

}  // namespace waymark::cli
