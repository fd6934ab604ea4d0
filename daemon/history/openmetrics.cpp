#include "daemon/history/openmetrics.hpp"

#include "daemon/metrics/exposition.hpp"

namespace waymark::history {

namespace {

constexpr std::size_t piece = std::size_t{1} << 16U;

void append(std::string& out, const SampleSeries& series) {
  std::string head{series.name};
  bool first = true;
  for (const auto& [name, value] : series.labels) {
    metrics::append_label(head, name, value, first);
    first = false;
  }
  head += "} ";
  for (const auto& sample : series.samples) {
    out += head;
    metrics::append_number(out, sample.value);
    out += ' ';
    out += std::to_string(sample.seconds);
    out += '\n';
  }
}

}  // namespace

void write_openmetrics(std::span<const Source> sources, Span span, const Write& write) {
  std::string out;
  for (const auto& family : sample_families()) {  // a family's samples must lie together
    metrics::append_header(out,
                           {.name = family.name, .type = metrics::FamilyType::gauge, .help = family.help},
                           metrics::Format::openmetrics);
    for (const auto& source : sources) {
      for_each_series(*source.board, source.read, span, family.name, [&](const SampleSeries& series) {
        append(out, series);
        if (out.size() < piece) return;
        write(out);
        out.clear();
      });
    }
  }
  out += "# EOF\n";
  write(out);
}

}  // namespace waymark::history
