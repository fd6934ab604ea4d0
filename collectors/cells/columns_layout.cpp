#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/period_cells.hpp"
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
        period_(mapping),
        periods_(mapping),
        values_(mapping),
        filter_(mapping.where) {}

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    search.find(mapping_.columns.scope, scope_);
    period_.find(search);
    find_figures(search);
    search.find(filter_);
    return search.result();
  }

  void period(const std::string& text) override { period_.fix(text); }

  void row(const Row& row, Sink& sink) override {
    if (!mapping_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const auto period = period_.text(row);
    if (period_.place() != no_column && total_row(row, period)) return sink.total(row.line);
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

  // Names of one indicator are those that its column has had, of which a file has one.
  void find_figures(ColumnSearch& search) {
    std::map<const core::Indicator*, ColumnNames> columns;
    for (const auto& [name, indicator] : mapping_.indicators) columns[indicator].push_back(name);
    figures_.clear();
    for (const auto& [name, indicator] : mapping_.indicators) {
      const auto& names = columns.at(indicator);
      if (names.front() != name) continue;
      figures_.push_back({no_column, name});
      search.find(names, figures_.back().place);
      for (const auto& other : names) {
        const auto place = header_.find(other);
        if (!place) continue;
        if (*place == figures_.back().place) {
          figures_.back().name = mapping_.indicators.find(other)->first;
        } else {
          search.refuse(fmt::format("columns {} and {} are both indicator {}",
                                    config::in_quotes(header_.name(figures_.back().place)),
                                    config::in_quotes(header_.name(*place)),
                                    config::in_quotes(indicator->id.text)));
        }
      }
    }
  }

  void reject(BadRow why, const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(why, row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  // False when the row's period or scope is wrong, which is said once.
  bool take(const Row& row, const Figure& figure, std::string_view period, Sink& sink) {
    const auto text = cell(row, figure.place);
    const bool absent = text.empty() && !(mapping_.on_null && text.data() == nullptr);
    const Target* target = names_.find(figure.name, cell(row, scope_), sink);
    if (target == nullptr) {
      const auto& [kind, reason] = names_.stranger();
      const bool unreported = kind == Stranger::Kind::unreported;
      if (unreported && (absent || values_.nothing(text))) return true;
      reject(why(kind), row, kind == Stranger::Kind::scope ? scope_ : figure.place, reason, sink);
      return unreported;
    }
    core::BatchRow out;
    out.series = target->series;
    out.row = row.line;
    out.period = periods_.code(period, target->frequency);
    if (out.period == 0) {
      reject(period.empty() ? BadRow::no_date : BadRow::bad_date, row, period_.place(), periods_.reason(),
             sink);
      return false;
    }
    if (absent) return true;
    Number number;
    switch (values_.read(text, target->unit, header_.exact(figure.place), number)) {
      case Says::number:
        if (!values_.apply(target->scale, number)) {
          reject(BadRow::bad_number, row, figure.place, std::move(values_.reason()), sink);
          break;
        }
        out.mantissa = number.value.mantissa;
        out.scale = number.value.scale;
        out.flag = number.flag != core::Flag::none ? number.flag : periods_.flag();
        if (target->too_early(out) && only_a_dash(text)) {
          sink.missing();
        } else if (target->too_early(out)) {
          reject(BadRow::not_begun, row, figure.place, has_not_begun(out.period, flag_it, sink.today()),
                 sink);
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
  PeriodCells period_;
  Periods periods_;
  Values values_;
  Filter filter_;
  Header header_;
  std::vector<Figure> figures_;
  std::size_t scope_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_columns(const Mapping& mapping) {
  return std::make_unique<ColumnsLayout>(mapping);
}

}  // namespace waymark::cells
