#include "daemon/app/control_acts.hpp"

#include <nlohmann/json.hpp>

#include "daemon/app/engine.hpp"

namespace waymark::app {

namespace {

using nlohmann::json;

template <class Value>
void put(json& object, const char* key, const std::optional<Value>& value) {
  if (value) object[key] = *value;
}
void put(json& object, const char* key, const std::optional<std::chrono::sys_seconds>& time) {
  if (time) object[key] = time->time_since_epoch().count();
}

template <class Value>
std::optional<Value> get(const json& object, const char* key) {
  return object.contains(key) ? std::optional<Value>(object[key].get<Value>()) : std::nullopt;
}
std::chrono::sys_seconds time_of(const json& seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds.get<std::int64_t>()));
}
std::optional<std::chrono::sys_seconds> get_time(const json& object, const char* key) {
  return object.contains(key) ? std::optional(time_of(object[key])) : std::nullopt;
}

}  // namespace

json to_wire(const ledger::Erasure& what) {
  json wire{{"authority", what.authority.text}, {"role", what.role}, {"reason", what.reason}};
  put(wire, "run", what.run);
  put(wire, "line", what.line);
  put(wire, "act", what.act);
  return wire;
}

int erase_as_asked(Engine& engine, const json& arguments, ControlCaller& caller) {
  const auto erased = engine.ledger().erase({.run = get<std::int64_t>(arguments, "run"),
                                             .line = get<std::uint32_t>(arguments, "line"),
                                             .authority = {arguments.at("authority").get<std::string>()},
                                             .act = get<std::int64_t>(arguments, "act"),
                                             .role = arguments.at("role").get<std::string>(),
                                             .reason = arguments.at("reason").get<std::string>()});
  caller.send({{"texts", erased.texts}, {"gone", erased.gone}});
  return erased.texts > 0 ? 0 : 1;
}

ledger::Erased erased_from_wire(const json& line) {
  return {.texts = line.at("texts").get<std::uint64_t>(), .gone = line.at("gone").get<bool>()};
}

json to_wire(const ledger::TimeCorrection& correction) {
  json wire{{"role", correction.role}, {"reason", correction.reason}};
  if (correction.authority) wire["authority"] = correction.authority->text;
  put(wire, "from", correction.from);
  put(wire, "through", correction.through);
  put(wire, "after", correction.after);
  put(wire, "to", correction.to);
  if (correction.by) wire["by"] = correction.by->count();
  return wire;
}

int correct_times_as_asked(Engine& engine, const json& arguments, ControlCaller& caller) {
  ledger::TimeCorrection correction;
  if (const auto code = get<std::string>(arguments, "authority")) correction.authority = {*code};
  correction.from = get<std::int64_t>(arguments, "from");
  correction.through = get<std::int64_t>(arguments, "through");
  correction.after = get_time(arguments, "after");
  correction.to = get_time(arguments, "to");
  if (const auto by = get<std::int64_t>(arguments, "by")) correction.by = std::chrono::seconds(*by);
  correction.role = arguments.at("role").get<std::string>();
  correction.reason = arguments.at("reason").get<std::string>();
  for (const auto& corrected : engine.ledger().correct_times(correction)) {
    caller.send({{"corrected",
                  {{"authority", corrected.authority.text},
                   {"first", corrected.first},
                   {"last", corrected.last},
                   {"was", corrected.was.time_since_epoch().count()},
                   {"is", corrected.is.time_since_epoch().count()}}}});
  }
  engine.publish_again();
  engine.wait_until_published();
  return 0;
}

ledger::CorrectedTimes corrected_from_wire(const json& line) {
  const auto& corrected = line.at("corrected");
  return {.authority = {corrected.at("authority").get<std::string>()},
          .first = corrected.at("first").get<std::int64_t>(),
          .last = corrected.at("last").get<std::int64_t>(),
          .was = time_of(corrected.at("was")),
          .is = time_of(corrected.at("is"))};
}

}  // namespace waymark::app
