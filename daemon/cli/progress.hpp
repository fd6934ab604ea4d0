#pragma once

#include <cstdio>
#include <string>
#include <unistd.h>

#include "daemon/cli/output.hpp"

namespace waymark::cli {

// One line that tells on a terminal what is being read; nothing in a pipe.
class Progress {
 public:
  explicit Progress(bool wanted) : shown_(wanted && isatty(STDERR_FILENO) != 0) {}
  void say(const std::string& what) const {
    if (shown_) put(stderr, "\r\033[K{} ...", what);
  }
  void clear() const {
    if (shown_) put(stderr, "\r\033[K");
  }

 private:
  bool shown_;
};

}  // namespace waymark::cli
