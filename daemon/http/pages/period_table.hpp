#pragma once

#include "daemon/http/lookup.hpp"
#include "daemon/present/chart.hpp"
#include "daemon/present/views.hpp"

namespace waymark::http {

// What the partial `period_table` shows: every period, newest first, each with its value, what was expected,
// when and from where it was recorded, and what it said before. `commitment` may be null: no expected column
// then. {expects, rows, shorthand: [{letter, words}], computed: false or [{title, href}]}
[[nodiscard]] present::View period_table(const core::Scoreboard& board, const Measured& measured,
                                         const core::Commitment* commitment);

// The partial `chart`: the drawing for wide and for narrow screens and the same in words; false without a
// figure.
[[nodiscard]] present::View chart_view(const present::Chart& chart);

}  // namespace waymark::http
