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

}  // namespace

int export_openmetrics(const Options& options) {
  const auto loaded = load(options);
  Reading reading(loaded, options);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  // Without --as-of: what is recorded by now, so that all reads see the same.
  const auto moment =
      reading.day() ? loaded->time_zone.end_of(*reading.day()) : now + std::chrono::seconds{1};
  const auto reader = reading.reader();
  std::vector<history::Source> sources;
  for (const auto* authority : authorities(*loaded, options)) {
    sources.push_back({.board = reading.scoreboard(*authority),
                       .read = [&](auto keys) { return reader->history(keys, moment, {}); }});
  }
  history::write_openmetrics(sources, now, write);
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
