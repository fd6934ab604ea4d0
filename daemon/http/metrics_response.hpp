#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/core/snapshot.hpp"
#include "daemon/http/server.hpp"

namespace waymark::http {

// Where `/metrics` comes from: the KPI families of the snapshot (may be null) and the daemon's own, rendered
// anew for each request.
struct MetricsSource {
  std::shared_ptr<const core::Snapshot> snapshot;
  std::function<std::string()> self_text, self_openmetrics;  // the latter ends with `# EOF`
};

// Text format 0.0.4 unless OpenMetrics 1.0 is preferred; gzip if accepted, the own families then being a
// second member. The snapshot's text is not copied: the response keeps the snapshot alive. Never blocks.
[[nodiscard]] Response metrics_response(const Request& request, const MetricsSource& source);

}  // namespace waymark::http
