#include <algorithm>

#include <fmt/format.h>

#include "daemon/ledger/check_chain.hpp"
#include "daemon/ledger/content.hpp"
#include "daemon/ledger/corrected_time.hpp"
#include "daemon/ledger/erasable.hpp"
#include "daemon/ledger/erasure.hpp"

namespace waymark::ledger {

namespace {

constexpr std::size_t shown = 20;

class DerivedCheck {
 public:
  DerivedCheck(const Database& database, std::vector<std::string>& problems)
      : database_(database), problems_(problems) {}

  void texts() {
    const Erasures erasures(database_);
    Statement all(database_, "SELECT id, salt, digest, content FROM erasable");
    while (all.step()) {
      const auto id = all.integer(0);
      const auto erased = erasures.when(id);
      if (all.null(3) && all.null(1)) {
        if (!erased) add(fmt::format("{} is gone, but no act has erased it", name_of(id)));
      } else if (erased) {
        add(fmt::format("{} was erased, but is there", name_of(id)));
      } else if (const auto salt = all.digest(1);
                 all.null(3) || !salt || salted_digest(*salt, all.view(3)) != all.digest(2)) {
        add(name_of(id) + " is not what was recorded");
      }
    }
  }

  void times() {
    Statement differ(
        database_,
        fmt::format("WITH said AS ({}) SELECT authority, number FROM (SELECT * FROM said EXCEPT SELECT "
                    "authority, number, recorded FROM corrected_time) UNION SELECT authority, number FROM "
                    "(SELECT authority, number, recorded FROM corrected_time EXCEPT SELECT * FROM said)",
                    corrections));
    while (differ.step()) {
      add(fmt::format("entry {} of {}: its corrected time is not the one that an act gave it",
                      differ.integer(1), differ.text(0)));
    }
  }

  void descriptions() {
    Statement plans(database_,
                    "SELECT authority FROM plan_description UNION SELECT authority FROM plan_indicator "
                    "UNION SELECT authority FROM plan_commitment");
    Statement kept(database_,
                   "SELECT digest FROM plan_description AS d WHERE authority = ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM plan_indicator AS i WHERE i.authority = ?1 AND i.version <> d.version)");
    while (plans.step()) {
      const auto authority = plans.text(0);
      if (!kept.bind(authority).step() || kept.digest(0) != description_digest(database_, authority)) {
        add(
            fmt::format("the plan of {}: titles, units or other words that views show are not those "
                        "that were recorded",
                        authority));
      }
      kept.reset();
    }
  }

 private:
  std::string name_of(std::int64_t text) {
    Statement row(database_, "SELECT run, line FROM rejected_row WHERE text = ?");
    if (row.bind(text).step()) {
      return fmt::format("run {}: the text of the rejected row at line {}", row.integer(0), row.integer(1));
    }
    Statement act(database_, "SELECT authority, number, name FROM act_text WHERE text = ?");
    if (act.bind(text).step()) {
      return fmt::format("entry {} of {}: its {}", act.integer(1), act.text(0), act.text(2));
    }
    return fmt::format("text {}", text);
  }
  void add(std::string problem) {
    if (found_++ < shown) problems_.push_back(std::move(problem));
  }

  const Database& database_;
  std::vector<std::string>& problems_;
  std::size_t found_ = 0;
};

}  // namespace

void check_derived(const Database& database, std::vector<std::string>& problems) {
  DerivedCheck check(database, problems);
  check.texts();
  check.times();
  check.descriptions();
}

}  // namespace waymark::ledger
