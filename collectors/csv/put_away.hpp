#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <set>
#include <stop_token>
#include <string>

#include "collectors/csv/file_run.hpp"
#include "collectors/csv/inbox.hpp"
#include "collectors/csv/observation.hpp"
#include "collectors/csv/taken.hpp"

namespace waymark::csv {

// What was read and put into done/ or quarantine/, for as long as its writers may go on with it: a day. One
// that changed after it was read is read again as a further version of that file.
class PutAway {
 public:
  using WallClock = std::function<std::chrono::system_clock::time_point()>;
  PutAway(const Settings& settings, Observation& observation, WallClock clock)
      : settings_(settings), observation_(observation), clock_(std::move(clock)) {}

  // Where a file was read.
  struct Origin {
    const Directory& folder;
    std::string name;  // there
    std::string path;  // as runs call it
  };
  // Errors are one sentence.
  std::expected<void, std::string> keep(const Inbox& inbox, const Origin& from, const File& file,
                                        const core::Sha256& digest);
  std::expected<void, std::string> quarantine(const Inbox& inbox, const Origin& from, const File& file,
                                              const core::Sha256& digest, const std::string& errors);

  // Files of this collector in quarantine/.
  [[nodiscard]] std::uint64_t quarantined(const Inbox& inbox);
  // What observation has to remember: `done/NAME`, `quarantine/NAME`.
  void add_names(const Inbox& inbox, std::set<std::string>& names);
  // How long until what has changed was watched for long enough.
  [[nodiscard]] std::chrono::milliseconds wait(const Inbox& inbox);
  void look_again(const Inbox& inbox, FileRun& run, const std::stop_token& stop,
                  collectors::CollectReport& report);
  // Every file in done/ that would be read otherwise now, in the order in which they were taken.
  void read_all_again(const Inbox& inbox, FileRun& run, const std::stop_token& stop,
                      collectors::CollectReport& report);
  // One file in done/.
  void reinstate(const Inbox& inbox, const std::string& stored, FileRun& run,
                 collectors::CollectReport& report);

 private:
  struct Shelf {
    const char* name;
    Taken taken{};
  };
  // The files on a shelf that are not as they were when they were put there.
  std::vector<Put> changed(Shelf& shelf, const Directory& folder);
  void read_again(const Inbox& inbox, Shelf& shelf, const Directory& folder, const Put& put, FileRun& run,
                  collectors::CollectReport& report);
  // Where it belongs after it was read again.
  void settle(const Inbox& inbox, Shelf& shelf, const Origin& from, const File& file, Verdict verdict,
              collectors::CollectReport& report);
  std::expected<void, std::string> put(Shelf& shelf, const Inbox& inbox, const Origin& from, const File& file,
                                       const core::Sha256& digest,
                                       std::expected<std::string, std::string> stored);

  const Settings& settings_;
  Observation& observation_;
  WallClock clock_;
  Shelf done_{done_folder};
  Shelf quarantine_{quarantine_folder};
};

}  // namespace waymark::csv
