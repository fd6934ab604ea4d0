#include "collectors/database/wake.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace waymark::database {

namespace {

int make_event() {
  const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return descriptor;
}

}  // namespace

void Wake::Ring::operator()() const {
  const std::uint64_t one = 1;
  static_cast<void>(!write(descriptor, &one, sizeof one));
}

Wake::Wake(const Limits& limits) : limits_(limits), descriptor_(make_event()) {
  on_stop_.emplace(limits.stop, Ring{descriptor_});
}

Wake::~Wake() {
  on_stop_.reset();  // before its descriptor can be another's
  static_cast<void>(close(descriptor_));
}

Wake::Why Wake::wait(int socket, short events, std::chrono::steady_clock::time_point until) const {
  until = std::min(until, limits_.deadline);
  while (true) {
    if (limits_.stop.stop_requested()) return Why::stopped;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Why::late;
    std::array<pollfd, 2> ends{pollfd{socket, events, 0}, pollfd{descriptor_, POLLIN, 0}};
    const auto longest = std::min<std::int64_t>(left.count(), 60'000);
    const int ready = poll(ends.data(), ends.size(), static_cast<int>(longest));
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (ready > 0 && ends[0].revents != 0) return Why::ready;
  }
}

}  // namespace waymark::database
