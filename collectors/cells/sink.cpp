#include "collectors/cells/sink.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/diagnostics.hpp"

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
  ++ignored_;
  if (ignored_names_.size() < kept_names && !ignored_names_.contains(indicator)) {
    ignored_names_.emplace(excerpt(indicator));
  }
}

std::string Sink::ignored_rows() const {
  if (ignored_ == 0) return {};
  constexpr std::size_t shown = 5;
  std::vector<std::string> names;
  for (const auto& name : ignored_names_) {
    if (names.size() < shown) names.push_back(config::in_quotes(name));
  }
  const auto more = ignored_names_.size() - names.size();
  return fmt::format("{} rows of indicators that the plan does not have were ignored: {}{}", ignored_,
                     fmt::join(names, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

void Sink::reject(std::uint32_t line, std::string_view column, std::string reason, std::string_view raw) {
  ++read_;
  ++rejected_;
  core::Reject reject{line, std::string(column), std::move(reason), excerpt(raw)};
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
