#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "collectors/cells/header.hpp"
#include "collectors/cells/mapping.hpp"
#include "collectors/cells/sink.hpp"

namespace waymark::cells {

// One data record: as many fields as the header is wide, or more that are blank.
struct Row {
  std::span<const std::string_view> fields;
  std::uint32_t line = 0;  // in the file, or row of the result; from 1
  std::string_view raw;    // as it stands in a file; a result's row has none

  // The record as a list of rejected ones shows it.
  [[nodiscard]] std::string text() const;
};

// How the figures are laid out in a file or result. One object reads one; `mapping` outlives it.
class Layout {
 public:
  struct NotHeader {
    std::size_t found = 0;  // of the columns that the mapping names
    bool final = false;     // it is the header, but a column cannot be told from another
    std::string message;
  };

  virtual ~Layout() = default;
  // Finds the columns that the mapping names.
  virtual std::expected<void, NotHeader> header(const Header& header) = 0;
  // What follows is the period of every row, if the mapping says that the input names it elsewhere.
  virtual void period(std::string /*text*/) {}
  // A blank record, in order with the others.
  virtual void blank() {}
  // Every data record, in order.
  virtual void row(const Row& row, Sink& sink) = 0;
  // After the last one.
  virtual void end(Sink& sink) = 0;
};

[[nodiscard]] std::unique_ptr<Layout> make_layout(const Mapping& mapping);

// The layouts' own factories.
[[nodiscard]] std::unique_ptr<Layout> make_long(const Mapping& mapping);
[[nodiscard]] std::unique_ptr<Layout> make_wide(const Mapping& mapping);     // a column a period
[[nodiscard]] std::unique_ptr<Layout> make_columns(const Mapping& mapping);  // a column an indicator
[[nodiscard]] std::unique_ptr<Layout> make_transactions(const Mapping& mapping);
// Around another: fills empty cells of the columns of fill_down with what stands above.
[[nodiscard]] std::unique_ptr<Layout> make_filling(const Mapping& mapping, std::unique_ptr<Layout> layout);

// Looks for configured columns one by one and remembers what came of it.
class ColumnSearch {
 public:
  explicit ColumnSearch(const Header& header) : header_(header) {}
  // The first of the names that there is. Leaves `place` at `no_column` when there are none or none is found.
  void find(const ColumnNames& names, std::size_t& place);
  // The column of each of its conditions.
  void find(Filter& filter);
  [[nodiscard]] std::expected<void, Layout::NotHeader> result() const;
  [[nodiscard]] std::size_t found() const { return found_; }
  // It is the header, but that is wrong with it; empty: nothing is.
  void refuse(std::string message);
  // The same of a header that has every column.
  void ask(std::string message) {
    if (message_.empty()) refuse(std::move(message));
  }

 private:
  const Header& header_;
  std::size_t found_ = 0;
  bool final_ = false;
  std::string message_;  // of the first that was not found
};

// What to ask of a heading of figures that says thousands while nothing is said of it; empty: nothing.
[[nodiscard]] std::string scale_question(const Mapping& mapping, const Header& header, std::size_t column,
                                         const ColumnNames& names);

inline constexpr std::size_t no_column = SIZE_MAX;

// The trimmed cell, or nothing when there is no such column.
[[nodiscard]] std::string_view cell(const Row& row, std::size_t column);
// A total below the table: the first cell that is not blank says so, and there is no other period or date.
[[nodiscard]] bool total_row(const Row& row, std::string_view period);

}  // namespace waymark::cells
