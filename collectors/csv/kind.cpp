#include "collectors/csv/kind.hpp"

#include <algorithm>
#include <array>

#include "collectors/cells/condition.hpp"

namespace waymark::csv {

namespace {

using namespace std::literals;

struct Beginning {
  std::string_view bytes, kind;
};

// By the bytes that files of a kind begin with.
constexpr std::array beginnings{
    Beginning{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
              "an Excel 97 workbook or another old Office file: save it as CSV"},
    Beginning{"\x1F\x8B"sv, "a gzip file: unpack it"},
    Beginning{"BZh"sv, "a bzip2 file: unpack it"},
    Beginning{"\xFD"
              "7zXZ\0"sv,
              "an xz file: unpack it"},
    Beginning{"\x28\xB5\x2F\xFD"sv, "a Zstandard file: unpack it"},
    Beginning{"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive: unpack it"},
    Beginning{"Rar!\x1A\x07"sv, "a RAR archive: unpack it"},
    Beginning{"%PDF-"sv, "a PDF document: ask for the table that it was made from"},
    Beginning{"{\\rtf"sv, "an RTF document: ask for the table that it was made from"},
    Beginning{"\x89PNG\r\n\x1A\n"sv, "a picture: ask for the table that it shows"},
    Beginning{"\xFF\xD8\xFF"sv, "a picture: ask for the table that it shows"},
    Beginning{"SQLite format 3\0"sv, "an SQLite database: read it with a collector of type \"database\""},
    Beginning{"PAR1"sv, "a Parquet file: save it as CSV"},
    Beginning{"version https://git-lfs.github.com/"sv,
              "a placeholder of Git LFS and not the file itself: fetch it with 'git lfs pull'"},
};

std::string of_zip(std::string_view head) {
  if (head.contains("opendocument.spreadsheet")) return "an OpenDocument spreadsheet: save it as CSV";
  if (head.contains("[Content_Types].xml") || head.contains("xl/") || head.contains("_rels/")) {
    return "an Excel workbook: save it as CSV";
  }
  return "a ZIP archive: unpack it";
}

// Of text that is markup or the like.
std::optional<std::string> of_text(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  const auto text = cells::fold(head);
  const bool xml = text.starts_with("<?xml");
  if (xml && text.contains("schemas-microsoft-com:office:spreadsheet")) {
    return "an XML spreadsheet of Excel 2003: save it as CSV";
  }
  if (text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<head") ||
      text.starts_with("<table") || text.starts_with("<script") || (xml && text.contains("<html"))) {
    return "a web page and no data: did a log-in page or an error arrive in its place?";
  }
  if (xml) return "an XML document: save it as CSV";
  if (text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("{\n") ||
      text.starts_with("{\r")) {
    return "a JSON document: save it as CSV";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> other_kind(std::string_view head) {
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return of_zip(head);
  for (const auto& [bytes, kind] : beginnings) {
    if (head.starts_with(bytes)) return std::string(kind);
  }
  return of_text(head);
}

}  // namespace waymark::csv
