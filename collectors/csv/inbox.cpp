#include "collectors/csv/inbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fnmatch.h>
#include <utility>

#include <fmt/format.h>

#include "collectors/csv/errors_file.hpp"
#include "collectors/csv/kind.hpp"
#include "collectors/csv/names.hpp"
#include "daemon/core/failpoint.hpp"

namespace waymark::csv {

namespace fs = std::filesystem;

namespace {

constexpr int last_number = 100'000;

std::string moving_failed(std::string_view folder, int error) {
  switch (error) {
    case EXDEV: return fmt::format("{}/ is on another file system; it must be on that of the file", folder);
    case ESTALE: return "another file took its place before it could be moved";
    case EEXIST: return fmt::format("cannot be moved to {}/: its name is taken too often", folder);
    default: return fmt::format("cannot be moved to {}/: {}", folder, reason(error));
  }
}

// What a file is that no collector takes.
std::string not_taken(const Directory& folder, const std::string& name) {
  std::array<char, kind_bytes> head{};
  std::optional<std::string> kind;
  if (const auto file = File::open(folder, name)) {
    if (const auto size = file->read(0, head.data(), head.size())) kind = other_kind({head.data(), *size});
  }
  return kind ? fmt::format("is not read: it is {}", *kind) : "is not read: no collector takes such names";
}

// Reasons whose file is not there: it was put back, or the run that wrote them was cut off. What was
// delivered under such a name, and quarantined, has reasons of its own beside it and stays.
void remove_orphan(const Directory& quarantine, const std::string& reasons, uid_t user) {
  const auto found = quarantine.look(reasons);
  if (!found || !S_ISREG(found->st_mode) || found->st_nlink != 1) return;
  if ((found->st_uid != user && found->st_uid != 0) || quarantine.has(errors_name(reasons))) return;
  ::unlinkat(quarantine.descriptor(), reasons.c_str(), 0);
}

}  // namespace

Place place_of(const fs::path& path) {
  std::error_code none;
  if (fs::is_directory(path, none)) return {path, {}};
  return {path.parent_path(), path.filename().string()};
}

bool matches(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD | FNM_CASEFOLD) == 0;
}

bool left_alone(const std::string& name) {
  return name.starts_with('.') || name.starts_with("~$") || name.ends_with(".tmp") || name.ends_with(".part");
}

std::expected<Inbox, std::string> Inbox::open(const Settings& settings) {
  auto place = place_of(settings.path);
  if (!place.only.empty() && !matches(settings.files, place.only)) {
    std::error_code none;
    if (!fs::exists(fs::symlink_status(settings.path, none))) {
      return std::unexpected(
          fmt::format(R"({} does not exist; make it or correct "path")", settings.path.string()));
    }
  }
  const auto user = service_user(settings.ledger);
  auto folder = Directory::open(place.folder, user);
  if (!folder) return std::unexpected(std::move(folder.error()));
  return Inbox(settings, std::move(*folder), std::move(place.only), user);
}

std::expected<Inbox::Found, std::string> Inbox::look(const std::vector<std::string>& others) const {
  Found found;
  if (!only_.empty()) {
    if (const auto file = folder_.look(only_)) found.files.push_back({only_, FileState::of(*file)});
    return found;
  }
  auto names = folder_.names();
  if (!names) {
    return std::unexpected(fmt::format("the directory {} cannot be read: {}; let the service's user read it",
                                       settings_->path.string(), reason(names.error())));
  }
  for (auto& name : *names) {
    if (left_alone(name) || name == done_folder || name == quarantine_folder) continue;
    const auto file = folder_.look(name);
    if (!file) continue;
    if (takes(name)) {
      found.files.push_back({std::move(name), FileState::of(*file)});
    } else if (std::ranges::none_of(others, [&](const auto& other) { return matches(other, name); })) {
      auto why = S_ISDIR(file->st_mode) ? "is a folder; files in it are not read" : not_taken(folder_, name);
      found.unread.push_back({std::move(name), std::move(why)});
    }
  }
  std::ranges::sort(found.unread);
  return found;
}

std::expected<Directory, std::string> Inbox::made(const std::string& name) const {
  auto folder = folder_.own_folder(name, user_, true);
  if (!folder) return std::unexpected(std::move(folder.error()));
  if (!*folder) return std::unexpected(fmt::format("{}/ cannot be made", name));
  return std::move(**folder);
}

std::expected<std::string, std::string> Inbox::keep(const Directory& from, const std::string& name,
                                                    const File& file) const {
  const auto folder = made(done_folder);
  if (!folder) return std::unexpected(folder.error());
  int error = EEXIST;
  for (int number = 1; number < last_number && error == EEXIST; ++number) {
    auto target = numbered(name, number);
    error = move_into_free_place(from, name, file.state(), *folder, target);
    if (error == 0) return target;
  }
  return std::unexpected(moving_failed(done_folder, error));
}

std::expected<std::string, std::string> Inbox::quarantine(const Directory& from, const std::string& name,
                                                          const File& file, const std::string& errors) const {
  const auto folder = made(quarantine_folder);
  if (!folder) return std::unexpected(folder.error());
  int error = EEXIST;
  for (int number = 1; number < last_number && error == EEXIST; ++number) {
    auto target = numbered(name, number);
    const auto reasons = errors_name(target);
    if (folder->has(target)) continue;
    remove_orphan(*folder, reasons, user_);
    error = write_new(*folder, reasons, errors, user_);
    if (error == EEXIST) continue;
    if (error != 0) {
      return std::unexpected(fmt::format("{} cannot be written to quarantine/: {}", reasons, reason(error)));
    }
    core::failpoint("after_errors_file");
    error = move_into_free_place(from, name, file.state(), *folder, target);
    if (error == 0) return target;
    ::unlinkat(folder->descriptor(), reasons.c_str(), 0);
  }
  return std::unexpected(moving_failed(quarantine_folder, error));
}

bool Inbox::finish_move(const std::string& name) const {
  constexpr int looked_for = 100;
  const auto here = folder_.look(name);
  if (!here || !S_ISREG(here->st_mode) || here->st_nlink != 2) return false;
  for (const auto* shelf : {done_folder, quarantine_folder}) {
    const auto folder = below(shelf);
    if (!folder || !*folder) continue;
    for (int number = 1; number <= looked_for; ++number) {
      const auto there = (*folder)->look(numbered(name, number));
      if (!there || there->st_dev != here->st_dev || there->st_ino != here->st_ino) continue;
      return ::unlinkat(folder_.descriptor(), name.c_str(), 0) == 0;
    }
  }
  return false;
}

}  // namespace waymark::csv
