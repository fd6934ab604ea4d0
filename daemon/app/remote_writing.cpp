#include "daemon/app/remote_writing.hpp"

#include "daemon/app/log.hpp"
#include "daemon/app/version.hpp"
#include "daemon/remote_write/sink.hpp"
#include "daemon/remote_write/store.hpp"

namespace waymark::app {

namespace {

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

remote_write::Settings settings_of(const config::RemoteWrite& configured) {
  remote_write::Settings settings;
  settings.target = {.url = configured.url,
                     .ca_file = configured.ca_file,
                     .username = configured.username,
                     .password_file = configured.password_file,
                     .bearer_token_file = configured.bearer_token_file,
                     .timeout = configured.timeout};
  settings.queue = configured.queue;
  settings.queue_limit = configured.queue_limit;
  if (configured.max_age) settings.max_age = std::chrono::ceil<std::chrono::seconds>(*configured.max_age);
  settings.max_attempts = configured.max_attempts;
  return settings;
}

void scan(ledger::Ledger& ledger, const core::Snapshot& snapshot,
          const std::optional<std::chrono::sys_days>& from, const remote_write::Sink::Visit& visit) {
  const auto read = [&](std::span<const core::SeriesKey> keys) { return ledger.view({})->history(keys, {}); };
  const history::Span span{.from = from.value_or(std::chrono::sys_days{}), .to = now()};
  for (const auto& board : snapshot.authorities) {
    for (const auto& family : history::sample_families()) {
      history::for_each_series(*board, read, span, family.name, visit);
    }
  }
}

metrics::RemoteWrite measured(const remote_write::Report& report) {
  return {.sent = report.sent,
          .refused = report.refused,
          .given_up = report.given_up,
          .requests = report.requests,
          .failures = report.failures,
          .waiting = report.waiting,
          .up = report.up};
}

}  // namespace

RemoteWriting::RemoteWriting(ledger::Ledger& ledger, const runtime::Publisher& publisher,
                             metrics::SelfMetrics& metrics)
    : ledger_(ledger), publisher_(publisher), metrics_(metrics) {}

RemoteWriting::~RemoteWriting() = default;

std::unique_ptr<remote_write::Sink> RemoteWriting::start(const config::RemoteWrite& settings) {
  metrics_.remote_wrote({}, now());
  remote_write::Sink::Outside outside;
  outside.scan = [this, from = settings.since](const auto& visit) {
    if (const auto snapshot = publisher_.current()) scan(ledger_, *snapshot, from, visit);
  };
  outside.now = now;
  outside.report = [this](const remote_write::Report& report) {
    metrics_.remote_wrote(measured(report), now());
  };
  outside.complain = [](const std::string& problem) {
    log(Level::warning, "remote write", {{"problem", problem}});
  };
  outside.version = version;
  return std::make_unique<remote_write::Sink>(settings_of(settings), std::move(outside));
}

void RemoteWriting::configure(const std::optional<config::RemoteWrite>& settings) {
  const std::scoped_lock lock(mutex_);
  if (settings == settings_) return;
  sink_.reset();
  settings_ = settings;
  if (settings) {
    sink_ = start(*settings);
  } else {
    metrics_.remote_write_removed();
  }
}

std::expected<std::size_t, std::string> RemoteWriting::resend(const std::filesystem::path& queue,
                                                              std::optional<std::chrono::sys_seconds> from) {
  const std::scoped_lock lock(mutex_);
  if (!settings_ || settings_->queue != queue) {
    return std::unexpected("[remote_write] is not as the daemon has it; reload it first");
  }
  const auto count = remote_write::Store(settings_->queue, settings_->queue_limit).resend(from);
  sink_->wake();
  return count;
}

void RemoteWriting::published() {
  const std::scoped_lock lock(mutex_);
  if (sink_) sink_->wake();
}

}  // namespace waymark::app
