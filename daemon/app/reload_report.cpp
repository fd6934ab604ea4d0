#include "daemon/app/reload_report.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace waymark::app {

std::filesystem::path ReloadReport::place() {
  const char* const folder = std::getenv("RUNTIME_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): never set
  if (folder == nullptr || *folder == '\0') return {};
  return std::filesystem::path(folder) / "reload";
}

bool ReloadReport::write(const std::filesystem::path& file) const {
  auto draft = file;
  draft += ".new";
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out << number << ' ' << began.time_since_epoch().count() << ' ' << (ok ? "ok" : "refused") << '\n'
        << diagnostics;
    if (!out.flush()) return false;
  }
  std::error_code failed;
  std::filesystem::rename(draft, file, failed);
  return !failed;
}

std::optional<ReloadReport> ReloadReport::read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  ReloadReport report;
  std::string word;
  std::chrono::steady_clock::rep began = 0;
  if (!(in >> report.number >> began >> word) || in.get() != '\n') return std::nullopt;
  if (word != "ok" && word != "refused") return std::nullopt;
  report.began = std::chrono::steady_clock::time_point{std::chrono::steady_clock::duration{began}};
  report.ok = word == "ok";
  report.diagnostics.assign(std::istreambuf_iterator<char>(in), {});
  return report;
}

}  // namespace waymark::app
