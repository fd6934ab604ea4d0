#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

namespace waymark::config {

namespace {

class ToleranceReader {
 public:
  ToleranceReader(Table table, core::Commitment& commitment, const ReadIndicator* indicator, bool has_target)
      : table_(std::move(table)), commitment_(commitment), indicator_(indicator), has_target_(has_target) {}

  void read() {
    const auto relative = amount("relative");
    const auto absolute = amount("absolute");
    const auto points = amount("points");
    const auto floor = table_.decimal("floor");
    const auto low = table_.decimal("low");
    const auto high = table_.decimal("high");
    const auto at_risk = amount("at_risk");
    table_.finish("tolerance");

    const bool band = table_.has("low") || table_.has("high") || table_.has("at_risk");
    const int kinds = table_.has("relative") + table_.has("absolute") + table_.has("points") +
                      table_.has("floor") + static_cast<int>(band);
    if (kinds != 1) {
      table_.error("a tolerance is exactly one of relative, absolute, points, floor, or low with high");
      return;
    }
    check_polarity(band);
    if (!band && !has_target_) table_.error("there is no target for the tolerance");
    if (relative) set_relative(*relative);
    if (absolute) commitment_.tolerance = core::AbsoluteTolerance{*absolute};
    if (points) set_points(*points);
    if (floor) set_floor(*floor);
    if (band) set_band(low, high, at_risk);
  }

 private:
  [[nodiscard]] const core::Indicator* with_polarity() const {
    return indicator_ != nullptr && indicator_->polarity_known ? &indicator_->indicator : nullptr;
  }

  std::optional<core::Decimal> amount(std::string_view key) {
    const auto value = table_.decimal(key);
    if (value && value->mantissa < 0) {
      table_.error(key, fmt::format("{} must not be negative", in_quotes(key)));
    }
    return value;
  }

  void check_polarity(bool band) {
    const core::Indicator* indicator = with_polarity();
    if (indicator == nullptr) return;
    if (band && indicator->polarity != core::Polarity::range) {
      table_.error(fmt::format("low and high are for the polarity range; indicator {} has {}",
                               in_quotes(indicator->id.text), word(indicator->polarity)));
    } else if (!band && indicator->polarity == core::Polarity::range) {
      table_.error(fmt::format("indicator {} has the polarity range: its tolerance is low with high",
                               in_quotes(indicator->id.text)));
    }
  }

  void set_relative(core::Decimal share) {
    commitment_.tolerance = core::RelativeTolerance{share};
    if (share > core::Decimal{1, 0}) {
      table_.error("relative", fmt::format("\"relative\" is a share of what is expected, 0.05 for 5%, not {}",
                                           share.text()));
    }
    std::vector<core::Decimal> values;
    if (commitment_.baseline) values.push_back(commitment_.baseline->value);
    if (commitment_.target) values.push_back(commitment_.target->value);
    for (const core::DatedValue& point : commitment_.trajectory.points) values.push_back(point.value);
    for (const core::TargetRevision& revision : commitment_.revisions) values.push_back(revision.value);
    const auto positive = [](core::Decimal value) { return value.mantissa > 0; };
    const auto negative = [](core::Decimal value) { return value.mantissa < 0; };
    if (std::ranges::all_of(values, positive) || std::ranges::all_of(values, negative)) return;
    table_.error(
        "relative",
        "what is expected can be 0 here, and a share of 0 is nothing: use absolute or points instead");
  }

  void set_points(core::Decimal points) {
    commitment_.tolerance = core::PointsTolerance{points};
    if (indicator_ == nullptr || !indicator_->unit_known) return;
    const core::Indicator& indicator = indicator_->indicator;
    if (indicator.unit != core::Unit::percent) {
      table_.error("points",
                   fmt::format("\"points\" are percentage points; indicator {} is in {}: use absolute",
                               in_quotes(indicator.id.text), word(indicator.unit)));
    }
  }

  void set_floor(core::Decimal minimum) {
    commitment_.tolerance = core::FloorTolerance{minimum};
    const core::Indicator* indicator = with_polarity();
    if (indicator == nullptr) return;
    std::vector<core::Decimal> targets;
    if (commitment_.target) targets.push_back(commitment_.target->value);
    for (const core::TargetRevision& revision : commitment_.revisions) targets.push_back(revision.value);
    for (const core::Decimal target : targets) {
      const bool higher = indicator->polarity == core::Polarity::higher && minimum > target;
      const bool lower = indicator->polarity == core::Polarity::lower && minimum < target;
      if (!higher && !lower) continue;
      table_.error(
          "floor",
          fmt::format("the floor is what must be kept at the least: where {} is better it cannot "
                      "be {}, {} the target {}",
                      word(indicator->polarity), minimum.text(), higher ? "above" : "below", target.text()));
      return;
    }
  }

  void set_band(std::optional<core::Decimal> low, std::optional<core::Decimal> high,
                std::optional<core::Decimal> at_risk) {
    for (const std::string_view key : {"low", "high"}) {
      if (!table_.has(key))
        table_.error(fmt::format("{} is missing: a band has low and high", in_quotes(key)));
    }
    if (!low || !high) return;
    if (*low >= *high) {
      table_.error("high", fmt::format("\"high\" must be more than \"low\": {} is not more than {}",
                                       high->text(), low->text()));
    }
    commitment_.tolerance = core::BandTolerance{*low, *high, at_risk.value_or(core::Decimal{})};
  }

  Table table_;
  core::Commitment& commitment_;
  const ReadIndicator* indicator_;
  bool has_target_;
};

}  // namespace

void read_tolerance(Table& table, core::Commitment& commitment, const ReadIndicator* indicator) {
  if (auto tolerance = table.table("tolerance")) {
    ToleranceReader{std::move(*tolerance), commitment, indicator, table.has("target")}.read();
  } else if (!table.has("tolerance") && table.has("target") && indicator != nullptr &&
             indicator->polarity_known && indicator->indicator.polarity == core::Polarity::range) {
    table.error(
        fmt::format("\"tolerance\" is missing: indicator {} has the polarity range and needs low and high",
                    in_quotes(indicator->indicator.id.text)));
  }
}

}  // namespace waymark::config
