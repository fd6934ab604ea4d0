#include <condition_variable>
#include <deque>
#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "daemon/ledger/open.hpp"
#include "daemon/ledger/sqlite_view.hpp"
#include "daemon/ledger/writer.hpp"

namespace waymark::ledger {

namespace {

// So many batches may wait for the ledger: enough that neither side idles, few enough to bound memory.
constexpr int batches_in_flight = 2;

// The one thread that writes.
class WriterThread {
 public:
  using Task = std::move_only_function<void()>;

  // `begins` is called first on it, `ends` last.
  WriterThread(std::function<void()> begins, std::function<void()> ends) {
    thread_ = std::thread([this, first = std::move(begins), last = std::move(ends)] {
      if (first) first();
      run();
      last();
    });
  }
  // Finishes what is queued.
  ~WriterThread() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  void post(Task task) {
    {
      const std::scoped_lock lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
  }

  // Runs on the thread and waits; exceptions come back to the caller.
  template <class Function>
  auto call(Function function) -> decltype(function()) {
    std::packaged_task<decltype(function())()> task(std::move(function));
    auto result = task.get_future();
    post([&task] { task(); });
    return result.get();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      std::optional<Task> task(std::move(tasks_.front()));
      tasks_.pop_front();
      lock.unlock();
      (*task)();
      task.reset();  // what it holds is freed before the next one starts
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

// A recording whose work is done on the ledger thread.
class Proxy final : public core::Recording {
 public:
  Proxy(WriterThread& thread, const std::function<void()>& changed,
        std::unique_ptr<core::Recording> recording)
      : thread_(thread), changed_(changed), recording_(std::move(recording)) {}

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
    auto finished = thread_.call([&] { return recording_->finish(ending); });
    if (finished.counts.accepted + finished.counts.revised > 0) changed_();
    return finished;
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

  WriterThread& thread_;
  const std::function<void()>& changed_;
  std::unique_ptr<core::Recording> recording_;
  std::mutex mutex_;
  std::condition_variable room_;
  int in_flight_ = 0;
  std::exception_ptr failure_;
};

// Jobs of this process: nobody else writes.
class Jobs {
 public:
  class Held final : public Claim {
   public:
    Held(Jobs& jobs, std::string job) : jobs_(jobs), job_(std::move(job)) {}
    ~Held() override {
      const std::scoped_lock lock(jobs_.mutex_);
      jobs_.held_.erase(job_);
    }

   private:
    Jobs& jobs_;
    std::string job_;
  };

  std::unique_ptr<Claim> claim(const std::string& job) {
    const std::scoped_lock lock(mutex_);
    if (!held_.insert(job).second) return nullptr;
    return std::make_unique<Held>(*this, job);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> held_;
};

class SqliteLedger final : public Ledger {
 public:
  SqliteLedger(const std::filesystem::path& file, OpenOptions options) : connections_(file) {
    try {
      writer_ = std::make_unique<Writer>(file, std::move(options.clock), options.patience);
    } catch (const ReadOnly& refusal) {
      if (!options.also_read_only) throw;
      (void)view({});  // says better why not
      read_only_ = refusal.what();
    }
    thread_.emplace(std::move(options.thread_begins), [this] { writer_.reset(); });
  }
  explicit SqliteLedger(const std::filesystem::path& file)
      : connections_(file), read_only_(file.string() + ": opened for reading only") {}

  core::Known known(const core::Origin& origin) override {
    return writing().call([&] { return writer_->known(origin); });
  }

  std::unique_ptr<core::Recording> begin(const core::Origin& origin) override {
    return std::make_unique<Proxy>(writing(), change_,
                                   writing().call([&] { return writer_->begin(origin); }));
  }

  bool record_plan(const core::Plan& plan,
                   const std::vector<std::pair<std::string, std::string>>& sources) override {
    if (!writer_) return false;
    const bool stored = writing().call([&] { return writer_->record_plan(plan, sources); });
    if (stored) change_();
    return stored;
  }

  bool record_statuses(const core::Scoreboard& scoreboard) override {
    if (!writer_) return false;
    return writing().call([&] { return writer_->record_statuses(scoreboard); });
  }

  std::unique_ptr<const View> view(const Moment& moment) override { return make_view(connections_, moment); }

  std::int64_t head() override { return view({})->last_run(); }

  Totals totals() override { return totals_of(*connections_.borrow()); }

  void on_change(std::function<void()> call) override {
    const std::scoped_lock lock(mutex_);
    on_change_ = std::move(call);
  }

  std::unique_ptr<Claim> claim(const std::string& job) override {
    (void)writing();
    return jobs_.claim(job);
  }

  void answer(std::move_only_function<void()> call) override {
    if (!thread_) return call();
    thread_->post(std::move(call));
  }

  const std::string& read_only() const override { return read_only_; }
  std::string moved() const override { return writer_ ? writer_->moved() : std::string(); }

  std::vector<std::string> check() override { return ledger::check(connections_.file()); }
  void backup(const std::filesystem::path& to,
              const std::function<void(int done, int total)>& progress) override {
    ledger::backup(connections_.file(), to, progress);
  }

 private:
  WriterThread& writing() {
    if (!writer_) throw ReadOnly(read_only_);
    return *thread_;
  }

  void changed() {
    const auto call = [this] {
      const std::scoped_lock lock(mutex_);
      return on_change_;
    }();
    if (call) call();
  }

  Connections connections_;
  std::string read_only_;
  Jobs jobs_;
  std::mutex mutex_;
  std::function<void()> on_change_;
  const std::function<void()> change_ = [this] { changed(); };
  std::unique_ptr<Writer> writer_;
  std::optional<WriterThread> thread_;  // the last: what it does uses the others
};

}  // namespace

Clock system_clock() {
  return [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
}

std::unique_ptr<Ledger> open_to_write(const std::filesystem::path& file, OpenOptions options) {
  return std::make_unique<SqliteLedger>(file, std::move(options));
}

std::unique_ptr<Ledger> open_to_read(const std::filesystem::path& file) {
  return std::make_unique<SqliteLedger>(file);
}

}  // namespace waymark::ledger
