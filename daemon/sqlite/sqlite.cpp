#include "daemon/sqlite/sqlite.hpp"

#include <cstring>

namespace waymark::sqlite {

namespace {

// SQLite's URI form, so that `mode` can be said; everything that has a meaning in a URI is escaped.
std::string uri(const std::filesystem::path& file, std::string_view mode) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#') {
      text += '%';
      text += digits[byte >> 4U];
      text += digits[byte & 15U];
    } else {
      text += c;
    }
  }
  return text.append("?mode=").append(mode);
}

}  // namespace

Error::Error(std::filesystem::path file, int code, std::string detail)
    : std::runtime_error(file.string() + ": " + detail),
      file_(std::move(file)),
      code_(code),
      detail_(std::move(detail)) {}

void raise(const Error& error) {
  throw error;
}

Database::Database(std::filesystem::path file, Access access, std::chrono::milliseconds patience, Raise raise)
    : file_(std::move(file)), raise_(raise) {
  const bool write = access == Access::write;
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri(file_, write ? "rw" : "ro").c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  require(code);
  require(sqlite3_busy_timeout(handle, static_cast<int>(patience.count())));
}

void Database::execute(const char* sql) const {
  require(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

std::int64_t Database::integer(const char* sql) const {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::require(int code) const {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) fail(code);
}

void Database::fail(int code) const {
  auto* handle = handle_.get();
  // The connection's own words, if they are of this failure.
  const bool latest = handle != nullptr && sqlite3_extended_errcode(handle) == code;
  const Error error(file_, code, latest ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
  raise_(error);
  throw error;
}

Statement::Statement(const Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  database.require(code);
}

void Statement::put(int index, std::int64_t value) {
  database_->require(sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::put(int index, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* data = text.empty() ? "" : text.data();
  database_->require(
      sqlite3_bind_text64(handle_.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::put(int index, const std::array<std::uint8_t, 32>& digest) {
  database_->require(sqlite3_bind_blob64(handle_.get(), index, digest.data(), digest.size(), SQLITE_STATIC));
}

void Statement::put(int index, std::nullptr_t) {
  database_->require(sqlite3_bind_null(handle_.get(), index));
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  try {
    database_->fail(code);
  } catch (...) {
    reset();
    throw;
  }
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

std::string_view Statement::view(int column) const {
  const auto* data = sqlite3_column_text(handle_.get(), column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string Statement::text(int column) const {
  return std::string(view(column));
}

std::optional<std::array<std::uint8_t, 32>> Statement::digest(int column) const {
  std::array<std::uint8_t, 32> digest{};
  const void* data = sqlite3_column_blob(handle_.get(), column);
  if (data == nullptr || sqlite3_column_bytes(handle_.get(), column) != static_cast<int>(digest.size())) {
    return std::nullopt;
  }
  std::memcpy(digest.data(), data, digest.size());
  return digest;
}

Transaction::Transaction(const Database& database, Kind kind) : database_(database) {
  database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // SQLite has already rolled back after some failures (full disk, I/O).
  if (open_ && database_.in_transaction()) {
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace waymark::sqlite
