#include "daemon/runtime/directory_watch.hpp"

#include <array>
#include <cstring>
#include <map>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace waymark::runtime {

namespace asio = boost::asio;

struct DirectoryWatch::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, std::function<void(const std::vector<FileChange>&)> handler)
      : changed(std::move(handler)), descriptor(loop) {}

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
      const char* const name = buffer.data() + at + sizeof event;
      at += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0U) {  // some were lost: anything may have happened anywhere
        for (const auto& [watch, directory] : directories) changes.push_back({directory, {}});
        continue;
      }
      const auto found = directories.find(event.wd);
      if (found == directories.end()) continue;
      if ((event.mask & IN_IGNORED) != 0U) {  // the directory is gone; watch() may find it again
        directories.erase(found);
        continue;
      }
      // The name is filled up with NULs.
      changes.push_back(
          {found->second, event.len > 0 ? std::string(name, ::strnlen(name, event.len)) : "",
           (event.mask & IN_MOVED_TO) != 0U ? collectors::Change::moved_in : collectors::Change::closed});
    }
    if (!changes.empty()) changed(changes);
  }

  std::function<void(const std::vector<FileChange>&)> changed;
  asio::posix::stream_descriptor descriptor;
  std::map<int, std::filesystem::path> directories;
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

bool DirectoryWatch::watch(const std::filesystem::path& directory) {
  if (!state_->descriptor.is_open()) return false;
  const int watch = inotify_add_watch(state_->descriptor.native_handle(), directory.c_str(),
                                      IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
  if (watch < 0) return false;
  state_->directories[watch] = directory;
  return true;
}

void DirectoryWatch::stop() {
  boost::system::error_code ignored;
  ignored = state_->descriptor.close(ignored);
}

}  // namespace waymark::runtime
