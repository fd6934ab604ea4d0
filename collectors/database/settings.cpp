#include "collectors/database/settings.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "daemon/digest/sha256.hpp"

namespace waymark::database {

namespace {

constexpr std::uintmax_t largest_query = 1U << 20U;

class SettingsReader {
 public:
  explicit SettingsReader(config::CollectorEntry& entry) : entry_(entry), table_(entry.settings) {}

  Settings read() {
    source();
    query();
    limits();
    cells::read_mapping(entry_, out_);
    since();
    zero();
    table_.finish("collector");
    out_.timeout = entry_.timeout;
    out_.made_from = digest::sha256(entry_.made_from);
    return std::move(out_);
  }

 private:
  void source() {
    const auto name = table_.require_text("source");
    if (name.empty()) return;
    std::vector<std::string> known;
    for (const auto& source : *entry_.sources) {
      if (source.name == name) {
        out_.source = source;
        return;
      }
      known.push_back(source.name);
    }
    table_.error("source", fmt::format("there is no [[source]] called {}{}", config::in_quotes(name),
                                       config::did_you_mean(name, known)));
  }

  void query() {
    const auto text = table_.text("query");
    const auto file = table_.path("query_file");
    if (table_.has("query") == table_.has("query_file")) {
      table_.error("a database collector has either \"query\" or \"query_file\"");
      return;
    }
    if (text) take("query", *text);
    if (!file) return;
    out_.query_name = file->filename().string();
    std::error_code error;
    const auto size = std::filesystem::file_size(*file, error);
    std::ifstream in(*file, std::ios::binary);
    if (error || !in) {
      table_.error("query_file", fmt::format("{} cannot be read", file->string()));
    } else if (size > largest_query) {
      table_.error("query_file", fmt::format("{} is too long for a query", file->string()));
    } else {
      std::string content(std::istreambuf_iterator<char>(in), {});
      entry_.made_from += content;
      take("query_file", std::move(content));
    }
  }

  void take(std::string_view key, std::string text) {
    if (out_.query_name.empty()) out_.query_name = "query";
    auto query = Query::read(std::move(text));
    if (query) {
      out_.query = std::move(*query);
    } else {
      table_.error(key, query.error());
    }
  }

  void limits() {
    if (auto rows = table_.integer("max_rows", 1, UINT32_MAX)) {
      out_.max_rows = static_cast<std::uint64_t>(*rows);
    }
    constexpr std::array nulls{cells::OnNull::skip, cells::OnNull::reject, cells::OnNull::zero};
    out_.on_null = nulls.at(table_.choice("on_null", {"skip", "reject", "zero"}).value_or(0));
    constexpr std::array empties{OnEmpty::error, OnEmpty::keep, OnEmpty::zero};
    // A query for changes mostly finds none.
    const std::size_t otherwise = table_.has("since") ? 1 : 0;
    out_.on_empty = empties.at(table_.choice("on_empty", {"error", "keep", "zero"}).value_or(otherwise));
  }

  void since() {
    auto table = table_.table("since");
    if (!table) {
      if (out_.query.uses_of_since() > 0) {
        table_.error("the query uses :since, so [collector.since] has to say what that is");
      }
      return;
    }
    SinceRule rule;
    rule.column = table->require_text("column");
    if (table->is_integer("start")) {
      rule.number = true;
      if (auto start = table->integer("start", INT64_MIN, INT64_MAX)) rule.start = std::to_string(*start);
      if (auto overlap = table->integer("overlap", 0, INT64_MAX)) rule.overlap_numbers = *overlap;
    } else {
      start(*table, rule);
      if (auto overlap = table->duration("overlap")) {
        rule.overlap = std::chrono::ceil<std::chrono::seconds>(*overlap);
      }
    }
    table->finish("since");
    if (!out_.query.text().empty() && out_.query.uses_of_since() == 0) {
      table->error("the query does not use :since; write for example WHERE changed_at >= :since");
    }
    if (out_.layout == cells::LayoutKind::transactions) {
      table->error(
          "[collector.since] would leave the lines of earlier runs out of the sums; ask for all lines");
    }
    out_.since = std::move(rule);
  }

  static void start(config::Table& table, SinceRule& rule) {
    if (!table.has("start")) {
      table.error("\"start\" is missing: a date or whole number from which the first run asks");
      return;
    }
    if (const auto text = table.text("start")) {
      rule.start = *text;
      if (!read_mark(*text, false)) {
        table.error("start",
                    fmt::format("{} is neither a date or time such as \"2020-04-01\" nor a whole number",
                                config::in_quotes(*text)));
      }
    }
  }

  // A figure of 0 needs to be one figure that is known without any row.
  void zero() {
    if (out_.on_empty != OnEmpty::zero) return;
    const bool fixed = out_.layout == cells::LayoutKind::long_ && table_.has("indicator") &&
                       table_.has("period") && out_.columns.scope.empty() && out_.columns.numerator.empty();
    if (!fixed) {
      table_.error("on_empty",
                   "on_empty = \"zero\" needs a figure that is known without a row: layout \"long\" with "
                   "indicator and period fixed, and no column for the scope or for parts");
    }
  }

  config::CollectorEntry& entry_;
  config::Table& table_;
  Settings out_;
};

}  // namespace

std::optional<Settings> read_settings(config::CollectorEntry& entry, const config::Diagnostics& diagnostics) {
  const auto before = diagnostics.list().size();
  Settings settings = SettingsReader(entry).read();
  if (!entry.plan || diagnostics.full() || diagnostics.list().size() != before) return std::nullopt;
  return settings;
}

}  // namespace waymark::database
