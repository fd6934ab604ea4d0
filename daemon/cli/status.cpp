#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/core/amount.hpp"
#include "daemon/present/words.hpp"

namespace waymark::cli {

namespace {

constexpr std::size_t title_width = 44;

std::string or_dash(const std::optional<core::Decimal>& value, core::Unit unit) {
  return value ? core::amount(*value, unit) : "-";
}

std::string target_cell(const core::CommitmentResult& result, const core::Commitment& commitment,
                        core::Unit unit) {
  if (!result.target) return "-";
  return fmt::format("{} by {}{}", core::amount(result.target->value, unit), result.target->period.label(),
                     commitment.example_target ? " (example)" : "");
}

std::string counts_line(const core::Scoreboard& board) {
  std::string text =
      fmt::format("{} commitment{}", board.commitments.size(), board.commitments.size() == 1 ? "" : "s");
  const char* separator = ": ";
  for (std::size_t i = 0; i < core::status_count; ++i) {
    if (board.counts[i] == 0) continue;
    text += fmt::format("{}{} {}", separator, board.counts[i], core::words(static_cast<core::Status>(i)));
    separator = ", ";
  }
  return text;
}

void print_theme(const core::Scoreboard& board, const core::Theme& theme) {
  TextTable table({{"Status"},
                   {"Commitment", Align::left, title_width},
                   {"Period"},
                   {"Latest", Align::right},
                   {"Expected", Align::right},
                   {"Target"},
                   {"Direction"}});
  bool any = false;
  for (const auto& result : board.commitments) {
    const auto& commitment = board.plan->commitments[result.commitment];
    if (commitment.theme != theme.id) continue;
    any = true;
    const auto& indicator = board.indicators[result.indicator];
    const auto unit = board.plan->indicators[indicator.indicator].unit;
    table.row({std::string(core::words(result.status)), commitment.title,
               indicator.latest ? indicator.latest->period.label() : "-",
               indicator.latest ? core::amount(indicator.latest->value, unit) : "-",
               or_dash(result.expected, unit), target_cell(result, commitment, unit),
               std::string(core::word(indicator.since_previous))});
  }
  if (any) put("{}\n\n{}\n", theme.title, Lines{table.text()});
}

void print_point(const std::string& text) {
  const char* lead = "- ";
  for (const auto& line : wrapped(text, prose_width)) {
    put("{}{}\n", lead, line);
    lead = "  ";
  }
}

bool needs_attention(core::Status status) {
  switch (status) {
    case core::Status::at_risk:
    case core::Status::off_track:
    case core::Status::missed:
    case core::Status::no_data:
    case core::Status::overdue: return true;
    case core::Status::on_track:
    case core::Status::achieved:
    case core::Status::not_due:
    case core::Status::monitor_only: return false;
  }
  return true;
}

void print_attention(const core::Scoreboard& board) {
  bool headed = false;
  const auto point = [&](const std::string& text) {
    if (!headed) put("Needs attention\n\n");
    headed = true;
    print_point(text);
  };
  for (const auto& result : board.substitutions) {
    if (result.found) point(result.sentence);
  }
  for (const auto& finding : board.findings) {
    // What a commitment's own reason does not say already.
    const bool said =
        finding.kind == core::FindingKind::substitution || finding.kind == core::FindingKind::parts_off_track;
    if (!said) point(fmt::format("{}: {}", core::words(finding.kind), finding.sentence));
  }
  for (const auto& result : board.commitments) {
    if (needs_attention(result.status) || result.parts_off_track > 0) {
      point(fmt::format("{} ({}): {}", board.plan->commitments[result.commitment].title,
                        core::words(result.status), result.reason));
    }
  }
  for (const auto& result : board.milestones) {
    if (result.state == core::MilestoneState::overdue) {
      point(
          fmt::format("Milestone \"{}\": {}", board.plan->milestones[result.milestone].title, result.reason));
    }
  }
  if (headed) put("\n");
}

void print(const core::Scoreboard& board) {
  put("{} ({}){}, as of {}\n{}\n\n", board.plan->authority_name, board.plan->authority.text,
      board.plan->invented ? ", an invented council" : "", present::date(board.as_of), counts_line(board));
  for (const auto& theme : board.plan->themes) print_theme(board, theme);
  print_attention(board);
}

}  // namespace

int status(const Options& options) {
  const auto loaded = load(options);
  const Reading reading(loaded, options);
  if (options.json) {
    const auto& authority = one_authority(*loaded, options);
    put_json(reading.json("/api/v1/scoreboard", {{"authority", authority.code.text}}));
    return fine;
  }
  for (const auto* authority : authorities(*loaded, options)) print(*reading.scoreboard(*authority));
  return fine;
}

}  // namespace waymark::cli
