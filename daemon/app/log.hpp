#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace waymark::app {

enum class Level { debug, info, warning, error };

using Field = std::pair<std::string_view, std::string>;

// Logs go to stderr, one event a line: `2026-04-01T09:00:00Z info recorded collector=workforce file=a.csv`,
// or the same as one JSON object. `level` is debug, info, warn or error, `format` text or json. When stderr
// is the journal, each line begins with the priority as `<6>`, and text leaves out time and level, which the
// journal shows itself.
//
// error: somebody has to do something. warn: something was left out, and the rest goes on. info: something
// changed. debug: nothing did.
void set_up_log(const std::string& level, const std::string& format);

// Thread-safe. Values with spaces are quoted in text.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

// Text of several lines for people, such as diagnostics, to stderr as it is; each line an error in the
// journal.
void complain(std::string_view text);

}  // namespace waymark::app
