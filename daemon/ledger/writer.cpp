#include "daemon/ledger/writer.hpp"

#include "daemon/ledger/hold.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/ledger/plan_history.hpp"
#include "daemon/ledger/reading.hpp"
#include "daemon/ledger/recording.hpp"
#include "daemon/ledger/run_record.hpp"
#include "daemon/ledger/schema.hpp"
#include "daemon/ledger/status_history.hpp"

namespace waymark::ledger {

struct Writer::State {
  State(const std::filesystem::path& file, Clock clock, std::chrono::milliseconds patience)
      : session(file, std::move(clock), patience), book(session.database()) {}
  Session session;
  SeriesBook book;
};

Writer::Writer(const std::filesystem::path& file, Clock clock, std::chrono::milliseconds patience)
    : state_(new State(file, std::move(clock), patience)) {}

Writer::~Writer() = default;

core::Known Writer::known(const core::Origin& origin) {
  state_->session.require_in_place();
  return ledger::known(state_->session.database(), origin);
}

std::unique_ptr<core::Recording> Writer::begin(const core::Origin& origin) {
  return make_recording(state_->session, state_->book, origin);
}

bool Writer::record_plan(const core::Plan& plan,
                         const std::vector<std::pair<std::string, std::string>>& sources) {
  auto& session = state_->session;
  return ledger::record_plan(session.database(), session.now(), plan, sources);
}

bool Writer::record_statuses(const core::Scoreboard& scoreboard) {
  auto& session = state_->session;
  return ledger::record_statuses(session.database(), session.now(), scoreboard);
}

void Writer::checkpoint() {
  state_->session.checkpoint();
}

std::string Writer::moved() const {
  return state_->session.moved();
}

std::pair<int, int> migrate(const std::filesystem::path& file, const Clock& clock) {
  const Hold hold(file, std::chrono::seconds(5), Hold::When::there);
  const auto& database = hold.database();
  const int before = version_of(database);
  apply_migrations(database, std::chrono::floor<std::chrono::seconds>(clock()));
  return {before, version_of(database)};
}

}  // namespace waymark::ledger
