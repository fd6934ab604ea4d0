#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/unit_cells.hpp"
#include "collectors/cells/value.hpp"

namespace waymark::cells {

namespace {

constexpr std::size_t kinds = 7;  // PeriodKind starts at 1

// A row an indicator and scope, a column a period.
class WideLayout final : public Layout {
 public:
  explicit WideLayout(const Mapping& mapping)
      : mapping_(mapping), names_(mapping), periods_(mapping), values_(mapping), filter_(mapping.where) {
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
    units_.find(header);
    return find_periods(header, search.found());
  }

  void row(const Row& row, Sink& sink) override {
    if (!mapping_.where.empty() && !filter_.holds(row.fields)) return sink.missing();
    const Target* target = names_.find(cell(row, indicator_), cell(row, scope_), sink);
    if (target == nullptr) {
      if (total_row(row, {})) return sink.total(row.line);
      return strange(row, sink);
    }
    const auto& columns = columns_.at(static_cast<std::size_t>(target->frequency));
    if (columns.empty()) {
      return reject(BadRow::bad_date, row, indicator_,
                    fmt::format("no column is a period of the frequency {}", core::word(target->frequency)),
                    sink);
    }
    if (auto question = units_.question(row, *target); !question.empty()) {
      return reject(BadRow::bad_number, row, units_.place(), std::move(question), sink);
    }
    for (const auto& column : columns) figure(row, *target, column, sink);
    if (!others_.empty()) look_at_others(row, target->unit, sink);
  }

  void end(Sink& sink) override {
    if (auto why = values_.contradiction(); !why.empty()) sink.refuse(std::move(why));
  }

 private:
  struct PeriodColumn {
    std::size_t place = 0;
    std::uint32_t period = 0;
    core::Flag flag = core::Flag::none;  // of a mark in its heading
  };

  void strange(const Row& row, Sink& sink) {
    const auto& [kind, reason] = names_.stranger();
    const auto silent = [&](const PeriodColumn& column) {
      const auto text = cell(row, column.place);
      return text.empty() || values_.nothing(text);
    };
    switch (kind) {
      case Stranger::Kind::ignored: return sink.ignored(cell(row, indicator_));
      case Stranger::Kind::indicator: return reject(why(kind), row, indicator_, reason, sink);
      case Stranger::Kind::scope: return reject(why(kind), row, scope_, reason, sink);
      case Stranger::Kind::unreported:
        if (std::ranges::all_of(columns_, [&](const auto& of) { return std::ranges::all_of(of, silent); })) {
          return sink.missing();
        }
        return reject(why(kind), row, scope_ != no_column ? scope_ : indicator_, reason, sink);
    }
  }

  // The period of a heading, `2023/24 [p]` with its flag; code 0 when it is none.
  PeriodColumn period_of(const std::string& heading, std::size_t place, core::PeriodKind kind) {
    const auto period = periods_.code(heading, kind);
    return {place, period, periods_.flag()};
  }

  // Of indicator, scope and conditions.
  [[nodiscard]] std::vector<std::size_t> named(const Header& header) const {
    std::vector<std::size_t> places{indicator_, scope_};
    for (const auto& condition : mapping_.where) {
      for (const auto& name : condition.column) {
        if (const auto place = header.find(name)) places.push_back(*place);
      }
    }
    return places;
  }

  // Columns that are no periods and may hold figures, until it is known of each whether it does.
  void find_others(const Header& header, std::vector<std::size_t> taken) {
    others_.clear();
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      for (const auto& column : columns_.at(kind)) taken.push_back(column.place);
    }
    for (std::size_t i = 0; i < header.width(); ++i) {
      if (std::ranges::find(taken, i) == taken.end() && !ignored(header.names()[i])) others_.push_back(i);
    }
  }

  [[nodiscard]] bool ignored(std::string_view heading) const {
    return std::ranges::any_of(mapping_.ignore_columns,
                               [&](const auto& name) { return fold(trim(name)) == fold(trim(heading)); });
  }

  // A column that nobody named and that may be one of figures is not passed over silently.
  void look_at_others(const Row& row, core::Unit unit, Sink& sink) {
    for (const auto place : others_) {
      const auto text = cell(row, place);
      if (text.find_first_of("0123456789") == std::string_view::npos) continue;
      const auto number = parse_number(text, unit);
      if (!number && !number.error().decimal_comma && !parse_number(text, core::Unit::percent)) continue;
      auto why = no_period(place, "holds figures");
      others_.clear();
      return sink.refuse(std::move(why));
    }
  }

  [[nodiscard]] std::string no_period(std::size_t place, std::string_view what) const {
    const auto setting = setting_for(header_.names()[place]);
    return fmt::format(
        "column {} {} and is no period of an indicator's frequency: {}, or name it in ignore_columns",
        config::in_quotes(header_.name(place)), what,
        setting.empty() ? "map it in [collector.periods]" : setting);
  }

  // By which a heading would be a period of a frequency that indicators here have.
  [[nodiscard]] std::string setting_for(std::string_view heading) const {
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      if (!used_.at(kind)) continue;
      auto setting = periods_.setting_for(heading, static_cast<core::PeriodKind>(kind));
      if (!setting.empty()) return setting;
    }
    return {};
  }

  // A heading with a year is one of figures.
  static bool holds_a_year(std::string_view heading) {
    for (std::size_t i = 0; i + 4 <= heading.size(); ++i) {
      const auto digit = [&](std::size_t at) {
        return at < heading.size() && heading[at] >= '0' && heading[at] <= '9';
      };
      if (i > 0 && digit(i - 1)) continue;
      const auto century = heading.substr(i, 2);
      if ((century == "19" || century == "20") && digit(i + 2) && digit(i + 3) && !digit(i + 4)) return true;
    }
    return false;
  }

  std::expected<void, NotHeader> find_periods(const Header& header, std::size_t found) {
    bool any = false;
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      auto& columns = columns_.at(kind);
      columns.clear();
      if (!used_.at(kind)) continue;
      for (std::size_t i = 0; i < header.names().size(); ++i) {
        if (i == indicator_ || i == scope_ || header.names()[i].empty()) continue;
        if (ignored(header.names()[i])) continue;
        const auto column = period_of(header.names()[i], i, static_cast<core::PeriodKind>(kind));
        if (column.period == 0) continue;
        const auto same = std::ranges::find(columns, column.period, &PeriodColumn::period);
        if (same != columns.end()) {
          return std::unexpected(NotHeader{
              found, true,
              fmt::format("columns {} and {} are both {}", config::in_quotes(header.name(same->place)),
                          config::in_quotes(header.name(i)),
                          core::Period::from_code(column.period).label())});
        }
        if (auto question = scale_question(mapping_, header, i, {}); !question.empty()) {
          return std::unexpected(NotHeader{found, true, std::move(question)});
        }
        columns.push_back(column);
        any = true;
      }
    }
    if (!any) return std::unexpected(NotHeader{found, false, no_periods(header)});
    find_others(header, named(header));
    for (const auto place : others_) {
      if (!holds_a_year(header.names()[place])) continue;
      return std::unexpected(NotHeader{found, true, no_period(place, "holds a year")});
    }
    return {};
  }

  [[nodiscard]] std::string no_periods(const Header& header) const {
    std::string message = "no column is a period of an indicator's frequency";
    for (const auto& heading : header.names()) {
      const auto setting = setting_for(heading);
      if (!setting.empty()) return message.append(": ").append(setting);
    }
    return message;
  }

  void reject(BadRow why, const Row& row, std::size_t column, std::string reason, Sink& sink) {
    sink.reject(why, row.line, column == no_column ? std::string{} : header_.name(column), std::move(reason),
                row.text());
  }

  void figure(const Row& row, const Target& target, const PeriodColumn& column, Sink& sink) {
    const auto text = cell(row, column.place);
    if (text.empty() && !(mapping_.on_null && text.data() == nullptr)) return;  // absent, withdraws nothing
    core::BatchRow out;
    out.series = target.series;
    out.period = column.period;
    out.row = row.line;
    Number number;
    switch (values_.read(text, target.unit, header_.exact(column.place), number)) {
      case Says::number:
        if (!values_.apply(target.scale, number)) {
          return reject(BadRow::bad_number, row, column.place, std::move(values_.reason()), sink);
        }
        out.mantissa = number.value.mantissa;
        out.scale = number.value.scale;
        out.flag = number.flag != core::Flag::none ? number.flag : column.flag;
        if (target.too_early(out)) {
          if (only_a_dash(text)) return sink.missing();
          return reject(BadRow::not_begun, row, column.place,
                        has_not_begun(out.period, flag_it, sink.today()), sink);
        }
        return sink.row(out);
      case Says::missing: return sink.missing();
      case Says::withdrawn:
        out.scale = core::BatchRow::no_value;
        out.flag = number.flag;
        return sink.row(out);
      case Says::nothing: return;
      case Says::bad: return reject(BadRow::bad_number, row, column.place, std::move(values_.reason()), sink);
    }
  }

  const Mapping& mapping_;
  Names names_;
  Periods periods_;
  Values values_;
  UnitCells units_;
  Filter filter_;
  Header header_;
  std::array<bool, kinds> used_{};
  std::array<std::vector<PeriodColumn>, kinds> columns_;
  std::vector<std::size_t> others_;
  std::size_t indicator_ = no_column, scope_ = no_column;
};

}  // namespace

std::unique_ptr<Layout> make_wide(const Mapping& mapping) {
  return std::make_unique<WideLayout>(mapping);
}

}  // namespace waymark::cells
