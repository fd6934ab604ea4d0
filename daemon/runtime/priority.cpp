#include "daemon/runtime/priority.hpp"

#include <cstdint>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace waymark::runtime {

namespace {

// The kernel's struct sched_attr in its first form; glibc 2.36 has neither it nor the call.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0;  // for SCHED_OTHER: how long a turn lasts
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};

}  // namespace

void work_in_background(int niceness) {
  const sched_param unused{};
  sched_setscheduler(0, SCHED_BATCH, &unused);
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

void answer_at_once() {
  if (sched_getscheduler(0) != SCHED_OTHER) return;  // somebody has chosen
  constexpr std::uint64_t shortest_turn = 100'000;
  Attributes attributes;
  attributes.nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
  attributes.runtime_ns = shortest_turn;
  syscall(SYS_sched_setattr, 0, &attributes, 0U);
}

}  // namespace waymark::runtime
