#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collectors/collector.hpp"
#include "daemon/core/observation.hpp"
#include "daemon/core/recording.hpp"

namespace waymark::cli {

// What a row would become: `spend, waste, Apr 2024 = 12.50 (new)`.
struct Outcome {
  std::string figure, value, state;
};

// Rows shown, and what they become, of one input.
struct Shown {
  struct Row {
    std::uint32_t number = 0;
    std::vector<std::string> cells;
    std::vector<Outcome> outcomes;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;
  std::vector<Outcome> sums;  // of the transactions layout, which belong to no row
};

// Compares what a collector hands over with what the ledger holds, and keeps nothing of it.
class DryRun final : public core::Recorder, public collectors::Preview {
 public:
  static constexpr std::size_t rows_shown = 10;
  using Held = std::function<core::History(std::span<const core::SeriesKey>)>;

  // `held`: the current figures of these series.
  explicit DryRun(Held held) : held_(std::move(held)) {}

  [[nodiscard]] const std::vector<Shown>& inputs() const { return inputs_; }

  void columns(const std::vector<std::string>& names) override;
  void row(std::uint32_t number, std::span<const std::string_view> cells) override;

  // Nothing is known: every file is looked at, every query asked from its start.
  [[nodiscard]] core::Known known(const core::Origin&) override { return {}; }
  [[nodiscard]] std::unique_ptr<core::Recording> begin(const core::Origin& origin) override;

 private:
  class Trial;
  Held held_;
  std::vector<Shown> inputs_;
};

}  // namespace waymark::cli
