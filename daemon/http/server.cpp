#include "daemon/http/server.hpp"

#include <algorithm>
#include <string>
#include <sys/socket.h>
#include <tuple>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>

#include "daemon/http/connections.hpp"

namespace waymark::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = std::shared_ptr<tcp::acceptor>;

void turn_away(tcp::socket& socket) {
  constexpr std::string_view full =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 5\r\n\r\n";
  error_code ignored;
  std::ignore = socket.non_blocking(true, ignored);
  std::ignore = socket.write_some(asio::buffer(full), ignored);
}

bool out_of_files(const error_code& problem) {
  return problem == boost::system::errc::too_many_files_open ||
         problem == boost::system::errc::too_many_files_open_in_system;
}

asio::awaitable<void> accept_loop(std::shared_ptr<Connections> connections, Acceptor acceptor) {
  const auto loop = acceptor->get_executor();
  while (acceptor->is_open()) {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    tcp::socket socket(loop);
    co_await acceptor->async_accept(socket, token);
    if (problem == asio::error::operation_aborted || !acceptor->is_open()) co_return;
    if (problem) {
      // Out of file descriptors, most likely: somebody makes room, and trying again at once would spin.
      if (out_of_files(problem)) connections->close_one();
      asio::steady_timer pause(loop, std::chrono::milliseconds{10});
      co_await pause.async_wait(token);
      continue;
    }
    Ends ends;
    error_code gone;
    ends.peer = plain_address(socket.remote_endpoint(gone).address());
    ends.own = plain_address(socket.local_endpoint(gone).address());
    if (gone) continue;
    if (!trusted(ends.peer, connections->access()->trusted_proxies)) ends.client = client_name(ends.peer);
    if (!connections->make_room(ends.client)) {
      turn_away(socket);
      continue;
    }
    std::ignore = socket.set_option(tcp::no_delay(true), problem);
    auto session = serve(connections, std::move(socket), std::move(ends));
    asio::co_spawn(loop, std::move(session), asio::detached);
  }
}

struct Address {
  std::string host, port;
};

// `host:port`, `[v6]:port`, `:port`.
std::expected<Address, std::string> split(const std::string& text) {
  const auto colon = text.rfind(':');
  const bool digits = colon != std::string::npos && colon + 1 < text.size() && text.size() - colon <= 6 &&
                      std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || std::stoi(text.substr(colon + 1)) > 65535) {
    return std::unexpected(fmt::format(
        "\"{}\" is not an address to listen on; write it as 127.0.0.1:9475, [::1]:9475 or :9475", text));
  }
  Address out{.host = text.substr(0, colon), .port = text.substr(colon + 1)};
  const bool bracketed = out.host.size() >= 2 && out.host.front() == '[' && out.host.back() == ']';
  if (bracketed) out.host = out.host.substr(1, out.host.size() - 2);
  if (!bracketed && out.host.find(':') != std::string::npos) {
    return std::unexpected(
        fmt::format("\"{}\": an IPv6 address stands in brackets: [{}]:{}", text, out.host, out.port));
  }
  return out;
}

constexpr std::string_view open_to_others =
    "can be reached from other machines, and nobody would be asked for a password or certificate: give "
    "--web.config.file, or --web.allow-open when that is meant";

std::string advice(const error_code& problem) {
  if (problem == asio::error::address_in_use) {
    return "another program listens there; choose another port with --web.listen-address 127.0.0.1:PORT or "
           "[http] listen";
  }
  if (problem == asio::error::access_denied)
    return "ports below 1024 need the capability CAP_NET_BIND_SERVICE";
  return "choose an address of this machine";
}

std::string text(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), address,
                     endpoint.port());
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, asio::thread_pool& workers, Dispatch dispatch, const Limits& limits)
      : loop(context),
        connections(std::make_shared<Connections>(context.get_executor(), workers, checking.get_executor(),
                                                  std::move(dispatch), limits)),
        deadline(context) {}

  asio::io_context& loop;
  asio::thread_pool checking{1};  // of passwords; what waits for it ends with it
  std::shared_ptr<Connections> connections;
  std::vector<Acceptor> acceptors;
  asio::steady_timer deadline;
  std::function<void()> stopped;

  Acceptor bind(const tcp::endpoint& endpoint, error_code& problem) {
    auto acceptor = std::make_shared<tcp::acceptor>(loop);
    const auto tried = [&](auto&& step) {
      if (!problem) problem = step();
    };
    problem = acceptor->open(endpoint.protocol(), problem);
    tried([&] { return acceptor->set_option(tcp::acceptor::reuse_address(true), problem); });
    if (endpoint.address().is_v6()) {
      // `:9475` means IPv4 as well, an address given as IPv6 just that.
      const asio::ip::v6_only only(!endpoint.address().is_unspecified());
      tried([&] { return acceptor->set_option(only, problem); });
    }
    tried([&] { return acceptor->bind(endpoint, problem); });
    tried([&] { return acceptor->listen(tcp::acceptor::max_listen_connections, problem); });
    return problem ? nullptr : acceptor;
  }

  // A name can stand for several addresses, not all of which every machine has: one is enough.
  std::expected<std::vector<Acceptor>, std::string> open(const std::string& where, Reach reach) {
    const auto address = split(where);
    if (!address) return std::unexpected(address.error());
    error_code problem;
    std::vector<tcp::endpoint> endpoints;
    const auto port = static_cast<std::uint16_t>(std::stoi(address->port));
    if (address->host.empty()) {
      endpoints = {{tcp::v6(), port}, {tcp::v4(), port}};
    } else {
      tcp::resolver resolver(loop);
      for (const auto& found :
           resolver.resolve(address->host, address->port, tcp::resolver::passive, problem)) {
        endpoints.push_back(found.endpoint());
      }
    }
    std::vector<Acceptor> opened;
    for (const auto& endpoint : endpoints) {
      if (reach == Reach::this_machine && !endpoint.address().is_loopback()) {
        return std::unexpected(fmt::format("{} {}", where, open_to_others));
      }
      error_code own;
      if (auto acceptor = bind(endpoint, own)) {
        opened.push_back(std::move(acceptor));
        if (address->host.empty()) break;  // both families at once
      } else {
        problem = own;
      }
    }
    if (opened.empty()) {
      return std::unexpected(
          fmt::format("cannot listen on {}: {}; {}", where, problem.message(), advice(problem)));
    }
    return opened;
  }

  // `socket` is a stream socket of IPv4 or IPv6 that listens.
  std::expected<Acceptor, std::string> adopt(int socket, Reach reach) {
    const auto refuse = [&](std::string_view why) {
      return std::unexpected(fmt::format("socket {} that was passed {}", socket, why));
    };
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    int listening = 0;
    socklen_t listening_size = sizeof listening;
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0 ||
        (name.ss_family != AF_INET && name.ss_family != AF_INET6) ||
        getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, &listening_size) != 0 || listening == 0) {
      return refuse("is no TCP socket that listens; see ListenStream= of the socket unit");
    }
    error_code problem;
    auto acceptor = std::make_shared<tcp::acceptor>(loop);
    problem = acceptor->assign(name.ss_family == AF_INET ? tcp::v4() : tcp::v6(), socket, problem);
    if (problem) return refuse("cannot be used: " + problem.message());
    const auto endpoint = acceptor->local_endpoint();
    if (reach == Reach::this_machine && !endpoint.address().is_loopback()) {
      return refuse(fmt::format("listens on {}, which {}", text(endpoint), open_to_others));
    }
    return acceptor;
  }

  std::vector<std::string> accept(const std::vector<Acceptor>& all) {
    std::vector<std::string> bound;
    for (const auto& acceptor : all) {
      bound.push_back(text(acceptor->local_endpoint()));
      auto accepting = accept_loop(connections, acceptor);
      asio::co_spawn(loop, std::move(accepting), asio::detached);
      acceptors.push_back(acceptor);
    }
    return bound;
  }

  void finish() {
    deadline.cancel();
    if (auto call = std::exchange(stopped, nullptr)) asio::post(loop, std::move(call));
  }

  void stop() {
    error_code ignored;
    for (const auto& acceptor : acceptors) std::ignore = acceptor->close(ignored);
    acceptors.clear();
    deadline.expires_after(connections->limits().stop);
    deadline.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (cancelled) return;
      self->connections->close_all();
      self->finish();
    });
    connections->stop([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->finish();
    });
  }
};

Server::Server(asio::io_context& loop, asio::thread_pool& workers, Dispatch dispatch, Limits limits)
    : state_(std::make_shared<State>(loop, workers, std::move(dispatch), limits)) {}

Server::~Server() {
  error_code ignored;
  state_->stopped = nullptr;
  for (const auto& acceptor : state_->acceptors) std::ignore = acceptor->close(ignored);
}

std::expected<std::vector<std::string>, std::string> Server::listen(const std::vector<std::string>& addresses,
                                                                    Reach reach) {
  std::vector<Acceptor> all;
  for (const auto& address : addresses) {
    auto opened = state_->open(address, reach);
    if (!opened) return std::unexpected(opened.error());
    std::ranges::move(*opened, std::back_inserter(all));
  }
  return state_->accept(all);
}

std::expected<std::vector<std::string>, std::string> Server::adopt(const std::vector<int>& sockets,
                                                                   Reach reach) {
  std::vector<Acceptor> all;
  for (const int socket : sockets) {
    auto adopted = state_->adopt(socket, reach);
    if (!adopted) return std::unexpected(adopted.error());
    all.push_back(std::move(*adopted));
  }
  return state_->accept(all);
}

void Server::secure(std::shared_ptr<const Security> security) {
  asio::dispatch(state_->loop, [state = state_, security = std::move(security)]() mutable {
    state->connections->secure(std::move(security));
  });
}

void Server::allow(std::shared_ptr<const Access> access) {
  asio::dispatch(state_->loop, [state = state_, access = std::move(access)]() mutable {
    state->connections->allow(std::move(access));
  });
}

void Server::stop(std::function<void()> stopped) {
  asio::post(state_->loop, [state = state_, done = std::move(stopped)]() mutable {
    state->stopped = std::move(done);
    state->stop();
  });
}

}  // namespace waymark::http
