#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/reader_state.hpp"
#include "daemon/core/period.hpp"

namespace waymark::config {

namespace {

struct TimeUnit {
  std::string_view word;
  std::int64_t milliseconds;
};
constexpr std::array<TimeUnit, 5> time_units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const auto* const unit = std::ranges::find(time_units, text, &TimeUnit::word);
  if (unit == time_units.end()) return std::nullopt;
  if (count > std::numeric_limits<std::int64_t>::max() / unit->milliseconds) return std::nullopt;
  return std::chrono::milliseconds{count * unit->milliseconds};
}

bool iso_shape(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

std::string range_words(std::int64_t lowest, std::int64_t highest) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (lowest == least && highest == most) return "a whole number";
  if (highest == most) return fmt::format("a whole number from {}", lowest);
  return fmt::format("a whole number from {} to {}", lowest, highest);
}

}  // namespace

std::optional<std::string> Table::text(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::text) return value->text;
  state_->report_kind(key, *value, "text in quotation marks");
  return std::nullopt;
}

std::string Table::require_text(std::string_view key) {
  if (state_->take(key) == nullptr) {
    error(fmt::format("{} is missing", in_quotes(key)));
    return {};
  }
  auto value = text(key);
  if (value && value->find_first_not_of(" \t\r\n") == std::string::npos) {
    error(key, fmt::format("{} must not be empty", in_quotes(key)));
  }
  return std::move(value).value_or(std::string{});
}

std::optional<std::int64_t> Table::integer(std::string_view key, std::int64_t lowest, std::int64_t highest) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != Kind::integer) {
    state_->report_kind(key, *value, range_words(lowest, highest));
    return std::nullopt;
  }
  if (value->integer < lowest || value->integer > highest) {
    state_->report(value->at, fmt::format("{} must be {}, not {}", in_quotes(key),
                                          range_words(lowest, highest), value->integer));
    return std::nullopt;
  }
  return value->integer;
}

std::optional<bool> Table::boolean(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::boolean) return value->integer != 0;
  state_->report_kind(key, *value, "true or false");
  return std::nullopt;
}

std::optional<core::Decimal> Table::decimal(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != Kind::integer && value->kind != Kind::number && value->kind != Kind::text) {
    state_->report_kind(key, *value, "a number");
    return std::nullopt;
  }
  const bool numeric = value->kind != Kind::text;
  const std::string written = value->kind == Kind::integer ? std::to_string(value->integer) : value->text;
  std::string_view digits = written;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (const auto number = core::Decimal::parse(digits)) return number;

  std::string_view why = "write digits with at most one point, such as 7.50";
  if (numeric && (digits.ends_with("inf") || digits.ends_with("nan"))) {
    why = "a figure is a finite number";
  } else if (numeric && digits.find_first_of("eE") != std::string_view::npos) {
    why = "write it without an exponent, such as 7.50";
  } else if (numeric) {
    why = "it has more than 18 digits and could not be kept exactly";
  }
  state_->report(value->at, fmt::format("{} cannot be {}: {}", in_quotes(key),
                                        numeric ? written : in_quotes(written), why));
  return std::nullopt;
}

std::optional<std::chrono::sys_days> Table::date(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  std::string text = value->text;
  if (value->kind == Kind::date) {
    const std::chrono::year_month_day day{value->date};
    text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
  } else if (value->kind != Kind::text) {
    state_->report_kind(key, *value, "a date such as 2024-07-16");
    return std::nullopt;
  }
  if (!iso_shape(text)) {
    state_->report(value->at, fmt::format("{} must be a date such as 2024-07-16, not {}", in_quotes(key),
                                          in_quotes(text)));
    return std::nullopt;
  }
  const auto day = core::parse_date(text);
  if (day) return *day;
  state_->report(value->at, fmt::format("{}: {}", in_quotes(key), day.error()));
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> Table::duration(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  constexpr std::string_view wanted = "a duration such as \"250ms\", \"5s\", \"10m\", \"1h\" or \"2d\"";
  if (value->kind != Kind::text) {
    state_->report_kind(key, *value, wanted);
    return std::nullopt;
  }
  const auto duration = parse_duration(value->text);
  if (!duration) {
    state_->report(value->at,
                   fmt::format("{} must be {}, not {}", in_quotes(key), wanted, in_quotes(value->text)));
  }
  return duration;
}

std::vector<std::string> Table::texts(std::string_view key) {
  std::vector<std::string> result;
  const Node* value = state_->take(key);
  if (value == nullptr) return result;
  if (value->kind == Kind::text) return {value->text};
  if (value->kind != Kind::list) {
    state_->report_kind(key, *value, "a list of texts");
    return result;
  }
  for (const Node& item : value->items) {
    if (item.kind == Kind::text) {
      result.push_back(item.text);
    } else {
      state_->report_kind(key, item, "a list of texts");
    }
  }
  return result;
}

std::vector<std::int64_t> Table::integers(std::string_view key, std::int64_t lowest, std::int64_t highest) {
  std::vector<std::int64_t> result;
  const Node* value = state_->take(key);
  if (value == nullptr) return result;
  const auto one = [&](const Node& item) {
    if (item.kind != Kind::integer) {
      state_->report_kind(key, item, range_words(lowest, highest));
    } else if (item.integer < lowest || item.integer > highest) {
      state_->report(item.at, fmt::format("{} must be {}, not {}", in_quotes(key),
                                          range_words(lowest, highest), item.integer));
    } else {
      result.push_back(item.integer);
    }
  };
  if (value->kind == Kind::list) {
    std::ranges::for_each(value->items, one);
  } else {
    one(*value);
  }
  return result;
}

std::optional<std::size_t> Table::choice(std::string_view key, const std::vector<std::string>& words) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto found = std::ranges::find(words, *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  error(key, fmt::format("{} must be one of {}, not {}{}", in_quotes(key), fmt::join(words, ", "),
                         in_quotes(*value), did_you_mean(*value, words)));
  return std::nullopt;
}

std::optional<std::filesystem::path> Table::path(std::string_view key) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  if (value->empty()) {
    error(key, fmt::format("{} must not be empty", in_quotes(key)));
    return std::nullopt;
  }
  return (state_->document->folder / *value).lexically_normal();
}

}  // namespace waymark::config
