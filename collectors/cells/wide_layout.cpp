#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

constexpr std::size_t kinds = 7;  // PeriodKind starts at 1

// A row an indicator and scope, a column a period.
class WideLayout final : public Layout {
 public:
  explicit WideLayout(const Mapping& mapping)
      : mapping_(mapping),
        names_(mapping),
        periods_(mapping.periods, mapping.excel_dates),
        values_(mapping),
        filter_(mapping.where) {
    const auto use = [&](const core::Indicator& indicator) {
      used_.at(static_cast<std::size_t>(indicator.frequency)) = true;
    };
    if (mapping.indicator != nullptr)
      use(*mapping.indicator);
    else
      std::ranges::for_each(mapping.plan->indicators, use);
  }

  std::expected<void, NotHeader> header(const Header& header) override {
    header_ = header;
    ColumnSearch search(header);
    search.find(mapping_.columns.indicator, indicator_);
    search.find(mapping_.columns.scope, scope_);
    search.find(filter_);
    if (auto result = search.result(); !result) return result;
    return find_periods(header, search.found());
  }

  void row(const Row& row, Sink& sink) override {
    if (!mapping_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const Target* target = names_.find(cell(row, indicator_), cell(row, scope_), sink);
    if (target == nullptr) {
      if (total_row(row, {})) return sink.missing();
      const auto& stranger = names_.stranger();
      return reject(row, stranger.scope ? scope_ : indicator_, stranger.reason, sink);
    }
    const auto& columns = columns_.at(static_cast<std::size_t>(target->frequency));
    if (columns.empty()) {
      return reject(row, indicator_,
                    fmt::format("no column is a period of the frequency {}", core::word(target->frequency)),
                    sink);
    }
    for (const auto& column : columns) figure(row, *target, column, sink);
  }

  void end(Sink&) override {}

 private:
  struct PeriodColumn {
    std::size_t place = 0;
    std::uint32_t period = 0;
  };

  std::expected<void, NotHeader> find_periods(const Header& header, std::size_t found) {
    bool any = false;
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      auto& columns = columns_.at(kind);
      columns.clear();
      if (!used_.at(kind)) continue;
      for (std::size_t i = 0; i < header.names().size(); ++i) {
        if (i == indicator_ || i == scope_ || header.names()[i].empty()) continue;
        const auto code = periods_.code(header.names()[i], static_cast<core::PeriodKind>(kind));
        if (code == 0) continue;
        const auto same = std::ranges::find(columns, code, &PeriodColumn::period);
        if (same != columns.end()) {
          return std::unexpected(NotHeader{
              found, true,
              fmt::format("columns {} and {} are both {}", config::in_quotes(header.name(same->place)),
                          config::in_quotes(header.name(i)), core::Period::from_code(code).label())});
        }
        columns.push_back({i, code});
        any = true;
      }
    }
    if (any) return {};
    return std::unexpected(NotHeader{found, false, "no column is a period of an indicator's frequency"});
  }

  void reject(const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  void figure(const Row& row, const Target& target, const PeriodColumn& column, Sink& sink) {
    const auto text = cell(row, column.place);
    if (text.empty() && !(mapping_.on_null && text.data() == nullptr)) return;  // absent, withdraws nothing
    core::BatchRow out;
    out.series = target.series;
    out.period = column.period;
    out.row = row.line;
    core::Decimal value;
    switch (values_.read(text, target.unit, header_.exact(column.place), value)) {
      case Says::number:
        out.mantissa = value.mantissa;
        out.scale = value.scale;
        return sink.row(out);
      case Says::missing:
        out.scale = core::BatchRow::no_value;
        out.flag = flag_of_mark(text);
        return sink.row(out);
      case Says::nothing: return;
      case Says::bad: return reject(row, column.place, std::move(values_.reason()), sink);
    }
  }

  const Mapping& mapping_;
  Names names_;
  Periods periods_;
  Values values_;
  Filter filter_;
  Header header_;
  std::array<bool, kinds> used_{};
  std::array<std::vector<PeriodColumn>, kinds> columns_;
  std::size_t indicator_ = no_column, scope_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_wide(const Mapping& mapping) {
  return std::make_unique<WideLayout>(mapping);
}

}  // namespace waymark::cells
