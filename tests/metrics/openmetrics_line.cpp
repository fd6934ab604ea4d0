#include "tests/metrics/openmetrics_line.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace waymark::tests {
namespace {

[[noreturn]] void fail(const std::string& reason) {
  throw std::runtime_error(reason);
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}

  bool done() const { return rest_.empty(); }
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char c) {
    if (!at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string{"expected '"} + c + "' before \"" + std::string{rest_} + "\"");
  }
  std::string_view until(std::string_view stops) {
    const auto end = std::min(rest_.find_first_of(stops), rest_.size());
    const auto piece = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return piece;
  }

  std::string quoted() {
    expect('"');
    std::string out;
    while (!at('"')) {
      if (done()) fail("a label value does not end");
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\') {
        if (done()) fail("a label value ends in a backslash");
        const char escaped = rest_.front();
        rest_.remove_prefix(1);
        if (escaped != '\\' && escaped != '"' && escaped != 'n') out += '\\';
        c = escaped == 'n' ? '\n' : escaped;
      }
      out += c;
    }
    expect('"');
    return out;
  }

  LabelSet labels() {
    LabelSet out;
    expect('{');
    while (!at('}')) {
      const std::string name{until("=\"{}, ")};
      if (name.empty() || !metric_name(name) || name.find(':') != std::string::npos) fail("bad label name");
      if (std::ranges::find(out, name, &std::pair<std::string, std::string>::first) != out.end()) {
        fail("label " + name + " comes twice");
      }
      expect('=');
      out.emplace_back(name, quoted());
      if (at('}')) break;
      expect(',');
      if (at('}')) fail("a comma before the closing brace");
    }
    expect('}');
    return out;
  }

  double number() {
    const auto text = until(" ");
    const auto value = openmetrics_number(text);
    if (!value) fail("\"" + std::string{text} + "\" is not a number");
    return *value;
  }

  double timestamp() {
    const double value = number();
    if (value - value != 0) fail("a timestamp must be finite");
    return value;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<double> openmetrics_number(std::string_view text) {
  auto rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "Inf") {
    return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  }
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (rest.empty() || !(digit(rest[0]) || rest[0] == '.')) return std::nullopt;
  double value = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (problem != std::errc{} || end != rest.data() + rest.size()) return std::nullopt;
  return negative ? -value : value;
}

bool metric_name(std::string_view text) {
  return !text.empty() && (letter(text[0]) || text[0] == ':') &&
         std::ranges::all_of(text, [](char c) { return letter(c) || digit(c) || c == ':'; });
}

Sample parse_sample(std::string_view line) {
  Reader reader(line);
  Sample sample;
  sample.name = reader.until("{ ");
  if (!metric_name(sample.name)) fail("\"" + sample.name + "\" is not a metric's name");
  if (reader.at('{')) sample.labels = reader.labels();
  reader.expect(' ');
  sample.value = reader.number();
  if (reader.done()) return sample;
  reader.expect(' ');
  if (!reader.at('#')) {
    sample.timestamp = reader.timestamp();
    if (reader.done()) return sample;
    reader.expect(' ');
  }
  reader.expect('#');
  reader.expect(' ');
  Exemplar exemplar;
  exemplar.labels = reader.labels();
  reader.expect(' ');
  static_cast<void>(reader.number());
  if (!reader.done()) {
    reader.expect(' ');
    exemplar.timestamp = reader.timestamp();
  }
  if (!reader.done()) fail("text after the exemplar");
  sample.exemplar = std::move(exemplar);
  return sample;
}

}  // namespace waymark::tests
