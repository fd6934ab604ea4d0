#include "collectors/csv/inbox.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fnmatch.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>

#include <fmt/format.h>

namespace waymark::csv {

namespace fs = std::filesystem;

namespace {

constexpr auto done_folder = "done";
constexpr auto quarantine_folder = "quarantine";
constexpr int last_suffix = 100'000;

std::string reason(int error) {
  return std::generic_category().message(error);
}

bool matches(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD | FNM_CASEFOLD) == 0;
}

bool left_alone(const std::string& name) {
  return name.starts_with('.') || name.starts_with("~$") || name.ends_with(".tmp") ||
         name.ends_with(".part") || name == done_folder || name == quarantine_folder;
}

// `spend.csv`, `spend.2.csv`, `spend.3.csv`, ...
std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const fs::path path(name);
  return fmt::format("{}.{}{}", path.stem().string(), number, path.extension().string());
}

std::expected<fs::path, std::string> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST) {
    return std::unexpected(fmt::format("cannot make {}/: {}", folder.filename().string(), reason(errno)));
  }
  return folder;
}

// 0, or an errno; EEXIST when the name is taken.
int rename_into_free_place(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return errno;
  // The file system cannot refuse; look first.
  std::error_code none;
  if (fs::exists(fs::symlink_status(to, none))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

std::string moving_failed(const fs::path& folder, int error) {
  if (error == EXDEV) {
    return fmt::format("{}/ is on another file system; it must be on that of the file",
                       folder.filename().string());
  }
  return fmt::format("cannot be moved to {}/: {}", folder.filename().string(), reason(error));
}

std::string cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) out += '\'';
  for (const char c : text) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + '"';
}

}  // namespace

fs::path Inbox::folder() const {
  std::error_code none;
  return fs::is_directory(settings_.path, none) ? settings_.path : settings_.path.parent_path();
}

std::expected<std::vector<Candidate>, std::string> Inbox::candidates() const {
  std::vector<Candidate> found;
  std::error_code problem;
  const auto status = fs::status(settings_.path, problem);
  if (status.type() == fs::file_type::not_found) {
    const auto name = settings_.path.filename().string();
    // One file that has not come yet, or is done already.
    if (matches(settings_.files, name) && fs::is_directory(settings_.path.parent_path(), problem))
      return found;
    return std::unexpected(
        fmt::format(R"({} does not exist; make it or correct "path")", settings_.path.string()));
  }
  if (status.type() != fs::file_type::directory) {
    if (problem) {
      return std::unexpected(
          fmt::format("{} cannot be reached: {}", settings_.path.string(), problem.message()));
    }
    found.push_back({settings_.path, settings_.path.filename().string()});
    return found;
  }
  auto entries = fs::directory_iterator(settings_.path, problem);
  for (; !problem && entries != fs::directory_iterator{}; entries.increment(problem)) {
    const auto name = entries->path().filename().string();
    if (!left_alone(name) && matches(settings_.files, name)) found.push_back({entries->path(), name});
  }
  if (problem) {
    return std::unexpected(fmt::format("the directory {} cannot be read: {}; let the service's user read it",
                                       settings_.path.string(), problem.message()));
  }
  std::ranges::sort(found, {}, &Candidate::name);
  return found;
}

std::expected<void, std::string> Inbox::keep(const Candidate& file) const {
  const auto folder = make_folder(file.path.parent_path() / done_folder);
  if (!folder) return std::unexpected(folder.error());
  for (int number = 1; number < last_suffix; ++number) {
    const int error = rename_into_free_place(file.path, *folder / numbered(file.name, number));
    if (error == 0) return {};
    if (error != EEXIST) return std::unexpected(moving_failed(*folder, error));
  }
  return std::unexpected("cannot be moved to done/: its name is taken too often");
}

std::expected<void, std::string> Inbox::quarantine(const Candidate& file,
                                                   std::span<const core::Reject> rejects,
                                                   std::uint64_t further) const {
  const auto folder = make_folder(file.path.parent_path() / quarantine_folder);
  if (!folder) return std::unexpected(folder.error());
  for (int number = 1; number < last_suffix; ++number) {
    const auto name = numbered(file.name, number);
    const auto target = *folder / name;
    std::error_code none;
    if (fs::exists(fs::symlink_status(target, none))) continue;
    const auto errors = *folder / (name + ".errors.csv");
    const auto draft = *folder / ("." + name + ".errors.csv.tmp");
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out << errors_csv(rejects, further);
    out.close();
    if (!out || ::rename(draft.c_str(), errors.c_str()) != 0) {
      fs::remove(draft, none);
      return std::unexpected(fmt::format("{} cannot be written to quarantine/", errors.filename().string()));
    }
    const int error = rename_into_free_place(file.path, target);
    if (error == 0) return {};
    fs::remove(errors, none);
    if (error != EEXIST) return std::unexpected(moving_failed(*folder, error));
  }
  return std::unexpected("cannot be moved to quarantine/: its name is taken too often");
}

std::string errors_csv(std::span<const core::Reject> rejects, std::uint64_t further) {
  std::string out = "line,column,reason,raw\r\n";
  for (const auto& reject : rejects) {
    out += reject.line == 0 ? std::string{} : fmt::format("{}", reject.line);
    out += fmt::format(",{},{},{}\r\n", cell(reject.column), cell(reject.reason), cell(reject.raw));
  }
  if (further > 0) out += fmt::format(",\"\",\"{} further rows are rejected\",\"\"\r\n", further);
  return out;
}

}  // namespace waymark::csv
