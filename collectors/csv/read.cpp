#include "collectors/csv/read.hpp"

#include <fmt/format.h>

#include "collectors/cells/number.hpp"
#include "collectors/cells/period_from.hpp"
#include "collectors/csv/dialect.hpp"
#include "collectors/csv/kind.hpp"
#include "collectors/csv/tokenizer.hpp"

namespace waymark::csv {

namespace {

constexpr std::uint32_t rows_between_looks = 16'384;  // at the stop token

// What is wrong with the shape of a record, given the header's width.
std::string ragged(std::span<const std::string_view> fields, const cells::Header& header) {
  const auto width = header.width();
  if (fields.size() < width) return fmt::format("the row has {} cells instead of {}", fields.size(), width);
  if (cells::blank_cells(fields.subspan(width))) return {};
  return fmt::format("the row has {} cells instead of {}; put cells that contain the delimiter in quotes",
                     fields.size(), width);
}

void take(const Tokenizer& records, const cells::Header& header, cells::Layout& layout, cells::Sink& sink,
          collectors::Preview* preview) {
  const auto fields = records.fields();
  if (preview != nullptr) preview->row(records.line(), fields);
  if (records.fault()) {
    const auto& fault = *records.fault();
    return sink.reject(records.line(), header.name(fault.field), fault.reason, records.raw());
  }
  if (cells::trim(fields.front()).empty() && cells::blank_cells(fields)) return layout.blank();
  if (fields.size() != header.width()) {
    if (auto problem = ragged(fields, header); !problem.empty()) {
      return sink.reject(records.line(), {}, std::move(problem), records.raw());
    }
  }
  layout.row({fields, records.line(), records.raw()}, sink);
}

// Why it cannot be a table of text. What cannot be read is found out by whoever reads on.
std::optional<std::string> kind_of(ByteSource& source) {
  const auto head = source.look(0);
  if (!head) return std::nullopt;
  auto kind = other_kind(head->substr(0, kind_bytes));
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
  std::uint32_t until_look = rows_between_looks;
  // Without a header the record that told the number of columns is data already.
  auto next = header->record_is_data ? Tokenizer::Next::record : records.next();
  for (; next == Tokenizer::Next::record; next = records.next()) {
    take(records, header->header, *layout, sink, preview);
    if (--until_look == 0) {
      if (stop.stop_requested()) return {ReadEnd::stopped, {}};
      until_look = rows_between_looks;
    }
    if (sink.rejected() > 0 && sink.hopeless()) return {};
  }
  if (next == Tokenizer::Next::failed) return {ReadEnd::failed, records.error()};
  layout->end(sink);
  if (!sink.refusal().empty()) return {ReadEnd::failed, sink.refusal()};
  sink.flush();
  return {};
}

}  // namespace waymark::csv
