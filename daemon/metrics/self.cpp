#include "daemon/metrics/self.hpp"

#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/process.hpp"
#include "daemon/metrics/registry_text.hpp"

namespace waymark::metrics {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
template <class Metric>
using FamilyOf = prometheus::Family<Metric>;

// From a database's quick answer to a file of a hundred million rows.
const Histogram::BucketBoundaries run_durations{0.01, 0.05, 0.25, 1, 5, 25, 120, 600};

struct Collector {
  Gauge* up = nullptr;  // these three once it has run
  Gauge* last_run = nullptr;
  Gauge* last_success = nullptr;
  Gauge* next_run = nullptr;  // once it is scheduled
  Histogram* duration = nullptr;
  Counter* runs = nullptr;
  Counter* failures = nullptr;
  Counter* accepted = nullptr;
  Counter* unchanged = nullptr;
  Counter* revised = nullptr;
  Counter* rejected = nullptr;
  Counter* quarantined = nullptr;
  Gauge* lies_in_quarantine = nullptr;  // these three once its inbox was looked at, and the ledger
  Gauge* unread = nullptr;
  Gauge* open_rejects = nullptr;
};

}  // namespace

struct SelfMetrics::State {
  prometheus::Registry registry;

  FamilyOf<Gauge>& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  }
  FamilyOf<Counter>& counter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }

  FamilyOf<Gauge>& build = gauge("waymark_build_info", "The running program.");
  FamilyOf<Gauge>& reload_ok = gauge("waymark_config_last_reload_successful",
                                     "Whether the last configuration that was read is in force.");
  FamilyOf<Gauge>& reload_time = gauge("waymark_config_last_reload_success_timestamp_seconds",
                                       "When the configuration in force was read.");
  FamilyOf<Gauge>& up = gauge("waymark_collector_up", "Whether a collector's last run worked.");
  FamilyOf<Gauge>& last_run =
      gauge("waymark_collector_last_run_timestamp_seconds", "When a collector last ran.");
  FamilyOf<Gauge>& last_success =
      gauge("waymark_collector_last_success_timestamp_seconds", "When a collector's run last worked.");
  FamilyOf<Gauge>& next_run =
      gauge("waymark_collector_next_run_timestamp_seconds", "When a collector is due to run next.");
  FamilyOf<Histogram>& duration = prometheus::BuildHistogram()
                                      .Name("waymark_collector_run_duration_seconds")
                                      .Help("How long a collector's runs took.")
                                      .Register(registry);
  FamilyOf<Counter>& runs = counter("waymark_collector_runs_total", "Runs of a collector.");
  FamilyOf<Counter>& failures =
      counter("waymark_collector_failures_total", "Runs of a collector that failed.");
  FamilyOf<Counter>& rows =
      counter("waymark_collector_rows_total", "Rows that a collector read, by what became of them.");
  FamilyOf<Counter>& quarantined = counter("waymark_files_quarantined_total",
                                           "Files of which nothing counts, because too many rows were bad.");
  FamilyOf<Gauge>& lies_in_quarantine =
      gauge("waymark_quarantined_files", "Files that lie in quarantine: nothing of them counts.");
  FamilyOf<Gauge>& open_rejects =
      gauge("waymark_open_rejects",
            "Rejected rows of the latest run of each file or query of which figures count.");
  FamilyOf<Gauge>& unread = gauge("waymark_unread_files",
                                  "Files and folders in an inbox that no collector takes, and empty files.");
  FamilyOf<Gauge>& bytes = gauge("waymark_ledger_bytes", "Size of the ledger's database.");
  FamilyOf<Gauge>& writable =
      gauge("waymark_ledger_writable", "Whether the ledger took what the last runs of all collectors had.");
  FamilyOf<Gauge>& moved =
      gauge("waymark_ledger_moved", "Whether the ledger that is open is no longer the file at its path.");
  FamilyOf<Gauge>& observations =
      gauge("waymark_ledger_observations", "Observations in the ledger, all versions.");
  FamilyOf<Gauge>& built =
      gauge("waymark_scoreboard_build_duration_seconds", "How long the last evaluation of all plans took.");
  FamilyOf<Counter>& requests =
      counter("waymark_http_requests_total", "HTTP requests, by route and status code.");

  FamilyOf<Counter>& remote_samples = counter(
      "waymark_remote_write_samples_total", "Samples for the remote write receiver, by what became of them.");
  FamilyOf<Counter>& remote_requests =
      counter("waymark_remote_write_requests_total", "Requests sent to the remote write receiver.");
  FamilyOf<Counter>& remote_failures = counter("waymark_remote_write_failures_total",
                                               "Requests to the remote write receiver that are tried again.");
  FamilyOf<Gauge>& remote_waiting =
      gauge("waymark_remote_write_waiting_samples", "Samples that wait for the remote write receiver.");
  FamilyOf<Gauge>& remote_up =
      gauge("waymark_remote_write_up", "Whether the remote write receiver accepted the last request.");
  FamilyOf<Gauge>& remote_success = gauge("waymark_remote_write_last_success_timestamp_seconds",
                                          "When the remote write receiver last took samples.");

  std::mutex mutex;  // of the map and the set; the registry guards itself
  std::map<std::string, Collector> collectors;
  std::set<std::string> not_taken;  // collectors whose last run the ledger ended

  // `mutex` is held.
  void take(const std::string& name, bool taken) {
    if (taken) {
      not_taken.erase(name);
    } else {
      not_taken.insert(name);
    }
    writable.Add({}).Set(not_taken.empty() ? 1 : 0);
  }

  // `mutex` is held.
  Collector& collector(const std::string& name) {
    const auto [place, created] = collectors.try_emplace(name);
    auto& own = place->second;
    if (created) {
      const prometheus::Labels labels{{"collector", name}};
      const auto row = [&](const char* outcome) {
        return &rows.Add({{"collector", name}, {"outcome", outcome}});
      };
      own.duration = &duration.Add(labels, run_durations);
      own.runs = &runs.Add(labels);
      own.failures = &failures.Add(labels);
      own.accepted = row("accepted");
      own.unchanged = row("unchanged");
      own.revised = row("revised");
      own.rejected = row("rejected");
      own.quarantined = &quarantined.Add(labels);
    }
    return own;
  }

  std::string render(Format format) const {
    std::string out;
    append_families(out, registry.Collect(), format);
    append_families(out, process(), format);
    return out;
  }

  // Looked up once a second at most: that takes longer than all else of a scrape.
  std::vector<prometheus::MetricFamily> process() const {
    const std::scoped_lock lock(process_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (process_families.empty() || now - process_read >= std::chrono::seconds{1}) {
      process_families = process_metrics();
      process_read = now;
    }
    return process_families;
  }

  mutable std::mutex process_mutex;
  mutable std::vector<prometheus::MetricFamily> process_families;
  mutable std::chrono::steady_clock::time_point process_read;
};

SelfMetrics::SelfMetrics(const std::string& version) : state_(std::make_unique<State>()) {
  state_->build.Add({{"version", version}}).Set(1);
  state_->writable.Add({}).Set(1);  // the daemon does not start without
  state_->moved.Add({}).Set(0);
}

SelfMetrics::~SelfMetrics() = default;

void SelfMetrics::config_reloaded(bool successful, std::chrono::sys_seconds when) {
  state_->reload_ok.Add({}).Set(successful ? 1 : 0);
  if (successful) state_->reload_time.Add({}).Set(seconds(when));
}

void SelfMetrics::collector_configured(const core::CollectorName& collector) {
  const std::scoped_lock lock(state_->mutex);
  state_->collector(collector.text);
}

void SelfMetrics::collector_removed(const core::CollectorName& collector) {
  const std::scoped_lock lock(state_->mutex);
  state_->take(collector.text, true);
  const auto place = state_->collectors.find(collector.text);
  if (place == state_->collectors.end()) return;
  const auto& own = place->second;
  if (own.up != nullptr) state_->up.Remove(own.up);
  if (own.last_run != nullptr) state_->last_run.Remove(own.last_run);
  if (own.last_success != nullptr) state_->last_success.Remove(own.last_success);
  if (own.next_run != nullptr) state_->next_run.Remove(own.next_run);
  if (own.lies_in_quarantine != nullptr) state_->lies_in_quarantine.Remove(own.lies_in_quarantine);
  if (own.unread != nullptr) state_->unread.Remove(own.unread);
  if (own.open_rejects != nullptr) state_->open_rejects.Remove(own.open_rejects);
  state_->duration.Remove(own.duration);
  state_->runs.Remove(own.runs);
  state_->failures.Remove(own.failures);
  for (auto* const row : {own.accepted, own.unchanged, own.revised, own.rejected}) state_->rows.Remove(row);
  state_->quarantined.Remove(own.quarantined);
  state_->collectors.erase(place);
}

void SelfMetrics::collector_ran(const core::CollectorName& collector, bool up, std::chrono::sys_seconds when,
                                std::chrono::duration<double> took, const core::RowCounts& counts,
                                std::uint64_t quarantined) {
  const std::scoped_lock lock(state_->mutex);
  auto& own = state_->collector(collector.text);
  const prometheus::Labels labels{{"collector", collector.text}};
  own.up = &state_->up.Add(labels);
  own.up->Set(up ? 1 : 0);
  own.last_run = &state_->last_run.Add(labels);
  own.last_run->Set(seconds(when));
  if (up) {
    own.last_success = &state_->last_success.Add(labels);
    own.last_success->Set(seconds(when));
  } else {
    own.failures->Increment();
  }
  own.runs->Increment();
  own.duration->Observe(took.count());
  own.accepted->Increment(static_cast<double>(counts.accepted));
  own.unchanged->Increment(static_cast<double>(counts.unchanged));
  own.revised->Increment(static_cast<double>(counts.revised));
  own.rejected->Increment(static_cast<double>(counts.rejected));
  own.quarantined->Increment(static_cast<double>(quarantined));
}

void SelfMetrics::collector_due(const core::CollectorName& collector, std::chrono::sys_seconds next) {
  const std::scoped_lock lock(state_->mutex);
  auto& own = state_->collector(collector.text);
  own.next_run = &state_->next_run.Add({{"collector", collector.text}});
  own.next_run->Set(seconds(next));
}

void SelfMetrics::collector_left(const core::CollectorName& collector, const Backlog& backlog) {
  const std::scoped_lock lock(state_->mutex);
  auto& own = state_->collector(collector.text);
  const prometheus::Labels labels{{"collector", collector.text}};
  const auto set = [&](Gauge*& gauge, FamilyOf<Gauge>& family, std::optional<std::uint64_t> number) {
    if (number) {
      gauge = &family.Add(labels);
      gauge->Set(static_cast<double>(*number));
    } else if (gauge != nullptr) {
      family.Remove(std::exchange(gauge, nullptr));
    }
  };
  set(own.lies_in_quarantine, state_->lies_in_quarantine, backlog.quarantined);
  set(own.unread, state_->unread, backlog.unread);
  set(own.open_rejects, state_->open_rejects, backlog.open_rejects);
}

void SelfMetrics::ledger_took(const core::CollectorName& collector, bool taken) {
  const std::scoped_lock lock(state_->mutex);
  state_->take(collector.text, taken);
}

void SelfMetrics::ledger_moved(bool moved) {
  state_->moved.Add({}).Set(moved ? 1 : 0);
}

void SelfMetrics::ledger_is(std::uint64_t bytes, std::uint64_t observations) {
  state_->bytes.Add({}).Set(static_cast<double>(bytes));
  state_->observations.Add({}).Set(static_cast<double>(observations));
}

void SelfMetrics::remote_wrote(const RemoteWrite& change, std::chrono::sys_seconds when) {
  const auto samples = [&](const char* outcome, std::uint64_t number) {
    state_->remote_samples.Add({{"outcome", outcome}}).Increment(static_cast<double>(number));
  };
  samples("sent", change.sent);
  samples("refused", change.refused);
  samples("given_up", change.given_up);
  state_->remote_requests.Add({}).Increment(static_cast<double>(change.requests));
  state_->remote_failures.Add({}).Increment(static_cast<double>(change.failures));
  state_->remote_waiting.Add({}).Set(static_cast<double>(change.waiting));
  state_->remote_up.Add({}).Set(change.up ? 1 : 0);
  if (change.sent > 0) state_->remote_success.Add({}).Set(seconds(when));
}

void SelfMetrics::remote_write_removed() {
  state_->remote_waiting.Remove(&state_->remote_waiting.Add({}));
  state_->remote_up.Remove(&state_->remote_up.Add({}));
}

void SelfMetrics::scoreboard_built(std::chrono::duration<double> took) {
  state_->built.Add({}).Set(took.count());
}

void SelfMetrics::http_request(std::string_view handler, unsigned code) {
  state_->requests.Add({{"handler", std::string{handler}}, {"code", std::to_string(code)}}).Increment();
}

std::string SelfMetrics::text() const {
  return state_->render(Format::text);
}

std::string SelfMetrics::openmetrics() const {
  return state_->render(Format::openmetrics) + "# EOF\n";
}

}  // namespace waymark::metrics
