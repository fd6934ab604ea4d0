#include "daemon/runtime/ledger_thread.hpp"

#include <optional>

#include "daemon/runtime/priority.hpp"

namespace waymark::runtime {

namespace {

// So many batches may wait for the ledger: enough that neither side idles, few enough to bound memory.
constexpr int batches_in_flight = 2;

}  // namespace

// A recording whose work is done on the ledger thread.
class LedgerThread::Proxy final : public core::Recording {
 public:
  Proxy(LedgerThread& thread, std::unique_ptr<core::Recording> recording)
      : thread_(thread), recording_(std::move(recording)) {}

  // Given up or done: batches that still wait for the ledger are of this object.
  ~Proxy() override {
    settle();
    thread_.post([recording = std::move(recording_)]() mutable { recording.reset(); });
  }

  void add(core::Batch batch) override {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return in_flight_ < batches_in_flight || failure_; });
      if (failure_) std::rethrow_exception(failure_);
      ++in_flight_;
    }
    thread_.post([this, batch = std::move(batch)]() mutable {
      std::exception_ptr failure;
      if (!failed()) {
        try {
          recording_->add(std::move(batch));
        } catch (...) {
          failure = std::current_exception();
        }
      }
      const std::scoped_lock lock(mutex_);
      if (failure) failure_ = failure;
      --in_flight_;
      room_.notify_one();
    });
  }

  core::Finished finish(const core::Ending& ending) override {
    wait_for_batches();
    return thread_.call([&] { return recording_->finish(ending); });
  }

  core::Finished abandon(const core::Rejection& refusal) override {
    settle();
    return thread_.call([&] { return recording_->abandon(refusal); });
  }

 private:
  [[nodiscard]] bool failed() {
    const std::scoped_lock lock(mutex_);
    return failure_ != nullptr;
  }
  void settle() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return in_flight_ == 0; });
  }
  void wait_for_batches() {
    settle();
    const std::scoped_lock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
  }

  LedgerThread& thread_;
  std::unique_ptr<core::Recording> recording_;
  std::mutex mutex_;
  std::condition_variable room_;
  int in_flight_ = 0;
  std::exception_ptr failure_;
};

LedgerThread::LedgerThread(const std::filesystem::path& file, ledger::Clock clock, int niceness)
    : writer_(std::make_unique<ledger::Writer>(file, std::move(clock))) {
  start(niceness);
}

LedgerThread::LedgerThread(AlsoReadOnly, const std::filesystem::path& file, ledger::Clock clock,
                           int niceness) {
  try {
    writer_ = std::make_unique<ledger::Writer>(file, std::move(clock));
  } catch (const ledger::ReadOnly& refusal) {
    const ledger::Reader readable(file);  // says better why not
    read_only_ = refusal.what();
  }
  start(niceness);
}

void LedgerThread::start(int niceness) {
  thread_ = std::thread([this, niceness] {
    if (niceness != 0) work_in_background(niceness);
    run();
  });
}

ledger::Writer& LedgerThread::writer() {
  if (!writer_) throw ledger::ReadOnly(read_only_);
  return *writer_;
}

LedgerThread::~LedgerThread() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LedgerThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
    if (tasks_.empty()) break;
    std::optional<Task> task(std::move(tasks_.front()));
    tasks_.pop_front();
    lock.unlock();
    (*task)();
    task.reset();  // what it holds is freed before the next one starts
    lock.lock();
  }
  writer_.reset();
}

void LedgerThread::post(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_all();
}

template <class Function>
auto LedgerThread::call(Function function) -> decltype(function()) {
  std::packaged_task<decltype(function())()> task(std::move(function));
  auto result = task.get_future();
  post([&task] { task(); });
  return result.get();
}

core::Known LedgerThread::known(const core::Origin& origin) {
  return call([&] { return writer().known(origin); });
}

std::unique_ptr<core::Recording> LedgerThread::begin(const core::Origin& origin) {
  return std::make_unique<Proxy>(*this, call([&] { return writer().begin(origin); }));
}

bool LedgerThread::record_plan(const core::Plan& plan,
                               const std::vector<std::pair<std::string, std::string>>& sources) {
  if (!writer_) return false;
  return call([&] { return writer_->record_plan(plan, sources); });
}

bool LedgerThread::record_statuses(const core::Scoreboard& scoreboard) {
  if (!writer_) return false;
  return call([&] { return writer_->record_statuses(scoreboard); });
}

}  // namespace waymark::runtime
