#include "collectors/database/watermark.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace waymark::database {

namespace {

constexpr std::int64_t second = 1'000'000;

std::optional<std::int64_t> digits(std::string_view& text, std::size_t count) {
  std::int64_t value = 0;
  if (text.size() < count) return std::nullopt;
  const auto part = text.substr(0, count);
  const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
  if (read.ec != std::errc{} || read.ptr != part.data() + part.size() || part.front() == '-')
    return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> day(std::string_view& text) {
  const auto year = digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto number = digits(text, 2);
  if (!number) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*number)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count() * 86'400 * second;
}

// hh:mm, and perhaps seconds with up to nine digits behind the point, of which six count.
std::optional<std::int64_t> time_of_day(std::string_view& text) {
  const auto hours = digits(text, 2);
  if (!hours || *hours > 24 || !take(text, ':')) return std::nullopt;
  const auto minutes = digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::int64_t value = (*hours * 60 + *minutes) * 60 * second;
  if (!take(text, ':')) return value;
  const auto seconds = digits(text, 2);
  if (!seconds || *seconds > 60) return std::nullopt;
  value += *seconds * second;
  if (!take(text, '.')) return value;
  auto scale = second;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    scale /= 10;
    value += (text.front() - '0') * scale;
    text.remove_prefix(1);
  }
  return value;
}

// Z, +01, +01:00, +0100; nothing stands for none.
std::optional<std::int64_t> offset(std::string_view zone) {
  if (zone.empty() || zone == "Z") return 0;
  const bool west = zone.front() == '-';
  if (!west && zone.front() != '+') return std::nullopt;
  zone.remove_prefix(1);
  const auto hours = digits(zone, 2);
  if (!hours) return std::nullopt;
  std::int64_t minutes = 0;
  if (!zone.empty()) {
    take(zone, ':');
    const auto read = digits(zone, 2);
    if (!read || !zone.empty()) return std::nullopt;
    minutes = *read;
  }
  const auto total = (*hours * 60 + minutes) * 60 * second;
  return west ? -total : total;
}

std::string written(std::int64_t local, const Mark& like, bool date_only) {
  const std::chrono::sys_time<std::chrono::microseconds> moment{std::chrono::microseconds{local}};
  const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
  if (date_only) return fmt::format("{:%Y-%m-%d}", whole);
  const auto rest = (moment - whole).count();
  auto text = fmt::format("{:%Y-%m-%d %H:%M:%S}", whole);
  if (rest != 0) text += fmt::format(".{:06}", rest);
  return text.append(like.zone);
}

}  // namespace

std::optional<Mark> read_mark(std::string_view text, bool number) {
  Mark mark;
  if (number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), mark.value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return mark;
  }
  const auto date = day(text);
  if (!date) return std::nullopt;
  mark.value = *date;
  mark.date_only = text.empty();
  if (mark.date_only) return mark;
  if (!take(text, ' ') && !take(text, 'T')) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time) return std::nullopt;
  take(text, ' ');
  const auto east = offset(text);
  if (!east) return std::nullopt;
  mark.zone = text;
  mark.value += *time - *east;
  return mark;
}

bool Watermark::see(std::string_view cell) {
  const auto mark = read_mark(cell, number_);
  if (!mark) return false;
  if (text_.empty() || mark->value > greatest_) {
    greatest_ = mark->value;
    text_ = cell;
  }
  return true;
}

Since since(const SinceRule& rule, const std::optional<std::string>& watermark) {
  Since start{rule.start, rule.number};
  if (!watermark) return start;
  const auto mark = read_mark(*watermark, rule.number);
  if (!mark) return start;
  if (rule.number) {
    std::int64_t value = 0;
    if (__builtin_sub_overflow(mark->value, rule.overlap_numbers, &value)) return start;
    return {std::to_string(value), true};
  }
  if (rule.overlap == std::chrono::seconds{0}) return {*watermark, false};
  const bool whole_days = rule.overlap % std::chrono::days{1} == std::chrono::seconds{0};
  const auto local = mark->value + *offset(mark->zone) - rule.overlap.count() * second;
  return {written(local, *mark, mark->date_only && whole_days), false};
}

}  // namespace waymark::database
