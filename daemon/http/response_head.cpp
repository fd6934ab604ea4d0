#include "daemon/http/response_head.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/core.h>

namespace waymark::http {
namespace {

struct Phrase {
  unsigned status;
  std::string_view text;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{409, "Conflict"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{503, "Service Unavailable"},
    Phrase{505, "HTTP Version Not Supported"},
};

using Header = std::pair<std::string_view, std::string_view>;

// Pages are plain HTML with one style sheet and inline SVG: nothing else may load, nothing may frame them.
constexpr std::array security_headers{
    Header{"X-Content-Type-Options", "nosniff"},
    Header{"X-Frame-Options", "DENY"},
    Header{"Referrer-Policy", "same-origin"},
    Header{"Content-Security-Policy",
           "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors "
           "'none'; "
           "base-uri 'none'"},
};

bool printable(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// IMF-fixdate, RFC 9110 5.6.7.
std::string http_date(std::chrono::sys_seconds time) {
  using std::chrono::floor;
  using std::chrono::hh_mm_ss;
  using std::chrono::weekday;
  using std::chrono::year_month_day;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace

std::string response_head(const Response& response, const HeadOptions& options) {
  const auto* const phrase = std::ranges::find(phrases, response.status, &Phrase::status);
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
  };
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                 phrase == phrases.end() ? "" : phrase->text);
  add("Date", http_date(options.now));
  if (!response.content_type.empty() && printable(response.content_type))
    add("Content-Type", response.content_type);
  if (response.status != 204 && response.status != 304)
    add("Content-Length", std::to_string(content_size(response)));
  for (const auto& [name, value] : response.headers) {
    if (printable(name) && printable(value)) add(name, value);
  }
  for (const auto& [name, value] : security_headers) {
    const auto own = [&](const auto& header) { return header.first == name; };
    if (std::ranges::none_of(response.headers, own)) add(name, value);
  }
  if (!options.keep_alive) {
    add("Connection", "close");
  } else if (options.http_1_0) {
    add("Connection", "keep-alive");
  }
  out += "\r\n";
  return out;
}

Response plain_response(unsigned status, std::string_view sentence) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = sentence;
  response.body += '\n';
  return response;
}

std::size_t content_size(const Response& response) {
  return (response.view.empty() ? response.body.size() : response.view.size()) + response.tail.size();
}

}  // namespace waymark::http
