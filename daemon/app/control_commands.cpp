#include "daemon/app/control_commands.hpp"

#include <nlohmann/json.hpp>

#include "daemon/app/control_acts.hpp"
#include "daemon/app/control_collect.hpp"
#include "daemon/app/engine.hpp"

namespace waymark::app {

namespace {

using nlohmann::json;

int resend(Engine& engine, const json& arguments, ControlCaller& caller) {
  std::optional<std::chrono::sys_seconds> from;
  if (arguments.contains("from")) from.emplace(std::chrono::seconds(arguments["from"].get<std::int64_t>()));
  const auto count = engine.resend(from_wire(arguments.at("queue").get<std::string>()), from);
  if (!count) throw ControlRefusal(1, count.error());
  caller.send({{"samples", *count}});
  return 0;
}

}  // namespace

std::vector<ControlCommand> control_commands(Engine& engine) {
  const auto with_engine = [&engine](int (*run)(Engine&, const json&, ControlCaller&)) {
    return [&engine, run](const json& arguments, ControlCaller& caller) {
      return run(engine, arguments, caller);
    };
  };
  return {
      {"collect", with_engine(collect_as_asked)},
      {"ledger correct-times", with_engine(correct_times_as_asked)},
      {"ledger erase", with_engine(erase_as_asked)},
      {"remote-write resend", with_engine(resend)},
  };
}

}  // namespace waymark::app
