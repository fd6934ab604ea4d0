#include "daemon/app/reloads.hpp"

#include <utility>

#include "daemon/runtime/priority.hpp"

namespace waymark::app {

Reloads::Reloads(std::function<http::ReloadResult()> reload)
    : reload_(std::move(reload)), thread_([this] { run(); }) {}

void Reloads::ask() {
  const std::scoped_lock lock(mutex_);
  ++asked_;
  changed_.notify_all();
}

http::ReloadResult Reloads::wait() {
  std::unique_lock lock(mutex_);
  const auto number = ++asked_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return answered_ >= number || ending_; });
  if (answered_ >= number) return answer_;
  return {.ok = false, .diagnostics = "the daemon is stopping"};
}

void Reloads::end() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Reloads::run() {
  runtime::work_in_background(runtime::page_niceness);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return asked_ > answered_ || ending_; });
    if (ending_) return;
    const auto number = asked_;
    lock.unlock();
    auto answer = reload_();
    lock.lock();
    answer_ = std::move(answer);
    answered_ = number;
    changed_.notify_all();
  }
}

}  // namespace waymark::app
