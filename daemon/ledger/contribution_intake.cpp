#include "daemon/ledger/contribution_intake.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/ledger/shared_lines.hpp"

namespace waymark::ledger {

ContributionIntake::ContributionIntake(const Database& database, SeriesBook& book)
    : database_(database),
      book_(book),
      current_(database),
      writer_(database, book),
      store_(database),
      // With max() SQLite takes the other columns from its row.
      parts_(
          database,
          "SELECT mantissa, scale, source_rows, max(run) FROM contribution WHERE series = ? AND period = ? "
          "GROUP BY file"),
      held_(database,
            "SELECT mantissa, scale, source_rows FROM contribution WHERE series = ? AND period = ? AND "
            "file = ? ORDER BY run DESC LIMIT 1"),
      contributes_(database,
                   "INSERT INTO contribution (series, period, file, run, mantissa, scale, source_rows) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)") {}

void ContributionIntake::source(std::int64_t collector, const core::Origin& origin) {
  collector_ = collector;
  path_ = origin.path;
  digest_ = origin.digest;
  duplicates_ = origin.duplicates;
}

void ContributionIntake::add_lines(std::uint32_t series, core::CountedLines lines) {
  auto& mine = lines_[{series, lines.period}];
  mine.count = lines.count;
  if (mine.lines.empty()) {
    mine.lines = std::move(lines.lines);
  } else {
    mine.lines.insert(mine.lines.end(), lines.lines.begin(), lines.lines.end());
  }
}

void ContributionIntake::add(std::uint32_t series, const core::BatchRow& row, const core::Batch&) {
  if (row.scale == core::BatchRow::no_value) return;
  add_part({series, row.period}, {{row.mantissa, row.scale}, row.row});
}

void ContributionIntake::add_part(const Key& key, const Part& part) {
  auto& mine = mine_[key];
  const auto sum = core::add(mine.sum, part.sum);
  if (!sum) too_large(key);
  mine = {*sum, mine.rows + part.rows};
}

void ContributionIntake::too_large(const Key& key) {
  const auto name = book_.key(key.first);
  throw LedgerError(
      fmt::format("{}: the sum for {} {} has more digits than a figure can hold; nothing of the file was "
                  "recorded, correct its amounts",
                  path_, name.indicator.text, core::Period::from_code(key.second).label()));
}

Intake::Result ContributionIntake::store(const Standing& standing, RejectStore&, std::size_t) {
  run_ = standing.run;
  const auto file = file_of(standing);
  const bool stands = !overtaken(file, standing);
  Statement(database_, "INSERT INTO source_file_version (file, run, digest) VALUES (?, ?, ?)")
      .bind(file, run_, digest_)
      .run();
  if (!stands) {
    result_.overtaken = result_.unchanged = mine_.size();
    return std::move(result_);
  }
  add_dropped(file);
  compare(file, standing.replaced.has_value());
  if (duplicates_ == core::Duplicates::refuse && !result_.shared_lines.empty()) return std::move(result_);
  for (const auto& [key, part] : mine_) contribute(key, file, part);
  writer_.start(run_);
  for (const auto& [key, part] : mine_) take(key);
  result_.figures = writer_.finish();
  return std::move(result_);
}

// A file that is read again, or taken back, is the one that it was, whatever it is called now.
std::int64_t ContributionIntake::file_of(const Standing& standing) const {
  if (standing.replaced) {
    Statement known(database_, "SELECT file FROM source_file_version WHERE run = ?");
    if (known.bind(*standing.replaced).step()) return known.integer(0);
  }
  Statement(database_, "INSERT INTO source_file (collector, path) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(collector_, path_)
      .run();
  Statement find(database_, "SELECT id FROM source_file WHERE collector = ? AND path = ?");
  find.bind(collector_, path_).step();
  return find.integer(0);
}

bool ContributionIntake::overtaken(std::int64_t file, const Standing& standing) const {
  Statement later(database_,
                  "SELECT 1 FROM source_file_version AS version JOIN run ON run.id = version.run "
                  "WHERE version.file = ? AND run.place > ? LIMIT 1");
  return later.bind(file, standing.place).step();
}

void ContributionIntake::add_dropped(std::int64_t file) {
  Statement held(database_,
                 "SELECT series, period, source_rows, max(run) FROM contribution WHERE file = ? "
                 "GROUP BY series, period");
  held.bind(file);
  while (held.step()) {
    if (held.integer(2) > 0) mine_.try_emplace({held.word(0), held.word(1)});
  }
}

void ContributionIntake::compare(std::int64_t file, bool again) {
  SharedLines shared;
  for (auto& [key, part] : mine_) {
    auto& mine = lines_[key];
    mine.file = file;
    mine.once = duplicates_ == core::Duplicates::once;
    sort_by_digest(mine.lines);
    auto others = store_.others(key.first, key.second, file);
    for (const auto& other : others) {
      // A file that is read again is not refused for what came after it.
      if (duplicates_ == core::Duplicates::refuse && again && other.file > file) continue;
      shared.compare(mine, other);
    }
    book_.ensure(key.first);
    store_.keep(key.first, key.second, mine, run_);
    share(key, std::move(others), mine);
  }
  result_.shared_lines = shared.sentence(duplicates_, [&](std::int64_t other) { return path_of(other); });
}

void ContributionIntake::share(const Key& key, std::vector<FileLines> others, const FileLines& mine) {
  if (!mine.once && std::ranges::none_of(others, &FileLines::once)) return;
  auto& files = others;
  files.insert(std::ranges::lower_bound(files, mine.file, {}, &FileLines::file), mine);
  const auto parts = shares(files);
  if (!parts) too_large(key);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!(*parts)[i]) continue;
    const Part part{(*parts)[i]->sum, (*parts)[i]->lines};
    files[i].file == mine.file ? void(mine_[key] = part) : contribute(key, files[i].file, part);
  }
}

void ContributionIntake::contribute(const Key& key, std::int64_t file, const Part& part) {
  Part before;
  if (held_.bind(key.first, key.second, file).step()) {
    before = {{held_.integer(0), static_cast<std::uint8_t>(held_.integer(1))},
              static_cast<std::uint64_t>(held_.integer(2))};
  }
  held_.reset();
  if (before == part) return;
  book_.ensure(key.first);
  contributes_.bind(key.first, key.second, file, run_, part.sum.mantissa, int{part.sum.scale}, part.rows)
      .run();
}

std::string ContributionIntake::path_of(std::int64_t file) const {
  Statement find(database_, "SELECT path FROM source_file WHERE id = ?");
  return find.bind(file).step() ? find.text(0) : std::string();
}

std::optional<core::Decimal> ContributionIntake::total(const Key& key) {
  std::optional<core::Decimal> sum;
  parts_.bind(key.first, key.second);
  while (parts_.step()) {
    if (parts_.integer(2) == 0) continue;
    const core::Decimal part{parts_.integer(0), static_cast<std::uint8_t>(parts_.integer(1))};
    sum = sum ? core::add(*sum, part) : part;
    if (!sum) too_large(key);
  }
  parts_.reset();
  return sum;
}

// Writes the period's new sum where it differs from the current figure.
void ContributionIntake::take(const Key& key) {
  const auto sum = total(key);
  const auto [series, period] = key;
  Row row{series, period, 0, {}};
  row.figure.form = Form::of(sum ? sum->scale : std::uint8_t{0}, sum.has_value(), false, core::Flag::none);
  if (sum) row.figure.mantissa = sum->mantissa;

  const auto before = book_.state(series);
  auto state = before;
  current_.start(series);
  const auto held = current_.at(period);
  current_.stop();
  if (!sum && (!held || held->form.withdrawn())) return;
  if (held && held->same(row.figure)) {
    ++result_.unchanged;
    return;
  }
  held ? ++result_.revised : ++result_.accepted;
  state.add(period, row.figure, held);
  if (before.empty()) ++result_.series;
  book_.ensure(series);
  book_.store(series, before, state, run_);
  writer_.add(row);
}

}  // namespace waymark::ledger
