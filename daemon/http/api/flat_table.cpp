#include "daemon/http/api/flat_table.hpp"

#include <fmt/format.h>

#include "daemon/http/api/answers.hpp"
#include "daemon/present/csv_text.hpp"

namespace waymark::http {

namespace {

struct PutJson {
  Json& json;
  void operator()(std::monostate /*unused*/) const { json.null(); }
  void operator()(const std::string& text) const { json.text(text); }
  void operator()(core::Decimal number) const { json.number(number); }
  void operator()(std::int64_t number) const { json.number(core::Decimal{number, 0}); }
  void operator()(bool truth) const { json.boolean(truth); }
};

struct PutCsv {
  std::string& out;
  void operator()(std::monostate /*unused*/) const {}
  void operator()(const std::string& text) const { present::append_csv_text(out, text); }
  void operator()(core::Decimal number) const { out += number.text(); }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
};

}  // namespace

Cell text_cell(std::string_view text) {
  return text.empty() ? Cell{} : Cell{std::string{text}};
}

Cell date_cell(std::chrono::sys_days day) {
  return core::iso_date(day);
}

std::string as_json(const FlatTable& table) {
  Json json;
  begin_answer(json, *table.board);
  json.key("rows").begin_array();
  for (const auto& row : table.rows) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      json.key(table.columns[i]);
      std::visit(PutJson{json}, row[i]);
    }
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string as_csv(const FlatTable& table) {
  std::string out = fmt::format("{}\r\n", fmt::join(table.columns, ","));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      std::visit(PutCsv{out}, row[i]);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace waymark::http
