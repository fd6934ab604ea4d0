#include "collectors/csv/layout.hpp"

#include "collectors/csv/cells.hpp"
#include "collectors/csv/number.hpp"

namespace waymark::csv {

std::unique_ptr<Layout> make_layout(const Settings& settings) {
  switch (settings.layout) {
    case LayoutKind::long_: return make_long(settings);
    case LayoutKind::wide: return make_wide(settings);
    case LayoutKind::transactions: return make_transactions(settings);
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

std::expected<void, Layout::NotHeader> ColumnSearch::result() const {
  if (message_.empty()) return {};
  return std::unexpected(Layout::NotHeader{found_, final_, message_});
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

}  // namespace waymark::csv
