#include "daemon/core/commitment.hpp"

namespace waymark::core {

std::optional<DatedValue> Commitment::target_on(std::chrono::sys_days day) const {
  auto in_force = target;
  for (const auto& revision : revisions) {
    if (revision.date > day) break;
    if (in_force) {
      in_force->value = revision.value;
      in_force->period = revision.due.value_or(in_force->period);
    } else if (revision.due) {
      in_force = DatedValue{.period = *revision.due, .value = revision.value};
    }
  }
  return in_force;
}

}  // namespace waymark::core
