#include "daemon/cli/dry_run.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace waymark::cli {

namespace {

std::string figure_name(const core::SeriesKey& key, core::Period period) {
  const auto scope = key.scope.whole() ? std::string{} : key.scope.path + ", ";
  return fmt::format("{}, {}{}", key.indicator.text, scope, period.label());
}

std::string value_of(const core::BatchRow& row, const core::Batch& batch) {
  const bool has_value = row.scale != core::BatchRow::no_value;
  const bool has_parts = row.parts != core::BatchRow::no_parts;
  std::string text = has_value ? core::Decimal{row.mantissa, row.scale}.text() : has_parts ? "" : "no figure";
  if (has_parts) {
    const auto& [numerator, denominator] = batch.parts[row.parts];
    text += fmt::format("{}{} / {}", has_value ? " from " : "", numerator.text(), denominator.text());
  }
  if (row.flag != core::Flag::none) text += fmt::format(" [{}]", core::letter(row.flag));
  return text;
}

bool same(const core::BatchRow& row, const core::Batch& batch, const core::Observation& held) {
  const bool has_value = row.scale != core::BatchRow::no_value;
  if (has_value != held.value.has_value() || row.flag != held.flag) return false;
  if (has_value && *held.value != core::Decimal{row.mantissa, row.scale}) return false;
  if ((row.parts != core::BatchRow::no_parts) != held.parts.has_value()) return false;
  return !held.parts || batch.parts[row.parts] == *held.parts;
}

}  // namespace

// Two rows of one input for one figure are found by what was seen of each figure: what it says, and where.
class DryRun::Trial final : public core::Recording {
 public:
  Trial(DryRun& run, const core::Origin& origin)
      : run_(run), place_(origin.query ? "row" : "line"), sums_(origin.contribution) {
    if (run.inputs_.empty()) run.inputs_.emplace_back();
  }

  void add(core::Batch batch) override {
    const auto history = run_.held_(batch.series);
    for (const auto& key : batch.series) {
      series_.push_back(key);
      const auto* const held = history.find(key);
      held_.push_back(held == nullptr ? core::Series{key, {}} : *held);
    }
    for (const auto& row : batch.rows) take(row, batch);
    rejected_ += batch.rejects.size();
  }

  core::Finished finish(const core::Ending& ending) override {
    counts_.read = ending.read;
    counts_.missing += ending.missing;
    counts_.rejected = rejected_ + refused_;
    if (conflicts_.rejects.size() > ending.conflicts_wanted)
      conflicts_.rejects.resize(ending.conflicts_wanted);
    if (ending.verdict) {
      if (const auto refusal = ending.verdict(counts_, conflicts_)) return abandon(*refusal);
    }
    return {.outcome = core::RunOutcome::recorded, .counts = counts_};
  }
  core::Finished abandon(const core::Rejection& refusal) override {
    core::Finished done{.outcome = refusal.outcome, .message = refusal.message};
    done.counts.rejected = rejected_ + refused_;
    return done;
  }

 private:
  struct Seen {
    core::BatchRow row;
    std::string value;
  };

  void take(const core::BatchRow& row, const core::Batch& batch) {
    const auto period = core::Period::from_code(row.period);
    auto value = value_of(row, batch);
    const auto key = std::uint64_t{row.series} << 32U | row.period;
    const auto [first, fresh] = seen_.try_emplace(key, Seen{row, value});
    std::string state = "the same again";
    if (fresh) {
      state = judge(row, batch, period);
    } else if (first->second.value != value) {
      refuse(first->second, {row, value}, period);
      state = "refused: contradicts another row";
    } else {
      ++counts_.unchanged;
    }
    show(row, {figure_name(series_.at(row.series), period), std::move(value), std::move(state)});
  }

  std::string judge(const core::BatchRow& row, const core::Batch& batch, core::Period period) {
    const auto* const held = held_.at(row.series).at(period);
    const bool gone = held == nullptr || (!held->value && !held->parts);
    const bool withdraws = row.scale == core::BatchRow::no_value && row.parts == core::BatchRow::no_parts;
    if (withdraws && gone) {
      ++counts_.missing;
      return "nothing to withdraw";
    }
    if (held == nullptr) {
      ++counts_.accepted;
      return "new";
    }
    if (same(row, batch, *held)) {
      ++counts_.unchanged;
      return "unchanged";
    }
    ++counts_.revised;
    return withdraws ? "withdraws what is held" : held->value ? "revises " + held->value->text() : "revises";
  }

  void refuse(const Seen& first, const Seen& second, core::Period period) {
    const auto name = figure_name(series_.at(first.row.series), period);
    const auto say = [&](const Seen& here, const Seen& there) {
      ++conflicts_.count;
      ++refused_;
      conflicts_.rejects.push_back(
          {here.row.row,
           {},
           fmt::format("{} is {} here but {} in {} {}; neither is used, keep the right one", name, here.value,
                       there.value, place_, there.row.row),
           {}});
    };
    say(first, second);
    say(second, first);
    if (counts_.accepted > 0) --counts_.accepted;
  }

  void show(const core::BatchRow& row, Outcome outcome) {
    auto& shown = run_.inputs_.back();
    if (sums_) {
      if (shown.sums.size() < rows_shown) shown.sums.push_back(std::move(outcome));
      return;
    }
    const auto at = std::ranges::find(shown.rows, row.row, &Shown::Row::number);
    if (at != shown.rows.end()) at->outcomes.push_back(std::move(outcome));
  }

  DryRun& run_;
  std::string_view place_;
  bool sums_;
  std::vector<core::SeriesKey> series_;
  std::vector<core::Series> held_;
  std::unordered_map<std::uint64_t, Seen> seen_;
  core::Conflicts conflicts_;
  core::RowCounts counts_;
  std::uint64_t rejected_ = 0, refused_ = 0;
};

void DryRun::columns(const std::vector<std::string>& names) {
  inputs_.push_back({names, {}, {}});
}

void DryRun::row(std::uint32_t number, std::span<const std::string_view> cells) {
  if (inputs_.empty() || inputs_.back().rows.size() >= rows_shown) return;
  Shown::Row shown{number, {}, {}};
  for (const auto cell : cells) shown.cells.emplace_back(cell.data() == nullptr ? "NULL" : cell);
  inputs_.back().rows.push_back(std::move(shown));
}

std::unique_ptr<core::Recording> DryRun::begin(const core::Origin& origin) {
  return std::make_unique<Trial>(*this, origin);
}

}  // namespace waymark::cli
