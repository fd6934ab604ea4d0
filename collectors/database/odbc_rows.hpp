#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/database/driver.hpp"
#include "collectors/database/odbc_handles.hpp"
#include "collectors/database/text.hpp"

// For the ODBC driver alone.
namespace waymark::database::odbc {

// What of a driver's types cannot be seen by the types alone.
struct Dialect {
  bool untyped_cells = false, bits_are_bytes = false;
};

// A result fetched block by block into buffers bound once. Floats come as doubles and are written here, since
// drivers round when they write them; all else comes as text: numbers and dates in ASCII, texts in UTF-16.
// Columns of bytes are not fetched. SQL_C_FLOAT is not used: MariaDB's driver leaves eight bytes between two
// of them, which puts figures into wrong rows and writes behind the buffer.
class BlockRows final : public Rows {
 public:
  static std::expected<std::unique_ptr<BlockRows>, Failed> over(Statement statement, Dialect dialect,
                                                                const Limits& limits);
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }
  std::expected<bool, Failed> next(std::span<std::string_view> cells) override;

 private:
  enum class Form : std::uint8_t { ascii, utf16, real, single, bytes };  // single: a float, in a double
  struct Buffer {
    Form form = Form::ascii;
    std::size_t width = 0;  // bytes of a cell
    std::vector<char> bytes;
    std::vector<SQLLEN> lengths;
    FloatText number;
    std::string text;  // the cell in UTF-8
  };

  BlockRows(Statement statement, const Limits& limits) : statement_(std::move(statement)), limits_(limits) {}
  std::expected<void, Failed> describe(Dialect dialect);
  std::expected<void, Failed> bind();
  std::expected<bool, Failed> fetch();
  std::expected<std::string_view, Failed> cell(std::size_t column);

  Statement statement_;
  const Limits& limits_;
  std::vector<Column> columns_;
  std::vector<Buffer> buffers_;
  SQLULEN fetched_ = 0;  // rows in the buffers
  SQLULEN at_ = 0;       // of them, the next one
  std::uint64_t given_ = 0;
};

}  // namespace waymark::database::odbc
