#include "daemon/metrics/process.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <time.h>  // NOLINT(modernize-deprecated-headers): clock_gettime
#include <unistd.h>
#include <utility>

namespace waymark::metrics {
namespace {

using prometheus::MetricType;

// The numbers of /proc/self/stat that follow the program's name, which may hold spaces and brackets:
// proc(5)'s third field has index 0, and is not a number.
std::vector<double> own_stat() {
  std::ifstream file("/proc/self/stat");
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  std::vector<double> out;
  const auto bracket = line.rfind(')');
  if (bracket == std::string::npos) return out;
  std::string_view rest = std::string_view{line}.substr(bracket + 1);
  while (!rest.empty()) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
    const auto end = std::min(rest.find_first_of(" \n"), rest.size());
    if (end == 0) break;
    const auto field = rest.substr(0, end);
    double number = 0;
    std::from_chars(field.data(), field.data() + field.size(), number);
    out.push_back(number);
    rest.remove_prefix(end);
  }
  return out;
}

double clock_seconds(clockid_t clock) {
  constexpr double nanosecond = 1e-9;
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * nanosecond;
}

std::optional<double> open_files() {
  std::error_code problem;
  std::filesystem::directory_iterator entry("/proc/self/fd", problem);
  double count = -1;  // the directory itself is open too
  for (; !problem && entry != std::filesystem::directory_iterator{}; entry.increment(problem)) ++count;
  return problem ? std::nullopt : std::optional{count};
}

prometheus::MetricFamily family(std::string name, std::string help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {std::move(name), std::move(help), type, {std::move(metric)}};
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
  constexpr std::size_t user_ticks = 11;
  constexpr std::size_t system_ticks = 12;
  constexpr std::size_t start_ticks = 19;
  constexpr std::size_t virtual_bytes = 20;
  constexpr std::size_t resident_pages = 21;

  std::vector<prometheus::MetricFamily> out;
  const auto stat = own_stat();
  if (stat.size() > resident_pages) {
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    // Ticks count from the machine's start. Taken once: the clock may be set later.
    static const double started =
        clock_seconds(CLOCK_REALTIME) - clock_seconds(CLOCK_BOOTTIME) + stat[start_ticks] / ticks;
    out.push_back(family("process_cpu_seconds_total", "User and system CPU time spent.", MetricType::Counter,
                         (stat[user_ticks] + stat[system_ticks]) / ticks));
    out.push_back(family("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
                         stat[resident_pages] * static_cast<double>(sysconf(_SC_PAGESIZE))));
    out.push_back(
        family("process_virtual_memory_bytes", "Virtual memory.", MetricType::Gauge, stat[virtual_bytes]));
    out.push_back(family("process_start_time_seconds", "When the process started, in seconds since 1970.",
                         MetricType::Gauge, started));
  }
  if (const auto open = open_files()) {
    out.push_back(family("process_open_fds", "Open file descriptors.", MetricType::Gauge, *open));
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    out.push_back(family("process_max_fds", "Most file descriptors that may be open.", MetricType::Gauge,
                         static_cast<double>(limit.rlim_cur)));
  }
  return out;
}

}  // namespace waymark::metrics
