#include "daemon/remote_write/sink.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "daemon/remote_write/request.hpp"
#include "daemon/remote_write/store.hpp"

namespace waymark::remote_write {

namespace {

struct Stopped {};

}  // namespace

// What the thread holds while the store can be used.
class Sink::Work {
 public:
  Work(const Settings& settings, const Outside& outside, std::stop_token stop)
      : settings_(settings),
        outside_(outside),
        stop_(std::move(stop)),
        store_(settings.queue, settings.queue_limit),
        client_(settings.target, outside.version) {}

  // True when the queue had no place for everything.
  [[nodiscard]] bool scan() {
    bool all = true;
    store_.begin();
    try {
      outside_.scan([&](const history::SampleSeries& series) {
        if (stop_.stop_requested()) throw Stopped{};
        if (all) all = store_.offer(series, outside_.now());
      });
      if (all) store_.resent();
      store_.commit();
    } catch (...) {
      store_.rollback();
      throw;
    }
    Report report;
    tell(report);
    return !all;
  }

  // Sends what is oldest. How long to wait before the next request; nothing when the queue is empty.
  [[nodiscard]] std::optional<std::chrono::milliseconds> send() {
    Report report;
    report.given_up = store_.give_up(
        settings_.max_age.transform([&](auto age) { return outside_.now() - age; }), settings_.max_attempts);
    if (report.given_up > 0) {
      complain(fmt::format("{} samples were given up: they had waited too long or been tried too often",
                           report.given_up));
    }
    const auto batch = store_.next(batch_);
    if (batch.empty()) {
      if (report.given_up > 0) tell(report);
      return std::nullopt;
    }
    const auto reply = client_.post(request_body(batch), stop_);
    if (stop_.stop_requested() && reply.kind == Reply::Kind::later) throw Stopped{};
    const auto wait = take(reply, batch, report);
    tell(report);
    return wait;
  }

  // Somebody asked for samples to be sent again.
  [[nodiscard]] bool scan_wanted() const { return store_.to_resend(); }

  void complain(const std::string& problem) {
    if (std::exchange(said_, problem) != problem) outside_.complain(problem);
  }

 private:
  std::chrono::milliseconds take(const Reply& reply, const std::vector<Queued>& batch, Report& report) {
    report.requests = 1;
    switch (reply.kind) {
      case Reply::Kind::accepted:
        store_.done(batch);
        report.sent = batch.size();
        up_ = true;
        said_.clear();
        break;
      case Reply::Kind::too_large:
        if (batch.size() > 1) {
          batch_ = batch.size() / 2;
          report.failures = 1;
          break;
        }
        [[fallthrough]];
      case Reply::Kind::refused:
        store_.done(batch);
        report.refused = batch.size();
        up_ = false;
        complain("the receiver refused samples for good: " + reply.said);
        break;
      case Reply::Kind::later: {
        store_.attempted(batch);
        report.failures = 1;
        up_ = false;
        complain("the receiver does not accept, samples wait: " + reply.said);
        const auto own = wait_;
        wait_ = std::min(wait_ * 2, settings_.longest_wait);
        const std::chrono::milliseconds asked = reply.wait.value_or(std::chrono::seconds{0});
        return std::max(own, std::min(asked, settings_.longest_wait));
      }
    }
    wait_ = settings_.first_wait;
    return std::chrono::milliseconds{0};
  }

  void tell(Report& report) {
    report.waiting = store_.waiting();
    report.up = up_;
    outside_.report(report);
  }

  const Settings& settings_;
  const Outside& outside_;
  const std::stop_token stop_;
  Store store_;
  Client client_;
  std::size_t batch_ = settings_.batch;  // smaller once the receiver has found one too large
  std::chrono::milliseconds wait_ = settings_.first_wait;
  bool up_ = true;
  std::string said_;
};

Sink::Sink(Settings settings, Outside outside)
    : settings_(std::move(settings)),
      outside_(std::move(outside)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Sink::wake() {
  {
    const std::scoped_lock lock(mutex_);
    scan_wanted_ = true;
  }
  changed_.notify_all();
}

void Sink::run(const std::stop_token& stop) {
  const auto pause = [&](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, time, [] { return false; });
  };
  std::unique_ptr<Work> work;
  bool more = false;  // the queue had no place for all of the last scan
  while (!stop.stop_requested()) {
    try {
      if (!work) work = std::make_unique<Work>(settings_, outside_, stop);
      bool wanted = false;
      {
        const std::scoped_lock lock(mutex_);
        wanted = std::exchange(scan_wanted_, false);
      }
      if (wanted) more = work->scan();
      if (const auto wait = work->send()) {
        pause(*wait);
        continue;
      }
      if (std::exchange(more, false)) wake();
      {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, settings_.look, [&] { return scan_wanted_; });
      }
      if (work->scan_wanted()) wake();
    } catch (const Stopped&) {
      return;
    } catch (const std::exception& error) {
      outside_.complain(error.what());
      work.reset();
      wake();
      pause(settings_.longest_wait);
    }
  }
}

}  // namespace waymark::remote_write
