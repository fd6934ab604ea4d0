#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

// Lines that are summed or counted per period and scope, for several indicators in one pass.
class TransactionsLayout final : public Layout {
 public:
  explicit TransactionsLayout(const Mapping& mapping)
      : mapping_(mapping),
        names_(mapping),
        days_(mapping.periods, mapping.excel_dates),
        values_(mapping),
        filter_(mapping.where) {
    filters_.reserve(mapping.sums.size());
    for (const auto& sum : mapping.sums) filters_.emplace_back(sum.where);
  }

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    search.find(mapping_.columns.date, date_);
    search.find(mapping_.columns.amount, amount_);
    search.find(mapping_.columns.scope, scope_);
    search.find(filter_);
    for (auto& filter : filters_) search.find(filter);
    return search.result();
  }

  void row(const Row& row, Sink& sink) override {
    if (!filter_.holds(row.fields)) return sink.missing();
    selected_.clear();
    bool money = false;
    for (std::size_t i = 0; i < filters_.size(); ++i) {
      if (!filters_[i].holds(row.fields)) continue;
      selected_.push_back(i);
      money = money || !mapping_.sums[i].count;
    }
    if (selected_.empty()) return sink.missing();

    const auto date = cell(row, date_);
    const auto day = days_.code(date, core::PeriodKind::day);
    if (day == 0) {
      if (total_row(row, date)) return sink.missing();
      return reject(row, date_, date.empty() ? "the date is empty" : days_.reason(), sink);
    }
    Number amount;
    if (money) {
      switch (values_.read(cell(row, amount_), core::Unit::gbp, header_.exact(amount_), amount)) {
        case Says::number: break;
        case Says::missing:
        case Says::withdrawn:
        case Says::nothing: return sink.missing();
        case Says::bad: return reject(row, amount_, std::move(values_.reason()), sink);
      }
    }
    const auto* scope = names_.scope(cell(row, scope_));
    if (scope == nullptr) return reject(row, scope_, names_.stranger().reason, sink);
    add(row, core::Period::from_code(day).first_day(), *scope, amount.value, sink);
  }

  void end(Sink& sink) override {
    sink.refuse(values_.contradiction());
    for (const auto& [key, total] : totals_) {
      if (total.lines == 0) continue;  // its only lines were rejected
      const auto& [index, scope, period] = key;
      const auto& sum = mapping_.sums[index];
      core::BatchRow out;
      out.series = sink.series({mapping_.authority, sum.indicator->id, core::Scope{scope}});
      out.period = period;
      out.row = total.lines;
      out.mantissa = sum.count ? total.lines : total.sum.mantissa;
      out.scale = sum.count ? std::uint8_t{0} : total.sum.scale;
      sink.sum(out);
    }
  }

 private:
  using Key = std::tuple<std::size_t, std::string, std::uint32_t>;  // sum, scope, period
  struct Total {
    core::Decimal sum;
    std::uint32_t lines = 0;
  };

  void reject(const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  // Into every selected sum, or into none.
  void add(const Row& row, std::chrono::sys_days day, const core::Scope& scope, core::Decimal amount,
           Sink& sink) {
    next_.clear();
    for (const auto index : selected_) {
      const auto& sum = mapping_.sums[index];
      const auto period = core::Period::containing(sum.indicator->frequency, day).code();
      if (day > sink.today() && period > last_period(*sum.indicator, sink.today())) {
        return reject(row, date_, has_not_begun(period, "correct the date", sink.today()), sink);
      }
      auto& total = totals_[Key{index, scope.path, period}];
      const auto next = sum.count ? total.sum : core::add(total.sum, amount);
      if (!next)
        return reject(row, amount_, "with this line the sum has more digits than can be kept exactly", sink);
      next_.emplace_back(&total, *next);
    }
    for (auto& [total, sum] : next_) {
      total->sum = sum;
      ++total->lines;
    }
    sink.counted();
  }

  const Mapping& mapping_;
  Names names_;
  Periods days_;
  Values values_;
  Filter filter_;
  std::vector<Filter> filters_;  // of the sums
  Header header_;
  std::vector<std::size_t> selected_;                   // sums that the line goes into
  std::vector<std::pair<Total*, core::Decimal>> next_;  // what they come to with it
  std::map<Key, Total> totals_;
  std::size_t date_ = no_column, amount_ = no_column, scope_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_transactions(const Mapping& mapping) {
  return std::make_unique<TransactionsLayout>(mapping);
}

}  // namespace waymark::cells
