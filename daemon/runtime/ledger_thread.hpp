#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/core/recording.hpp"
#include "daemon/ledger/ledger.hpp"

namespace waymark::runtime {

// The one thread that writes the ledger. Collectors on other threads record through it: what they add is
// sorted while they parse on, and finish() is one transaction. Any number of recordings may be open; none
// waits for another's source. All calls are thread-safe except that one recording belongs to one thread.
class LedgerThread final : public core::Recorder {
 public:
  // Opens (creates, migrates) the ledger. Throws ledger::LedgerError. `niceness`: other than 0, the
  // thread works in the background, see background.hpp.
  LedgerThread(const std::filesystem::path& file, ledger::Clock clock, int niceness = 0);
  // The same, but a ledger that can only be read is served as it is: nothing can be recorded then, and plans
  // and statuses are not kept.
  struct AlsoReadOnly {};
  LedgerThread(AlsoReadOnly, const std::filesystem::path& file, ledger::Clock clock, int niceness);
  // Finishes what is queued and closes the ledger. No recording may be open.
  ~LedgerThread() override;
  LedgerThread(const LedgerThread&) = delete;
  LedgerThread& operator=(const LedgerThread&) = delete;

  [[nodiscard]] core::Known known(const core::Origin& origin) override;
  [[nodiscard]] std::unique_ptr<core::Recording> begin(const core::Origin& origin) override;
  // As ledger::Writer::record_plan.
  bool record_plan(const core::Plan& plan, const std::vector<std::pair<std::string, std::string>>& sources);
  // As ledger::Writer::record_statuses.
  bool record_statuses(const core::Scoreboard& scoreboard);

  // As ledger::Writer::moved; waits for nobody.
  [[nodiscard]] std::string moved() const { return writer_ ? writer_->moved() : std::string(); }
  // Why nothing can be recorded; empty when it can.
  [[nodiscard]] const std::string& read_only() const { return read_only_; }

  // Calls that from the ledger thread when it has done what is queued before: a sign that it moves.
  void answer(std::move_only_function<void()> call) { post(std::move(call)); }

 private:
  class Proxy;
  using Task = std::move_only_function<void()>;

  void run();
  void post(Task task);
  // Runs on the ledger thread and waits; exceptions come back to the caller.
  template <class Function>
  auto call(Function function) -> decltype(function());

  void start(int niceness);
  [[nodiscard]] ledger::Writer& writer();  // on thread_ only; throws LedgerError when there is none

  std::unique_ptr<ledger::Writer> writer_;
  std::string read_only_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace waymark::runtime
