#include "daemon/ledger/figure_intake.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace waymark::ledger {

namespace {

std::string said(const Figure& figure) {
  std::string text;
  if (const auto value = figure.value()) {
    text = value->text();
  } else if (figure.parts) {
    text = fmt::format("{} of {}", figure.parts->numerator.text(), figure.parts->denominator.text());
  } else {
    text = "no figure";
  }
  if (figure.form.flag() != core::Flag::none) text += fmt::format(" [{}]", core::letter(figure.form.flag()));
  return text;
}

}  // namespace

FigureIntake::FigureIntake(const Database& database, SeriesBook& book, SortLimits limits,
                           std::string_view place)
    : book_(book), sorter_(database.file(), limits), current_(database), writer_(database), place_(place) {}

void FigureIntake::add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) {
  const bool has_value = row.scale != core::BatchRow::no_value,
             has_parts = row.parts != core::BatchRow::no_parts;
  Row taken{series, row.period, row.row, {}};
  taken.figure.form = Form::of(row.scale, has_value, has_parts, row.flag);
  if (has_value) taken.figure.mantissa = row.mantissa;
  if (has_parts) taken.figure.parts = batch.parts[row.parts];
  sorter_.add(taken);
}

Intake::Result FigureIntake::store(std::int64_t run, RejectStore& rejects, std::size_t conflicts_wanted) {
  run_ = run;
  rejects_ = &rejects;
  conflicts_wanted_ = conflicts_wanted;
  writer_.start(run);
  more_ = sorter_.next(ahead_);
  while (more_) take_series();
  writer_.finish();
  result_.series = book_.added();
  return std::move(result_);
}

// All rows of the next series are compared before the first is written, so that nobody reads the table while
// it is.
void FigureIntake::take_series() {
  const auto series = ahead_.series;
  agreed_.clear();
  Fingerprint print;
  Row row;
  while (more_ && ahead_.series == series) {
    if (!take_period(row)) continue;
    agreed_.push_back(row);
    print.add(row.period, row.figure);
  }
  out_.clear();
  before_ = book_.state(series);
  if (before_.periods == agreed_.size() && before_.current == print) {
    const auto gone =
        std::ranges::count_if(agreed_, [](const Row& each) { return each.figure.form.withdrawn(); });
    result_.missing += static_cast<std::uint64_t>(gone);
    result_.unchanged += agreed_.size() - static_cast<std::uint64_t>(gone);
    return;
  }
  state_ = before_;
  current_.start(series);
  for (const auto& each : agreed_) judge(each);
  current_.stop();
  if (out_.empty()) return;
  book_.ensure(series);
  book_.store(series, before_, state_, run_);
  for (const auto& each : out_) writer_.add(each);
}

// The row that all rows of the next period agree on; false when they contradict each other.
bool FigureIntake::take_period(Row& row) {
  row = ahead_;
  bool agree = true;
  while ((more_ = sorter_.next(ahead_)) && ahead_.key() == row.key()) {
    if (agree && ahead_.figure.same(row.figure)) {
      ++result_.unchanged;
      continue;
    }
    if (agree) refuse(row, ahead_);
    agree = false;
    refuse(ahead_, row);
  }
  return agree;
}

void FigureIntake::judge(const Row& row) {
  std::optional<Figure> held;
  if (!before_.empty() && row.period <= before_.last_period) held = current_.at(row.period);
  if (row.figure.form.withdrawn() && (!held || held->form.withdrawn())) {
    ++result_.missing;
    return;
  }
  if (held && held->same(row.figure)) {
    ++result_.unchanged;
    return;
  }
  held ? ++result_.revised : ++result_.accepted;
  state_.add(row.period, row.figure, held);
  out_.push_back(row);
}

void FigureIntake::refuse(const Row& row, const Row& other) {
  const auto key = book_.key(row.series);
  const auto scope = key.scope.whole() ? std::string() : fmt::format(" ({})", key.scope.path);
  core::Reject reject;
  reject.line = row.source_row;
  reject.reason = fmt::format("{}{} {} is {} here but {} in {} {}; neither is used, keep the right one",
                              key.indicator.text, scope, core::Period::from_code(row.period).label(),
                              said(row.figure), said(other.figure), place_, other.source_row);
  rejects_->add(reject);
  ++result_.conflicts.count;
  if (result_.conflicts.rejects.size() < conflicts_wanted_)
    result_.conflicts.rejects.push_back(std::move(reject));
}

}  // namespace waymark::ledger
