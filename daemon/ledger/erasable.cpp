#include "daemon/ledger/erasable.hpp"

#include <sys/random.h>

#include "daemon/digest/sha256.hpp"

namespace waymark::ledger {

core::Sha256 salted_digest(const Salt& salt, std::string_view text) {
  digest::Hasher hasher;
  hasher.update({reinterpret_cast<const char*>(salt.data()), salt.size()});
  hasher.update(text);
  return hasher.finish();
}

TextWriter::TextWriter(const Database& database)
    : insert_(database, "INSERT INTO erasable (id, salt, digest, content) VALUES (?, ?, ?, ?)"),
      next_(database.integer("SELECT coalesce(max(id), 0) + 1 FROM erasable")) {}

StoredText TextWriter::add(std::string_view text) {
  Salt salt{};
  if (getrandom(salt.data(), salt.size(), 0) != static_cast<ssize_t>(salt.size()))
    throw LedgerError("the system gives no random numbers; nothing was recorded, try again");
  const auto digest = salted_digest(salt, text);
  const auto id = next_++;
  insert_.bind(id, salt, digest, text).run();
  return {id, digest};
}

}  // namespace waymark::ledger
