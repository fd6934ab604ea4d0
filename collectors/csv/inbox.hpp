#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/csv/directory.hpp"
#include "collectors/csv/file_source.hpp"
#include "collectors/csv/settings.hpp"

namespace waymark::csv {

// The folders below an inbox.
inline constexpr auto done_folder = "done";
inline constexpr auto quarantine_folder = "quarantine";

// A file to be taken.
struct Candidate {
  std::string name;  // in its folder, any bytes
  FileState state;   // when it was looked at
};

// Where a collector looks: a folder, or one file of a folder.
struct Place {
  std::filesystem::path folder;
  std::string only;  // the name of the one file; empty: all that match
};
[[nodiscard]] Place place_of(const std::filesystem::path& path);
[[nodiscard]] bool matches(const std::string& pattern, const std::string& name);
// Hidden, temporary and partial files and editors' locks (.*, *.tmp, *.part, ~$*).
[[nodiscard]] bool left_alone(const std::string& name);

// The folder of a collector, held for one run: what lies there, and where files go afterwards. Whoever drops
// files may own it and change anything in it at any time. Errors are one sentence.
class Inbox {
 public:
  // None: the one file that the collector is for has not come, and neither has its folder.
  [[nodiscard]] static std::expected<Inbox, std::string> open(const Settings& settings);

  struct Found {
    std::vector<Candidate> files;            // in no order
    std::vector<collectors::Unread> unread;  // what lies there and no collector takes
  };
  // `others`: patterns of files that other collectors take.
  [[nodiscard]] std::expected<Found, std::string> look(const std::vector<std::string>& others) const;

  // Whether this collector reads files of that name.
  [[nodiscard]] bool takes(const std::string& name) const {
    return only_.empty() ? matches(settings_->files, name) : name == only_;
  }
  [[nodiscard]] uid_t user() const { return user_; }  // who runs the service
  [[nodiscard]] const Directory& folder() const { return folder_; }
  // done/ or quarantine/; none when it is not there.
  [[nodiscard]] std::expected<std::optional<Directory>, std::string> below(const std::string& name) const {
    return folder_.own_folder(name, user_, false);
  }

  // From there into done/, and under which name. One that is taken gets a number: `spend.2.csv`.
  std::expected<std::string, std::string> keep(const Directory& from, const std::string& name,
                                               const File& file) const;
  // Into quarantine/, after `NAME.errors.csv` with that text was written beside the place it goes to.
  std::expected<std::string, std::string> quarantine(const Directory& from, const std::string& name,
                                                     const File& file, const std::string& errors) const;

  // A move that was cut off on a file system which does it in two steps left the file with two names: true
  // when that of the inbox was taken away.
  [[nodiscard]] bool finish_move(const std::string& name) const;

 private:
  Inbox(const Settings& settings, Directory folder, std::string only, uid_t user)
      : settings_(&settings), folder_(std::move(folder)), only_(std::move(only)), user_(user) {}
  [[nodiscard]] std::expected<Directory, std::string> made(const std::string& name) const;

  const Settings* settings_;
  Directory folder_;
  std::string only_;
  uid_t user_;
};

}  // namespace waymark::csv
