#include "daemon/app/service.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <csignal>
#include <cstdio>

#include "daemon/app/engine.hpp"
#include "daemon/app/log.hpp"
#include "daemon/http/metrics_response.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t collector_threads = 2;
constexpr std::size_t page_threads = 2;

// The first segment of the path, as far as it is one of ours: a label must not grow with what clients ask for.
std::string_view handler_of(std::string_view path) {
  static constexpr std::string_view ours[] = {"/metrics", "/-/healthy", "/-/ready", "/-/reload", "/assets/",
                                              "/api/v1/", "/a/",        "/collectors"};
  for (const auto prefix : ours) {
    if (path.starts_with(prefix)) return prefix;
  }
  return path == "/" ? path : "other";
}

// The sockets and signals around an engine, and the order in which all of it ends.
class Service {
 public:
  Service(std::shared_ptr<const Loaded> loaded, bool enable_lifecycle)
      : engine_(loop_, collecting_, std::move(loaded)),
        site_(site(enable_lifecycle)),
        routes_(site_),
        signals_(loop_, SIGTERM, SIGINT),
        hangup_(loop_, SIGHUP),
        server_(loop_, pages_, dispatch()) {}

  int run(const std::vector<std::string>& addresses) {
    const auto bound = server_.listen(addresses);
    if (!bound) {
      log(Level::error, "cannot listen", {{"problem", bound.error()}});
      return 1;
    }
    for (const auto& address : *bound) log(Level::info, "listening", {{"address", "http://" + address + "/"}});
    wait_for_signals();
    engine_.start();
    loop_.run();
    pages_.join();
    collecting_.join();
    log(Level::info, "stopped");
    return 0;
  }

 private:
  http::Site site(bool enable_lifecycle) {
    auto site = engine_.site();
    if (enable_lifecycle) site.reload = [this] { return engine_.reload(); };
    return site;
  }

  http::Dispatch dispatch() {
    http::Dispatch dispatch;
    dispatch.is_inline = http::Routes::is_inline;
    dispatch.inline_handler = [this](const http::Request& request) {
      if (request.path != "/metrics") return routes_.answer(request);
      return http::metrics_response(request,
                                    {site_.snapshot(), site_.self_metrics_text, site_.self_metrics_openmetrics});
    };
    dispatch.worker = [this](const http::Request& request) { return routes_.answer(request); };
    dispatch.observed = [this](std::string_view path, unsigned status) {
      engine_.self_metrics().http_request(handler_of(path), status);
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
  http::Site site_;
  http::Routes routes_;
  asio::signal_set signals_;
  asio::signal_set hangup_;
  http::Server server_;
};

}  // namespace

int serve(const ServeOptions& options) {
  config::Diagnostics diagnostics;
  auto loaded = load(options.configuration, diagnostics);
  if (!loaded) {
    fmt::print(stderr, "{}", diagnostics.text());
    return 1;
  }
  const auto& http = loaded->configuration.http;
  const auto addresses = options.listen.empty() ? http.listen : options.listen;
  const bool lifecycle = options.enable_lifecycle || http.enable_lifecycle;
  Service service(std::move(loaded), lifecycle);
  return service.run(addresses);
}

}  // namespace waymark::app
