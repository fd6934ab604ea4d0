#include "collectors/database/run.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/number.hpp"
#include "collectors/database/text.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

constexpr std::uint64_t rows_between_looks = 4096;  // at deadline and stop token

std::unexpected<Failed> fail(Kind kind, std::string message) {
  return std::unexpected(Failed{kind, std::move(message)});
}

// What of a row can be shown: bytes that are no text become question marks.
std::string shown(std::span<const std::string_view> cells) {
  std::string out = cells::Row{cells, 0, {}}.text();
  if (proper_text(out)) return out;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) >= 0x80 || c == '\0') c = '?';
  }
  return out;
}

class Reading {
 public:
  Reading(Rows& rows, const Settings& settings, cells::Sink& sink, collectors::Preview* preview)
      : rows_(rows),
        settings_(settings),
        sink_(sink),
        preview_(preview),
        layout_(cells::make_layout(settings)),
        watermark_(settings.since && settings.since->number),
        cells_(rows.columns().size()) {}

  std::expected<void, Failed> columns() {
    std::vector<std::string_view> names;
    std::vector<std::string> known;
    std::vector<bool> exact;
    for (const auto& column : rows_.columns()) {
      names.push_back(column.name);
      known.push_back(column.name);
      exact.push_back(column.exact);
    }
    header_ = cells::Header(names);
    header_.exact(std::move(exact));
    const auto listed = [&] { return fmt::format("; the result has {}", fmt::join(known, ", ")); };
    if (const auto found = layout_->header(header_); !found) {
      return fail(Kind::query, found.error().message + listed());
    }
    if (settings_.since) {
      const auto found = header_.find(settings_.since->column);
      if (!found) return fail(Kind::query, "[collector.since]: " + found.error().message + listed());
      since_ = *found;
    }
    const auto read = columns_read();
    for (std::size_t i = 0; i < rows_.columns().size(); ++i) {
      if (rows_.columns()[i].bytes && read[i]) bytes_.push_back(i);
    }
    if (preview_ != nullptr) preview_->columns(header_.names());
    return {};
  }

  std::expected<ReadRows, Failed> read(const Limits& limits) {
    while (true) {
      const auto more = rows_.next(cells_);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (++done_.rows > settings_.max_rows) {
        return fail(Kind::data,
                    fmt::format("the result has more than max_rows = {} rows; ask for fewer, or raise "
                                "max_rows",
                                settings_.max_rows));
      }
      if (done_.rows % rows_between_looks == 0) {
        if (limits.stop.stop_requested()) return fail(Kind::stopped, "the query was stopped");
        if (limits.left().count() == 0) {
          return fail(Kind::timeout, "the query took longer than the collector's timeout");
        }
      }
      if (auto taken = take(); !taken) return std::unexpected(std::move(taken.error()));
      if (sink_.rejected() > 0 && sink_.hopeless()) return done_;
    }
    layout_->end(sink_);
    if (!sink_.refusal().empty()) return fail(Kind::data, sink_.refusal());
    sink_.flush();
    done_.watermark = watermark_.text();
    return done_;
  }

 private:
  // Of each column, whether a layout, a condition or [collector.since] asks for it.
  [[nodiscard]] std::vector<bool> columns_read() const {
    const bool all = settings_.layout == cells::LayoutKind::wide && !settings_.by_indicator();
    std::vector<bool> read(rows_.columns().size(), all);
    const auto mark = [&](const std::string& name) {
      if (const auto found = header_.find(name)) read[*found] = true;
    };
    std::ranges::for_each(cells::named_columns(settings_), mark);
    if (settings_.since) mark(settings_.since->column);
    return read;
  }

  std::expected<void, Failed> take() {
    const auto number = static_cast<std::uint32_t>(done_.rows);
    if (preview_ != nullptr) preview_->row(number, cells_);
    if (!bytes_.empty()) {
      sink_.reject(cells::BadRow::shape, number, header_.name(bytes_.front()),
                   "bytes: cast the column in the query", shown(cells_));
      return {};
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (proper_text(cells_[i])) continue;
      sink_.reject(cells::BadRow::shape, number, header_.name(i),
                   "the text is not UTF-8; convert it in the query, or leave the column out", shown(cells_));
      return {};
    }
    if (since_ != cells::no_column) {
      const auto cell = cells_[since_];
      if (cell.data() != nullptr && !watermark_.see(cell)) {
        return fail(Kind::data,
                    fmt::format("row {}, column {}: {} is not {}, which [collector.since] goes by", number,
                                config::in_quotes(header_.name(since_)), config::in_quotes(cell),
                                settings_.since->number ? "a whole number" : "a date or time"));
      }
    }
    layout_->row({cells_, number, {}}, sink_);
    return {};
  }

  Rows& rows_;
  const Settings& settings_;
  cells::Sink& sink_;
  collectors::Preview* preview_;
  std::unique_ptr<cells::Layout> layout_;
  cells::Header header_;
  Watermark watermark_;
  std::vector<std::string_view> cells_;
  std::vector<std::size_t> bytes_;  // columns of bytes that would be read
  std::size_t since_ = cells::no_column;
  ReadRows done_;
};

}  // namespace

std::expected<ReadRows, Failed> read_rows(Rows& rows, const Settings& settings, const Limits& limits,
                                          cells::Sink& sink, collectors::Preview* preview) {
  Reading reading(rows, settings, sink, preview);
  if (auto found = reading.columns(); !found) return std::unexpected(std::move(found.error()));
  return reading.read(limits);
}

}  // namespace waymark::database
