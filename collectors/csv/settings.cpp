#include "collectors/csv/settings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collectors/cells/period_from.hpp"
#include "collectors/cells/reading.hpp"

namespace waymark::csv {

namespace {

constexpr std::int64_t max_header_rows = 5;

class SettingsReader {
 public:
  explicit SettingsReader(config::CollectorEntry& entry) : entry_(entry), table_(entry.settings) {}

  Settings read() {
    files();
    format();
    cells::read_period_from(table_, out_);
    rows();
    cells::read_mapping(entry_, out_);
    positions();
    table_.finish("collector");
    return std::move(out_);
  }

 private:
  void files() {
    if (auto path = table_.path("path")) {
      out_.path = *path;
    } else if (!table_.has("path")) {
      table_.error(R"("path" is missing: the directory or file to read)");
    }
    if (auto files = table_.text("files")) out_.files = *files;
    out_.move = table_.choice("after", {"move", "leave"}).value_or(0) == 0;
    if (auto settle = table_.duration("settle")) out_.settle = *settle;
    constexpr std::int64_t most = std::int64_t{1} << 50U;
    if (auto bytes = table_.integer("max_bytes", 1, most))
      out_.max_bytes = static_cast<std::uint64_t>(*bytes);
    out_.ledger = entry_.ledger;
  }

  void format() {
    constexpr std::array encodings{Encoding::detect, Encoding::utf8, Encoding::utf16, Encoding::windows_1252,
                                   Encoding::cp850};
    constexpr std::array delimiters{',', ';', '\t', '|'};
    out_.encoding = encodings.at(
        table_.choice("encoding", {"detect", "utf-8", "utf-16", "windows-1252", "cp850"}).value_or(0));
    if (table_.choice("fallback_encoding", {"windows-1252", "cp850"}).value_or(0) == 1) {
      out_.fallback_encoding = Encoding::cp850;
    }
    const auto delimiter = table_.choice("delimiter", {"detect", ",", ";", "\t", "|"}).value_or(0);
    if (delimiter > 0) out_.delimiter = delimiters.at(delimiter - 1);
    if (table_.is_integer("header")) {
      if (auto row = table_.integer("header", 1, 10'000)) {
        out_.header = {HeaderRule::Kind::row, static_cast<std::uint32_t>(*row)};
      }
    } else if (table_.choice("header", {"detect", "none"}).value_or(0) == 1) {
      out_.header = {HeaderRule::Kind::none, 0};
    }
  }

  void rows() {
    const bool none = out_.header.kind == HeaderRule::Kind::none;
    if (auto rows = table_.integer("header_rows", 1, max_header_rows)) {
      out_.header_rows = static_cast<std::uint32_t>(*rows);
      if (none) table_.error("header_rows", "there is no header of which \"header_rows\" could be the rows");
    }
    out_.units_row = table_.boolean("units_row").value_or(false);
    if (none && out_.units_row)
      table_.error("units_row", "there is no header that a row of units stands below");
    out_.extra_cells = table_.choice("extra_cells", {"refuse", "ignore"}).value_or(0) == 1;
    out_.short_rows = table_.choice("short_rows", {"refuse", "allow"}).value_or(0) == 1;
  }

  // Without a header columns have no names; and with nothing but positions no header can be found.
  void positions() {
    const auto names = cells::named_columns(out_);
    const auto by_position = [](const std::string& name) { return name.starts_with('#'); };
    if (out_.header.kind == HeaderRule::Kind::none) {
      if (out_.layout == cells::LayoutKind::wide) {
        table_.error("header", "the wide layout needs a header, which names the periods");
      }
      const auto named = std::ranges::find_if_not(names, by_position);
      if (named != names.end()) {
        table_.error("header",
                     fmt::format("without a header, columns are given by position (\"#3\"), not by name ({})",
                                 config::in_quotes(*named)));
      }
    }
    if (out_.header.kind == HeaderRule::Kind::detect && out_.layout != cells::LayoutKind::wide &&
        !names.empty() && std::ranges::all_of(names, by_position)) {
      table_.error("columns",
                   "the header cannot be detected when all columns are given by position; set header to its "
                   "row number or to \"none\"");
    }
  }

  config::CollectorEntry& entry_;
  config::Table& table_;
  Settings out_;
};

}  // namespace

core::Sha256 reading(const Settings& settings) {
  cells::Reading reading(settings);
  const auto add = [&](std::string_view key, Encoding encoding, Encoding usual) {
    reading.add(key, fmt::format("{}", static_cast<int>(encoding)),
                fmt::format("{}", static_cast<int>(usual)));
  };
  const Settings plain;
  add("encoding", settings.encoding, plain.encoding);
  add("fallback_encoding", settings.fallback_encoding, plain.fallback_encoding);
  if (settings.delimiter) reading.add("delimiter", std::string_view(&*settings.delimiter, 1));
  switch (settings.header.kind) {
    case HeaderRule::Kind::detect: break;
    case HeaderRule::Kind::row: reading.add("header", fmt::format("row {}", settings.header.row)); break;
    case HeaderRule::Kind::none: reading.add("header", "none"); break;
  }
  reading.add("header_rows", fmt::format("{}", settings.header_rows), "1");
  reading.add("units_row", settings.units_row ? "true" : "");
  reading.add("extra_cells", settings.extra_cells ? "ignore" : "");
  reading.add("short_rows", settings.short_rows ? "allow" : "");
  return reading.fingerprint();
}

std::optional<Settings> read_settings(config::CollectorEntry& entry, const config::Diagnostics& diagnostics) {
  const auto before = diagnostics.list().size();
  Settings settings = SettingsReader(entry).read();
  if (!entry.plan || diagnostics.full() || diagnostics.list().size() != before) return std::nullopt;
  return settings;
}

}  // namespace waymark::csv
