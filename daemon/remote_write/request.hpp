#pragma once

#include <span>
#include <string>

#include "daemon/history/samples.hpp"
#include "daemon/remote_write/queued.hpp"

namespace waymark::remote_write {

// Queued::labels of a series; the metric's name is the label __name__.
[[nodiscard]] std::string labels_of(const history::SampleSeries& series);

// The body of a remote write 1.0 request: protobuf, compressed as one snappy block.
[[nodiscard]] std::string request_body(std::span<const Queued> samples);

}  // namespace waymark::remote_write
