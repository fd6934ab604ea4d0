#include "config/tree.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace {
// toml++ takes for granted that a name follows `[`: `[é]` is undefined behaviour in a release build, and ends
// a debug build. What it takes for granted is checked here in both, and a breach is a mistake in the file.
struct BrokenAssumption {};
[[noreturn]] void broken_assumption() {
  throw BrokenAssumption{};
}
}  // namespace
#undef NDEBUG
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : broken_assumption())
// Everything that walks a tree, toml++'s own destructors included, is recursive.
#define TOML_MAX_NESTED_VALUES 32
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace waymark::config {

namespace {

constexpr std::size_t longest_key = 64;  // names in one dotted key; toml++ has no limit of its own

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

std::chrono::sys_days day_of(const toml::date& date) {
  return std::chrono::year{date.year} / std::chrono::month{date.month} / std::chrono::day{date.day};
}

class Builder {
 public:
  explicit Builder(SourceText& source) : source_(source) {}

  Node build(const toml::node& from) {
    Node node;
    node.at = position_of(from.source());
    switch (from.type()) {
      case toml::node_type::table: {
        node.kind = Kind::table;
        add_members(node, *from.as_table());
        break;
      }
      case toml::node_type::array: {
        node.kind = Kind::list;
        for (const auto& item : *from.as_array()) node.items.push_back(build(item));
        break;
      }
      case toml::node_type::string: {
        node.kind = Kind::text;
        node.text = from.as_string()->get();
        break;
      }
      case toml::node_type::integer: {
        node.kind = Kind::integer;
        node.integer = from.as_integer()->get();
        break;
      }
      case toml::node_type::floating_point: {
        node.kind = Kind::number;
        node.text = digits(node.at);
        break;
      }
      case toml::node_type::boolean: {
        node.kind = Kind::boolean;
        node.integer = from.as_boolean()->get() ? 1 : 0;
        break;
      }
      case toml::node_type::date: {
        node.kind = Kind::date;
        node.date = day_of(from.as_date()->get());
        break;
      }
      case toml::node_type::time:
      case toml::node_type::date_time:
      case toml::node_type::none: node.kind = Kind::time; break;
    }
    return node;
  }

 private:
  // toml++ sorts by name; the file's order is kept instead.
  void add_members(Node& node, const toml::table& table) {
    std::vector<std::pair<Position, toml::table::const_iterator>> order;
    order.reserve(table.size());
    for (auto member = table.cbegin(); member != table.cend(); ++member) {
      order.emplace_back(position_of(member->first.source()), member);
    }
    std::ranges::sort(order, {}, [](const auto& entry) { return entry.first; });
    node.members.reserve(order.size());
    for (const auto& [at, member] : order) {
      node.by_name.push_back(static_cast<std::uint32_t>(node.members.size()));
      node.members.push_back({std::string{member->first.str()}, at, build(member->second)});
    }
    std::ranges::sort(node.by_name, {},
                      [&](std::uint32_t index) { return std::string_view{node.members[index].key}; });
  }

  // A number's characters as they stand in the file, without underscores.
  std::string digits(Position at) {
    std::string result;
    for (const char byte : source_.from(at)) {
      const bool belongs = std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '.' ||
                           byte == '+' || byte == '-' || byte == '_';
      if (!belongs) break;
      if (byte != '_') result += byte;
    }
    return result;
  }

  SourceText& source_;
};

// Where a dotted key of more than `longest_key` names is, in `[a.b.c]` or `a.b.c = 1`. Text between quotation
// marks counts as one name.
std::optional<std::size_t> endless_key(std::string_view text) {
  std::size_t names = 0;
  bool in_name = false;
  bool spaced = false;  // blanks since the name: another name without a dot is no key
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (byte == '.') {
      names = in_name ? names + 1 : 0;
      in_name = spaced = false;
      if (names > longest_key) return at;
    } else if (byte == ' ' || byte == '\t') {
      spaced = in_name;
    } else if (byte == '\n' || byte == '=' || byte == ',' || byte == '[' || byte == ']' || byte == '{' ||
               byte == '}') {
      names = 0;
      in_name = spaced = false;
    } else {
      if (spaced) names = 0;
      if (byte == '"' || byte == '\'') {
        const auto end = text.find_first_of(byte == '"' ? "\"\n" : "'\n", at + 1);
        if (end != std::string_view::npos && text[end] == byte) at = end;
      }
      in_name = true;
      spaced = false;
    }
  }
  return std::nullopt;
}

// The first table header without a name that TOML allows, with or without quotation marks.
Position nameless_header(const SourceText& source) {
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    const auto bracket = line.find_first_not_of(" \t");
    if (bracket == std::string_view::npos || line[bracket] != '[') continue;
    const auto name = line.find_first_not_of("[ \t", bracket);
    if (name == std::string_view::npos) return {number, static_cast<std::uint32_t>(bracket + 1)};
    const auto first = static_cast<unsigned char>(line[name]);
    const bool fits =
        std::string_view{"\"'-_]"}.contains(line[name]) || (first < 0x80 && std::isalnum(first) != 0);
    if (!fits) return {number, static_cast<std::uint32_t>(name + 1)};
  }
  return {};
}

// Where the text stops being UTF-8 (or holds a NUL), and why.
std::optional<std::pair<std::size_t, std::string>> broken(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char lead = byte(at);
    if (lead == 0) return {{at, "NUL byte: the file is damaged or not a text file"}};
    std::size_t length = 1;
    bool good = lead < 0x80;
    if (!good && lead >= 0xC2 && lead <= 0xF4) {
      length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
      good = at + length <= text.size();
      for (std::size_t i = 1; good && i < length; ++i) good = (byte(at + i) & 0xC0U) == 0x80U;
      // Overlong forms, surrogates, and beyond U+10FFFF.
      if (good && ((lead == 0xE0 && byte(at + 1) < 0xA0) || (lead == 0xED && byte(at + 1) > 0x9F) ||
                   (lead == 0xF0 && byte(at + 1) < 0x90) || (lead == 0xF4 && byte(at + 1) > 0x8F))) {
        good = false;
      }
    }
    if (!good) return {{at, fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8", lead)}};
    at += length;
  }
  return std::nullopt;
}

// toml++'s sentence in this program's manner.
std::string explain(std::string description) {
  const auto replace = [&](std::string_view from, std::string_view to) {
    const auto at = description.find(from);
    if (at != std::string::npos) description.replace(at, from.size(), to);
  };
  replace("Error while parsing ", "");
  replace("'\\n'", "the end of the line");
  replace(" (TOML_MAX_NESTED_VALUES)", "");
  if (description.starts_with("date"))
    description += "; a date is written 2024-07-16, its year in four digits";
  if (description.starts_with("decimal integer") && description.ends_with("64 bits")) {
    description += "; figures have at most 18 digits";
  }
  return "this is not TOML: " + description;
}

}  // namespace

const Member* Node::member(std::string_view key) const {
  const auto name = [this](std::uint32_t index) { return std::string_view{members[index].key}; };
  const auto found = std::ranges::lower_bound(by_name, key, {}, name);
  return found == by_name.end() || name(*found) != key ? nullptr : &members[*found];
}

const Node* Node::find(std::string_view key) const {
  const Member* found = member(key);
  return found == nullptr ? nullptr : &found->value;
}

std::optional<Node> parse_tree(SourceText& source, const std::string& file, Diagnostics& diagnostics) {
  if (source.text().starts_with("\xFF\xFE") || source.text().starts_with("\xFE\xFF")) {
    diagnostics.add({.file = file, .message = "the file is UTF-16; save it as UTF-8"});
    return std::nullopt;
  }
  if (const auto problem = broken(source.text())) {
    diagnostics.add(source.diagnostic(file, source.position(problem->first), problem->second));
    return std::nullopt;
  }
  if (const auto at = endless_key(source.text())) {
    diagnostics.add(source.diagnostic(file, source.position(*at),
                                      fmt::format("a key of more than {} names", longest_key)));
    return std::nullopt;
  }
  try {
    return Builder{source}.build(toml::parse(std::string_view{source.text()}));
  } catch (const toml::parse_error& error) {
    const Position at = position_of(error.source());
    std::string message = explain(std::string{error.description()});
    if (source.from(at).empty() && message.contains("control characters")) {
      message = "this is not TOML: string: the line ends before the closing quotation mark";
    }
    diagnostics.add(source.diagnostic(file, at, std::move(message)));
    return std::nullopt;
  } catch (const BrokenAssumption&) {
    diagnostics.add(
        source.diagnostic(file, nameless_header(source),
                          "this is not TOML: table header: names are of A-Z, a-z, 0-9, - and _; others "
                          "stand in quotation marks"));
    return std::nullopt;
  }
}

}  // namespace waymark::config
