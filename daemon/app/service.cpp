#include "daemon/app/service.hpp"

#include <csignal>
#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "daemon/app/engine.hpp"
#include "daemon/app/log.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t collector_threads = 2;
constexpr std::size_t page_threads = 2;

// The sockets and signals around an engine, and the order in which all of it ends.
class Service {
 public:
  Service(std::shared_ptr<const Loaded> loaded, bool enable_lifecycle)
      : engine_(loop_, collecting_, std::move(loaded)),
        routes_(site(enable_lifecycle)),
        signals_(loop_, SIGTERM, SIGINT),
        hangup_(loop_, SIGHUP),
        server_(loop_, pages_, dispatch()) {}

  int run(const std::vector<std::string>& addresses) {
    const auto bound = server_.listen(addresses);
    if (!bound) {
      log(Level::error, "cannot listen", {{"problem", bound.error()}});
      return 1;
    }
    for (const auto& address : *bound)
      log(Level::info, "listening", {{"address", "http://" + address + "/"}});
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
    dispatch.is_inline = http::is_inline;
    dispatch.inline_handler = [this](const http::Request& request) { return routes_.answer(request); };
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
