#pragma once

#include "daemon/library/library.hpp"

#include <systemd/sd-daemon.h>

namespace waymark::runtime {

// What is used of systemd's library.
struct Systemd : library::Library {
  Systemd() : Library({"systemd's library", "libsystemd.so.0", "libsystemd0"}) {}

  WAYMARK_FUNCTION(sd_listen_fds);
  WAYMARK_FUNCTION(sd_notify);
  WAYMARK_FUNCTION(sd_watchdog_enabled);
};

}  // namespace waymark::runtime
