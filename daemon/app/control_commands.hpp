#pragma once

#include <vector>

#include "daemon/app/control.hpp"

namespace waymark::app {

class Engine;

// What the daemon does for whoever asks at its control socket. A further command is a line in this table.
[[nodiscard]] std::vector<ControlCommand> control_commands(Engine& engine);

}  // namespace waymark::app
