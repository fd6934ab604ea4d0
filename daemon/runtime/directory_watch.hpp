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
// file systems, limits) there is only the polling of the collectors' interval, and watch() says so.
class DirectoryWatch {
 public:
  // `changed` is called on the event loop, with what happened since the last call.
  DirectoryWatch(boost::asio::io_context& loop, std::function<void(const std::vector<FileChange>&)> changed);
  ~DirectoryWatch();
  DirectoryWatch(const DirectoryWatch&) = delete;
  DirectoryWatch& operator=(const DirectoryWatch&) = delete;

  // Watches the directory from now on; watching it twice is once. False when it cannot be watched (now).
  bool watch(const std::filesystem::path& directory);
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::runtime
