#include "daemon/ledger/version_reader.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

namespace waymark::ledger {

namespace {

constexpr std::string_view select_up =
    "SELECT block, run, versions FROM observation_block WHERE series = ?1 AND block BETWEEN ?2 AND ?3 AND "
    "run <= ?4 ORDER BY block, run";
constexpr std::string_view select_down =
    "SELECT block, run, versions FROM observation_block WHERE series = ?1 AND block BETWEEN ?2 AND ?3 AND "
    "run <= ?4 ORDER BY block DESC, run DESC";

// Takes a block's text apart: JSON of numbers and brackets alone, without spaces.
class BlockText {
 public:
  explicit BlockText(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}
  [[nodiscard]] bool accept(char expected) {
    if (at_ == end_ || *at_ != expected) return false;
    ++at_;
    return true;
  }
  template <class Number>
  [[nodiscard]] bool number(Number& value) {
    const auto [end, problem] = std::from_chars(at_, end_, value);
    at_ = end;
    return problem == std::errc();
  }
  [[nodiscard]] bool decimal(core::Decimal& value) {
    return accept(',') && number(value.mantissa) && accept(',') && number(value.scale) && possible(value);
  }
  [[nodiscard]] bool version(Version& version) {
    if (!accept('[') || !number(version.period) || version.period >= block_periods || !accept(',') ||
        !number(version.figure.mantissa) || !accept(',') || !number(version.figure.form.bits) ||
        !accept(',') || !number(version.source_row)) {
      return false;
    }
    const auto value = version.figure.value();
    if (version.figure.form.flag_bits() > last_flag || (value && !possible(*value))) return false;
    if (version.figure.form.has_parts()) {
      core::Fraction parts;
      if (!decimal(parts.numerator) || !decimal(parts.denominator)) return false;
      version.figure.parts = parts;
    }
    return accept(']');
  }
  [[nodiscard]] bool ended() const { return at_ == end_; }

 private:
  // Beyond that, arithmetic would go wrong.
  [[nodiscard]] static bool possible(core::Decimal value) { return value.scale <= core::Decimal::max_scale; }
  static constexpr auto last_flag = static_cast<std::uint32_t>(core::Flag::not_applicable);

  const char* at_;
  const char* end_;
};

bool read(std::uint32_t block, std::int64_t run, BlockText text, std::vector<Version>& into) {
  if (!text.accept('[')) return false;
  std::uint32_t least = block << block_shift;
  do {
    Version version;
    if (!text.version(version)) return false;
    version.period += block << block_shift;
    version.run = run;
    if (version.period < least) return false;
    least = version.period + 1;
    into.push_back(version);
  } while (text.accept(','));
  return text.accept(']') && text.ended();
}

}  // namespace

void read_block(std::uint32_t series, std::uint32_t block, std::int64_t run, std::string_view text,
                std::vector<Version>& into) {
  if (read(block, run, BlockText(text), into)) return;
  throw LedgerError(
      fmt::format("series {}: what run {} said in block {} cannot be read: the ledger is damaged, restore a "
                  "backup",
                  series, run, block));
}

void order_by_period(std::vector<Version>& versions) {
  if (versions.empty() || versions.front().run == versions.back().run) return;  // of one run: ordered
  std::ranges::sort(versions, {},
                    [](const Version& version) { return std::tuple(version.period, version.run); });
}

VersionReader::VersionReader(const Database& database, Order order)
    : select_(database, order == Order::oldest_period_first ? select_up : select_down) {}

void VersionReader::start(std::uint32_t series, std::uint32_t first, std::uint32_t last,
                          std::int64_t last_run) {
  series_ = series;
  first_ = first;
  last_ = last;
  select_.bind(series, block_of(first), block_of(last), last_run);
  step();
}

void VersionReader::step() {
  row_ = select_.step();
}

std::span<const Version> VersionReader::next() {
  versions_.clear();
  while (row_ && versions_.empty()) {
    const auto block = select_.word(0);
    do {
      read_block(series_, block, select_.integer(1), select_.view(2), versions_);
      step();
    } while (row_ && select_.word(0) == block);
    order_by_period(versions_);
    if (first_ > block << block_shift || last_ < (block << block_shift | (block_periods - 1))) {
      std::erase_if(versions_,
                    [this](const Version& each) { return each.period < first_ || each.period > last_; });
    }
  }
  return versions_;
}

void VersionReader::stop() {
  select_.reset();
  row_ = false;
}

}  // namespace waymark::ledger
