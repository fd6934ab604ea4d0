#include "config/configuration_parts.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "config/files.hpp"
#include "config/plan_reading.hpp"
#include "config/tree.hpp"
#include "daemon/core/period.hpp"

namespace waymark::config {

namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool well_formed_code(std::string_view code) {
  return code.size() == 9 && code[0] >= 'A' && code[0] <= 'Z' && std::ranges::all_of(code.substr(1), digit);
}

std::vector<PlanSource> read_plan_files(Table& table, const std::filesystem::path& folder) {
  std::vector<PlanSource> sources;
  const auto names = table.texts("plans");
  if (!table.has("plans") || (table.is_list("plans") && names.empty())) {
    table.error("plans", "\"plans\" must name at least one plan file");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::ranges::find(sources, names[i], &PlanSource::name) != sources.end()) {
      table.error_at("plans", i, fmt::format("{} is listed twice", in_quotes(names[i])));
      continue;
    }
    if (names[i].empty()) {
      table.error_at("plans", i, "a plan file's name must not be empty");
      continue;
    }
    auto text = read_file(folder / names[i], Document::largest);
    if (text) {
      sources.push_back({names[i], std::move(*text)});
    } else {
      table.error_at("plans", i, text.error());
    }
  }
  return sources;
}

const Authority* find_authority(const Configuration& configuration, const std::string& code) {
  const auto found = std::ranges::find(configuration.authorities, code,
                                       [](const Authority& authority) { return authority.code.text; });
  return found == configuration.authorities.end() ? nullptr : &*found;
}

// The authority a collector's figures are for; nothing when there is none to be found.
const Authority* authority_of(Table& table, const Configuration& configuration) {
  const auto code = table.text("authority");
  if (!table.has("authority")) {
    if (configuration.authorities.size() == 1) return configuration.authorities.data();
    if (!configuration.authorities.empty()) {
      table.error("\"authority\" is missing; it may be left out only when there is one [[authority]]");
    }
    return nullptr;
  }
  if (!code) return nullptr;
  const Authority* found = find_authority(configuration, *code);
  if (found == nullptr) {
    std::vector<std::string> known;
    known.reserve(configuration.authorities.size());
    for (const Authority& authority : configuration.authorities) known.push_back(authority.code.text);
    table.error("authority",
                fmt::format("there is no authority {}{}", in_quotes(*code), did_you_mean(*code, known)));
  }
  return found;
}

}  // namespace

bool well_formed_name(std::string_view name) {
  const auto fits = [](char c) { return letter(c) || digit(c) || c == '-' || c == '_'; };
  return name.size() <= 64 && std::ranges::all_of(name, fits);
}

void read_authorities(Table& root, const std::filesystem::path& folder, Configuration& configuration,
                      Diagnostics& diagnostics) {
  auto tables = root.tables("authority");
  if (!root.has("authority")) root.error("[[authority]] is missing: it names the council and its plan files");
  std::vector<std::string> places;
  for (Table& table : tables) {
    Authority authority;
    authority.code.text = table.require_text("code");
    const std::string& code = authority.code.text;
    if (!code.empty() && !well_formed_code(code)) {
      table.error("code",
                  fmt::format("{} is not an authority's code: a capital letter and eight digits, such as "
                              "\"E07000125\"",
                              in_quotes(code)));
    }
    const Authority* other = code.empty() ? nullptr : find_authority(configuration, code);
    if (other != nullptr) {
      const auto index = static_cast<std::size_t>(other - configuration.authorities.data());
      table.error("code",
                  fmt::format("authority {} is already declared at {}", in_quotes(code), places[index]));
    }
    places.push_back(table.where("code"));
    authority.name = table.require_text("name");
    authority.invented = table.boolean("invented").value_or(false);
    authority.sources = read_plan_files(table, folder);
    const bool complete = authority.sources.size() == table.texts("plans").size();
    table.finish("authority");
    if (!authority.sources.empty()) {
      auto read = read_plan(authority.code, authority.name, authority.invented, authority.sources, complete,
                            diagnostics);
      authority.plan = std::move(read.plan);
      authority.draft = std::move(read.draft);
    }
    configuration.authorities.push_back(std::move(authority));
  }
}

void read_collectors(Table& root, Configuration& configuration) {
  std::vector<std::pair<std::string, std::string>> places;
  for (Table& table : root.tables("collector")) {
    CollectorEntry entry{.name = {}, .type = {}, .authority = {}, .plan = nullptr, .settings = table};
    entry.name.text = table.require_text("name");
    const std::string& name = entry.name.text;
    if (!well_formed_name(name)) {
      table.error("name", fmt::format("{} is not a collector's name: use up to 64 letters, digits, - and _",
                                      in_quotes(name)));
    }
    const auto other = std::ranges::find(places, name, &std::pair<std::string, std::string>::first);
    if (!name.empty() && other != places.end()) {
      table.error("name",
                  fmt::format("collector {} is already declared at {}", in_quotes(name), other->second));
    }
    places.emplace_back(name, table.where("name"));
    entry.type = table.require_text("type");
    if (const Authority* authority = authority_of(table, configuration)) {
      entry.authority = authority->code;
      entry.plan = authority->plan ? authority->plan : authority->draft;
    }
    entry.sources = configuration.sources;
    entry.ledger = configuration.ledger;
    entry.time_zone = configuration.time_zone;
    entry.schedule = read_schedule(table, configuration.time_zone);
    entry.timeout = read_timeout(table, entry.timeout);
    entry.made_from = table.written() + root.written("source") + configuration.time_zone;
    if (const Authority* authority = find_authority(configuration, entry.authority.text)) {
      for (const auto& source : authority->sources) entry.made_from += source.name + '\n' + source.text;
    }
    configuration.collectors.push_back(std::move(entry));
  }
}

core::Calendar read_bank_holidays(std::string text, const std::string& name, Diagnostics& diagnostics) {
  core::Calendar calendar;
  std::optional<std::chrono::sys_days> last;
  const SourceText source{std::move(text)};
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    std::string_view line = source.line(number);
    line = line.substr(0, line.find('#'));
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    line = line.substr(begin, line.find_last_not_of(" \t") - begin + 1);
    const bool iso = line.size() == 10 && line[4] == '-' && line[7] == '-';
    const auto day = core::parse_date(line);
    if (iso && day) {
      calendar.bank_holidays.insert(static_cast<std::int32_t>(day->time_since_epoch().count()));
      last = std::max(last.value_or(*day), *day);
    } else if (diagnostics.full()) {
      diagnostics.add({});
    } else {
      diagnostics.add(source.diagnostic(
          name, {number, static_cast<std::uint32_t>(begin + 1)},
          iso ? day.error()
              : fmt::format("{} is not a date; write one such as 2024-12-25 a line", in_quotes(line)),
          0));
    }
  }
  if (last) {
    calendar.known_until =
        std::chrono::sys_days{std::chrono::year_month_day{*last}.year() / std::chrono::December / 31};
  }
  return calendar;
}

std::string listen_problem(std::string_view address) {
  const auto problem = [&](std::string_view why) {
    return fmt::format("{} is not an address to listen on: {}", in_quotes(address), why);
  };
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return problem("write host:port, such as 127.0.0.1:9475");
  const std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size()) {
    return problem("the port must be a number from 0 to 65535");
  }
  if (host.starts_with('[')) {
    const auto fits = [](char c) {
      return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    };
    const bool whole = host.size() >= 4 && host.ends_with(']') && host.contains(':');
    if (!whole || !std::ranges::all_of(host.substr(1, host.size() - 2), fits)) {
      return problem("an IPv6 address stands in brackets, such as [::1]:9475");
    }
    return {};
  }
  if (host.contains(':')) return problem("an IPv6 address stands in brackets, such as [::1]:9475");
  const auto fits = [](char c) { return letter(c) || digit(c) || c == '-' || c == '.'; };
  if (!std::ranges::all_of(host, fits)) return problem("the host must be a name or an IP address");
  return {};
}

std::string host_problem(std::string_view host) {
  const auto fits = [](char c) { return letter(c) || digit(c) || c == '-' || c == '.' || c == '_'; };
  std::array<unsigned char, 16> bytes{};
  const bool v6 = inet_pton(AF_INET6, std::string(host).c_str(), bytes.data()) == 1;
  if (v6 || (!host.empty() && !host.ends_with('.') && std::ranges::all_of(host, fits))) return {};
  return fmt::format(
      "{} is not a host; write the name in the address bar without port, such as kpi.example.gov.uk",
      in_quotes(host));
}

std::string network_problem(std::string_view network) {
  const auto slash = network.find('/');
  const std::string address(network.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const bool v4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  const bool v6 = inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
  bool good = v4 || v6;
  if (slash != std::string_view::npos) {
    const auto bits = network.substr(slash + 1);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), number);
    good = good && error == std::errc{} && end == bits.data() + bits.size() && number <= (v4 ? 32U : 128U);
  }
  if (good) return {};
  return fmt::format("{} is neither an address nor a network, such as 127.0.0.1 or 10.0.0.0/8",
                     in_quotes(network));
}

bool well_formed_time_zone(std::string_view name) {
  const auto fits = [](char c) {
    return letter(c) || digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && letter(name.front()) && !name.ends_with('/') && !name.contains("//") &&
         std::ranges::all_of(name, fits);
}

}  // namespace waymark::config
