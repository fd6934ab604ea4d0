#pragma once

#include <optional>
#include <string>

#include "daemon/core/evaluate.hpp"

// What has been reported for one indicator and scope, read from the end; nothing is copied. For this folder.
// A figure flagged as a forecast has not been reported.
namespace waymark::core {

class FigureView {
 public:
  FigureView(const Indicator& indicator, const Series* stored) : indicator_(&indicator), stored_(stored) {}
  FigureView(const Indicator& indicator, const Figures& computed)
      : indicator_(&indicator), computed_(&computed) {}

  [[nodiscard]] std::optional<Figure> latest() const;
  // The latest one before that period.
  [[nodiscard]] std::optional<Figure> before(Period period) const;
  [[nodiscard]] std::optional<Figure> at(Period period) const;
  [[nodiscard]] std::uint64_t revisions() const;
  [[nodiscard]] std::string problem() const {
    return computed_ == nullptr ? std::string{} : computed_->problem;
  }

 private:
  const Indicator* indicator_;
  const Series* stored_ = nullptr;
  const Figures* computed_ = nullptr;
};

// up, down, or the better word where the polarity has one.
[[nodiscard]] Direction direction(Decimal from, Decimal to, Polarity polarity);
// The verdict of the previous period, which for a cumulative measure is about what each period added.
[[nodiscard]] Direction since_previous(const FigureView& view, const Indicator& indicator,
                                       const Figure& latest, const Figure& previous);

}  // namespace waymark::core
