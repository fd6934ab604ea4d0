#include "collectors/cells/layout.hpp"

#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/marks.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

std::unique_ptr<Layout> make_plain(const Mapping& mapping) {
  switch (mapping.layout) {
    case LayoutKind::long_: return make_long(mapping);
    case LayoutKind::wide: return mapping.by_indicator() ? make_columns(mapping) : make_wide(mapping);
    case LayoutKind::transactions: return make_transactions(mapping);
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<Layout> make_layout(const Mapping& mapping) {
  auto layout = make_plain(mapping);
  return mapping.fill_down.empty() ? std::move(layout) : make_filling(mapping, std::move(layout));
}

void ColumnSearch::find(const ColumnNames& names, std::size_t& place) {
  place = no_column;
  std::string missing;
  std::vector<std::string> quoted;
  for (const auto& name : names) {
    auto column = header_.find(name);
    if (column) {
      place = *column;
      ++found_;
      return;
    }
    if (column.error().ambiguous) {
      ++found_;
      return refuse(std::move(column.error().message));
    }
    if (missing.empty()) missing = std::move(column.error().message);
    quoted.push_back(config::in_quotes(name));
  }
  if (names.size() > 1) missing = fmt::format("there is no column {}", fmt::join(quoted, " or "));
  if (message_.empty()) message_ = std::move(missing);
}

void ColumnSearch::refuse(std::string message) {
  if (message.empty()) return;
  if (message_.empty() || !final_) message_ = std::move(message);
  final_ = true;
}

void ColumnSearch::find(Filter& filter) {
  for (std::size_t i = 0; i < filter.conditions().size(); ++i) {
    std::size_t place = no_column;
    find(filter.conditions()[i].column, place);
    filter.place(i, place);
  }
}

std::expected<void, Layout::NotHeader> ColumnSearch::result() const {
  if (message_.empty()) return {};
  return std::unexpected(Layout::NotHeader{found_, final_, message_});
}

std::string scale_question(const Mapping& mapping, const Header& header, std::size_t column,
                           const ColumnNames& names) {
  if (column == no_column || mapping.scales.all || mapping.scales.named(names) != nullptr) return {};
  std::set<core::Unit> units;
  for (const auto* indicator : fed_indicators(mapping)) {
    if (mapping.scales.of({}, *indicator) == nullptr) units.insert(indicator->unit);
  }
  for (const auto unit : units) {
    if (auto question = scale_question(header.name(column), unit); !question.empty()) {
      return "column " + question;
    }
  }
  return {};
}

std::string Row::text() const {
  if (raw.data() != nullptr) return std::string(raw);
  std::string out;
  for (std::size_t i = 0; i < fields.size() && out.size() < Sink::max_raw; ++i) {
    if (i > 0) out += " | ";
    out += fields[i].data() == nullptr ? "NULL" : fields[i].substr(0, Sink::max_raw);
  }
  return out;
}

std::string_view cell(const Row& row, std::size_t column) {
  return column == no_column ? std::string_view{} : trim(row.fields[column]);
}

bool total_row(const Row& row, std::string_view period) {
  if (!period.empty() && !says_total(period)) return false;
  for (const auto field : row.fields) {
    if (const auto text = trim(field); !text.empty()) return says_total(text);
  }
  return false;
}

}  // namespace waymark::cells
