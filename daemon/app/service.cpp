#include "daemon/app/service.hpp"

#include <csignal>
#include <cstdio>
#include <mutex>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "daemon/app/engine.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/web_security.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t collector_threads = 2;
constexpr std::size_t page_threads = 2;

// A thousand slow clients hold a thousand files open, and the usual soft limit is 1024.
void allow_many_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
  setrlimit(RLIMIT_NOFILE, &files);
}

// The sockets and signals around an engine, and the order in which all of it ends.
class Service {
 public:
  Service(const std::shared_ptr<const Loaded>& loaded, bool enable_lifecycle)
      : engine_(loop_, collecting_, loaded),
        enable_lifecycle_(enable_lifecycle),
        encrypted_(loaded->security->tls != nullptr),
        signals_(loop_, SIGTERM, SIGINT),
        hangup_(loop_, SIGHUP),
        server_(loop_, pages_, dispatch()) {
    take(*loaded);
    engine_.on_reload([this](const Loaded& fresh) { take(fresh); });
  }

  int run(const std::vector<std::string>& addresses, http::Reach reach) {
    const auto bound = server_.listen(addresses, reach);
    if (!bound) {
      log(Level::error, "cannot listen", {{"problem", bound.error()}});
      return 1;
    }
    const std::string scheme = encrypted_ ? "https://" : "http://";
    for (const auto& address : *bound) log(Level::info, "listening", {{"address", scheme + address + "/"}});
    wait_for_signals();
    engine_.start();
    loop_.run();
    pages_.join();
    collecting_.join();
    log(Level::info, "stopped");
    return 0;
  }

 private:
  // What of a configuration concerns clients.
  void take(const Loaded& loaded) {
    auto site = engine_.site();
    if (enable_lifecycle_) site.reload = [this] { return engine_.reload(); };
    auto routes = std::make_shared<const http::Routes>(std::move(site), loaded.templates);
    server_.secure(loaded.security);
    const std::scoped_lock lock(mutex_);
    routes_ = std::move(routes);
  }

  http::Response answer(const http::Request& request) {
    const auto routes = [this] {
      const std::scoped_lock lock(mutex_);
      return routes_;
    }();
    auto response = routes->answer(request);
    if (!response.keep) response.keep = routes;  // what is sent may be theirs, and a reload replaces them
    return response;
  }

  http::Dispatch dispatch() {
    http::Dispatch dispatch;
    dispatch.is_inline = http::is_inline;
    dispatch.inline_handler = [this](const http::Request& request) { return answer(request); };
    dispatch.worker = dispatch.inline_handler;
    dispatch.observed = [this](std::string_view path, unsigned status) {
      engine_.self_metrics().http_request(http::route_name(path), status);
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
      asio::post(pages_, [this] { engine_.reload(); });
      wait_for_hangup();
    });
  }

  // No new requests and runs; what is under way ends or is rolled back; then the loop has nothing left to do.
  void stop(int signal) {
    log(Level::info, "stopping", {{"signal", std::to_string(signal)}});
    hangup_.cancel();
    engine_.stop([this] { server_.stop([] {}); });
  }

  asio::io_context loop_{1};
  asio::thread_pool collecting_{collector_threads};
  asio::thread_pool pages_{page_threads};
  Engine engine_;
  bool enable_lifecycle_;
  bool encrypted_;
  std::mutex mutex_;
  std::shared_ptr<const http::Routes> routes_;
  asio::signal_set signals_;
  asio::signal_set hangup_;
  http::Server server_;
};

}  // namespace

int serve(const ServeOptions& options) {
  config::Diagnostics diagnostics;
  auto loaded = load(options.configuration, diagnostics, options.web_config);
  if (!loaded) {
    fmt::print(stderr, "{}", diagnostics.text());
    return 1;
  }
  const auto& http = loaded->configuration.http;
  const auto addresses = options.listen.empty() ? http.listen : options.listen;
  const bool lifecycle = options.enable_lifecycle || http.enable_lifecycle;
  const bool open = options.allow_open || guards(*loaded->security);
  allow_many_files();
  Service service(loaded, lifecycle);
  return service.run(addresses, open ? http::Reach::anybody : http::Reach::this_machine);
}

}  // namespace waymark::app
