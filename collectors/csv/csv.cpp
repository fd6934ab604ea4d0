#include "collectors/csv/csv.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "collectors/csv/errors_file.hpp"
#include "collectors/csv/file_run.hpp"
#include "collectors/csv/inbox.hpp"
#include "collectors/csv/observation.hpp"
#include "collectors/csv/put_away.hpp"

namespace waymark::csv {

namespace {

using collectors::Change;
using collectors::Claim;
using collectors::CollectReport;
using collectors::Request;
using core::RunOutcome;

class CsvCollector final : public collectors::Collector {
 public:
  CsvCollector(Settings settings, const Clocks& clocks)
      : settings_(std::move(settings)),
        observation_(clocks.steady, settings_.settle),
        put_away_(settings_, observation_, clocks.wall) {}

  [[nodiscard]] const core::CollectorName& name() const override { return settings_.name; }

  [[nodiscard]] std::vector<std::filesystem::path> watched() const override {
    const auto place = place_of(settings_.path);
    const auto folder = Directory::open(place.folder, service_user(settings_.ledger));
    // Of what other machines do there nothing is told.
    if (folder && !file_system(folder->descriptor()).remote.empty()) return {};
    std::vector<std::filesystem::path> watched{place.folder};
    if (!folder || !settings_.move) return watched;
    for (const auto* below : {done_folder, quarantine_folder}) {
      if (folder->has(below)) watched.push_back(place.folder / below);
    }
    return watched;
  }

  bool notice(const std::filesystem::path& directory, const std::string& name, Change change) override {
    const auto place = place_of(settings_.path);
    if (change == Change::unknown) return true;
    if (left_alone(name)) return false;
    if (directory == place.folder) {
      observation_.told_complete(name);
      return true;
    }
    // What comes to lie in done/ was put there by the collector itself.
    if (change == Change::moved_in) return false;
    observation_.told_complete((directory.filename() / name).string());
    return true;
  }

  [[nodiscard]] std::vector<Claim> claims() const override {
    const auto place = place_of(settings_.path);
    std::error_code none;
    auto folder = std::filesystem::weakly_canonical(place.folder, none);
    return {
        {none ? place.folder : folder, place.only.empty() ? settings_.files : place.only, settings_.move}};
  }

  [[nodiscard]] collectors::Feed feeds() const override {
    return {settings_.authority, settings_.layout == cells::LayoutKind::transactions,
            cells::named_indicators(settings_)};
  }
  void summed(const collectors::Summed& summed) override { settings_.summed = summed; }

  void others(const std::vector<Claim>& claims) override {
    const auto own = this->claims();
    for (const auto& claim : claims) {
      if (claim.folder == own.front().folder) others_.push_back(claim.pattern);
    }
  }

  [[nodiscard]] bool holds(const std::filesystem::path& file) const override {
    std::error_code none;
    const auto folder = std::filesystem::weakly_canonical(file, none).parent_path();
    const auto own = claims().front();
    if (folder == own.folder / done_folder) return true;
    return folder == own.folder && matches(own.pattern, file.filename().string());
  }

  [[nodiscard]] std::vector<std::string> remarks() const override {
    const auto place = place_of(settings_.path);
    const auto folder = Directory::open(place.folder, service_user(settings_.ledger));
    if (!folder) return {};
    const auto kind = file_system(folder->descriptor());
    std::vector<std::string> said;
    if (!kind.remote.empty()) {
      said.push_back(
          fmt::format("{} is on a remote file system ({}), whose changes are not told here: it is "
                      "looked at in the collector's interval",
                      place.folder.string(), kind.remote));
    }
    if (!kind.ownerless.empty() && settings_.move) {
      said.push_back(
          fmt::format("the file system of {} ({}) keeps no owners of files: whoever may write "
                      "there can also change done/ and quarantine/",
                      place.folder.string(), kind.ownerless));
    }
    return said;
  }

  // Every file as it is, whatever is known of it.
  CollectReport try_out(core::Recorder& recorder, collectors::Preview& preview,
                        std::stop_token stop) override {
    CollectReport report;
    FileRun run(settings_, recorder, stop, &preview);
    with_files(report, [&](const Inbox& inbox, const Inbox::Found& found) {
      for (const auto& candidate : found.files) {
        const auto file = File::open(inbox.folder(), candidate.name);
        if (!file) {
          report.inputs.push_back({candidate.name, RunOutcome::failed, {}, file.error()});
          continue;
        }
        auto verdict = run.take({inbox.folder(), candidate.name, *file, candidate.name});
        if (verdict) report.inputs.push_back(std::move(verdict->report));
      }
    });
    return report;
  }

  std::chrono::milliseconds observe() override {
    std::chrono::milliseconds longest{};
    CollectReport report;
    with_files(report, [&](const Inbox& inbox, const Inbox::Found& found) {
      for (const auto& candidate : found.files) {
        const auto file = File::open(inbox.folder(), candidate.name);
        if (!file || file->state().size == 0 || dealt_with(candidate.name, file->state())) continue;
        longest = std::max(longest, observation_.wait(candidate.name, file->state()));
      }
      if (settings_.move) longest = std::max(longest, put_away_.wait(inbox));
    });
    return longest;
  }

  CollectReport collect(core::Recorder& recorder, const Request& request, std::stop_token stop) override {
    CollectReport report;
    FileRun run(settings_, recorder, stop, nullptr);
    const With with{recorder, stop, run};
    with_files(report, [&](const Inbox& inbox, Inbox::Found& found) {
      if (request.intent == core::Intent::reinstate) {
        reinstate(inbox, request.file, run, report);
        return;
      }
      report.backlog = collectors::Backlog{.unread = std::move(found.unread)};
      for (const auto& candidate : found.files) {
        if (stop.stop_requested()) break;
        take(inbox, candidate, request, with, report);
      }
      if (settings_.move && request.settle) put_away_.look_again(inbox, run, stop, report);
      if (request.intent == core::Intent::again) put_away_.read_all_again(inbox, run, stop, report);
      report.backlog->quarantined = quarantined(inbox);
    });
    return report;
  }

  std::optional<collectors::Backlog> backlog() override {
    const auto inbox = Inbox::open(settings_);
    if (!inbox) return std::nullopt;
    auto found = inbox->look(others_);
    if (!found) return std::nullopt;
    collectors::Backlog backlog{quarantined(*inbox), std::move(found->unread)};
    for (const auto& candidate : found->files) {
      const auto file = File::open(inbox->folder(), candidate.name);
      if (file && file->state().size == 0) backlog.unread.push_back(empty(candidate.name));
    }
    return backlog;
  }

 private:
  // A file that stays where it is, or could not be moved: not to be read again while it is in this state.
  struct Dealt {
    FileState state;
    RunOutcome outcome = RunOutcome::recorded;
    std::string errors;  // what is to be written beside it in quarantine/
    core::Sha256 digest{};
  };
  struct With {
    core::Recorder& recorder;
    const std::stop_token& stop;
    FileRun& run;
  };

  // The files that are there, those first that were seen first.
  template <class Do>
  void with_files(CollectReport& report, Do&& work) {
    const auto inbox = Inbox::open(settings_);
    if (!inbox) {
      report.problem = inbox.error();
      return;
    }
    auto found = inbox->look(others_);
    if (!found) {
      report.problem = std::move(found.error());
      return;
    }
    std::set<std::string> names;
    for (const auto& file : found->files) names.insert(file.name);
    const auto gone = [&](const auto& entry) { return !names.contains(entry.first); };
    std::erase_if(dealt_, gone);
    std::erase_if(complaints_, gone);
    if (settings_.move) put_away_.add_names(*inbox, names);
    observation_.begin(names);
    std::ranges::sort(found->files, {}, [&](const Candidate& file) {
      return std::tuple<std::uint64_t, std::int64_t, const std::string&>(observation_.first_seen(file.name),
                                                                         file.state.modified_ns, file.name);
    });
    std::forward<Do>(work)(*inbox, *found);
  }

  [[nodiscard]] static collectors::Unread empty(const std::string& name) {
    return {name, "is empty; it waits for its content"};
  }

  // In quarantine/, and what stays where it was delivered.
  [[nodiscard]] std::uint64_t quarantined(const Inbox& inbox) {
    const auto here =
        std::ranges::count_if(dealt_, [](const auto& dealt) { return holds_nothing(dealt.second.outcome); });
    return static_cast<std::uint64_t>(here) + (settings_.move ? put_away_.quarantined(inbox) : 0);
  }

  [[nodiscard]] bool dealt_with(const std::string& name, const FileState& state) const {
    const auto dealt = dealt_.find(name);
    return dealt != dealt_.end() && dealt->second.state == state;
  }

  void take(const Inbox& inbox, const Candidate& candidate, const Request& request, const With& with,
            CollectReport& report) {
    const auto& name = candidate.name;
    const auto file = File::open(inbox.folder(), name);
    if (!file) {
      if (!settings_.move || !inbox.finish_move(name)) complain(name, file.error(), with.recorder, report);
      return;
    }
    const auto& state = file->state();
    if (dealt_with(name, state)) return try_again(inbox, name, *file, report);
    const bool complete = observation_.complete(name, state);
    if (state.size == 0) {
      report.backlog->unread.push_back(empty(name));
      return;
    }
    if (request.settle && !complete) {
      report.waiting.push_back({name, "may still be being written; it waits until it does not change"});
      return;
    }
    const Input input{inbox.folder(), name, *file, name};
    const auto before = dealt_.find(name);
    auto verdict =
        before == dealt_.end() ? with.run.take(input) : with.run.again(input, before->second.digest);
    if (verdict && verdict->same) {  // only its entry was touched
      before->second.state = state;
      return;
    }
    if (!verdict) {
      if (!with.stop.stop_requested())
        report.waiting.push_back({name, "changed while it was read; it waits"});
      return;
    }
    if (verdict->report.outcome == RunOutcome::failed) {
      complaints_[name] = verdict->report.message;
      report.inputs.push_back(std::move(verdict->report));
      return;
    }
    complaints_.erase(name);
    dealt_with_now(inbox, name, *file, std::move(*verdict), report);
  }

  // A file that was read: to where it belongs.
  void dealt_with_now(const Inbox& inbox, const std::string& name, const File& file, Verdict verdict,
                      CollectReport& report) {
    Dealt dealt{file.state(), verdict.report.outcome, {}, verdict.digest};
    if (holds_nothing(dealt.outcome)) dealt.errors = errors_csv(verdict.rejects, verdict.further);
    if (auto problem = move_away(inbox, name, file, dealt)) verdict.report.in_the_way = *problem;
    report.inputs.push_back(std::move(verdict.report));
  }

  void reinstate(const Inbox& inbox, const std::filesystem::path& path, FileRun& run, CollectReport& report) {
    std::error_code none;
    const auto name = path.filename().string();
    if (std::filesystem::weakly_canonical(path, none).parent_path() != claims().front().folder) {
      return put_away_.reinstate(inbox, name, run, report);
    }
    const auto file = File::open(inbox.folder(), name);
    if (!file) {
      report.inputs.push_back({name, RunOutcome::failed, {}, file.error()});
      return;
    }
    auto verdict = run.reinstate({inbox.folder(), name, *file, name});
    if (!verdict) return;
    if (verdict->report.outcome == RunOutcome::failed) {
      report.inputs.push_back(std::move(verdict->report));
      return;
    }
    dealt_with_now(inbox, name, *file, std::move(*verdict), report);
  }

  // Where it belongs; why it stays otherwise.
  std::optional<std::string> move_away(const Inbox& inbox, const std::string& name, const File& file,
                                       const Dealt& dealt) {
    std::optional<std::string> problem;
    if (settings_.move) {
      const PutAway::Origin from{inbox.folder(), name, name};
      const auto put = holds_nothing(dealt.outcome)
                           ? put_away_.quarantine(inbox, from, file, dealt.digest, dealt.errors)
                           : put_away_.keep(inbox, from, file, dealt.digest);
      if (put) {
        dealt_.erase(name);
        return std::nullopt;
      }
      problem = put.error();
    }
    dealt_[name] = dealt;
    return problem;
  }

  // A file that could not be moved when it was read.
  void try_again(const Inbox& inbox, const std::string& name, const File& file, CollectReport& report) {
    if (!settings_.move) return;
    const auto dealt = dealt_.at(name);
    if (auto problem = move_away(inbox, name, file, dealt)) report.problem = name + ": " + *problem;
  }

  // A file that cannot be opened is reported every time, and kept as a run once.
  void complain(const std::string& name, const std::string& message, core::Recorder& recorder,
                CollectReport& report) {
    if (complaints_[name] != message) {
      complaints_[name] = message;
      core::Origin origin{settings_.name, name};
      origin.authority = settings_.authority;
      recorder.begin(origin)->abandon({RunOutcome::failed, message, {}});
    }
    report.inputs.push_back({name, RunOutcome::failed, {}, message, 0});
  }

  Settings settings_;
  std::vector<std::string> others_;  // what other collectors take from the same folder
  Observation observation_;
  PutAway put_away_;
  std::map<std::string, Dealt> dealt_;
  std::map<std::string, std::string> complaints_;
};

}  // namespace

Clocks Clocks::of_the_system() {
  return {[] { return std::chrono::steady_clock::now(); }, [] { return std::chrono::system_clock::now(); }};
}

std::unique_ptr<collectors::Collector> make_collector(Settings settings, const Clocks& clocks) {
  return std::make_unique<CsvCollector>(std::move(settings), clocks);
}

std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                      const config::Diagnostics& diagnostics) {
  auto settings = read_settings(entry, diagnostics);
  if (!settings) return nullptr;
  return make_collector(std::move(*settings));
}

}  // namespace waymark::csv
