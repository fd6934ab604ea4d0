#pragma once

#include <expected>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace waymark::library {

struct Name {
  const char* what;     // as messages call it: PostgreSQL's client library
  const char* soname;   // libpq.so.5
  const char* package;  // Debian's, that brings it: libpq5
};

// One sentence that says what is not there and which package to install.
class Missing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A shared library that is opened while the program runs, so that only those pay for it who use it. Never
// closed: libraries leave threads and handlers behind. To be derived from by the table of its functions, each
// with the type that the library's own header declares:
//
//   struct Libpq : library::Library {
//     Libpq() : Library({"PostgreSQL's client library", "libpq.so.5", "libpq5"}) {}
//     WAYMARK_FUNCTION(PQfinish);
//   };
class Library {
 public:
  explicit Library(const Name& name);  // throws Missing

 protected:
  // Throws Missing.
  template <class Function>
  [[nodiscard]] Function find(const char* function) const {
    return reinterpret_cast<Function>(address(function));
  }

 private:
  [[nodiscard]] void* address(const char* function) const;

  Name name_;
  void* handle_;
};

// A table's member, named as the function; a macro, so that no two of its three names can differ.
// NOLINTNEXTLINE(bugprone-macro-parentheses): a declaration
#define WAYMARK_FUNCTION(function) decltype(&::function) function = find<decltype(&::function)>(#function)

// A table that is made when it is first needed, for the life of the program.
template <class Table>
class OnFirstUse {
  static_assert(std::is_trivially_destructible_v<Table>, "threads may call it until the program has ended");

 public:
  // Why it cannot be used, as Missing says it. After a failure the next call tries anew: the package may have
  // been installed meanwhile. Thread-safe.
  [[nodiscard]] std::expected<void, std::string> load() {
    const std::scoped_lock lock(mutex_);
    try {
      if (!table_) table_.emplace();
      return {};
    } catch (const Missing& missing) {
      return std::unexpected(std::string(missing.what()));
    }
  }

  // Only after load() went well.
  const Table* operator->() const { return &*table_; }

 private:
  std::mutex mutex_;
  std::optional<Table> table_;
};

}  // namespace waymark::library
