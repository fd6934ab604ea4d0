#include "daemon/core/date_text.hpp"

#include "daemon/core/decimal.hpp"
#include "daemon/core/period.hpp"
#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

using std::chrono::sys_days;

constexpr std::uint32_t first_year = 1900;
constexpr std::uint32_t last_year = 2199;

std::unexpected<Fault> fault(Fault::Kind kind, std::uint32_t a = 0, std::uint32_t b = 0,
                             std::uint32_t c = 0) {
  return std::unexpected{Fault{kind, a, b, c}};
}

using std::chrono::seconds;

struct TimeOfDay {
  seconds after_midnight{};
  std::optional<seconds> ahead;  // of UTC, where a zone stands behind it
};

// `+01:00`, `-0500`, `+01` from token `at` to the end.
std::optional<seconds> read_offset(const Tokens& tokens, std::size_t at) {
  const bool west = tokens[at].separator == '-';
  const bool hours_alone = tokens[at].digits == 2;
  if (!hours_alone && tokens[at].digits != 4) return std::nullopt;
  auto hours = tokens[at].value, minutes = 0U;
  if (!hours_alone) {
    minutes = hours % 100;
    hours /= 100;
  }
  ++at;
  if (hours_alone && at < tokens.size() && tokens[at].number(2, 2) && tokens[at].separator == ':') {
    minutes = tokens[at++].value;
  }
  if (at != tokens.size() || hours > 14 || minutes > 59) return std::nullopt;
  const seconds ahead = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  return west ? -ahead : ahead;
}

// From token `at` to the end: `T09:30`, `09:30:15.000`, `9:30 PM`, with Z, UTC or an offset after it.
std::optional<TimeOfDay> read_time(const Tokens& tokens, std::size_t at) {
  const auto number_after = [&](char separator) {
    return at < tokens.size() && tokens[at].number() && tokens[at].separator == separator;
  };
  const auto sixty = [&] { return tokens[at].number(2, 2) && tokens[at].value < 60; };

  if (at < tokens.size() && tokens[at].is("t")) ++at;
  if (at >= tokens.size() || !tokens[at].number(1, 2) || tokens[at].value > 24) return std::nullopt;
  auto hour = tokens[at++].value;
  TimeOfDay time;
  if (!number_after(':') || !sixty()) return std::nullopt;
  time.after_midnight = std::chrono::minutes{tokens[at++].value};
  if (number_after(':')) {
    if (!sixty()) return std::nullopt;
    time.after_midnight += seconds{tokens[at++].value};
    if (number_after('.') || number_after(',')) ++at;
  }
  if (at < tokens.size() && (tokens[at].is("am") || tokens[at].is("pm"))) {
    if (hour == 12 && tokens[at].is("am")) hour = 0;
    if (hour < 12 && tokens[at].is("pm")) hour += 12;
    ++at;
  }
  time.after_midnight += std::chrono::hours{hour};
  if (at == tokens.size()) return time;
  if (tokens[at].is("z") || tokens[at].is("utc") || tokens[at].is("gmt")) {
    time.ahead = seconds{0};
    if (at + 1 != tokens.size()) return std::nullopt;
  } else if (number_after('+') || number_after('-')) {
    time.ahead = read_offset(tokens, at);
  }
  if (!time.ahead) return std::nullopt;
  return time;
}

// The day, whose text ends before token `at`, with the time that may stand there.
Read<DateTime> with_time(const Read<sys_days>& day, const Tokens& tokens, std::size_t at) {
  DateTime out;
  if (tokens.size() > at) {
    const auto time = read_time(tokens, at);
    if (!time) return fault(Fault::Kind::form);
    if (time->ahead && day) out.moment = *day + time->after_midnight - *time->ahead;
  }
  if (!day) return std::unexpected{day.error()};
  out.day = *day;
  return out;
}

std::uint32_t digits_at(std::string_view text, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + count; ++i)
    value = value * 10 + static_cast<std::uint32_t>(text[i] - '0');
  return value;
}

}  // namespace

Read<std::uint32_t> year_of(const Token& token) {
  if (token.digits == 2) return token.value + (token.value < 69 ? 2000 : 1900);
  if (token.digits == 4 && token.value >= first_year && token.value <= last_year) return token.value;
  return fault(Fault::Kind::year, token.value, token.digits);
}

Read<sys_days> date_of(std::uint32_t year, std::uint32_t month, std::uint32_t day) {
  if (year < first_year || year > last_year) return fault(Fault::Kind::year, year, 4);
  if (month < 1 || month > 12) return fault(Fault::Kind::month, month);
  const auto of = std::chrono::year{static_cast<int>(year)} / std::chrono::month{month};
  const std::chrono::year_month_day date{of / std::chrono::day{day}};
  if (!date.ok()) {
    const auto last = std::chrono::year_month_day{of / std::chrono::last}.day();
    return fault(Fault::Kind::day, static_cast<unsigned>(last), month, year);
  }
  return sys_days{date};
}

bool ordinal_suffix(const Token& token) {
  return token.separator == '\0' && (token.is("st") || token.is("nd") || token.is("rd") || token.is("th"));
}

Read<DateTime> read_date_time(const Tokens& tokens) {
  const auto form = fault(Fault::Kind::form);
  if (tokens.size() == 0) return form;

  if (tokens[0].digits == 8) {
    const auto value = tokens[0].value;
    return with_time(date_of(value / 10'000, value / 100 % 100, value % 100), tokens, 1);
  }
  if (tokens.size() < 3) return form;

  const auto dated = [&](const Token& year, std::uint32_t month, std::uint32_t day) -> Read<sys_days> {
    const auto number = year_of(year);
    if (!number) return std::unexpected{number.error()};
    return date_of(*number, month, day);
  };
  const std::size_t shift = ordinal_suffix(tokens[1]) ? 1 : 0;
  if (tokens.size() > shift + 2 && tokens[0].number(1, 2) && tokens[shift + 2].number()) {
    if (const auto month = month_named(tokens[shift + 1])) {
      return with_time(dated(tokens[shift + 2], *month, tokens[0].value), tokens, shift + 3);
    }
  }

  const char separator = tokens[1].separator;
  const bool apart = separator == '-' || separator == '/' || separator == '.';
  if (!apart || tokens[2].separator != separator || !tokens[1].number(1, 2) || !tokens[2].number())
    return form;
  const bool iso = tokens[0].digits > 2;
  if (iso ? tokens[2].digits > 2 : tokens[2].digits < 2) return form;
  return with_time(dated(tokens[iso ? 0 : 2], tokens[1].value, tokens[iso ? 2 : 0].value), tokens, 3);
}

Read<sys_days> read_date(const Tokens& tokens) {
  const auto read = read_date_time(tokens);
  if (!read) return std::unexpected{read.error()};
  return read->day;
}

bool iso_date_shape(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  unsigned bad = 0;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
    bad |= (text[i] < '0' || text[i] > '9') ? 1U : 0U;
  return bad == 0;
}

Read<sys_days> read_iso_date(std::string_view text) {
  return date_of(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string out = "\"";
  bool cut = text.size() > most;
  if (cut) {
    text = text.substr(0, most);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.remove_suffix(1);
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U) text.remove_suffix(1);
  }
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  if (cut) out += "...";
  return out += '"';
}

std::string explain(const Fault& fault) {
  const auto two = [](std::uint32_t value) {
    return (value % 100 < 10 ? "0" : "") + std::to_string(value % 100);
  };
  switch (fault.kind) {
    case Fault::Kind::form: return {};
    case Fault::Kind::year: {
      auto year = std::to_string(fault.a);
      if (fault.b > 9) return "a year has four digits";
      if (year.size() < fault.b) year.insert(0, fault.b - year.size(), '0');
      return "the year " + year + " is outside 1900 to 2199";
    }
    case Fault::Kind::month:
      return "there is no month " + std::to_string(fault.a) +
             (fault.a > 12 && fault.a <= 31 ? "; dates are day-first" : "");
    case Fault::Kind::day:
      return std::string{month_names[fault.b - 1]} + ' ' + std::to_string(fault.c) + " has " +
             std::to_string(fault.a) + " days";
    case Fault::Kind::quarter: return "there is no quarter " + std::to_string(fault.a);
    case Fault::Kind::week: return std::to_string(fault.b) + " has " + std::to_string(fault.a) + " weeks";
    case Fault::Kind::span: return "the second part must be " + two(fault.a);
    case Fault::Kind::half_year:
      return "it could be in " + std::to_string(fault.a - 1) + '/' + two(fault.a) + " or " +
             std::to_string(fault.a) + '/' + two(fault.a + 1) + ", write the one that is meant";
    case Fault::Kind::slash:
      return "it could be a month or the financial year, write " + std::to_string(fault.a) + '-' +
             two(fault.b) + " for the month";
  }
  return {};
}

std::expected<sys_days, std::string> parse_date(std::string_view text) {
  if (iso_date_shape(text)) {
    if (const auto date = read_iso_date(text)) return *date;
  }
  const auto tokens = Tokens::read(text);
  const auto date = tokens ? read_date(*tokens) : fault(Fault::Kind::form);
  if (date) return *date;
  auto why = explain(date.error());
  if (why.empty()) why = "write one like 30/04/2023 or 2023-04-30";
  if (text.find_first_not_of(" \t") == std::string_view::npos)
    return std::unexpected{"the date is empty: " + why};
  return std::unexpected{quoted(text) + " is not a date: " + why};
}

std::expected<sys_days, std::string> parse_excel_date(std::string_view text) {
  const auto refused = [&](std::string_view why) {
    return std::unexpected{quoted(text) + " is not an Excel date: " + std::string{why}};
  };
  constexpr sys_days before_first = std::chrono::year{1899} / 12 / 31;
  constexpr auto last =
      (sys_days{std::chrono::year{static_cast<int>(last_year)} / 12 / 31} - before_first).count() + 1;
  const auto number = Decimal::parse(text);
  if (!number) return refused("write a serial number like 45046");
  std::int64_t serial = number->mantissa;
  for (auto i = number->scale; i > 0; --i) serial /= 10;
  if (serial < 1 || serial > last)
    return refused("the serial number is outside 1 to " + std::to_string(last));
  if (serial == 60) return refused("60 is 29 February 1900, a day that never was");
  // Excel counts that day, so everything after it is one too high.
  return before_first + std::chrono::days{serial > 60 ? serial - 1 : serial};
}

}  // namespace waymark::core
