#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/line_book.hpp"
#include "collectors/cells/line_dates.hpp"
#include "collectors/cells/line_digest.hpp"
#include "collectors/cells/marks.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/number.hpp"
#include "collectors/cells/totals.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

constexpr std::uint64_t any_line = 1;
constexpr std::uint64_t several_lines = 2;
constexpr std::size_t all_lines = 0;  // the selections of sums come behind it

// Lines that are summed or counted per period and scope, for several indicators in one pass.
class TransactionsLayout final : public Layout {
 public:
  explicit TransactionsLayout(const Mapping& mapping)
      : mapping_(mapping),
        names_(mapping),
        dates_(mapping),
        digest_(dates_.days()),
        values_(mapping),
        filter_(mapping.where),
        running_(mapping.sums.size() + 1),
        recent_(mapping.sums.size() * recent_each),
        scale_(mapping.scales.named(mapping.columns.amount)) {
    if (scale_ == nullptr && mapping.scales.all) scale_ = &*mapping.scales.all;
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
    search.ask(scale_question(mapping_, header, amount_, mapping_.columns.amount));
    return search.result();
  }

  void period(const std::string& text) override { dates_.fix(text); }

  void row(const Row& row, Sink& sink) override {
    if (!select(row)) {
      pass(row);
      return sink.missing();
    }
    const auto date = cell(row, date_);
    const Span* span = dates_.find(date);
    Number amount;
    auto says = amount_ == no_column
                    ? Says::nothing
                    : values_.read(cell(row, amount_), core::Unit::gbp, header_.exact(amount_), amount);
    const auto money = says == Says::number ? std::optional(amount.value) : std::nullopt;
    if (mapping_.totals && total(row, date, span != nullptr, money, sink)) return;
    if (money) count_in(*money);
    if (span == nullptr) {
      if (date.empty() && padding(row, says)) return sink.padding();
      if (date.empty()) return reject(BadRow::no_date, row, date_, "the date is empty", sink);
      return reject(BadRow::bad_date, row, date_, dates_.reason(), sink);
    }
    if (sums_money_) {
      if (says == Says::number && !values_.apply(scale_, amount)) says = Says::bad;
      switch (says) {
        case Says::number: break;
        case Says::missing:
        case Says::withdrawn:
        case Says::nothing: return sink.missing();
        case Says::bad: return reject(BadRow::bad_number, row, amount_, std::move(values_.reason()), sink);
      }
    }
    const auto* scope = names_.scope(cell(row, scope_));
    if (scope == nullptr) return reject(BadRow::unknown_scope, row, scope_, names_.stranger().reason, sink);
    add(row, *span, *scope, amount.value, sink);
  }

  void end(Sink& sink) override {
    sink.refuse(values_.contradiction());
    repeated(sink);
    for (const auto& [key, places] : totals_) {
      if (places.empty()) continue;  // its only lines were rejected
      const auto& [index, scope, period] = key;
      const auto& sum = mapping_.sums[index];
      const auto total = book_.total(places);
      const auto value = total.lost ? std::nullopt : total.sum.value();
      if (!value && !sum.count) {
        sink.refuse(
            fmt::format("the sum of {} for {} has more digits than can be kept exactly; round the amounts "
                        "in the source",
                        sum.indicator->id.text, core::Period::from_code(period).label()));
        return;
      }
      core::BatchRow out;
      out.series = sink.series({mapping_.authority, sum.indicator->id, core::Scope{scope}});
      out.period = period;
      out.row = total.lines;
      out.mantissa = sum.count ? total.lines : value->mantissa;
      out.scale = sum.count ? std::uint8_t{0} : value->scale;
      sink.sum(out, {out.series, period, sum.count, book_.lines(places, sum.count)});
    }
  }

 private:
  using Key = std::tuple<std::size_t, std::string, std::uint32_t>;  // sum, scope, period
  using Places = std::vector<std::uint32_t>;                        // of lines, in the book
  // Where lines of these days and that scope go, since most lines are of the days of others.
  struct Recent {
    Span span{};
    const core::Scope* scope = nullptr;
    Places* places = nullptr;
    [[nodiscard]] bool is(const Span& of, const core::Scope& in) const {
      return scope == &in && span.first == of.first && span.last == of.last;
    }
  };
  static constexpr std::size_t recent_each = 512;

  // The place for it of one sum.
  Recent& recent_of(std::size_t index, const Span& span, const core::Scope& scope) {
    const auto days = static_cast<std::uint64_t>(span.first.time_since_epoch().count());
    const auto where = reinterpret_cast<std::uintptr_t>(&scope) / sizeof(core::Scope);
    return recent_[index * recent_each + (days + where * 31) % recent_each];
  }

  void reject(BadRow why, const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(why, row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  // Which sums the line goes into. False: into none.
  bool select(const Row& row) {
    selected_.clear();
    sums_money_ = false;
    if (!filter_.holds(row.fields)) return false;
    for (std::size_t i = 0; i < filters_.size(); ++i) {
      if (!filters_[i].holds(row.fields)) continue;
      selected_.push_back(i);
      sums_money_ = sums_money_ || !mapping_.sums[i].count;
    }
    return !selected_.empty();
  }

  // A line that nothing selects is still one of those that a total below them is the sum of.
  void pass(const Row& row) {
    if (amount_ == no_column || !mapping_.totals) return;
    core::Decimal amount;
    if (const auto text = cell(row, amount_); !plain_number(text, amount)) {
      const auto number = parse_number(text, core::Unit::gbp, {.decimal_comma = mapping_.decimal_comma});
      if (!number) return;
      amount = number->value;
    }
    const bool dated = date_ != no_column && !cell(row, date_).empty();
    if (!dated &&
        (says_total(row) || (date_ != no_column && running_.is_sum(all_lines, amount, several_lines)))) {
      return running_.total();
    }
    running_.add(all_lines, amount);
  }

  void count_in(core::Decimal amount) {
    if (!mapping_.totals) return;
    running_.add(all_lines, amount);
    for (const auto index : selected_) running_.add(index + 1, amount);
  }

  [[nodiscard]] static bool says_total(const Row& row) {
    return std::ranges::any_of(row.fields, [](auto cell) { return cells::says_total(cell); });
  }

  [[nodiscard]] bool is_sum(core::Decimal amount, std::uint64_t least_lines) const {
    return running_.is_sum(all_lines, amount, least_lines) || std::ranges::any_of(selected_, [&](auto index) {
             return running_.is_sum(index + 1, amount, least_lines);
           });
  }

  // Nothing but the amount.
  [[nodiscard]] bool alone(const Row& row) const {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      if (i != amount_ && !trim(row.fields[i]).empty()) return false;
    }
    return true;
  }

  // Whether the line is the total of others, and is left out, or may be, and is refused.
  bool total(const Row& row, std::string_view date, bool dated, std::optional<core::Decimal> amount,
             Sink& sink) {
    const bool undated = date_ != no_column && !dated && (date.empty() || cells::says_total(date));
    bool found = false;
    if (says_total(row)) {
      found = undated || (amount && is_sum(*amount, any_line));
      if (!found && dated && amount) {
        count_in(*amount);
        reject(
            BadRow::uncertain_total, row, no_column,
            "it says that it is a total, and its amount is not the sum of the lines above; leave it out with "
            "where, or set totals = \"count\" if it is a line like the others",
            sink);
        return true;
      }
    } else if (amount && (undated || (date_ == no_column && alone(row)))) {
      found = is_sum(*amount, several_lines);
    }
    if (!found) return false;
    running_.total();
    sink.total(row.line);
    return true;
  }

  // A line without a date that holds no amount either, but for a pound sign or a dash.
  [[nodiscard]] bool padding(const Row& row, Says says) const {
    if (amount_ == no_column || says == Says::bad) return false;
    return says != Says::number || only_a_dash(cell(row, amount_));
  }

  // Lines that stand in the input twice, as blocks.
  void repeated(Sink& sink) {
    const auto found = book_.find_repeated();
    if (!found) return;
    const auto sentence =
        fmt::format("{} of its lines{} stood further up already, as a block (from line {}){}", found->count,
                    found->adds ? fmt::format(", which come to {},", found->adds->text()) : "", found->first,
                    core::advice(mapping_.duplicates));
    switch (mapping_.duplicates) {
      case core::Duplicates::refuse: return sink.refuse(sentence);
      case core::Duplicates::once: book_.leave_out_repeated(); break;
      case core::Duplicates::report: break;
    }
    sink.passed_over().repeated_lines = sentence;
  }

  // Into every selected sum, or into none.
  void add(const Row& row, const Span& span, const core::Scope& scope, core::Decimal amount, Sink& sink) {
    next_.clear();
    for (const auto index : selected_) {
      auto& recent = recent_of(index, span, scope);
      if (recent.places != nullptr && recent.is(span, scope)) {
        next_.push_back(recent.places);
        continue;
      }
      const auto& sum = mapping_.sums[index];
      const auto period = span.within(sum.indicator->frequency, cell(row, date_));
      if (!period) return reject(BadRow::bad_date, row, date_, period.error(), sink);
      if (span.first > sink.today() && period->code() > last_period(*sum.indicator, sink.today())) {
        return reject(BadRow::not_begun, row, date_,
                      has_not_begun(period->code(), "correct the date", sink.today()), sink);
      }
      auto& places = totals_[Key{index, scope.path, period->code()}];
      if (places.empty()) {
        if (auto why = not_reported(*sum.indicator, scope); !why.empty()) {
          return reject(BadRow::unknown_scope, row, scope_, std::move(why), sink);
        }
      }
      next_.push_back(&places);
      recent = {span, &scope, &places};
    }
    const LineDigest::Known known{span.first == span.last ? date_ : no_column, span.first,
                                  sums_money_ ? amount_ : no_column, amount};
    const auto place = book_.add(digest_.of(row.fields, known), amount, row.line);
    for (auto* places : next_) places->push_back(place);
    sink.counted();
  }

  const Mapping& mapping_;
  Names names_;
  LineDates dates_;
  LineDigest digest_;
  Values values_;
  Filter filter_;
  std::vector<Filter> filters_;  // of the sums
  Header header_;
  RunningTotals running_;
  std::vector<std::size_t> selected_;  // sums that the line goes into
  bool sums_money_ = false;            // one of them is of amounts
  std::vector<Places*> next_;          // where it is noted
  LineBook book_;
  std::map<Key, Places> totals_;
  std::vector<Recent> recent_;
  const Scale* scale_;
  std::size_t date_ = no_column, amount_ = no_column, scope_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_transactions(const Mapping& mapping) {
  return std::make_unique<TransactionsLayout>(mapping);
}

}  // namespace waymark::cells
