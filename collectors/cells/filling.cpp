#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/marks.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

// A spreadsheet's merged cells: saved as CSV, only the first of them says something.
class Filling final : public Layout {
 public:
  Filling(const Mapping& mapping, std::unique_ptr<Layout> layout)
      : mapping_(mapping), layout_(std::move(layout)) {}

  std::expected<void, NotHeader> header(const Header& header) override {
    if (auto result = layout_->header(header); !result) return result;
    ColumnSearch search(header);
    columns_.clear();
    for (const auto& names : mapping_.fill_down) {
      Column column;
      search.find(names, column.place);
      columns_.push_back(std::move(column));
    }
    return search.result();
  }

  void period(std::string text) override { layout_->period(std::move(text)); }

  void blank() override {
    forget();
    layout_->blank();
  }

  void row(const Row& row, Sink& sink) override {
    if (std::ranges::any_of(row.fields, [](std::string_view field) { return says_total(trim(field)); })) {
      forget();
      return layout_->row(row, sink);
    }
    fields_.assign(row.fields.begin(), row.fields.end());
    for (auto& column : columns_) {
      const auto said = trim(row.fields[column.place]);
      if (!said.empty())
        column.above = said;
      else if (!column.above.empty())
        fields_[column.place] = column.above;
    }
    // The row as it stands, for a list of rejected ones.
    layout_->row({fields_, row.line, row.raw}, sink);
  }

  void end(Sink& sink) override { layout_->end(sink); }

 private:
  struct Column {
    std::size_t place = no_column;
    std::string above;  // what it said last
  };

  // What stands below a blank row or a total is another block.
  void forget() {
    for (auto& column : columns_) column.above.clear();
  }

  const Mapping& mapping_;
  std::unique_ptr<Layout> layout_;
  std::vector<Column> columns_;
  std::vector<std::string_view> fields_;
};

}  // namespace

std::unique_ptr<Layout> make_filling(const Mapping& mapping, std::unique_ptr<Layout> layout) {
  return std::make_unique<Filling>(mapping, std::move(layout));
}

}  // namespace waymark::cells
