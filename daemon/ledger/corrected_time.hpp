#pragma once

#include <string_view>
#include <vector>

#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

inline constexpr std::string_view correct_times_act = "correct-times";

// What the acts say of when entries were really recorded, the last one of each: authority, number, recorded.
// Their content is `{"times":[[first number, last number, time], ...]}`.
inline constexpr std::string_view corrections =
    "SELECT authority, number, recorded FROM (SELECT a.authority, e.number, json_extract(v.value, '$[2]') AS "
    "recorded, max(a.number) FROM act AS a CROSS JOIN json_each(a.content, '$.times') AS v "
    "JOIN entry AS e ON e.authority = a.authority AND e.number BETWEEN json_extract(v.value, '$[0]') AND "
    "json_extract(v.value, '$[1]') WHERE a.kind = 'correct-times' GROUP BY a.authority, e.number)";

// Writer::correct_times().
std::vector<CorrectedTimes> correct_times(Session& session, const TimeCorrection& correction);

}  // namespace waymark::ledger
