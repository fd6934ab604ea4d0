#include "daemon/runtime/directory_watch.hpp"

#include <array>
#include <cstring>
#include <map>
#include <set>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace waymark::runtime {

namespace asio = boost::asio;

struct DirectoryWatch::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, std::function<void(const std::filesystem::path&)> handler)
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
    std::set<std::filesystem::path> touched;  // many events of one moment are one change
    for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += sizeof event + event.len;
      const auto found = directories.find(event.wd);
      if (found == directories.end()) continue;
      if ((event.mask & IN_IGNORED) != 0U) {  // the directory is gone; watch() may find it again
        directories.erase(found);
        continue;
      }
      touched.insert(found->second);
    }
    for (const auto& directory : touched) changed(directory);
  }

  std::function<void(const std::filesystem::path&)> changed;
  asio::posix::stream_descriptor descriptor;
  std::map<int, std::filesystem::path> directories;
  std::array<char, 16 * 1024> buffer{};
};

DirectoryWatch::DirectoryWatch(asio::io_context& loop,
                               std::function<void(const std::filesystem::path&)> changed)
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
