#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "daemon/http/api/json.hpp"
#include "daemon/http/lookup.hpp"

namespace waymark::http {

using Answer = std::expected<std::string, Problem>;

// Which authority and day a request asks for; the authority may be left out when there is only one.
struct Asked {
  Board board;
  Site::Day day;
};
[[nodiscard]] std::expected<Asked, Problem> asked(const Site& site, const Request& request);

// Opens the object that most answers are: authority, its name, whether it is invented, as_of.
void begin_answer(Json& json, const core::Scoreboard& board);

void put_period(Json& json, core::Period period);  // period, period_start, period_end
void put_day(Json& json, std::string_view name, const std::optional<std::chrono::sys_days>& day);
void put_time(Json& json, std::string_view name, const std::optional<std::chrono::sys_seconds>& time);
void put_texts(Json& json, std::string_view name, std::span<const std::string> texts);
void put_dated(Json& json, std::string_view name, const std::optional<core::DatedValue>& value,
               core::Unit unit);
// An object, or null.
void put_figure(Json& json, std::string_view name, const std::optional<core::Figure>& figure,
                core::Unit unit);
// The members of a figure within an object that is open.
void figure_members(Json& json, const core::Figure& figure, core::Unit unit);

// Members of an open object: control charts, forecasts, the pace needed, findings.
void put_acceleration(Json& json, const std::optional<core::Acceleration>& acceleration);
void put_forecast(Json& json, const core::Scoreboard& board, const core::CommitmentResult& result);
void put_control_chart(Json& json, const core::IndicatorResult& result, const core::Indicator& indicator);
void put_findings(Json& json, const core::Scoreboard& board);

void write_commitment(Json& json, const core::Scoreboard& board, const core::CommitmentResult& result);
void write_milestone(Json& json, const core::Scoreboard& board, const core::MilestoneResult& result);
void put_counts(Json& json, const core::Scoreboard& board);

[[nodiscard]] Answer authorities_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer scoreboard_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer indicators_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer indicator_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer commitments_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer commitment_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer observations_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer rejects_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer collectors_json(const Site& site, const Request& request, std::string_view id);
[[nodiscard]] Answer coverage_json(const Site& site, const Request& request, std::string_view id);

}  // namespace waymark::http
