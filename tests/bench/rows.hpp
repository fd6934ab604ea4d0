#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

// Long rows of an invented council: 5,000 series of one figure a day, the same for the same seed.
namespace waymark::bench {

constexpr std::uint32_t indicators = 50, services = 100, series = indicators * services;

enum class Order : std::uint8_t { period, key, shuffled };

struct Rows {
  std::uint64_t skip = 0;  // rows that another file has already
  std::uint64_t count = 10'000'000;
  std::uint64_t seed = 1;
  Order order = Order::period;  // of the rows within the file
  bool rewritten = false;       // the same figures in other words: quotes, day-first dates, CRLF
};

// Row `number` counts period by period; its figure depends on the seed and the number alone.
inline void append_row(std::string& out, const Rows& rows, std::uint64_t number) {
  const auto period = number / series;
  const auto place = number % series;
  std::uint64_t mixed = (number + 1) * 0x9E3779B97F4A7C15U + rows.seed * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ mixed >> 31U) * 0x94D049BB133111EBU;
  const auto pence = mixed >> 40U;
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1} +
                                        std::chrono::days{period}};
  const auto year = static_cast<int>(day.year());
  const auto month = static_cast<unsigned>(day.month());
  const auto date = static_cast<unsigned>(day.day());
  const auto to = std::back_inserter(out);
  if (rows.rewritten) {
    fmt::format_to(to, "\"measure_{:02}\",\"area_{}/team_{:02}\",{:02}/{:02}/{},\" {}.{:02} \"\r\n",
                   place / services, place % services % 7, place % services, date, month, year, pence / 100,
                   pence % 100);
  } else {
    fmt::format_to(to, "measure_{:02},area_{}/team_{:02},{}-{:02}-{:02},{}.{:02}\n", place / services,
                   place % services % 7, place % services, year, month, date, pence / 100, pence % 100);
  }
}

inline void write_rows(const std::filesystem::path& file, const Rows& rows) {
  const auto periods = (rows.count + series - 1) / series;
  std::vector<std::uint32_t> order;
  if (rows.order == Order::shuffled) {
    order.resize(rows.count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::shuffle(order, std::mt19937_64{rows.seed});
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  std::string text =
      rows.rewritten ? "Indicator,Service,Period,Value\r\n" : "Indicator,Service,Period,Value\n";
  for (std::uint64_t i = 0; i < periods * series; ++i) {
    std::uint64_t number = i;
    if (rows.order == Order::key) number = i % periods * series + i / periods;
    if (number >= rows.count) continue;
    if (rows.order == Order::shuffled) number = order[number];
    append_row(text, rows, rows.skip + number);
    if (text.size() > (1U << 20U)) {
      out << text;
      text.clear();
    }
  }
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

// waymark.toml and plan.toml that collect such files from inbox/ into state/ledger.db.
inline void write_configuration(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "inbox");
  std::ofstream(folder / "waymark.toml") << R"([ledger]
path = "state/ledger.db"

[[authority]]
code = "E07000999"
name = "Benchmark Borough Council"
invented = true
plans = ["plan.toml"]

[[collector]]
name = "rows"
type = "csv"
path = "inbox"
after = "leave"
layout = "long"

[collector.columns]
indicator = "Indicator"
scope = "Service"
period = "Period"
value = "Value"
)";
  std::string plan = "[[plan]]\nid = \"bench\"\ntitle = \"Benchmark\"\n\n";
  std::string scopes;
  for (std::uint32_t i = 0; i < services; ++i) {
    const auto path = fmt::format("area_{}/team_{:02}", i % 7, i);
    plan += fmt::format("[[scope]]\npath = \"{0}\"\ntitle = \"{0}\"\n\n", path);
    scopes += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", path);
  }
  for (std::uint32_t i = 0; i < indicators; ++i) {
    plan += fmt::format(
        "[[indicator]]\nid = \"measure_{0:02}\"\ntitle = \"Measure {0}\"\nunit = \"gbp\"\npolarity = "
        "\"neutral\"\n"
        "frequency = \"day\"\naggregation = \"flow\"\nscopes = [{1}]\n\n",
        i, scopes);
  }
  std::ofstream(folder / "plan.toml") << plan;
}

}  // namespace waymark::bench
