// What a ledger holds is read as it was written or refused, whatever a damaged disk made of it. The first
// byte chooses: B a block of versions, R ranges of numbers.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "daemon/ledger/number_ranges.hpp"
#include "daemon/ledger/version_reader.hpp"

using namespace waymark;  // NOLINT(google-build-using-namespace): one short file

namespace {

void require(bool held) {
  if (!held) std::abort();
}

void check_decimal(core::Decimal value) {
  require(value.scale <= core::Decimal::max_scale && std::isfinite(value.number()));
  require(!value.text().empty());
}

void check_block(std::string_view text) {
  constexpr std::uint32_t block = 3U << 20U | 75U;  // of months
  std::vector<ledger::Version> versions;
  ledger::read_block(1, block, 7, text, versions);
  require(!versions.empty() && versions.size() <= ledger::block_periods);
  for (const auto& version : versions) {
    require(ledger::block_of(version.period) == block && version.run == 7);
    require(&version == versions.data() || (&version)[-1].period < version.period);
    require(version.figure.form.has_parts() == version.figure.parts.has_value());
    if (const auto value = version.figure.value()) check_decimal(*value);
    if (const auto& parts = version.figure.parts) {
      check_decimal(parts->numerator);
      check_decimal(parts->denominator);
    }
    (void)core::letter(version.figure.form.flag());
    require(version.figure.same(version.figure));
  }
}

void check_ranges(std::string_view text) {
  const auto ranges = ledger::NumberRanges::parse(text);
  const auto again = ledger::NumberRanges::parse(ranges.text());
  require(again.text() == ranges.text());
  const auto numbers = ranges.numbers();
  if (numbers.size() > 10'000) return;
  require(numbers.empty() == ranges.empty());
  ledger::NumberRanges added;
  for (const auto number : numbers) {
    require(ranges.contains(number));
    added.add(number);
  }
  require(added.numbers() == numbers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  try {
    if (data[0] == 'B') check_block(text);
    if (data[0] == 'R') check_ranges(text);
  } catch (const ledger::LedgerError&) {
    // damaged, and said so
  }
  return 0;
}
