#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/sink.hpp"
#include "collectors/collector.hpp"
#include "collectors/csv/settings.hpp"
#include "collectors/csv/source.hpp"

namespace waymark::csv {

enum class ReadEnd : std::uint8_t {
  complete,
  stopped,  // asked to
  failed,   // it cannot be read on; `error` says why, with the line
};

struct ReadResult {
  ReadEnd end = ReadEnd::complete;
  std::string error;
};

// Reads one file's bytes to its end, or to where nothing of it can count any more (Sink::hopeless).
[[nodiscard]] ReadResult read_csv(ByteSource& source, const Settings& settings, cells::Sink& sink,
                                  const std::stop_token& stop, collectors::Preview* preview = nullptr,
                                  std::string_view file_name = {});

}  // namespace waymark::csv
