#pragma once

#include <string>
#include <string_view>

#include "collectors/database/driver.hpp"

namespace waymark::database {

// What PostgreSQL's five-character code means for the run; `message` is the server's own sentence.
[[nodiscard]] Failed postgresql_failure(std::string_view code, std::string_view message);

// From the text of a connection that failed, in which the code stands when the server was reached.
[[nodiscard]] Failed postgresql_connect_failure(std::string_view text, bool needs_password,
                                                const config::Source& source);

}  // namespace waymark::database
