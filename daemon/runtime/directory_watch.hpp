#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace boost::asio {
class io_context;
}

namespace waymark::runtime {

struct FileChange {
  std::filesystem::path directory;
  std::string name;
  collectors::Change change = collectors::Change::unknown;
};

// Tells when a file was finished or moved into a directory (inotify). Where that is not possible (network
// file systems, limits) there is only the polling of the collectors' interval. All calls from the event
// loop's thread.
class DirectoryWatch {
 public:
  // `changed` is called on the event loop, with what happened since the last call.
  DirectoryWatch(boost::asio::io_context& loop, std::function<void(const std::vector<FileChange>&)> changed);
  ~DirectoryWatch();
  DirectoryWatch(const DirectoryWatch&) = delete;
  DirectoryWatch& operator=(const DirectoryWatch&) = delete;

  // These are the directories from now on. One that cannot be watched, because it is missing, or was removed
  // or renamed, is tried again every second; when that works, `changed` hears of it with an unknown change.
  void watch(const std::vector<std::filesystem::path>& directories);
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::runtime
