#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace waymark::app {

enum class Level { debug, info, warning, error };

using Field = std::pair<std::string_view, std::string>;

// Logs go to stderr, one event a line: `2026-04-01T09:00:00Z info recorded collector=workforce file=a.csv`,
// or the same as one JSON object. `level` is debug, info, warn or error, `format` text or json.
void set_up_log(const std::string& level, const std::string& format);

// Thread-safe. Values with spaces are quoted in text.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

}  // namespace waymark::app
