#include "daemon/runtime/turns.hpp"

#include <cstdint>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace waymark::runtime {

namespace {

// The first version of the kernel's sched_attr, see sched_setattr(2): its header cannot be had beside
// <sched.h>.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  // of a turn, in nanoseconds
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};
static_assert(sizeof(Attributes) == 48);

constexpr std::uint64_t shortest_turn = 100'000;

}  // namespace

void be_nice(int niceness) {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

void take_short_turns() {
  Attributes wanted;
  wanted.nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
  wanted.runtime = shortest_turn;
  syscall(SYS_sched_setattr, 0, &wanted, 0U);
}

}  // namespace waymark::runtime
