#include "daemon/ledger/convert.hpp"

#include "daemon/ledger/reject_store.hpp"

namespace waymark::ledger {

namespace {

void convert_rejects(const Database& database) {
  Statement held(database, "SELECT run, ordinal, line, field, reason, raw FROM reject_of_4");
  RejectWriter writer(database);
  while (held.step()) {
    writer.add(held.integer(0), held.integer(1), held.word(2), held.view(3), held.view(4), held.view(5));
  }
  held.reset();
  database.execute("DROP TABLE reject_of_4");
}

}  // namespace

void convert_to_chain(const Database& database) {
  convert_rejects(database);
}

}  // namespace waymark::ledger
