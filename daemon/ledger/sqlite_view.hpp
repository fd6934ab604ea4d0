#pragma once

#include <mutex>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Read-only connections to one ledger, lent to one view at a time and kept for the next. Thread-safe.
class Connections {
 public:
  explicit Connections(std::filesystem::path file) : file_(std::move(file)) {}

  class Lease {
   public:
    Lease(Connections& pool, std::unique_ptr<Database> database)
        : pool_(&pool), database_(std::move(database)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    const Database& operator*() const { return *database_; }

   private:
    Connections* pool_;
    std::unique_ptr<Database> database_;
  };

  // Throws LedgerError when the ledger cannot be opened.
  [[nodiscard]] Lease borrow();
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Database>> idle_;
};

[[nodiscard]] Totals totals_of(const Database& database);
// A view of what is stored when it is made.
[[nodiscard]] std::unique_ptr<const View> make_view(Connections& connections, const Moment& moment);

}  // namespace waymark::ledger
