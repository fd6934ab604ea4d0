#include <stdexcept>

#include "tests/http/sample_site.hpp"

namespace waymark::http::test {

Response get(const Site& site, std::string_view target) {
  Request request;
  request.method = "GET";
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  auto rest = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) throw std::invalid_argument("a query without a value");
    request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    rest = pair.size() == rest.size() ? std::string_view{} : rest.substr(pair.size() + 1);
  }
  return answer(site, request);
}

std::string text_of(std::string_view html) {
  std::string text;
  bool tag = false;
  for (const char c : html) {
    if (c == '<') {
      tag = true;
      if (!text.empty() && text.back() != ' ') text += ' ';
    } else if (c == '>') {
      tag = false;
    } else if (!tag) {
      const bool blank = c == ' ' || c == '\n';
      if (!blank) {
        text += c;
      } else if (!text.empty() && text.back() != ' ') {
        text += ' ';
      }
    }
  }
  return text;
}

}  // namespace waymark::http::test
