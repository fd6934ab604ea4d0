#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "collectors/csv/directory.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// A file that was put into done/ or quarantine/.
struct Put {
  std::string stored;  // its name there, which may have got a number
  std::string path;    // as runs call it
  FileState state;     // in which it was read, after it was moved
  core::Sha256 digest{};
  friend bool operator==(const Put&, const Put&) = default;
};

// Some writers go on after a file was read and put away. So what was put into a folder is written down in a
// list there, which outlives the process: a line a file, whose loss only means that such files are not looked
// at again.
class Taken {
 public:
  static constexpr auto list_name = ".waymark-taken";

  // Reads the folder's list, the first time.
  void load(const Directory& folder, uid_t user);
  void add(const Directory& folder, const Put& put, uid_t user);
  void forget(const std::string& stored) { puts_.erase(stored); }
  [[nodiscard]] const std::map<std::string, Put>& puts() const { return puts_; }
  // As runs called the file that is stored there under that name.
  [[nodiscard]] std::string path(const std::string& stored) const;

 private:
  std::map<std::string, Put> puts_;  // by `stored`
  bool loaded_ = false;
};

// A line of the list, and back; nothing that is not such a line.
[[nodiscard]] std::string line_of(const Put& put);
[[nodiscard]] bool read_line(std::string_view line, Put& put);

}  // namespace waymark::csv
