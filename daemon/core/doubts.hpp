#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "daemon/core/figure_view.hpp"
#include "daemon/core/scoreboard.hpp"

// Figures that are kept and yet may be mistakes. For this folder.
namespace waymark::core {

// Gathers, series by series, what is doubtful in the figures that have been reported lately:
// - what lies outside what the indicator calls plausible; a share without such a range outside 0% to 100%;
// - a jump by about 100 or 1,000 from steady neighbours, as of a fraction among percentages;
// - what came together for a period and equals the period before in every figure.
class Doubts {
 public:
  // `about`: index into Scoreboard::indicators. `stored`: read from the ledger, not computed.
  void look(const Indicator& indicator, std::uint32_t about, const FigureView& figures, bool stored);
  // To the board's findings, once all its indicators have been looked at.
  void add_findings(Scoreboard& board) const;

 private:
  struct Doubt {
    std::uint32_t about = 0;
    Point figure;
    Point beside;            // of a jump
    int factor = 0;          // of a jump: 100, 1000, or below 0 for a hundredth, a thousandth
    std::uint32_t more = 0;  // further ones of the same kind in this series
  };
  // What one run gave for one period.
  struct Delivery {
    std::uint32_t about = 0;  // of its first figure
    Point first;
    std::uint32_t figures = 0, repeated = 0;
    std::uint32_t digits = 0;  // significant ones
    bool different = false;    // from each other
  };
  struct DeliveryKey {
    std::int64_t run = 0;
    std::uint32_t period = 0;
    friend bool operator==(const DeliveryKey&, const DeliveryKey&) = default;
  };
  struct DeliveryHash {
    std::size_t operator()(const DeliveryKey& key) const {
      return (static_cast<std::size_t>(key.run) << 32U) ^ key.period;
    }
  };

  void look_at_range(const Indicator& indicator, std::uint32_t about);
  void look_at_jumps(const Indicator& indicator, std::uint32_t about);
  void look_at_deliveries(std::uint32_t about);

  std::vector<Point> points_;  // of the series that is looked at; kept for its memory
  std::vector<Doubt> implausible_, jumps_;
  std::unordered_map<DeliveryKey, Delivery, DeliveryHash> deliveries_;
};

}  // namespace waymark::core
