#include <utility>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/period_cells.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/unit_cells.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

// A row an observation.
class LongLayout final : public Layout {
 public:
  explicit LongLayout(const Mapping& mapping)
      : mapping_(mapping),
        names_(mapping),
        period_(mapping),
        periods_(mapping),
        values_(mapping),
        filter_(mapping.where) {}

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    const Columns& columns = mapping_.columns;
    search.find(columns.indicator, indicator_);
    search.find(columns.scope, scope_);
    period_.find(search);
    search.find(columns.value, value_.place);
    search.find(columns.numerator, numerator_.place);
    search.find(columns.denominator, denominator_.place);
    search.find(columns.flag, flag_);
    search.find(filter_);
    find_scales(search);
    units_.find(header);
    return search.result();
  }

  void period(const std::string& text) override { period_.fix(text); }

  void row(const Row& row, Sink& sink) override {
    if (!mapping_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const auto period = period_.text(row);
    const Target* target = names_.find(cell(row, indicator_), cell(row, scope_), sink);
    if (target == nullptr) {
      if (total_row(row, period_.place() == no_column ? std::string_view{} : period)) {
        return sink.total(row.line);
      }
      return strange(row, sink);
    }
    core::BatchRow out;
    out.series = target->series;
    out.row = row.line;
    out.period = periods_.code(period, target->frequency);
    if (out.period == 0) {
      if (period_.place() != no_column && total_row(row, period)) return sink.total(row.line);
      return reject(period.empty() ? BadRow::no_date : BadRow::bad_date, row, period_.place(),
                    periods_.reason(), sink);
    }
    out.flag = periods_.flag();
    if (units_.place() != no_column && value_.scale == nullptr) {
      if (auto question = units_.question(row, *target); !question.empty()) {
        return reject(BadRow::bad_number, row, units_.place(), std::move(question), sink);
      }
    }
    figure(row, *target, out, sink);
  }

  void end(Sink& sink) override { sink.refuse(values_.contradiction()); }

 private:
  void reject(BadRow why, const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(why, row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  struct FigureColumn {
    std::size_t place = no_column;
    const Scale* scale = nullptr;
  };

  void strange(const Row& row, Sink& sink) {
    const auto& [kind, reason] = names_.stranger();
    const auto silent = [&](const FigureColumn& column) {
      return column.place == no_column || values_.nothing(cell(row, column.place));
    };
    switch (kind) {
      case Stranger::Kind::ignored: return sink.ignored(cell(row, indicator_));
      case Stranger::Kind::indicator: return reject(why(kind), row, indicator_, reason, sink);
      case Stranger::Kind::scope: return reject(why(kind), row, scope_, reason, sink);
      case Stranger::Kind::unreported:
        if (silent(value_) && silent(numerator_) && silent(denominator_)) return sink.missing();
        return reject(why(kind), row, scope_ != no_column ? scope_ : indicator_, reason, sink);
    }
  }

  void find_scales(ColumnSearch& search) {
    const auto find = [&](FigureColumn& column, const ColumnNames& names) {
      column.scale = mapping_.scales.named(names);
      search.ask(scale_question(mapping_, header_, column.place, names));
    };
    find(value_, mapping_.columns.value);
    find(numerator_, mapping_.columns.numerator);
    find(denominator_, mapping_.columns.denominator);
    const Scale* const all = mapping_.scales.all ? &*mapping_.scales.all : nullptr;
    for (auto* part : {&numerator_, &denominator_}) {
      if (part->scale == nullptr) part->scale = all;
    }
  }

  // Reads the figure in that column. False when the row is rejected.
  bool read(const Row& row, std::size_t column, core::Unit unit, const Scale* scale, Number& number,
            Says& says, Sink& sink) {
    says = values_.read(cell(row, column), unit, header_.exact(column), number);
    if (says != Says::bad && (says != Says::number || values_.apply(scale, number))) return true;
    reject(BadRow::bad_number, row, column, std::move(values_.reason()), sink);
    return false;
  }

  // A ratio without either part is none. False when the row is rejected.
  bool read_parts(const Row& row, core::Fraction& parts, core::Flag& flag, Says& says, Sink& sink) {
    Says below_says = Says::missing;
    Number above, below;
    // Parts may be sums of money whatever the unit of their quotient.
    if (!read(row, numerator_.place, core::Unit::gbp, numerator_.scale, above, says, sink)) return false;
    if (!read(row, denominator_.place, core::Unit::gbp, denominator_.scale, below, below_says, sink))
      return false;
    if (says == Says::number) says = below_says;
    parts = {above.value, below.value};
    if (flag == core::Flag::none) flag = above.flag != core::Flag::none ? above.flag : below.flag;
    if (says != Says::number || !parts.denominator.zero()) return true;
    reject(BadRow::bad_number, row, denominator_.place, "the denominator is 0, so there is no ratio", sink);
    return false;
  }

  void figure(const Row& row, const Target& target, core::BatchRow& out, Sink& sink) {
    Says value_says = Says::missing, parts_say = Says::missing;
    Number value;
    const Scale* const scale = value_.scale != nullptr ? value_.scale : target.scale;
    if (value_.place != no_column && !read(row, value_.place, target.unit, scale, value, value_says, sink))
      return;
    if (value.flag != core::Flag::none) out.flag = value.flag;
    core::Fraction parts;
    if (numerator_.place != no_column && !read_parts(row, parts, out.flag, parts_say, sink)) return;
    const bool no_value = value_says != Says::number, no_parts = parts_say != Says::number;
    bool said = value_says == Says::withdrawn || parts_say == Says::withdrawn;  // that there is none
    if (flag_ != no_column) {
      const auto text = cell(row, flag_);
      const auto flag = core::parse_flag(text);
      if (!flag) {
        return reject(BadRow::bad_flag, row, flag_,
                      config::in_quotes(text) + " is not a flag; there are b c e f p r u x z", sink);
      }
      if (*flag != core::Flag::none) out.flag = *flag;
      said = said || *flag != core::Flag::none;
    }
    if (no_value && no_parts && !said) return sink.missing();
    out.mantissa = no_value ? 0 : value.value.mantissa;
    out.scale = no_value ? core::BatchRow::no_value : value.value.scale;
    if (!(no_value && no_parts) && target.too_early(out)) {
      if (no_parts && only_a_dash(cell(row, value_.place))) return sink.missing();
      return reject(BadRow::not_begun, row, period_.place(), has_not_begun(out.period, flag_it, sink.today()),
                    sink);
    }
    if (no_parts)
      sink.row(out);
    else
      sink.row(out, parts);
  }

  const Mapping& mapping_;
  Names names_;
  PeriodCells period_;
  Periods periods_;
  Values values_;
  UnitCells units_;
  Filter filter_;
  Header header_;
  std::size_t indicator_ = no_column, scope_ = no_column, flag_ = no_column;
  FigureColumn value_, numerator_, denominator_;
};

}  // namespace

std::unique_ptr<Layout> make_long(const Mapping& mapping) {
  return std::make_unique<LongLayout>(mapping);
}

}  // namespace waymark::cells
