#include "collectors/cells/layout.hpp"

#include "collectors/cells/marks.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

std::unique_ptr<Layout> make_layout(const Mapping& mapping) {
  switch (mapping.layout) {
    case LayoutKind::long_: return make_long(mapping);
    case LayoutKind::wide: return mapping.by_indicator() ? make_columns(mapping) : make_wide(mapping);
    case LayoutKind::transactions: return make_transactions(mapping);
  }
  return nullptr;
}

void ColumnSearch::find(std::string_view name, std::size_t& place) {
  place = no_column;
  if (name.empty()) return;
  auto column = header_.find(name);
  if (column) {
    place = *column;
    ++found_;
    return;
  }
  found_ += column.error().ambiguous ? 1U : 0U;
  final_ = final_ || column.error().ambiguous;
  if (message_.empty()) message_ = std::move(column.error().message);
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
