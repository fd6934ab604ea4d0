#include "daemon/remote_write/request.hpp"

#include <algorithm>
#include <snappy.h>
#include <vector>

#include <remote_write.pb.h>

namespace waymark::remote_write {

namespace {

constexpr std::string_view vintage_label = "vintage";

void add_label(wire::Series& series, std::string_view name, std::string_view value) {
  auto* label = series.add_labels();
  label->set_name(std::string{name});
  label->set_value(std::string{value});
}

// The labels in order, the vintage among them.
void add_labels(wire::Series& series, std::string_view lines, std::uint32_t vintage) {
  bool added = false;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    const auto name = line.substr(0, line.find('='));
    if (!added && vintage_label < name) {
      add_label(series, vintage_label, std::to_string(vintage));
      added = true;
    }
    add_label(series, name, line.substr(name.size() + 1));
  }
  if (!added) add_label(series, vintage_label, std::to_string(vintage));
}

}  // namespace

std::string labels_of(const history::SampleSeries& series) {
  std::vector<std::pair<std::string_view, std::string_view>> labels{{"__name__", series.name}};
  for (const auto& [name, value] : series.labels) {
    if (!value.empty()) labels.emplace_back(name, value);
  }
  std::ranges::sort(labels);
  std::string lines;
  for (const auto& [name, value] : labels) lines.append(name).append("=").append(value).append("\n");
  return lines;
}

std::string request_body(std::span<const Queued> samples) {
  wire::WriteRequest request;
  for (const auto& queued : samples) {
    auto* series = request.add_series();
    add_labels(*series, queued.labels, queued.vintage);
    auto* sample = series->add_samples();
    sample->set_value(queued.value);
    sample->set_milliseconds(queued.seconds * 1000);
  }
  const auto plain = request.SerializeAsString();
  std::string compressed;
  snappy::Compress(plain.data(), plain.size(), &compressed);
  return compressed;
}

}  // namespace waymark::remote_write
