#include "daemon/ledger/figure_intake.hpp"

#include <algorithm>
#include <limits>

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
    : database_(database),
      book_(book),
      sorter_(database.file(), limits),
      current_(database),
      writer_(database, book),
      restate_(database, "INSERT INTO restated (run, series, periods) VALUES (?, ?, ?)"),
      overtake_(database,
                "INSERT INTO overtaken (series, period, run, mantissa, form, source_row, numerator, "
                "numerator_scale, denominator, denominator_scale) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      fall_back_(database, "INSERT INTO fallback (series, period, run, source) VALUES (?, ?, ?, ?)"),
      place_(place) {}

void FigureIntake::add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) {
  const bool has_value = row.scale != core::BatchRow::no_value,
             has_parts = row.parts != core::BatchRow::no_parts;
  Row taken{series, row.period, row.row, {}};
  taken.figure.form = Form::of(row.scale, has_value, has_parts, row.flag);
  if (has_value) taken.figure.mantissa = row.mantissa;
  if (has_parts) taken.figure.parts = batch.parts[row.parts];
  sorter_.add(taken);
}

Intake::Result FigureIntake::store(const Standing& standing, RejectStore& rejects,
                                   std::size_t conflicts_wanted) {
  standing_ = standing;
  rejects_ = &rejects;
  conflicts_wanted_ = conflicts_wanted;
  writer_.start(standing.run);
  if (standing.replaced) {
    statements_.emplace(database_, *standing.replaced);
    left_ = series_of(database_, *standing.replaced);
    std::ranges::reverse(left_);
  }
  more_ = sorter_.next(ahead_);
  while (more_) {
    take_left_out(ahead_.series);
    take_series();
  }
  take_left_out(std::numeric_limits<std::uint64_t>::max());
  result_.figures = writer_.finish();
  Statement(database_, "INSERT INTO reading_series (run, series) VALUES (?, ?)")
      .bind(standing.run, named_.text())
      .run();
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
  if (statements_) return weigh(series);
  before_ = book_.state(series);
  if (before_.periods == agreed_.size() && before_.current == print) {
    for (const auto& each : agreed_) {
      each.figure.form.withdrawn() ? ++result_.missing : ++result_.unchanged;
      restated_.add(each.period);
    }
  } else {
    state_ = before_;
    current_.start(series);
    for (const auto& each : agreed_) judge(each);
    current_.stop();
  }
  write(series);
}

void FigureIntake::write(std::uint32_t series) {
  const bool held = !before_.empty() || !out_.empty();
  if (held && !agreed_.empty()) named_.add(series);
  if (!out_.empty()) {
    book_.ensure(series);
    book_.store(series, before_, state_, standing_.run);
    if (before_.empty()) ++result_.series;
    for (const auto& each : out_) writer_.add(each);
    out_.clear();
  }
  if (held && !restated_.empty()) restate_.bind(standing_.run, series, restated_.text()).run();
  restated_.clear();
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
    restated_.add(row.period);
    return;
  }
  if (held && held->same(row.figure)) {
    ++result_.unchanged;
    restated_.add(row.period);
    return;
  }
  held ? ++result_.revised : ++result_.accepted;
  state_.add(row.period, row.figure, held);
  out_.push_back(row);
}

void FigureIntake::take_left_out(std::uint64_t before) {
  while (!left_.empty() && left_.back() <= before) {
    const auto series = left_.back();
    left_.pop_back();
    if (series == before) return;  // it comes with its rows
    agreed_.clear();
    weigh(series);
  }
}

void FigureIntake::weigh(std::uint32_t series) {
  before_ = state_ = book_.state(series);
  statements_->start(series);
  const auto said = statements_->periods();
  auto row = agreed_.begin();
  auto old = said.begin();
  while (row != agreed_.end() || old != said.end()) {
    const bool mine = row != agreed_.end() && (old == said.end() || row->period <= *old);
    const auto period = mine ? row->period : *old;
    if (old != said.end() && *old == period) ++old;
    weigh_period(series, period, mine ? &*row : nullptr);
    if (mine) ++row;
  }
  write(series);
}

void FigureIntake::weigh_period(std::uint32_t series, std::uint32_t period, const Row* mine) {
  const auto held = statements_->held(period);
  const auto other = statements_->others(period);
  const auto holds = [&](const Figure& figure) {
    return held ? held->same(figure) : figure.form.withdrawn();
  };
  const bool stands = mine != nullptr && (!other || other->place < standing_.place);
  if (mine != nullptr && holds(mine->figure)) {
    restated_.add(period);
    mine->figure.form.withdrawn() ? ++result_.missing : ++result_.unchanged;
  } else if (mine != nullptr && !stands) {
    overtake(*mine);
    ++result_.unchanged;
  }
  Row row{series, period, 0, {}};
  if (stands) {
    row = *mine;
  } else if (other) {
    row.source_row = other->source_row;
    row.figure = other->figure;
  }
  if (holds(row.figure)) return;
  held ? ++result_.revised : ++result_.accepted;
  if (!stands) fall_back(row, other);
  state_.add(period, row.figure, held);
  out_.push_back(row);
}

void FigureIntake::overtake(const Row& row) {
  ++result_.overtaken;
  book_.ensure(row.series);
  const auto& figure = row.figure;
  overtake_.bind(row.series, row.period, standing_.run, figure.mantissa, figure.form.bits, row.source_row);
  if (figure.parts) {
    overtake_.put(7, figure.parts->numerator.mantissa);
    overtake_.put(8, int{figure.parts->numerator.scale});
    overtake_.put(9, figure.parts->denominator.mantissa);
    overtake_.put(10, int{figure.parts->denominator.scale});
  } else {
    for (int column = 7; column <= 10; ++column) overtake_.put(column, nullptr);
  }
  overtake_.run();
}

void FigureIntake::fall_back(Row& row, const std::optional<Said>& other) {
  if (!other || other->figure.form.withdrawn()) {
    row.source_row = 0;
    ++result_.withdrawn;
  } else {
    fall_back_.bind(row.series, row.period, standing_.run, other->run).run();
    ++result_.restored;
  }
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
