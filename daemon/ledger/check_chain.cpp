#include "daemon/ledger/check_chain.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/content.hpp"

namespace waymark::ledger {

namespace {

constexpr std::size_t shown = 20;

class ChainCheck {
 public:
  ChainCheck(const Database& database, FigureDigests& figures, std::chrono::sys_seconds now,
             std::vector<std::string>& problems)
      : database_(database),
        figures_(figures),
        now_(now.time_since_epoch().count()),
        problems_(problems),
        contents_(database),
        run_(database,
             "SELECT run.id, name, path FROM run JOIN collector ON collector.id = collector "
             "WHERE authority = ? AND number = ?"),
        plan_(database, "SELECT id FROM plan_version WHERE authority = ? AND number = ?"),
        statuses_(database, "SELECT min(known) FROM commitment_status WHERE authority = ? AND number = ?"),
        act_(database, "SELECT kind FROM act WHERE authority = ? AND number = ?") {}

  void follow() {
    Statement entries(database_,
                      "SELECT e.authority, e.number, e.kind, e.recorded, e.content, e.link, "
                      "coalesce(t.recorded, e.recorded) FROM entry AS e LEFT JOIN corrected_time AS t "
                      "ON t.authority = e.authority AND t.number = e.number ORDER BY e.authority, e.number");
    while (entries.step()) {
      if (!begun_ || entries.view(0) != authority_.text) {
        end();
        begun_ = true;
        authority_.text = entries.text(0);
        at_ = {};
      }
      const auto kind = entries.text(2);
      entry({authority_, entries.integer(1), kind, entries.integer(3),
             entries.digest(4).value_or(core::Sha256{})},
            entries.digest(5).value_or(core::Sha256{}), entries.integer(6));
    }
    end();
    heads_without_entries();
  }

  void strays() {
    static constexpr std::pair<const char*, const char*> all[] = {
        {"SELECT 'run ' || id FROM run AS s", "run"},
        {"SELECT 'plan version ' || id FROM plan_version AS s", "plan"},
        {"SELECT 'status of ' || commitment FROM commitment_status AS s", "statuses"},
        {"SELECT 'act of kind ' || kind FROM act AS s", "act"}};
    for (const auto& [select, kind] : all) {
      Statement found(database_, fmt::format("{} WHERE NOT EXISTS (SELECT 1 FROM entry AS e WHERE "
                                             "e.authority = s.authority AND e.number = s.number AND "
                                             "e.kind = '{}')",
                                             select, kind));
      while (found.step()) add(fmt::format("{}: is in no sequence", found.text(0)));
    }
  }

 private:
  void entry(const Entry& entry, const core::Sha256& link, std::int64_t time) {
    const auto said = describe(entry);
    if (entry.number != at_.number + 1) {
      add(fmt::format("entry {} of {}: is missing, {} comes after {}", at_.number + 1, authority(),
                      entry.number, at_.number));
    } else if (link_of(at_.link, entry) != link) {
      add(said +
          ": number, kind, time or digest are not those that were recorded, or the entry before is "
          "not");
    }
    const auto content = content_of(entry);
    if (!content) {
      add(said + ": what it recorded is not there");
    } else if (*content != entry.content) {
      add(said + ": what it recorded has been changed since");
    }
    constexpr std::int64_t tolerance = 60;
    if (time > now_ + tolerance) {
      add(
          fmt::format("{}: recorded at {:%Y-%m-%d %H:%M} UTC, which is in the future; 'waymark ledger "
                      "correct-times' mends it",
                      said, std::chrono::sys_seconds(std::chrono::seconds(time))));
    }
    at_ = {entry.number, link};
  }

  void end() {
    if (!begun_) return;
    const auto head = head_of(database_, authority_);
    if (head.number != at_.number || head.link != at_.link) {
      add(fmt::format("the sequence of {} ends with entry {}, but its head is that of entry {}", authority(),
                      at_.number, head.number));
    }
  }

  void heads_without_entries() {
    Statement heads(database_,
                    "SELECT authority, number FROM head WHERE authority NOT IN (SELECT authority FROM "
                    "entry)");
    while (heads.step()) {
      add(fmt::format("the sequence of {} is to have {} entries, but there are none", heads.text(0),
                      heads.integer(1)));
    }
  }

  // `entry 5 of E10999999 (run 3 of workforce, a.csv)`.
  std::string describe(const Entry& entry) {
    std::string what(entry.kind);
    id_ = 0;
    const auto find = [&](Statement& select, const auto& words) {
      if (select.bind(authority_.text, entry.number).step() && !select.null(0)) what = words(select);
      select.reset();
    };
    if (entry.kind == run_entry) {
      find(run_, [&](const Statement& row) {
        id_ = row.integer(0);
        return fmt::format("run {} of {}, {}", id_, row.text(1), row.text(2));
      });
    } else if (entry.kind == plan_entry) {
      find(plan_, [&](const Statement& row) {
        id_ = row.integer(0);
        return fmt::format("plan version {}", id_);
      });
    } else if (entry.kind == statuses_entry) {
      find(statuses_, [&](const Statement& row) {
        id_ = 1;
        return fmt::format("statuses of {:%Y-%m-%d}",
                           std::chrono::sys_seconds(std::chrono::seconds(row.integer(0))));
      });
    } else if (entry.kind == act_entry) {
      find(act_, [&](const Statement& row) {
        id_ = 1;
        return "act of kind " + row.text(0);
      });
    }
    return fmt::format("entry {} of {} ({})", entry.number, authority(), what);
  }

  // Of the entry that was described last.
  std::optional<core::Sha256> content_of(const Entry& entry) {
    if (id_ == 0) return std::nullopt;
    if (entry.kind == run_entry) return contents_.of_run(id_, figures_.of(id_));
    if (entry.kind == plan_entry) return contents_.of_plan(id_);
    if (entry.kind == statuses_entry) return contents_.of_statuses(authority_.text, entry.number);
    return contents_.of_act(authority_.text, entry.number);
  }

  [[nodiscard]] std::string_view authority() const {
    return authority_.text.empty() ? "no authority" : std::string_view(authority_.text);
  }
  void add(std::string problem) {
    if (found_++ < shown) problems_.push_back(std::move(problem));
  }

  const Database& database_;
  FigureDigests& figures_;
  std::int64_t now_;
  std::vector<std::string>& problems_;
  Contents contents_;
  Statement run_, plan_, statuses_, act_;
  core::AuthorityCode authority_;
  bool begun_ = false;
  Head at_;
  std::int64_t id_ = 0;
  std::size_t found_ = 0;
};

}  // namespace

void check_chain(const Database& database, FigureDigests& figures, std::chrono::sys_seconds now,
                 std::vector<std::string>& problems) {
  ChainCheck check(database, figures, now, problems);
  check.follow();
  check.strays();
}

}  // namespace waymark::ledger
