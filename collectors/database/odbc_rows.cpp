#include "collectors/database/odbc_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::database::odbc {

namespace {

constexpr std::size_t longest_text = 1024;    // characters of a cell, with its end
constexpr std::size_t shortest_number = 128;  // bytes: more than any decimal type needs
constexpr std::size_t block_bytes = 4U << 20U;
constexpr std::size_t most_rows = 2000;

bool exact_type(SQLSMALLINT type) {
  switch (type) {
    case SQL_DECIMAL:
    case SQL_NUMERIC:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT: return true;
    default: return false;
  }
}

bool bytes_type(SQLSMALLINT type) {
  return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

bool text_type(SQLSMALLINT type) {
  switch (type) {
    case SQL_CHAR:
    case SQL_VARCHAR:
    case SQL_LONGVARCHAR:
    case SQL_WCHAR:
    case SQL_WVARCHAR:
    case SQL_WLONGVARCHAR: return true;
    default: return false;
  }
}

// Lone surrogates become U+FFFD.
void append_utf8(std::string& out, std::u16string_view text) {
  const auto put = [&](unsigned value) { out += static_cast<char>(value); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t c = text[i];
    if (c >= 0xD800 && c < 0xE000) {
      const bool pair = c < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] < 0xE000;
      c = pair ? 0x10000U + ((c - 0xD800U) << 10U) + (text[++i] - 0xDC00U) : 0xFFFDU;
    }
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0U | c >> 6U);
      put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
      put(0xE0U | c >> 12U);
      put(0x80U | (c >> 6U & 0x3FU));
      put(0x80U | (c & 0x3FU));
    } else {
      put(0xF0U | c >> 18U);
      put(0x80U | (c >> 12U & 0x3FU));
      put(0x80U | (c >> 6U & 0x3FU));
      put(0x80U | (c & 0x3FU));
    }
  }
}

}  // namespace

std::expected<std::unique_ptr<BlockRows>, Failed> BlockRows::over(Statement statement, Dialect dialect,
                                                                  const Limits& limits) {
  std::unique_ptr<BlockRows> rows(new BlockRows(std::move(statement), limits));
  if (auto described = rows->describe(dialect); !described) return std::unexpected(described.error());
  if (auto bound = rows->bind(); !bound) return std::unexpected(bound.error());
  return rows;
}

std::expected<void, Failed> BlockRows::describe(Dialect dialect) {
  const bool untyped_cells = dialect.untyped_cells;
  SQLSMALLINT count = 0;
  if (!SQL_SUCCEEDED(manager->SQLNumResultCols(statement_.get(), &count))) {
    return std::unexpected(failure(SQL_HANDLE_STMT, statement_.get(), limits_));
  }
  if (count == 0) {
    return std::unexpected(Failed{Failed::Kind::query, "the query gives no columns: it must be a SELECT"});
  }
  for (SQLSMALLINT i = 1; i <= count; ++i) {
    std::array<SQLCHAR, 256> name{};
    SQLSMALLINT length = 0, type = 0, digits = 0, nullable = 0;
    SQLULEN size = 0;
    if (!SQL_SUCCEEDED(manager->SQLDescribeCol(statement_.get(), static_cast<SQLUSMALLINT>(i), name.data(),
                                               static_cast<SQLSMALLINT>(name.size()), &length, &type, &size,
                                               &digits, &nullable))) {
      return std::unexpected(failure(SQL_HANDLE_STMT, statement_.get(), limits_));
    }
    const bool bytes = !untyped_cells && (bytes_type(type) || (type == SQL_BIT && dialect.bits_are_bytes));
    columns_.push_back(
        {reinterpret_cast<const char*>(name.data()), exact_type(type) && !untyped_cells, bytes});
    auto& buffer = buffers_.emplace_back();
    if (bytes) {
      buffer.form = Form::bytes;
    } else if (untyped_cells || text_type(type)) {
      const auto characters =
          untyped_cells || size == 0 ? longest_text : std::min<std::size_t>(size + 1, longest_text);
      buffer.form = Form::utf16;
      buffer.width = characters * sizeof(SQLWCHAR);
    } else if (type == SQL_REAL) {
      buffer.form = Form::single;
      buffer.width = sizeof(SQLDOUBLE);
    } else if (type == SQL_FLOAT || type == SQL_DOUBLE) {
      buffer.form = Form::real;
      buffer.width = sizeof(SQLDOUBLE);
    } else {
      buffer.width = std::clamp<std::size_t>(size + 4, shortest_number, longest_text);
    }
  }
  return {};
}

std::expected<void, Failed> BlockRows::bind() {
  std::size_t row = 0;
  for (const auto& buffer : buffers_) row += buffer.width + sizeof(SQLLEN);
  const auto rows = std::clamp<std::size_t>(block_bytes / row, 1, most_rows);
  SQLHSTMT statement = statement_.get();
  const auto must = [&](SQLRETURN code) { return SQL_SUCCEEDED(code); };
  bool fine = must(manager->SQLSetStmtAttr(statement, SQL_ATTR_ROW_ARRAY_SIZE, number(rows), 0)) &&
              must(manager->SQLSetStmtAttr(statement, SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0));
  for (std::size_t i = 0; fine && i < buffers_.size(); ++i) {
    auto& buffer = buffers_[i];
    if (buffer.form == Form::bytes) continue;
    buffer.bytes.resize(buffer.width * rows);
    buffer.lengths.resize(rows);
    SQLSMALLINT type = SQL_C_CHAR;
    switch (buffer.form) {
      case Form::ascii:
      case Form::bytes: break;
      case Form::utf16: type = SQL_C_WCHAR; break;
      case Form::real:
      case Form::single: type = SQL_C_DOUBLE; break;
    }
    fine = must(manager->SQLBindCol(statement, static_cast<SQLUSMALLINT>(i + 1), type, buffer.bytes.data(),
                                    static_cast<SQLLEN>(buffer.width), buffer.lengths.data()));
  }
  if (fine) return {};
  return std::unexpected(failure(SQL_HANDLE_STMT, statement, limits_));
}

std::expected<bool, Failed> BlockRows::fetch() {
  fetched_ = 0;
  at_ = 0;
  const auto code = manager->SQLFetch(statement_.get());
  if (code == SQL_NO_DATA) return false;
  // With information: a cell was cut, which its length tells.
  if (!SQL_SUCCEEDED(code)) return std::unexpected(failure(SQL_HANDLE_STMT, statement_.get(), limits_));
  return fetched_ > 0;
}

std::expected<bool, Failed> BlockRows::next(std::span<std::string_view> cells) {
  if (at_ == fetched_) {
    auto more = fetch();
    if (!more || !*more) return more;
  }
  ++given_;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto text = cell(i);
    if (!text) return std::unexpected(std::move(text.error()));
    cells[i] = *text;
  }
  ++at_;
  return true;
}

std::expected<std::string_view, Failed> BlockRows::cell(std::size_t column) {
  auto& buffer = buffers_[column];
  if (buffer.form == Form::bytes) return std::string_view{};
  const auto length = buffer.lengths[at_];
  const char* const bytes = buffer.bytes.data() + buffer.width * at_;
  if (length == SQL_NULL_DATA) return std::string_view{};
  if (buffer.form == Form::real || buffer.form == Form::single) {
    SQLDOUBLE value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return buffer.form == Form::real ? buffer.number.of(value) : buffer.number.of(static_cast<float>(value));
  }
  const std::size_t end = buffer.form == Form::utf16 ? sizeof(SQLWCHAR) : 1;
  if (length < 0 || static_cast<std::size_t>(length) > buffer.width - end) {
    return std::unexpected(Failed{
        Failed::Kind::data,
        fmt::format("row {}, column {}: a text of {} characters or more; shorten it in the query, or leave "
                    "the column out",
                    given_, config::in_quotes(columns_[column].name), buffer.width / end)});
  }
  if (buffer.form == Form::ascii) return std::string_view{bytes, static_cast<std::size_t>(length)};
  std::u16string wide(static_cast<std::size_t>(length) / sizeof(SQLWCHAR), u'\0');
  std::memcpy(wide.data(), bytes, wide.size() * sizeof(SQLWCHAR));
  buffer.text.clear();
  append_utf8(buffer.text, wide);
  return buffer.text;
}

}  // namespace waymark::database::odbc
