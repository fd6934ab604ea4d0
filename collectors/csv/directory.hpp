#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/types.h>
#include <vector>

#include "collectors/csv/file_state.hpp"
#include "daemon/posix/descriptor.hpp"

namespace waymark::csv {

using posix::Descriptor;
using posix::reason;

// A folder held by its descriptor: what is done in it is done there, whatever its path names meanwhile. No
// link that lies in it is ever followed. Errors are one sentence about the folder.
class Directory {
 public:
  // The folder that a setting names. It may belong to anyone; a link on the way to it is followed only when
  // root or `user` made it.
  static std::expected<Directory, std::string> open(const std::filesystem::path& path, uid_t user);
  // A folder within this one that only `user` (or root) may have made, unless the file system keeps no
  // owners; made first, with mode 0750, when it is not there and `make` is set. None: it is not there.
  [[nodiscard]] std::expected<std::optional<Directory>, std::string> own_folder(const std::string& name,
                                                                                uid_t user, bool make) const;

  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  // All names but `.` and `..`, in no order.
  [[nodiscard]] std::expected<std::vector<std::string>, int> names() const;
  // What has that name, without following it.
  [[nodiscard]] std::optional<struct stat> look(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const { return look(name).has_value(); }

 private:
  explicit Directory(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
  Descriptor descriptor_;
};

// What a file system can and cannot do, by its kind.
struct FileSystem {
  std::string remote;  // what it is called when other machines write to it: their changes are not told here
  std::string ownerless;  // what it is called when it keeps no owners of files
};
[[nodiscard]] FileSystem file_system(int descriptor);

// Whose folders `done` and `quarantine` have to be: the user that runs the program; for root, who runs the
// service, which is the owner of the ledger's folder.
[[nodiscard]] uid_t service_user(const std::filesystem::path& ledger);
// What root makes for the service is given to it. `descriptor` is of a file or folder just made.
void give_to(uid_t user, int descriptor);

// Moves what has that name and is still `file`, and nothing else, to a name that is free: 0, or an errno;
// EEXIST when the name is taken, ESTALE when another file has taken the place of this one.
[[nodiscard]] int move_into_free_place(const Directory& from, const std::string& name, const FileState& file,
                                       const Directory& to, const std::string& new_name);

}  // namespace waymark::csv
