#pragma once

#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>

#include "daemon/http/connections.hpp"
#include "daemon/http/exchange.hpp"

namespace waymark::http {

// Refuses who is not known, on every path, as Prometheus' tools do; null `users`: nobody is asked. Passwords
// are checked on their own thread, one client's after another's. `held_back` is called before the answer to a
// client that failed often waits.
boost::asio::awaitable<void> authorize(std::shared_ptr<Connections> connections,
                                       std::shared_ptr<const Users> users, std::shared_ptr<Exchange> exchange,
                                       std::function<void()> held_back);

}  // namespace waymark::http
