#include "collectors/csv/directory.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/vfs.h>
#include <utility>

#include <fmt/format.h>

namespace waymark::csv {

namespace fs = std::filesystem;

namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

// The link on the way to that path that neither root nor `user` made; empty when there is none.
fs::path foreign_link(const fs::path& path, uid_t user) {
  fs::path so_far;
  for (const auto& part : path) {
    so_far /= part;
    struct stat found{};
    if (::lstat(so_far.c_str(), &found) != 0) return {};
    if (S_ISLNK(found.st_mode) && found.st_uid != 0 && found.st_uid != user) return so_far;
  }
  return {};
}

// The file system cannot rename without replacing: a second name, then not the first any more.
int link_into_free_place(int from, const char* name, int to, const char* new_name) {
  if (::linkat(from, name, to, new_name, 0) == 0) {
    if (::unlinkat(from, name, 0) == 0) return 0;
    const int error = errno;
    ::unlinkat(to, new_name, 0);  // a file of two names would not be read again
    return error;
  }
  if (errno == EEXIST) return EEXIST;
  // No links either; look first.
  struct stat none{};
  if (::fstatat(to, new_name, &none, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
  return ::renameat(from, name, to, new_name) == 0 ? 0 : errno;
}

int rename_into_free_place(int from, const char* name, int to, const char* new_name) {
  if (::renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0) return 0;
  return errno == EINVAL || errno == ENOSYS ? link_into_free_place(from, name, to, new_name) : errno;
}

}  // namespace

std::expected<Directory, std::string> Directory::open(const fs::path& path, uid_t user) {
  if (const auto link = foreign_link(path, user); !link.empty()) {
    return std::unexpected(fmt::format(
        "{} is a link that neither root nor the service's user made; give the folder itself as \"path\"",
        link.string()));
  }
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor) {
    return std::unexpected(
        errno == ENOENT ? fmt::format(R"({} does not exist; make it or correct "path")", path.string())
                        : fmt::format("the directory {} cannot be read: {}; let the service's user read it",
                                      path.string(), reason(errno)));
  }
  return Directory(std::move(descriptor));
}

std::expected<std::optional<Directory>, std::string> Directory::own_folder(const std::string& name,
                                                                           uid_t user, bool make) const {
  const bool made = make && ::mkdirat(descriptor_.get(), name.c_str(), 0750) == 0;
  const int problem = errno;
  Descriptor descriptor(::openat(descriptor_.get(), name.c_str(), folder_flags));
  if (!descriptor) {
    const int error = make && errno == ENOENT ? problem : errno;
    if (error == ENOENT) return std::nullopt;
    const auto found = look(name);
    if (found && S_ISLNK(found->st_mode)) {
      return std::unexpected(
          fmt::format("{}/ is a link; remove it, and the service makes a folder of its own", name));
    }
    return std::unexpected(fmt::format("{}/ cannot be {}: {}", name, found ? "opened" : "made",
                                       reason(found && !S_ISDIR(found->st_mode) ? ENOTDIR : error)));
  }
  if (made) give_to(user, descriptor.get());
  struct stat found{};
  if (::fstat(descriptor.get(), &found) != 0) {
    return std::unexpected(fmt::format("{}/ cannot be opened: {}", name, reason(errno)));
  }
  if (found.st_uid != user && found.st_uid != 0 && file_system(descriptor.get()).ownerless.empty()) {
    return std::unexpected(fmt::format(
        "{}/ belongs to another user ({}) than the service ({}); remove it, and the service makes "
        "a folder of its own",
        name, found.st_uid, user));
  }
  return Directory(std::move(descriptor));
}

std::expected<std::vector<std::string>, int> Directory::names() const {
  // Of its own, since reading moves the place where the next reading begins.
  Descriptor own(::openat(descriptor_.get(), ".", folder_flags));
  if (!own) return std::unexpected(errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own.get()), &::closedir);
  if (!stream) return std::unexpected(errno);
  (void)own.release();  // the stream closes it
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const auto* entry =
        ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): the stream is this thread's
    if (entry == nullptr) break;
    const std::string_view name = &entry->d_name[0];
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return std::unexpected(errno);
  return names;
}

std::optional<struct stat> Directory::look(const std::string& name) const {
  struct stat found{};
  if (::fstatat(descriptor_.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return found;
}

FileSystem file_system(int descriptor) {
  struct Kind {
    std::uint32_t magic;  // statfs(2)
    const char* name;
    bool remote, ownerless;
  };
  constexpr std::array kinds{
      Kind{0x6969, "NFS", true, false},       Kind{0xFF534D42, "SMB", true, true},
      Kind{0xFE534D42, "SMB", true, true},    Kind{0x517B, "SMB", true, true},
      Kind{0x01021997, "9p", true, true},     Kind{0x00C36400, "Ceph", true, false},
      Kind{0x5346414F, "AFS", true, true},    Kind{0x73757245, "Coda", true, true},
      Kind{0x47504653, "GPFS", true, false},  Kind{0x0BD00BD0, "Lustre", true, false},
      Kind{0x65735546, "FUSE", true, true},   Kind{0x4D44, "FAT", false, true},
      Kind{0x2011BAB0, "exFAT", false, true}, Kind{0x5346544E, "NTFS", false, true},
      Kind{0x7366746E, "NTFS", false, true},  Kind{0x9660, "ISO 9660", false, true},
  };
  struct statfs found{};
  if (::fstatfs(descriptor, &found) != 0) return {};
  const auto magic = static_cast<std::uint32_t>(found.f_type);
  for (const auto& kind : kinds) {
    if (kind.magic == magic) return {kind.remote ? kind.name : "", kind.ownerless ? kind.name : ""};
  }
  return {};
}

uid_t service_user(const fs::path& ledger) {
  const auto user = ::geteuid();
  if (user != 0) return user;
  struct stat found{};
  for (auto folder = ledger.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (::stat(folder.c_str(), &found) == 0) return found.st_uid;
    if (folder == folder.parent_path()) break;
  }
  return user;
}

void give_to(uid_t user, int descriptor) {
  // Where it cannot be given away it stays root's, which is as good for whoever reads it.
  if (::geteuid() == 0 && user != 0) (void)!::fchown(descriptor, user, static_cast<gid_t>(-1));
}

int move_into_free_place(const Directory& from, const std::string& name, const FileState& file,
                         const Directory& to, const std::string& new_name) {
  const auto is_it = [&](const Directory& folder, const std::string& called) {
    const auto found = folder.look(called);
    return found && FileState::of(*found).same_file(file);
  };
  if (!is_it(from, name)) return ESTALE;
  const int error =
      rename_into_free_place(from.descriptor(), name.c_str(), to.descriptor(), new_name.c_str());
  if (error != 0 || is_it(to, new_name)) return error;
  // Somebody put another one there in between; it goes back.
  (void)rename_into_free_place(to.descriptor(), new_name.c_str(), from.descriptor(), name.c_str());
  return ESTALE;
}

}  // namespace waymark::csv
