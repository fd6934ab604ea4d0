#include "daemon/app/service.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <sys/resource.h>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "daemon/app/control_commands.hpp"
#include "daemon/app/control_server.hpp"
#include "daemon/app/engine.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/reload_report.hpp"
#include "daemon/app/reloads.hpp"
#include "daemon/app/web_security.hpp"
#include "daemon/core/printable.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"
#include "daemon/runtime/priority.hpp"
#include "daemon/runtime/service_manager.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t collector_threads = 2;
constexpr std::size_t page_threads = 2;

// What the daemon holds open itself (ledger, logs, readers, inboxes, sockets, timers), and some clients.
constexpr rlim_t fewest_files = 128;

// A thousand slow clients hold a thousand files open, and the usual soft limit is 1024. Why that is not
// enough, or nothing.
std::string allow_many_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return {};
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur >= fewest_files) return {};
  return fmt::format(
      "this process may have {} files open at a time, and needs {} at least, better 8192: raise its limit "
      "(`ulimit -n 8192`, or LimitNOFILE=8192 in its unit) and start it again\n",
      files.rlim_cur, fewest_files);
}

// Whoever waits for a scrape comes first: the loop's thread runs before those of the pools. A thread has the
// niceness of the one that makes it.
std::unique_ptr<asio::thread_pool> make_pool(std::size_t threads, int niceness) {
  std::unique_ptr<asio::thread_pool> pool;
  std::thread maker([&] {
    runtime::work_in_background(niceness);
    pool = std::make_unique<asio::thread_pool>(threads);
  });
  maker.join();
  return pool;
}

// The sockets and signals around an engine, and the order in which all of it ends.
class Service {
 public:
  Service(const std::shared_ptr<const Loaded>& loaded, const ServeOptions& options)
      : engine_(loop_, *collecting_, loaded, options.accept_clock),
        enable_lifecycle_(options.enable_lifecycle),
        listen_given_(!options.listen.empty()),
        encrypted_(loaded->security->tls != nullptr),
        signals_(loop_, SIGTERM, SIGINT),
        hangup_(loop_, SIGHUP),
        heartbeat_(loop_),
        server_(loop_, *pages_, dispatch()),
        control_(loop_, loaded->configuration.ledger, control_commands(engine_)) {
    take(*loaded);
    engine_.on_reload([this](const Loaded& fresh) { take(fresh); });
    engine_.before_publication([this](const auto& next) { prepare_pages(next); });
  }

  int run(const std::vector<std::string>& addresses, http::Reach reach) {
    if (const auto problem = runtime::ServiceManager::problem(); !problem.empty()) {
      log(Level::warning, "systemd is told nothing and passes no sockets", {{"problem", problem}});
    }
    const auto passed = runtime::ServiceManager::take_sockets();
    const auto bound = passed.empty() ? server_.listen(addresses, reach) : server_.adopt(passed, reach);
    if (passed.empty()) listen_stays(addresses);
    if (!bound) {
      log(Level::error, "cannot listen", {{"problem", bound.error()}});
      return 1;
    }
    const std::string scheme = encrypted_ ? "https://" : "http://";
    for (const auto& address : *bound) log(Level::info, "listening", {{"address", scheme + address + "/"}});
    wait_for_signals();
    engine_.start();
    if (engine_.writes()) listen_for_commands();
    report(true, {}, std::chrono::steady_clock::now());
    runtime::ServiceManager::ready();
    watch();
    runtime::answer_at_once();
    loop_.run();
    reloads_.end();
    pages_->join();
    collecting_->join();
    engine_.end();
    log(Level::info, "stopped");
    return 0;
  }

 private:
  // Applies the client-facing part of a configuration: routes, TLS, users.
  void take(const Loaded& loaded) {
    auto site = engine_.site();
    if (enable_lifecycle_ || loaded.configuration.http.enable_lifecycle) {
      site.reload = [this] { return reloads_.wait(); };
    }
    auto routes = std::make_shared<const http::Routes>(std::move(site), loaded.templates);
    server_.secure(loaded.security);
    server_.allow(access_of(loaded.configuration.http));
    const std::scoped_lock lock(mutex_);
    routes_ = std::move(routes);
  }

  // The addresses are in use as long as the process.
  void listen_stays(const std::vector<std::string>& addresses) {
    engine_.on_check([this, addresses](const Loaded& fresh) -> std::vector<std::string> {
      if (!listen_given_ && fresh.configuration.http.listen != addresses) return {"[http] listen"};
      return {};
    });
  }

  void listen_for_commands() {
    if (const auto listens = control_.listen()) {
      log(Level::debug, "listening for commands", {{"socket", listens->string()}});
    } else {
      log(Level::warning, "commands that record are refused while the daemon runs",
          {{"problem", listens.error()}});
    }
  }

  http::ReloadResult reload() {
    const auto began = std::chrono::steady_clock::now();
    runtime::ServiceManager::reloading();
    http::ReloadResult result;
    try {
      result = engine_.reload();
    } catch (const std::exception& failure) {
      result.diagnostics = failure.what();
      log(Level::error, "reload failed; the last good configuration stays", {{"problem", failure.what()}});
    }
    report(result.ok, result.diagnostics, began);
    runtime::ServiceManager::ready();
    return result;
  }

  void report(bool ok, const std::string& diagnostics, std::chrono::steady_clock::time_point began) {
    runtime::ServiceManager::status(ok ? ""
                                       : "configuration refused, the last good one is in force; see the log");
    const auto file = ReloadReport::place();
    if (file.empty()) return;
    const ReloadReport report{.number = reported_++, .began = began, .ok = ok, .diagnostics = diagnostics};
    if (!report.write(file)) {
      log(Level::warning, "what became of the reload cannot be written", {{"file", file.string()}});
    }
  }

  // Says that the daemon lives at half the interval that is watched, from the loop, and only if the ledger
  // thread got round to something since.
  void watch() {
    const auto interval = runtime::ServiceManager::watchdog();
    if (!interval || stopping_) return;
    if (ledger_moves_) {
      runtime::ServiceManager::alive();
      ledger_moves_ = false;
      engine_.answer_of_ledger([this] { ledger_moves_ = true; });
    }
    heartbeat_.expires_after(*interval / 2);
    heartbeat_.async_wait([this](boost::system::error_code error) {
      if (!error) watch();
    });
  }

  // Of one that cannot be made, whoever asks for it is told why.
  void prepare_pages(const std::shared_ptr<const core::Snapshot>& next) {
    if (stopping_) return;
    try {
      routes()->prepare(next);
    } catch (const std::exception& failure) {
      log(Level::warning, "pages could not be made ahead", {{"problem", failure.what()}});
    }
  }

  std::shared_ptr<const http::Routes> routes() {
    const std::scoped_lock lock(mutex_);
    return routes_;
  }

  http::Response answer(const http::Request& request) {
    const auto routes = this->routes();
    auto response = routes->answer(request);
    if (!response.keep) response.keep = routes;  // what is sent may be theirs, and a reload replaces them
    return response;
  }

  http::Dispatch dispatch() {
    http::Dispatch dispatch;
    dispatch.at_hand = [this](const http::Request& request) { return routes()->at_hand(request); };
    dispatch.is_inline = http::is_inline;
    dispatch.inline_handler = [this](const http::Request& request) { return answer(request); };
    dispatch.worker = dispatch.inline_handler;
    dispatch.observed = [this](std::string_view path, unsigned status) {
      engine_.self_metrics().http_request(http::route_name(path), status);
    };
    dispatch.login_failed = [](std::string_view client, std::string_view user, std::size_t failures) {
      constexpr std::size_t longest = 64;
      log(Level::warning, "login failed",
          {{"address", std::string(client)},
           {"user", core::printable(user.substr(0, longest))},
           {"failures", std::to_string(failures)}});
    };
    dispatch.failed = [](std::string_view path, std::string_view what) {
      log(Level::error, "request failed", {{"path", std::string(path)}, {"problem", std::string(what)}});
    };
    return dispatch;
  }

  void wait_for_signals() {
    signals_.async_wait([this](boost::system::error_code error, int signal) {
      if (!error) stop(signal);
    });
    wait_for_hangup();
  }

  void wait_for_hangup() {
    hangup_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      reloads_.ask();
      wait_for_hangup();
    });
  }

  // No new requests and runs; what is under way ends or is rolled back; then the loop has nothing left to do.
  void stop(int signal) {
    log(Level::info, "stopping", {{"signal", std::to_string(signal)}});
    runtime::ServiceManager::stopping();
    hangup_.cancel();
    stopping_ = true;
    heartbeat_.cancel();
    control_.stop();
    engine_.stop([this] { server_.stop([] {}); });
  }

  asio::io_context loop_{1};
  std::unique_ptr<asio::thread_pool> collecting_ = make_pool(collector_threads, runtime::collecting_niceness);
  std::unique_ptr<asio::thread_pool> pages_ = make_pool(page_threads, runtime::page_niceness);
  Engine engine_;
  bool enable_lifecycle_;  // by the command line
  bool listen_given_;
  bool encrypted_;
  std::mutex mutex_;
  std::shared_ptr<const http::Routes> routes_;
  asio::signal_set signals_;
  asio::signal_set hangup_;
  asio::steady_timer heartbeat_;
  bool ledger_moves_ = true;
  std::atomic<bool> stopping_ = false;
  std::uint64_t reported_ = 0;  // reloads
  http::Server server_;
  ControlServer control_;
  Reloads reloads_{[this] { return reload(); }};  // the last: its thread uses the others
};

}  // namespace

int serve(const ServeOptions& options) {
  if (const auto problem = allow_many_files(); !problem.empty()) {
    complain(problem);
    return 1;
  }
  config::Diagnostics diagnostics;
  auto loaded = load(options.configuration, diagnostics, options.web_config);
  if (!loaded) {
    complain(diagnostics.text());
    return 1;
  }
  const auto& http = loaded->configuration.http;
  const auto addresses = options.listen.empty() ? http.listen : options.listen;
  const bool open = options.allow_open || guards(*loaded->security);
  Service service(loaded, options);
  return service.run(addresses, open ? http::Reach::anybody : http::Reach::this_machine);
}

}  // namespace waymark::app
