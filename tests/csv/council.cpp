#include "tests/csv/council.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/period.hpp"

namespace waymark::csv::tests {

std::string figures(const Recorded& run) {
  std::vector<std::pair<std::uint32_t, std::string>> lines;
  for (const auto& [row, parts] : run.figures) {
    const auto& key = run.series.at(row.series);
    std::string text = key.indicator.text;
    if (!key.scope.whole()) text += " " + key.scope.path;
    text += " " + core::Period::from_code(row.period).label() + " = ";
    if (row.scale != core::BatchRow::no_value) {
      text += core::Decimal{row.mantissa, row.scale}.text();
    } else if (!parts) {
      text += "no figure";
    }
    if (parts) {
      if (row.scale != core::BatchRow::no_value) text += " ";
      text += fmt::format("from {} / {}", parts->numerator.text(), parts->denominator.text());
    }
    if (row.flag != core::Flag::none) text += fmt::format(" [{}]", core::letter(row.flag));
    text +=
        run.origin.contribution ? fmt::format(" ({} lines)", row.row) : fmt::format(" (line {})", row.row);
    lines.emplace_back(run.origin.contribution ? 0 : row.row, std::move(text));
  }
  std::ranges::stable_sort(lines, {}, &std::pair<std::uint32_t, std::string>::first);
  std::string out;
  for (const auto& [line, text] : lines) out += text + "\n";
  return out;
}

std::string describe(const collectors::CollectReport& report, const FakeRecorder& recorder) {
  std::string out;
  if (!report.problem.empty()) out += "problem: " + report.problem + "\n";
  for (const auto& input : report.inputs) {
    out += fmt::format("{}: {}", input.path, core::word(input.outcome));
    if (input.counts.read > 0) {
      out += fmt::format(", {} read, {} rejected, {} missing", input.counts.read, input.counts.rejected,
                         input.counts.missing);
    }
    out += "\n";
    if (!input.message.empty()) out += "  " + input.message + "\n";
    if (!input.in_the_way.empty()) out += "  " + input.in_the_way + "\n";
  }
  for (const auto& file : report.waiting) out += fmt::format("waiting: {} {}\n", file.name, file.why);
  if (report.backlog) {
    for (const auto& file : report.backlog->unread)
      out += fmt::format("unread: {} {}\n", file.name, file.why);
  }
  for (const auto& run : recorder.runs) {
    out += figures(run);
    for (const auto& reject : run.rejects) {
      if (reject.line == 0) continue;  // the message above
      out += fmt::format("rejected line {}, {}: {}\n", reject.line,
                         reject.column.empty() ? "the row" : "column " + config::in_quotes(reject.column),
                         reject.reason);
    }
  }
  return out;
}

}  // namespace waymark::csv::tests
