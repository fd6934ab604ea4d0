// A scrape of the same label sets from this daemon and from prometheus-cpp's own Exposer, over one keep-alive
// connection on the loopback; the time to rebuild all bodies after a change; memory a series.
//
//   bench_scrape      prints figures and ratios, medians of five rounds, beside what is aimed at

#include <algorithm>
#include <chrono>
#include <fstream>
#include <malloc.h>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/core.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "daemon/http/metrics_response.hpp"
#include "daemon/metrics/encoder.hpp"
#include "daemon/metrics/self.hpp"
#include "tests/http/server_fixture.hpp"

namespace {

namespace core = waymark::core;
namespace http = waymark::http;
namespace metrics = waymark::metrics;
namespace tests = waymark::tests;
using Clock = std::chrono::steady_clock;
using Boards = std::vector<std::shared_ptr<const core::Scoreboard>>;

constexpr int rounds = 5;
constexpr std::size_t series_a_commitment = 23;

double milliseconds(Clock::duration took) {
  return std::chrono::duration<double, std::milli>(took).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double resident_bytes() {
  malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::shared_ptr<core::Plan> plan_of(std::size_t commitments) {
  auto plan = std::make_shared<core::Plan>();
  plan->authority = {"E06000047"};
  for (std::size_t i = 0; i < commitments; ++i) {
    core::Indicator indicator;
    indicator.id = {fmt::format("spend_share_{}", i)};
    indicator.title = fmt::format("Share of spend {}", i);
    indicator.unit = core::Unit::percent;
    plan->indicators.push_back(indicator);
    core::Commitment commitment;
    commitment.id = {fmt::format("spend_less_{}", i)};
    commitment.title = fmt::format("Spend less on {}", i);
    commitment.indicator = indicator.id;
    commitment.scope = {fmt::format("operations/service_{}", i % 50)};
    commitment.theme = {"workforce"};
    commitment.plans = {{"productivity"}};
    const auto base = core::Period::containing(core::PeriodKind::month, std::chrono::sys_days{});
    commitment.baseline = core::DatedValue{base, {877, 2}};
    commitment.target = core::DatedValue{base.plus(60), {75, 1}};
    plan->commitments.push_back(commitment);
  }
  return plan;
}

// `seed` changes every value and status.
std::shared_ptr<core::Scoreboard> board_of(const std::shared_ptr<core::Plan>& plan, std::size_t seed) {
  auto board = std::make_shared<core::Scoreboard>();
  board->plan = plan;
  for (std::uint32_t i = 0; i < plan->commitments.size(); ++i) {
    const auto& commitment = plan->commitments[i];
    const auto varied = static_cast<std::int64_t>((i * 7919 + seed * 104729) % 10000);
    core::IndicatorResult indicator{.indicator = i, .scope = commitment.scope};
    core::Figure figure{.period = commitment.baseline->period.plus(24), .value = {varied, 2}};
    figure.recorded = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000 + varied}};
    indicator.latest = figure;
    indicator.next_due = std::chrono::sys_days{std::chrono::days{19000 + varied % 30}};
    indicator.revisions = static_cast<std::uint64_t>(varied % 3);
    board->indicators.push_back(indicator);
    core::CommitmentResult result{.commitment = i, .indicator = i};
    result.status = static_cast<core::Status>((i + seed) % core::status_count);
    result.expected = core::Decimal{varied + 7, 2};
    result.target = commitment.target;
    result.attainment = static_cast<double>(varied) / 9973;
    result.pace.linear = static_cast<double>(varied) / 7919;
    board->commitments.push_back(result);
  }
  return board;
}

// Every series of a text body as a gauge of a prometheus-cpp registry.
void fill(prometheus::Registry& registry, const std::string& body) {
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> families;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = body.find('\n', at);
    const std::string line = body.substr(at, end - at);
    at = end + 1;
    if (line.starts_with('#')) continue;
    const auto brace = line.find('{');
    auto& family = families[line.substr(0, brace)];
    if (family == nullptr) {
      family =
          &prometheus::BuildGauge().Name(line.substr(0, brace)).Help("The same series.").Register(registry);
    }
    prometheus::Labels labels;
    std::size_t from = brace + 1;
    for (; line[from - 1] != '}'; from = line.find('"', line.find('"', from) + 1) + 2) {
      const auto open = line.find('"', from);
      labels[line.substr(from, open - from - 1)] = line.substr(open + 1, line.find('"', open + 1) - open - 1);
    }
    family->Add(labels).Set(std::stod(line.substr(from)));
  }
}

// Sends one request after the other and reads the answers through.
class Scraper {
 public:
  Scraper(std::uint16_t port, bool gzip)
      : client_(port),
        request_(std::string{"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n"} +
                 (gzip ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n")) {}

  std::size_t scrape() {
    client_.say(request_);
    return client_.skim();
  }

  // Median time of a scrape in each of the rounds, and their median.
  double p50(std::size_t scrapes) {
    std::vector<double> medians;
    scrape();
    for (int round = 0; round < rounds; ++round) {
      std::vector<double> times;
      for (std::size_t i = 0; i < scrapes; ++i) {
        const auto start = Clock::now();
        scrape();
        times.push_back(milliseconds(Clock::now() - start));
      }
      medians.push_back(median(times));
    }
    return median(medians);
  }

 private:
  tests::Client client_;
  std::string request_;
};

struct Aim {
  std::size_t series;
  std::size_t scrapes, peer_scrapes;
  double p50, ratio, rebuild;
};

void measure(const Aim& aim) {
  const double at_first = resident_bytes();
  const auto plan = plan_of((aim.series + series_a_commitment - 1) / series_a_commitment);
  auto board = board_of(plan, 0);
  const double with_board = resident_bytes();

  metrics::Encoder encoder;
  auto snapshot = std::make_shared<core::Snapshot>();
  std::vector<double> rebuilds;
  for (std::size_t seed = 0; seed <= rounds; ++seed) {
    board = board_of(plan, seed);
    auto next = std::make_shared<core::Snapshot>();
    const auto start = Clock::now();
    encoder.encode(Boards{board}, next->text, next->openmetrics);
    if (seed > 0) rebuilds.push_back(milliseconds(Clock::now() - start));
    snapshot = next;
  }
  const double after = resident_bytes();
  const auto& body = snapshot->text.plain;
  const auto series =
      static_cast<std::size_t>(std::ranges::count(body, '\n') - std::ranges::count(body, '#'));
  fmt::print("{} series: {} bytes of text, {} packed\n", series, body.size(), snapshot->text.gzip.size());
  fmt::print("  rebuild of both formats, plain and gzip    {:8.2f} ms         (at most {} ms)\n",
             median(rebuilds), aim.rebuild);
  const auto each = [&](double bytes) { return bytes / static_cast<double>(series); };
  fmt::print(
      "  resident bytes a series                    {:8.0f}            (at most 600); plan and scoreboard "
      "{:.0f}\n",
      each(after - with_board), each(with_board - at_first));

  metrics::SelfMetrics self("0.1.0");
  const http::MetricsSource source{.snapshot = snapshot,
                                   .self_text = [&] { return self.text(); },
                                   .self_openmetrics = [&] { return self.openmetrics(); }};
  tests::RunningServer ours(
      {.is_inline = [](std::string_view) { return true; },
       .inline_handler = [&](const http::Request& r) { return metrics_response(r, source); },
       .worker = {},
       .observed = {},
       .failed = {}});

  prometheus::Exposer exposer(std::vector<std::string>{"listening_ports", "127.0.0.1:0", "num_threads", "2",
                                                       "enable_keep_alive", "yes", "keep_alive_timeout_ms",
                                                       "60000"});
  const auto registry = std::make_shared<prometheus::Registry>();
  fill(*registry, body);
  exposer.RegisterCollectable(registry);
  const auto port = static_cast<std::uint16_t>(exposer.GetListeningPorts().front());

  for (const bool gzip : {false, true}) {
    const double own = Scraper(ours.port(), gzip).p50(aim.scrapes);
    const double peer = Scraper(port, gzip).p50(aim.peer_scrapes);
    fmt::print("  scrape, {:5}                              {:8.3f} ms p50     (at most {} ms)\n",
               gzip ? "gzip" : "plain", own, aim.p50);
    fmt::print(
        "    prometheus-cpp's Exposer                 {:8.3f} ms p50, {:.0f} times ours (at least {})\n",
        peer, peer / own, aim.ratio);
  }
}

}  // namespace

int main() {
  measure({.series = 10'000, .scrapes = 200, .peer_scrapes = 20, .p50 = 1.5, .ratio = 20, .rebuild = 20});
  measure({.series = 100'000, .scrapes = 50, .peer_scrapes = 3, .p50 = 10, .ratio = 40, .rebuild = 150});
}
