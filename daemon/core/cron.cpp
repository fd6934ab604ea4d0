#include "daemon/core/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "daemon/core/date_text.hpp"

namespace waymark::core {

namespace {

using std::chrono::local_days;
using std::chrono::local_seconds;

struct Field {
  std::string_view name;
  unsigned lowest, highest;
  std::span<const std::string_view> words;  // of `lowest`, `lowest` + 1, ...
};

constexpr std::array<std::string_view, 12> month_words{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_words{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<Field, 5> fields{
    Field{"minute", 0, 59, {}}, Field{"hour", 0, 23, {}}, Field{"day of the month", 1, 31, {}},
    Field{"month", 1, 12, month_words}, Field{"weekday", 0, 7, weekday_words}};

constexpr local_days last_day{std::chrono::year{2200} / 1 / 1};

// Which of 0 to 63 a field names.
using Numbers = std::uint64_t;
template <class Value>
using Parsed = std::expected<Value, std::string>;

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find_first_of(separators, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool same_word(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != word[i]) return false;
  }
  return true;
}

std::string range_of(const Field& field) {
  std::string words = std::to_string(field.lowest) + " to " + std::to_string(field.highest);
  if (!field.words.empty()) {
    words += " or " + std::string(field.words.front()) + " to " + std::string(field.words.back());
  }
  return words;
}

Parsed<unsigned> whole(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::unexpected("");
  return number;
}

Parsed<unsigned> number(std::string_view text, const Field& field) {
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (same_word(text, field.words[i])) return field.lowest + static_cast<unsigned>(i);
  }
  const auto value = whole(text);
  if (value && *value >= field.lowest && *value <= field.highest) return *value;
  return std::unexpected(std::string(field.name) + " " + quoted(text) + " is not from " + range_of(field));
}

// `*`, `a`, `a-b`, each with `/n`.
Parsed<Numbers> item(std::string_view text, const Field& field) {
  const auto fault = [&](std::string_view why) {
    return std::unexpected(std::string(field.name) + " " + quoted(text) + " " + std::string(why));
  };
  const auto slash = text.find('/');
  const auto range = text.substr(0, slash);
  unsigned step = 1;
  if (slash != std::string_view::npos) {
    const auto said = whole(text.substr(slash + 1));
    if (!said || *said == 0 || *said > field.highest) {
      return fault("has no step from 1 to " + std::to_string(field.highest) + " after /");
    }
    step = *said;
  }
  unsigned first = field.lowest;
  unsigned last = field.highest;
  if (range != "*") {
    const auto dash = range.find('-');
    const auto from = number(range.substr(0, dash), field);
    if (!from) return std::unexpected(from.error());
    first = *from;
    if (dash != std::string_view::npos) {
      const auto to = number(range.substr(dash + 1), field);
      if (!to) return std::unexpected(to.error());
      last = *to;
    } else if (slash == std::string_view::npos) {
      last = first;
    } else {
      return fault("has a step without a range; write * or a-b before /");
    }
    if (last < first) return fault("ends before it begins");
  }
  Numbers numbers = 0;
  for (auto n = first; n <= last; n += step) numbers |= Numbers{1} << n;
  return numbers;
}

Parsed<Numbers> read_field(std::string_view text, const Field& field) {
  Numbers numbers = 0;
  for (const auto part : split(text, ",")) {
    if (part.empty()) {
      return std::unexpected(std::string(field.name) + " " + quoted(text) +
                             " has an empty place in its list");
    }
    const auto more = item(part, field);
    if (!more) return more;
    numbers |= *more;
  }
  return numbers;
}

}  // namespace

Parsed<Cron> Cron::parse(std::string_view text) {
  std::vector<std::string_view> parts;
  for (const auto part : split(text, " \t")) {
    if (!part.empty()) parts.push_back(part);
  }
  if (parts.size() != fields.size()) {
    return std::unexpected(
        quoted(text) + " has " + std::to_string(parts.size()) + (parts.size() == 1 ? " field" : " fields") +
        "; write five: minute, hour, day of the month, month, weekday, such as \"30 6 * * 1-5\"");
  }
  std::array<Numbers, fields.size()> numbers{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto read = read_field(parts[i], fields[i]);
    if (!read) return std::unexpected(read.error());
    numbers[i] = *read;
  }
  Cron cron;
  for (const auto part : parts) cron.text_.append(cron.text_.empty() ? "" : " ").append(part);
  cron.minutes_ = numbers[0];
  cron.hours_ = numbers[1];
  cron.days_ = numbers[2];
  cron.months_ = numbers[3];
  cron.weekdays_ = (numbers[4] | numbers[4] >> 7U) & 0x7FU;  // 7 is Sunday too
  cron.any_day_ = parts[2].starts_with('*');
  cron.any_weekday_ = parts[4].starts_with('*');
  if (!cron.next(local_days{std::chrono::year{2000} / 1 / 1})) {
    return std::unexpected(quoted(text) + " never happens: none of its months has such a day");
  }
  return cron;
}

bool Cron::fits(local_days day) const {
  const std::chrono::year_month_day date{day};
  if (!months_[static_cast<unsigned>(date.month())]) return false;
  const bool by_day = days_[static_cast<unsigned>(date.day())];
  const bool by_weekday = weekdays_[std::chrono::weekday{day}.c_encoding()];
  return any_day_ || any_weekday_ ? by_day && by_weekday : by_day || by_weekday;
}

std::optional<local_seconds> Cron::next(local_seconds from) const {
  const auto minute = std::chrono::ceil<std::chrono::minutes>(from);
  const auto first_day = std::chrono::floor<std::chrono::days>(minute);
  const auto at = static_cast<std::size_t>((minute - first_day).count());
  for (auto day = first_day; day < last_day; day += std::chrono::days{1}) {
    if (!fits(day)) continue;
    const auto earliest = day == first_day ? at : 0;
    for (auto hour = earliest / 60; hour < hours_.size(); ++hour) {
      if (!hours_[hour]) continue;
      for (auto m = hour == earliest / 60 ? earliest % 60 : 0; m < minutes_.size(); ++m) {
        if (minutes_[m]) return day + std::chrono::hours{hour} + std::chrono::minutes{m};
      }
    }
  }
  return std::nullopt;
}

}  // namespace waymark::core
