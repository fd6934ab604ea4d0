#include "collectors/cells/sink.hpp"

#include <algorithm>
#include <utility>

namespace waymark::cells {

namespace {

constexpr std::size_t max_parts = core::BatchRow::no_parts;
constexpr std::size_t max_batch_rejects = 4096;
constexpr std::size_t max_kept_bytes = 16U << 20U;

// At most 4 KiB, not cut within a character.
std::string excerpt(std::string_view raw) {
  if (raw.size() > Sink::max_raw) {
    auto cut = Sink::max_raw;
    while (cut > 0 && (static_cast<unsigned char>(raw[cut]) & 0xC0U) == 0x80) --cut;
    raw = raw.substr(0, cut);
  }
  return std::string(raw);
}

}  // namespace

bool Tolerance::beyond_a_limit(const BadRows& rejected) const {
  return std::ranges::any_of(of_reason,
                             [&](const auto& limit) { return rejected[limit.first] > limit.second; });
}

std::uint64_t Tolerance::unlimited(const BadRows& rejected) const {
  std::uint64_t count = 0;
  for (const auto why : all_bad_rows) count += of_reason.contains(why) ? 0 : rejected[why];
  return count;
}

bool Tolerance::exceeded(const BadRows& rejected, std::uint64_t read) const {
  const auto others = unlimited(rejected);
  return beyond_a_limit(rejected) ||
         (others > rows && static_cast<double>(others) > ratio * static_cast<double>(read));
}

bool Tolerance::doomed(const BadRows& rejected) const {
  return beyond_a_limit(rejected) || (ratio <= 0 && unlimited(rejected) > rows);
}

std::uint32_t Sink::series(const core::SeriesKey& key) {
  const auto [found, fresh] = series_.try_emplace(key, static_cast<std::uint32_t>(series_.size()));
  if (fresh) batch_.series.push_back(key);
  return found->second;
}

void Sink::row(core::BatchRow row, const core::Fraction& parts) {
  row.parts = static_cast<std::uint16_t>(batch_.parts.size());
  batch_.parts.push_back(parts);
  this->row(row);
  if (batch_.parts.size() >= max_parts) flush();
}

void Sink::ignored(std::string_view indicator) {
  constexpr std::size_t kept_names = 1000;
  missing();
  ++passed_over_.unknown_indicators;
  auto& names = passed_over_.indicator_names;
  if (names.size() < kept_names && !names.contains(indicator)) names.emplace(excerpt(indicator));
}

void Sink::reject(BadRow why, std::uint32_t line, std::string_view column, std::string reason,
                  std::string_view raw) {
  ++read_;
  ++rejected_;
  ++bad_rows_[why];
  doomed_ = doomed_ || tolerance_.doomed(bad_rows_);
  core::Reject reject{line, std::string(column), std::move(reason), excerpt(raw), word(why)};
  if (kept_.size() < kept_rejects && kept_bytes_ < max_kept_bytes) {
    kept_bytes_ += reject.raw.size();
    kept_.push_back(reject);
  }
  batch_.rejects.push_back(std::move(reject));
  if (batch_.rejects.size() >= max_batch_rejects) flush();
}

void Sink::flush() {
  core::Batch batch = std::exchange(batch_, {});
  if (doomed() || (batch.rows.empty() && batch.rejects.empty() && batch.series.empty())) return;
  recording_.add(std::move(batch));
}

}  // namespace waymark::cells
