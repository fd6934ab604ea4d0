#include "daemon/ledger/act.hpp"

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/content.hpp"
#include "daemon/ledger/erasable.hpp"

namespace waymark::ledger {

std::int64_t record_act(const Database& database, std::chrono::sys_seconds now, const Act& act) {
  const auto number = head_of(database, act.authority).number + 1;
  const std::int64_t recorded = now.time_since_epoch().count();
  Statement(database,
            "INSERT INTO act (authority, number, kind, role, recorded, content) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(act.authority.text, number, act.kind, act.role, recorded, act.content)
      .run();
  TextWriter writer(database);
  Statement insert(database, "INSERT INTO act_text (authority, number, name, text) VALUES (?, ?, ?, ?)");
  for (const auto& [name, text] : act.texts) {
    insert.bind(act.authority.text, number, name, writer.add(text).id).run();
  }
  ChainWriter(database).append(
      {act.authority, number, act_entry, recorded, Contents(database).of_act(act.authority.text, number)});
  return number;
}

}  // namespace waymark::ledger
