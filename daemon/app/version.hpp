#pragma once

namespace waymark::app {

inline constexpr const char* version = WAYMARK_VERSION;

}  // namespace waymark::app
