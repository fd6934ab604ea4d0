#include "daemon/sqlite/sqlite.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace waymark::sqlite {

namespace {

const char* parameters(Database::Access access) {
  switch (access) {
    case Database::Access::read: return "?mode=ro";
    case Database::Access::write: return "?mode=rw";
    case Database::Access::create: return "?mode=rwc";
    case Database::Access::frozen: return "?mode=ro&immutable=1";
  }
  return "";
}

// SQLite's URI form, so that parameters can be said; everything that has a meaning in a URI is escaped.
std::string uri(const std::filesystem::path& file, Database::Access access) {
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
  return text.append(parameters(access));
}

// The file behind a connection, or its log.
sqlite3_file* file_of(sqlite3* handle, int which) {
  sqlite3_file* file = nullptr;
  const int code = sqlite3_file_control(handle, "main", which, static_cast<void*>(&file));
  return code == SQLITE_OK && file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

// errno of what failed. SQLite calls a page that could not be read damaged (SQLITE_IOERR_CORRUPTFS becomes
// SQLITE_CORRUPT) and keeps the reason with the file.
int system_error(sqlite3* handle, int code) {
  if (handle == nullptr) return 0;
  if (const int number = sqlite3_system_errno(handle); number != 0) return number;
  if ((code & 0xFF) != SQLITE_CORRUPT && (code & 0xFF) != SQLITE_IOERR) return 0;
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    auto* file = file_of(handle, which);
    int number = 0;
    if (file == nullptr || file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK)
      continue;
    if (number == EIO || number == ENXIO || number == ERANGE) return number;
  }
  return 0;
}

}  // namespace

Error::Error(std::filesystem::path file, int code, std::string detail, int system)
    : std::runtime_error(file.string() + ": " + detail),
      file_(std::move(file)),
      code_(code),
      detail_(std::move(detail)),
      system_(system) {}

void raise(const Error& error) {
  throw error;
}

Database::Database(std::filesystem::path file, Access access, std::chrono::milliseconds patience, Raise raise)
    : file_(std::move(file)), raise_(raise) {
  const bool create = access == Access::create;
  const bool write = access == Access::write || create;
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    (create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri(file_, access).c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  require(code);
  wait(patience);
}

void Database::wait(std::chrono::milliseconds patience) const {
  require(sqlite3_busy_timeout(handle_.get(), static_cast<int>(patience.count())));
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
  const std::string words = latest ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  const auto system = system_error(handle, code);
  raise_(Error(file_, code, words, system));
  throw Error(file_, code, words, system);
}

void Database::will_need() const {
  // No more from one call than a disk's read-ahead, which is 128 KiB unless told otherwise.
  constexpr sqlite3_int64 most = sqlite3_int64{1} << 30, piece = sqlite3_int64{128} << 10;
  auto* file = file_of(handle_.get(), SQLITE_FCNTL_FILE_POINTER);
  sqlite3_int64 size = 0;
  if (file == nullptr || file->pMethods->iVersion < 3) return;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK || size > most) return;
  sqlite3_int64 limit = size;
  file->pMethods->xFileControl(file, SQLITE_FCNTL_MMAP_SIZE, &limit);
  for (sqlite3_int64 at = 0; at < size; at += piece) {
    void* mapped = nullptr;
    const auto length = std::min(piece, size - at);
    if (file->pMethods->xFetch(file, at, static_cast<int>(length), &mapped) != SQLITE_OK) return;
    if (mapped == nullptr) return;
    madvise(mapped, static_cast<std::size_t>(length), MADV_WILLNEED);
    file->pMethods->xUnfetch(file, at, mapped);
  }
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

void Statement::put(int index, double value) {
  database_->require(sqlite3_bind_double(handle_.get(), index, value));
}

void Statement::put(int index, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* data = text.empty() ? "" : text.data();
  database_->require(
      sqlite3_bind_text64(handle_.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::put(int index, Blob blob) {
  // Without an address SQLite would take it for NULL.
  const char* data = blob.bytes.empty() ? "" : blob.bytes.data();
  database_->require(sqlite3_bind_blob64(handle_.get(), index, data, blob.bytes.size(), SQLITE_STATIC));
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

std::string_view Statement::bytes(int column) const {
  const auto* data = sqlite3_column_blob(handle_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
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

Transaction::Transaction(const Database& database, Kind kind) : database_(database), kind_(kind) {
  database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
  if (kind == Kind::read || !database.watch().begun) return;
  try {
    database.watch().begun();
  } catch (...) {
    roll_back();
    throw;
  }
}

Transaction::~Transaction() {
  if (open_) roll_back();
}

void Transaction::roll_back() const {
  // SQLite has already rolled back after some failures (full disk, I/O).
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (kind_ == Kind::write && database_.watch().committing) database_.watch().committing();
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace waymark::sqlite
