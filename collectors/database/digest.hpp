#pragma once

#include <string_view>

#include "daemon/core/batch.hpp"

namespace waymark::database {

[[nodiscard]] core::Sha256 sha256(std::string_view text);

}  // namespace waymark::database
