// CSV bytes through every layout: what is handed on keeps the recording's rules, and how the bytes come in
// pieces makes no difference.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "collectors/csv/read.hpp"
#include "collectors/csv/tokenizer.hpp"

namespace {

namespace core = waymark::core;
namespace cells = waymark::cells;
namespace csv = waymark::csv;

void require(bool holds) {
  if (!holds) std::abort();
}

// Checks what comes and keeps a digest of it.
class Checking final : public core::Recording {
 public:
  std::string seen;

  void add(core::Batch batch) override {
    series_ += batch.series.size();
    for (const auto& row : batch.rows) {
      require(row.series < series_);
      require(row.scale <= core::Decimal::max_scale || row.scale == core::BatchRow::no_value);
      require(row.parts == core::BatchRow::no_parts || row.parts < batch.parts.size());
      require(row.row > 0);
      seen += std::to_string(row.period) + " " + std::to_string(row.mantissa) + " " +
              std::to_string(row.row) + "\n";
    }
    for (const auto& reject : batch.rejects) {
      require(!reject.reason.empty());
      require(reject.raw.size() <= 4096);
      seen += std::to_string(reject.line) + " " + reject.reason + "\n";
    }
  }
  core::Finished finish(const core::Ending&) override { return {}; }
  core::Finished abandon(const core::Rejection&) override { return {}; }

 private:
  std::size_t series_ = 0;
};

std::shared_ptr<const core::Plan> plan() {
  auto plan = std::make_shared<core::Plan>();
  core::Indicator fte;
  fte.id.text = "fte";
  plan->indicators = {fte};
  return plan;
}

csv::Settings settings(cells::LayoutKind layout, csv::Encoding encoding) {
  static const auto known = plan();
  csv::Settings settings;
  settings.plan = known;
  settings.layout = layout;
  settings.encoding = encoding;
  settings.max_bad_rows = UINT64_MAX;
  switch (layout) {
    case cells::LayoutKind::long_:
      settings.columns = {.indicator = {"I"}, .value = {"V"}, .period = {.whole = {"P"}}};
      break;
    case cells::LayoutKind::wide: settings.indicator = known->indicators.data(); break;
    case cells::LayoutKind::transactions:
      settings.columns = {.date = {"P"}, .amount = {"V"}};
      settings.sums.push_back({known->indicators.data(), false, {}});
      break;
  }
  return settings;
}

std::string outcome(std::string_view bytes, const csv::Settings& settings, std::size_t piece) {
  Checking recording;
  cells::Sink sink(recording, {settings.max_bad_rows, 0}, std::chrono::sys_days{std::chrono::days{20'000}});
  csv::MemorySource source(bytes, piece);
  const auto result = csv::read_csv(source, settings, sink, {});
  sink.flush();
  require((result.end == csv::ReadEnd::failed) == !result.error.empty());
  return recording.seen + result.error;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto layout = static_cast<cells::LayoutKind>(data[0] % 3);
  const auto encoding = static_cast<csv::Encoding>(data[0] / 3 % 5);
  const auto configured = settings(layout, encoding);
  const auto whole = outcome(bytes, configured, std::string_view::npos);
  // Detecting UTF-16 without a mark takes the first piece for a sample, so that it may differ for tiny
  // pieces.
  if (encoding == csv::Encoding::utf8 || encoding == csv::Encoding::cp850) {
    require(whole == outcome(bytes, configured, 1 + data[0] / 15));
  }
  return 0;
}
