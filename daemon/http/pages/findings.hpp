#pragma once

#include <cstdint>
#include <optional>

#include "daemon/http/pages/page.hpp"

// What a single status would hide, as the partial `findings` shows it. For this folder.
namespace waymark::http {

// All of a scoreboard but substitutions, which the overview tells in full; with links.
[[nodiscard]] Views findings(const core::Scoreboard& board, const Links& links);
// Those about this indicator and scope, and of those about a commitment only this one's.
[[nodiscard]] Views findings(const core::Scoreboard& board, std::uint32_t indicator,
                             std::optional<std::uint32_t> commitment, const Links& links);

}  // namespace waymark::http
