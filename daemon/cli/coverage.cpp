#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/present/words.hpp"

namespace waymark::cli {

namespace {

void print(const core::Scoreboard& board) {
  put("{} ({}), as of {}: how the plan answers the 25 topics\n\n", board.plan->authority_name,
      board.plan->authority.text, present::date(board.as_of));
  TextTable table({{"Topic"}, {"", Align::left, 44}, {"State"}, {"Answered by", Align::left, 48}});
  for (const auto& topic : board.coverage) {
    std::string answers;
    for (const auto& answer : topic.answered_by) answers += (answers.empty() ? "" : ", ") + answer;
    table.row({std::string(topic.topic.id), std::string(topic.topic.title),
               std::string(core::word(topic.state)), answers});
  }
  put("{}\n", Lines{table.text()});
}

}  // namespace

int coverage(const Options& options) {
  const auto loaded = load(options);
  const Reading reading(loaded, options);
  if (options.json) {
    const auto& authority = one_authority(*loaded, options);
    put_json(reading.json("/api/v1/coverage", {{"authority", authority.code.text}}));
    return fine;
  }
  for (const auto* authority : authorities(*loaded, options)) print(*reading.scoreboard(*authority));
  return fine;
}

}  // namespace waymark::cli
