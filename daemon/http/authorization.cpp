#include "daemon/http/authorization.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace waymark::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Runs on the thread that checks passwords.
asio::awaitable<bool> check_slowly(std::shared_ptr<const Users> users, std::shared_ptr<const Login> login) {
  co_return users->check(*login);
}

// Whoever has the turn to check a password gives it on, whatever happens.
class TurnHolder {
 public:
  explicit TurnHolder(Connections& connections) : connections_(connections) {}
  ~TurnHolder() { connections_.checked(); }
  TurnHolder(const TurnHolder&) = delete;
  TurnHolder& operator=(const TurnHolder&) = delete;

 private:
  Connections& connections_;
};

// When it is this client's turn, one after another.
asio::awaitable<bool> check(std::shared_ptr<Connections> connections, std::shared_ptr<const Users> users,
                            std::string client, std::shared_ptr<const Login> login) {
  auto turn = turn_of(connections->wait_to_check(client));
  co_await std::move(turn);
  const TurnHolder holder(*connections);
  if (users->remembered(*login)) co_return true;  // found right while this one waited
  auto work = check_slowly(users, login);
  const bool right = co_await asio::co_spawn(connections->checking(), std::move(work), asio::use_awaitable);
  co_return right;
}

// Says so, and holds the answer back where many failed before: whoever tries passwords waits, and meanwhile
// others have their turn.
asio::awaitable<void> failed(std::shared_ptr<Connections> connections, std::string client,
                             std::shared_ptr<const Login> login, std::function<void()> held_back) {
  const auto now = std::chrono::steady_clock::now();
  const auto note = connections->clients().failed(client, now);
  const auto& said = connections->dispatch().login_failed;
  if (note.failures > 0 && said) said(client, login->user, note.failures);
  if (!connections->clients().hammering(client, now)) co_return;
  held_back();
  asio::steady_timer pause(connections->loop(), connections->limits().penalty);
  error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await pause.async_wait(token);
}

}  // namespace

asio::awaitable<void> authorize(std::shared_ptr<Connections> connections, std::shared_ptr<const Users> users,
                                std::shared_ptr<Exchange> exchange, std::function<void()> held_back) {
  if (!users) co_return;
  const auto login = parse_basic(exchange->authorization);
  if (login && users->remembered(*login)) co_return;
  const auto client = exchange->client;
  if (login) {
    const auto& limits = connections->limits();
    auto& checking = connections->clients().of(client).checking;
    if (connections->checks() >= limits.checks || checking >= limits.checks_per_client) {
      come_back(*exchange, 429, "Too many passwords are waiting to be checked.");
      co_return;
    }
    bool right = false;
    {
      const Counted one(connections->checks());
      const Counted own(checking);
      auto work = check(connections, users, client, login);
      right = co_await std::move(work);
    }
    if (right) {
      connections->clients().of(client).known_good = true;
      co_return;
    }
    auto late = failed(connections, client, login, std::move(held_back));
    co_await std::move(late);
  }
  refuse(*exchange, 401, "Unauthorized");
  exchange->response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Waymark\", charset=\"UTF-8\"");
}

}  // namespace waymark::http
