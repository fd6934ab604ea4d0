#include "daemon/runtime/directory_watch.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace waymark::runtime {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds between_tries{1};
constexpr int unwatched = -1;

}  // namespace

struct DirectoryWatch::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, std::function<void(const std::vector<FileChange>&)> handler)
      : changed(std::move(handler)), descriptor(loop), next_try(loop) {}

  void read() {
    descriptor.async_read_some(asio::buffer(buffer), [self = shared_from_this()](
                                                         boost::system::error_code error, std::size_t bytes) {
      if (error) return;
      self->dispatch(bytes);
      self->read();
    });
  }

  void dispatch(std::size_t bytes) {
    std::vector<FileChange> changes;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* const text = buffer.data() + at + sizeof event;
      at += sizeof event + event.len;
      // The name is filled up with NULs.
      const auto name = event.len > 0 ? std::string(text, ::strnlen(text, event.len)) : std::string();
      for (auto& [directory, watch] : directories) {
        if ((event.mask & IN_Q_OVERFLOW) != 0U) {  // some were lost: anything may have happened anywhere
          changes.push_back({directory, {}});
        } else if (watch != event.wd) {
          continue;
        } else if ((event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0U) {  // it is not at its path any more
          forget(watch);
        } else {
          changes.push_back(
              {directory, name,
               (event.mask & IN_MOVED_TO) != 0U ? collectors::Change::moved_in : collectors::Change::closed});
        }
      }
    }
    try_again_later();
    if (!changes.empty()) changed(changes);
  }

  void forget(int& watch) {
    if (watch != unwatched) inotify_rm_watch(descriptor.native_handle(), watch);
    watch = unwatched;
  }

  // Watching a directory twice is once.
  void add(const std::filesystem::path& directory, int& watch) {
    const int added = inotify_add_watch(descriptor.native_handle(), directory.c_str(),
                                        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVE_SELF | IN_ONLYDIR);
    if (watch != added) forget(watch);  // another one is at its path now
    watch = added < 0 ? unwatched : added;
  }

  void try_again_later() {
    const auto lost = [](const auto& entry) { return entry.second == unwatched; };
    if (trying || !descriptor.is_open() || std::ranges::none_of(directories, lost)) return;
    trying = true;
    next_try.expires_after(between_tries);
    next_try.async_wait([self = shared_from_this()](boost::system::error_code error) {
      self->trying = false;
      if (!error) self->try_again();
    });
  }

  void try_again() {
    std::vector<FileChange> changes;
    for (auto& [directory, watch] : directories) {
      if (watch != unwatched) continue;
      add(directory, watch);
      if (watch != unwatched) changes.push_back({directory, {}});
    }
    try_again_later();
    if (!changes.empty()) changed(changes);
  }

  std::function<void(const std::vector<FileChange>&)> changed;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer next_try;
  bool trying = false;
  std::map<std::filesystem::path, int> directories;  // and their watches; two names of one have the same
  std::array<char, 16 * 1024> buffer{};
};

DirectoryWatch::DirectoryWatch(asio::io_context& loop,
                               std::function<void(const std::vector<FileChange>&)> changed)
    : state_(std::make_shared<State>(loop, std::move(changed))) {
  const int handle = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (handle < 0) return;
  state_->descriptor.assign(handle);
  state_->read();
}

DirectoryWatch::~DirectoryWatch() {
  stop();
}

void DirectoryWatch::watch(const std::vector<std::filesystem::path>& directories) {
  if (!state_->descriptor.is_open()) return;
  auto before = std::exchange(state_->directories, {});
  for (const auto& directory : directories) {
    const auto known = before.find(directory);
    auto& watch = state_->directories[directory] = known == before.end() ? unwatched : known->second;
    state_->add(directory, watch);
    if (known != before.end()) before.erase(known);
  }
  for (auto& [directory, watch] : before) {
    const auto same = [&](const auto& entry) { return entry.second == watch; };
    if (std::ranges::none_of(state_->directories, same)) state_->forget(watch);
  }
  state_->try_again_later();
}

void DirectoryWatch::stop() {
  boost::system::error_code ignored;
  ignored = state_->descriptor.close(ignored);
  state_->next_try.cancel();
}

}  // namespace waymark::runtime
