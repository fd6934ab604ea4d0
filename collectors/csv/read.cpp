#include "collectors/csv/read.hpp"

#include <algorithm>
#include <expected>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "collectors/cells/number.hpp"
#include "collectors/cells/period_from.hpp"
#include "collectors/csv/dialect.hpp"
#include "collectors/csv/kind.hpp"
#include "collectors/csv/tokenizer.hpp"
#include "config/diagnostics.hpp"

namespace waymark::csv {

namespace {

constexpr std::uint32_t rows_between_looks = 16'384;  // at the stop token

// The data records of one file to its layout.
class Reader {
 public:
  Reader(const Settings& settings, const FoundHeader& found, cells::Layout& layout, cells::Sink& sink,
         collectors::Preview* preview)
      : settings_(settings),
        header_(found.header),
        heading_(found.rows),
        layout_(layout),
        sink_(sink),
        preview_(preview),
        needed_(needed()) {}

  void take(const Tokenizer& records) {
    const auto fields = records.fields();
    if (preview_ != nullptr) preview_->row(records.line(), fields);
    if (records.fault()) {
      const auto& fault = *records.fault();
      return sink_.reject(BadRow::shape, records.line(), header_.name(fault.field), fault.reason,
                          records.raw());
    }
    if (cells::trim(fields.front()).empty() && cells::blank_cells(fields)) return layout_.blank();
    if (heading_.repeated(fields)) {
      ++sink_.passed_over().headers;
      return layout_.blank();
    }
    if (fields.size() == header_.width()) return layout_.row({fields, records.line(), records.raw()}, sink_);
    other_width(records);
  }

 private:
  using BadRow = cells::BadRow;

  // How many cells a short row must have so that none is missing that is read.
  [[nodiscard]] std::size_t needed() const {
    const bool periods = settings_.layout == cells::LayoutKind::wide && !settings_.by_indicator();
    if (!settings_.short_rows || periods) return header_.width();
    std::size_t count = 1;
    for (const auto& name : cells::named_columns(settings_)) {
      if (const auto place = header_.find(name)) count = std::max(count, *place + 1);
    }
    return count;
  }

  void other_width(const Tokenizer& records) {
    const auto fields = records.fields();
    const auto width = header_.width();
    if (fields.size() < width) {
      if (fields.size() < needed_) {
        return reject(records, fmt::format("the row has {} cells instead of {}{}", fields.size(), width,
                                           settings_.short_rows ? ", and one that is read is missing" : ""));
      }
      ++sink_.passed_over().short_rows;
      padded_.assign(fields.begin(), fields.end());
      padded_.resize(width, std::string_view{""});
      return layout_.row({padded_, records.line(), records.raw()}, sink_);
    }
    if (!cells::blank_cells(fields.subspan(width))) {
      if (!settings_.extra_cells) {
        return reject(records, fmt::format("the row has {} cells instead of {}; put cells that contain the "
                                           "delimiter in quotes",
                                           fields.size(), width));
      }
      ++sink_.passed_over().extra_cells;
    }
    layout_.row({fields, records.line(), records.raw()}, sink_);
  }

  void reject(const Tokenizer& records, std::string reason) {
    sink_.reject(BadRow::shape, records.line(), {}, std::move(reason), records.raw());
  }

  const Settings& settings_;
  const cells::Header& header_;
  const Heading& heading_;
  cells::Layout& layout_;
  cells::Sink& sink_;
  collectors::Preview* preview_;
  std::size_t needed_;
  std::vector<std::string_view> padded_;  // a short row
};

// The row of units below the header. The error says why it is none.
std::expected<void, std::string> pass_units(Tokenizer& records, cells::Sink& sink) {
  const auto next = records.next();
  if (next == Tokenizer::Next::failed) return std::unexpected(records.error());
  if (next == Tokenizer::Next::end) return {};
  const auto figure = std::ranges::find_if(records.fields(), [](auto cell) {
    core::Decimal value;
    return cells::plain_number(cells::trim(cell), value);
  });
  if (figure != records.fields().end()) {
    return std::unexpected(
        fmt::format("line {}: this should be the row of units, but it holds a figure ({}); take "
                    "units_row out of the settings if there is none",
                    records.line(), config::in_quotes(cells::trim(*figure))));
  }
  ++sink.passed_over().units;
  return {};
}

// Rows of a file of which nothing counts any more, so that its message can say how many there are.
void count_rest(Tokenizer& records, cells::Sink& sink, const std::stop_token& stop) {
  while (!stop.stop_requested() && records.next() == Tokenizer::Next::record) {
    if (!cells::blank_cells(records.fields())) sink.unread();
  }
}

// Why it cannot be a table of text. What cannot be read is found out by whoever reads on.
std::optional<std::string> kind_of(ByteSource& source) {
  std::string head;
  while (head.size() < kind_bytes) {
    const auto more = source.look(head.size());
    if (!more || more->empty()) break;
    head += more->substr(0, kind_bytes - head.size());
  }
  auto kind = other_kind(head);
  if (kind) kind->insert(0, "this is ");
  return kind;
}

}  // namespace

ReadResult read_csv(ByteSource& source, const Settings& settings, cells::Sink& sink,
                    const std::stop_token& stop, collectors::Preview* preview, std::string_view file_name) {
  if (auto kind = kind_of(source)) return {ReadEnd::failed, std::move(*kind)};
  Text text(source, settings.encoding, settings.fallback_encoding);
  Tokenizer records(text, settings.delimiter.value_or(','));
  const auto layout = cells::make_layout(settings);
  if (!settings.delimiter) records.delimiter(detect_delimiter(records.head(), settings, *layout));

  const auto header = find_header(records, settings, *layout);
  if (!header) return {ReadEnd::failed, header.error()};
  if (auto taken = cells::take_surroundings(settings, {file_name, header->title}, *layout); !taken) {
    return {ReadEnd::failed, std::move(taken.error())};
  }
  if (preview != nullptr) preview->columns(header->header.names());
  if (settings.units_row) {
    if (auto passed = pass_units(records, sink); !passed) return {ReadEnd::failed, passed.error()};
  }
  Reader reader(settings, *header, *layout, sink, preview);
  std::uint32_t until_look = rows_between_looks;
  // Without a header the record that told the number of columns is data already.
  auto next = header->record_is_data ? Tokenizer::Next::record : records.next();
  for (; next == Tokenizer::Next::record; next = records.next()) {
    reader.take(records);
    if (--until_look == 0) {
      if (stop.stop_requested()) return {ReadEnd::stopped, {}};
      until_look = rows_between_looks;
    }
    if (sink.rejected() > 0 && sink.hopeless()) {
      count_rest(records, sink, stop);
      return {};
    }
  }
  if (next == Tokenizer::Next::failed) return {ReadEnd::failed, records.error()};
  sink.passed_over().end_bytes = records.dropped();
  layout->end(sink);
  if (!sink.refusal().empty()) return {ReadEnd::failed, sink.refusal()};
  sink.flush();
  return {};
}

}  // namespace waymark::csv
