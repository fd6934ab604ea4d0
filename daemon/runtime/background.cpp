#include "daemon/runtime/background.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace waymark::runtime {

void work_in_background(int niceness) {
  const sched_param unused{};
  sched_setscheduler(0, SCHED_BATCH, &unused);
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

}  // namespace waymark::runtime
