#include "daemon/ledger/convert.hpp"

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/content.hpp"
#include "daemon/ledger/figure_digest.hpp"
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

FigureDigests digest_figures(const Database& database) {
  FigureDigests figures(database);
  Statement blocks(database,
                   "SELECT series, block, run, versions FROM observation_block ORDER BY series, block, run");
  while (blocks.step()) figures.add(blocks.word(0), blocks.word(1), blocks.integer(2), blocks.view(3));
  return figures;
}

// The entries of what the migration has numbered.
void add_entries(const Database& database) {
  auto figures = digest_figures(database);
  Contents contents(database);
  ChainWriter chain(database);
  Statement subjects(database,
                     "SELECT authority, number, 'run', id, recorded FROM run "
                     "UNION ALL SELECT authority, number, 'plan', id, loaded FROM plan_version "
                     "UNION ALL SELECT authority, number, 'statuses', 0, min(known) FROM commitment_status "
                     "GROUP BY authority, number ORDER BY 1, 2");
  while (subjects.step()) {
    Entry entry{{subjects.text(0)}, subjects.integer(1), {}, subjects.integer(4), {}};
    const auto id = subjects.integer(3);
    if (subjects.view(2) == run_entry) {
      entry.kind = run_entry;
      entry.content = contents.of_run(id, figures.of(id));
    } else if (subjects.view(2) == plan_entry) {
      entry.kind = plan_entry;
      entry.content = contents.of_plan(id);
    } else {
      entry.kind = statuses_entry;
      entry.content = contents.of_statuses(entry.authority.text, entry.number);
    }
    chain.append(entry);
  }
}

void describe(const Database& database) {
  Statement plans(database,
                  "SELECT authority, max(version) FROM (SELECT authority, version FROM plan_indicator "
                  "UNION SELECT authority, version FROM plan_commitment) GROUP BY authority");
  while (plans.step()) keep_description(database, plans.text(0), plans.integer(1));
}

}  // namespace

void convert_to_chain(const Database& database) {
  convert_rejects(database);
  add_entries(database);
  describe(database);
}

}  // namespace waymark::ledger
