#include <fmt/format.h>

#include "config/configuration_parts.hpp"

namespace waymark::config {

namespace {

using std::chrono::milliseconds;

// Within the bounds, which the message names.
std::optional<milliseconds> bounded(Table& table, std::string_view key, milliseconds lowest,
                                    milliseconds highest, std::string_view words) {
  const auto duration = table.duration(key);
  if (duration && (*duration < lowest || *duration > highest)) {
    table.error(key, fmt::format("\"{}\" must be {}", key, words));
    return std::nullopt;
  }
  return duration;
}

}  // namespace

core::Schedule read_schedule(Table& table, const std::string& default_zone) {
  core::Schedule schedule;
  const bool by_cron = table.has("cron");
  if (by_cron && table.has("interval")) {
    table.error("cron", fmt::format("\"cron\" and \"interval\" ({}) both say when; write one of them",
                                    table.where("interval")));
  }
  if (const auto interval =
          bounded(table, "interval", milliseconds{100}, std::chrono::days{31}, "from \"100ms\" to \"31d\"")) {
    schedule.interval = *interval;
  }
  if (const auto text = table.text("cron")) {
    auto cron = core::Cron::parse(*text);
    if (cron) {
      schedule.cron = std::move(*cron);
    } else {
      table.error("cron", fmt::format("\"cron\": {}", cron.error()));
    }
  }
  schedule.time_zone = table.text("time_zone").value_or(default_zone);
  if (table.has("time_zone") && !by_cron) {
    table.error("time_zone", "\"time_zone\" is the zone of \"cron\", and an interval has none");
  } else if (!well_formed_time_zone(schedule.time_zone) && table.has("time_zone")) {
    table.error("time_zone", fmt::format("{} is not the name of a time zone; an example is \"Europe/London\"",
                                         in_quotes(schedule.time_zone)));
  }
  if (const auto jitter = bounded(table, "jitter", milliseconds{0}, std::chrono::days{1}, "at most \"1d\"")) {
    schedule.jitter = *jitter;
    if (!by_cron && *jitter > schedule.interval) {
      table.error("jitter", "\"jitter\" must not be longer than \"interval\"");
    }
  }
  schedule.run_on_start = table.boolean("run_on_start").value_or(!by_cron);
  return schedule;
}

milliseconds read_timeout(Table& table, milliseconds otherwise) {
  return bounded(table, "timeout", std::chrono::seconds{1}, std::chrono::days{7}, "from \"1s\" to \"7d\"")
      .value_or(otherwise);
}

}  // namespace waymark::config
