#include <algorithm>

#include "collectors/csv/cells.hpp"
#include "collectors/csv/layout.hpp"
#include "collectors/csv/names.hpp"
#include "collectors/csv/number.hpp"
#include "collectors/csv/periods.hpp"

namespace waymark::csv {

namespace {

// A row an observation.
class LongLayout final : public Layout {
 public:
  explicit LongLayout(const Settings& settings)
      : settings_(settings),
        names_(settings),
        periods_(settings.periods, settings.excel_dates),
        marks_(settings.missing),
        filter_(settings.where) {}

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    const Columns& columns = settings_.columns;
    search.find(columns.indicator, indicator_);
    search.find(columns.scope, scope_);
    search.find(columns.period, period_);
    search.find(columns.value, value_);
    search.find(columns.numerator, numerator_);
    search.find(columns.denominator, denominator_);
    search.find(columns.flag, flag_);
    for (std::size_t i = 0; i < settings_.where.size(); ++i) {
      std::size_t place = no_column;
      search.find(settings_.where[i].column, place);
      filter_.place(i, place);
    }
    return search.result();
  }

  void row(const Row& row, Sink& sink) override {
    if (!settings_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const auto period = period_ == no_column ? std::string_view{settings_.period} : cell(row, period_);
    const Target* target = names_.find(cell(row, indicator_), cell(row, scope_), sink);
    if (target == nullptr) {
      if (total_row(row, cell(row, period_))) return sink.missing();
      const auto& stranger = names_.stranger();
      return reject(row, stranger.scope ? scope_ : indicator_, stranger.reason, sink);
    }
    core::BatchRow out;
    out.series = target->series;
    out.row = row.line;
    out.period = periods_.code(period, target->frequency);
    if (out.period == 0) {
      if (period_ != no_column && total_row(row, period)) return sink.missing();
      return reject(row, period_, periods_.reason(), sink);
    }
    figure(row, *target, out, sink);
  }

  void end(Sink&) override {}

 private:
  void reject(const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.raw);
  }

  // Reads the number in that column. False when the row is rejected; `missing` when there is none.
  bool number(const Row& row, std::size_t column, core::Unit unit, core::Decimal& value, bool& missing,
              Sink& sink) {
    const auto text = cell(row, column);
    if (marks_.contains(text)) {
      missing = true;
      return true;
    }
    if (plain_number(text, value)) return true;
    if (text.empty()) {
      reject(row, column, "the cell is empty; add \"\" to missing if that means no figure", sink);
      return false;
    }
    auto parsed = parse_number(text, unit);
    if (parsed) {
      value = *parsed;
      return true;
    }
    reject(row, column, std::move(parsed.error()), sink);
    return false;
  }

  void figure(const Row& row, const Target& target, core::BatchRow& out, Sink& sink) {
    bool no_value = value_ == no_column;
    core::Decimal value;
    if (!no_value) {
      if (!number(row, value_, target.unit, value, no_value, sink)) return;
    }
    bool no_parts = numerator_ == no_column;
    core::Fraction parts;
    if (!no_parts) {
      // Parts may be sums of money whatever the unit of their quotient.
      if (!number(row, numerator_, core::Unit::gbp, parts.numerator, no_parts, sink)) return;
      if (!number(row, denominator_, core::Unit::gbp, parts.denominator, no_parts, sink)) return;
      if (!no_parts && parts.denominator.zero()) {
        return reject(row, denominator_, "the denominator is 0, so there is no ratio", sink);
      }
    }
    if (flag_ != no_column) {
      const auto text = cell(row, flag_);
      const auto flag = core::parse_flag(text);
      if (!flag) {
        return reject(row, flag_, config::in_quotes(text) + " is not a flag; there are b c e f p r u x z",
                      sink);
      }
      out.flag = *flag;
    }
    out.mantissa = value.mantissa;
    out.scale = value.scale;
    if (no_value) {
      out.mantissa = 0;
      out.scale = core::BatchRow::no_value;
      if (no_parts && out.flag == core::Flag::none) out.flag = flag_of_mark(cell(row, value_));
    }
    if (no_parts)
      sink.row(out);
    else
      sink.row(out, parts);
  }

  const Settings& settings_;
  Names names_;
  Periods periods_;
  MissingMarks marks_;
  Filter filter_;
  Header header_;
  std::size_t indicator_ = no_column, scope_ = no_column, period_ = no_column, value_ = no_column,
              numerator_ = no_column, denominator_ = no_column, flag_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_long(const Settings& settings) {
  return std::make_unique<LongLayout>(settings);
}

}  // namespace waymark::csv
