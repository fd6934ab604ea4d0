#include "daemon/ledger/figure_digest.hpp"

namespace waymark::ledger {

void FigureDigest::named(std::uint32_t series, const core::SeriesKey& key) {
  if (!encoder_) encoder_.emplace();
  series_ = series;
  encoder_->section("series");
  encoder_->number(series);
  encoder_->text(key.authority.text);
  encoder_->text(key.indicator.text);
  encoder_->text(key.scope.path);
  encoder_->text(key.breakdown);
}

void FigureDigest::block(std::uint32_t block, std::string_view versions) {
  encoder_->row();
  encoder_->number(block);
  encoder_->text(versions);
}

std::optional<core::Sha256> FigureDigest::finish() {
  if (!encoder_) return std::nullopt;
  const auto digest = encoder_->finish();
  encoder_.reset();
  return digest;
}

FigureDigests::FigureDigests(const Database& database)
    : name_(database, "SELECT authority, indicator, scope, breakdown FROM series WHERE id = ?") {}

void FigureDigests::add(std::uint32_t series, std::uint32_t block, std::int64_t run,
                        std::string_view versions) {
  if (!named_ || series != series_) {
    key_ = {};
    if (name_.bind(series).step()) key_ = {{name_.text(0)}, {name_.text(1)}, {name_.text(2)}, name_.text(3)};
    name_.reset();
    series_ = series;
    named_ = true;
  }
  auto& digest = runs_[run];
  if (!digest.knows(series)) digest.named(series, key_);
  digest.block(block, versions);
}

std::optional<core::Sha256> FigureDigests::of(std::int64_t run) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return std::nullopt;
  const auto digest = found->second.finish();
  runs_.erase(found);
  return digest;
}

}  // namespace waymark::ledger
