#pragma once

#include <array>
#include <string_view>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Texts that may hold personal data: the chain has the digest of salt and text, so that both can be erased.
// Without the salt a short text could be guessed from its digest.
using Salt = std::array<std::uint8_t, 32>;
[[nodiscard]] core::Sha256 salted_digest(const Salt& salt, std::string_view text);

struct StoredText {
  std::int64_t id = 0;
  core::Sha256 digest{};
};

// Adds texts. Within a transaction.
class TextWriter {
 public:
  explicit TextWriter(const Database& database);
  StoredText add(std::string_view text);

 private:
  Statement insert_;
  std::int64_t next_;
};

}  // namespace waymark::ledger
