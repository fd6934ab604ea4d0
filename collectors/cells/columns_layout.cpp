#include <vector>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

// A row a period and scope, a column an indicator.
class ColumnsLayout final : public Layout {
 public:
  explicit ColumnsLayout(const Mapping& mapping)
      : mapping_(mapping),
        names_(mapping),
        periods_(mapping.periods, mapping.excel_dates),
        values_(mapping),
        filter_(mapping.where) {}

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    search.find(mapping_.columns.scope, scope_);
    search.find(mapping_.columns.period, period_);
    figures_.clear();
    for (const auto& [name, indicator] : mapping_.indicators) {
      std::size_t place = no_column;
      search.find(name, place);
      figures_.push_back({place, name});
    }
    search.find(filter_);
    return search.result();
  }

  void row(const Row& row, Sink& sink) override {
    if (!mapping_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const auto period = period_ == no_column ? std::string_view{mapping_.period} : cell(row, period_);
    if (period_ != no_column && total_row(row, period)) return sink.total(row.line);
    for (const auto& figure : figures_) {
      if (!take(row, figure, period, sink)) return;
    }
  }

  void end(Sink& sink) override { sink.refuse(values_.contradiction()); }

 private:
  struct Figure {
    std::size_t place = 0;
    std::string_view name;  // as configured, into the mapping
  };

  void reject(BadRow why, const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(why, row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  // False when the row's period or scope is wrong, which is said once.
  bool take(const Row& row, const Figure& figure, std::string_view period, Sink& sink) {
    const Target* target = names_.find(figure.name, cell(row, scope_), sink);
    if (target == nullptr) {
      reject(BadRow::unknown_scope, row, scope_, names_.stranger().reason, sink);
      return false;
    }
    core::BatchRow out;
    out.series = target->series;
    out.row = row.line;
    out.period = periods_.code(period, target->frequency);
    if (out.period == 0) {
      reject(period.empty() ? BadRow::no_date : BadRow::bad_date, row, period_, periods_.reason(), sink);
      return false;
    }
    const auto text = cell(row, figure.place);
    if (text.empty() && !(mapping_.on_null && text.data() == nullptr)) return true;  // absent
    Number number;
    switch (values_.read(text, target->unit, header_.exact(figure.place), number)) {
      case Says::number:
        out.mantissa = number.value.mantissa;
        out.scale = number.value.scale;
        out.flag = number.flag;
        if (target->too_early(out)) {
          reject(BadRow::bad_date, row, figure.place, has_not_begun(out.period, flag_it, sink.today()), sink);
        } else {
          sink.row(out);
        }
        break;
      case Says::missing: sink.missing(); break;
      case Says::withdrawn:
        out.scale = core::BatchRow::no_value;
        out.flag = number.flag;
        sink.row(out);
        break;
      case Says::nothing: break;
      case Says::bad: reject(BadRow::bad_number, row, figure.place, std::move(values_.reason()), sink); break;
    }
    return true;
  }

  const Mapping& mapping_;
  Names names_;
  Periods periods_;
  Values values_;
  Filter filter_;
  Header header_;
  std::vector<Figure> figures_;
  std::size_t scope_ = no_column, period_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_columns(const Mapping& mapping) {
  return std::make_unique<ColumnsLayout>(mapping);
}

}  // namespace waymark::cells
