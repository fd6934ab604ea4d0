#include "collectors/cells/header.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/condition.hpp"
#include "collectors/cells/number.hpp"
#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

// The number behind a name's last '#'.
std::optional<std::size_t> ordinal(std::string_view name) {
  const auto hash = name.rfind('#');
  std::size_t number = 0;
  if (hash == std::string_view::npos) return std::nullopt;
  const char* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + hash + 1, end, number);
  if (read.ec != std::errc{} || read.ptr != end || number == 0) return std::nullopt;
  return number;
}

}  // namespace

std::string squeeze(std::string_view text) {
  std::string out;
  text = trim(text);
  while (!text.empty()) {
    std::size_t blank = 0;
    while (blank < text.size()) {
      const auto rest = text.substr(blank);
      if (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\n' || rest.front() == '\r')
        ++blank;
      else if (rest.starts_with("\xC2\xA0"))
        blank += 2;
      else
        break;
    }
    if (blank > 0) {
      out += ' ';
      text.remove_prefix(blank);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string name_key(std::string_view text) {
  return fold(squeeze(text));
}

bool blank_cells(std::span<const std::string_view> cells) {
  return std::ranges::all_of(cells, [](std::string_view cell) { return trim(cell).empty(); });
}

Header::Header(std::span<const std::string_view> cells) {
  for (const auto cell : cells) {
    names_.push_back(squeeze(cell));
    if (!names_.back().empty()) width_ = names_.size();
  }
}

std::string Header::name(std::size_t column) const {
  if (column < names_.size() && !names_[column].empty()) return names_[column];
  return fmt::format("#{}", column + 1);
}

std::expected<std::size_t, Header::Missing> Header::find(std::string_view name) const {
  const auto wanted = squeeze(name);
  const auto places = [&](const std::string& of) {
    std::vector<std::size_t> exact, folded;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i].empty()) continue;
      if (names_[i] == of)
        exact.push_back(i);
      else if (fold(names_[i]) == fold(of))
        folded.push_back(i);
    }
    return exact.empty() ? folded : exact;
  };
  const auto all = places(wanted);
  if (all.size() == 1) return all.front();
  if (all.size() > 1) {
    std::vector<std::size_t> numbers;
    for (const auto place : all) numbers.push_back(place + 1);
    return std::unexpected(Missing{
        true, fmt::format("{0} columns are called {1} ({2}); say which one: \"{3}#1\", \"{3}#2\", ...",
                          all.size(), config::in_quotes(wanted), fmt::join(numbers, ", "), wanted)});
  }
  if (const auto number = ordinal(wanted)) {
    const auto base = wanted.substr(0, wanted.rfind('#'));
    if (base.empty()) {
      if (*number <= std::max(width_, names_.size())) return *number - 1;
      return std::unexpected(
          Missing{false, fmt::format("there is no column {}: there are {}", wanted, width_)});
    }
    const auto of_name = places(squeeze(base));
    if (*number <= of_name.size()) return of_name[*number - 1];
    if (!of_name.empty()) {
      return std::unexpected(
          Missing{false, fmt::format("there is no column {}: {} has that name", config::in_quotes(wanted),
                                     of_name.size() == 1 ? "only one" : "not that many")});
    }
  }
  return std::unexpected(Missing{false, fmt::format("there is no column {}{}", config::in_quotes(wanted),
                                                    config::did_you_mean(wanted, names_))});
}

}  // namespace waymark::cells
