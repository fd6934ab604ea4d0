#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::asio {
class io_context;   // NOLINT(readability-identifier-naming): Boost's
class thread_pool;  // NOLINT(readability-identifier-naming): Boost's
}  // namespace boost::asio

namespace waymark::http {

struct Access;
struct Security;

struct Request {
  std::string method;  // GET, HEAD, POST
  std::string path;    // percent-decoded, without the query; UTF-8 without control characters
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::string accept, accept_encoding;
  std::string body;
};

struct Response {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::shared_ptr<const void> keep;  // what `view` points into
  std::string_view view;             // sent instead of `body` when not empty: no copy of a snapshot's text
  std::string tail;                  // sent after `body` or `view`
  std::vector<std::pair<std::string, std::string>> headers;
};

// Answers one request, HEAD as if it were GET: the server drops the content.
using Handler = std::function<Response(const Request&)>;

struct Limits {
  std::size_t target_bytes = 4 * 1024;
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::size_t connections = 2048;
  std::size_t working = 512, working_per_client = 64;  // requests that workers are to answer
  std::size_t checks = 1024, checks_per_client = 256;  // passwords that wait to be checked
  std::size_t pipelined = 64;  // requests in a row that are sent before the one before is answered
  std::chrono::milliseconds idle = std::chrono::seconds{75};   // between two requests
  std::chrono::milliseconds read = std::chrono::seconds{10};   // from a request's first byte to its last
  std::chrono::milliseconds write = std::chrono::seconds{30};  // a whole response
  std::chrono::milliseconds stall =
      std::chrono::seconds{10};  // without TLS: until the client takes more of it
  std::chrono::milliseconds penalty = std::chrono::seconds{1};  // for a wrong password after too many others
  std::chrono::milliseconds stop = std::chrono::seconds{10};    // for responses in progress
};

struct Dispatch {
  // An answer that is there already, on the event loop: must not block. May be empty, and may have none.
  std::function<std::optional<Response>(const Request&)> at_hand;
  // Picks for a path: true when `inline_handler` answers it.
  std::function<bool(std::string_view path)> is_inline;
  Handler inline_handler;  // on the event loop: must not block
  Handler worker;          // in the pool; its text is compressed when the client accepts that
  // Called on the loop for every response, for waymark_http_requests_total; `path` is empty when the request
  // could not be read.
  std::function<void(std::string_view path, unsigned status)> observed;
  // Somebody gave a wrong password: the client's address, the name, and how many of this client's logins have
  // failed since it was last called for it. Not called for each: at most once a minute for a client, and
  // twenty times a minute for all.
  std::function<void(std::string_view client, std::string_view user, std::size_t failures)> login_failed;
  // A handler threw: the client got 500, this is for the log. Called on the loop.
  std::function<void(std::string_view path, std::string_view what)> failed;
};

// Who may reach a listening address.
enum class Reach { anybody, this_machine };

// An HTTP/1.1 server on one event loop. Holds every limit above; a connection that breaks one gets the
// fitting 4xx or is closed. When `connections` are open, the one idle for longest makes room for a new one,
// or else the one whose request takes longest to come, or else the one that takes longest to read its answer:
// those that workers answer, and passwords, have limits of their own, so that there is always such a one.
class Server {
 public:
  // `loop` accepts, reads, writes and runs inline handlers; `workers` runs the others. Both outlive the
  // server and are run by the caller, who joins the workers before the loop goes. Empty functions in
  // `dispatch` are allowed for `observed`, `login_failed` and `failed` only.
  Server(boost::asio::io_context& loop, boost::asio::thread_pool& workers, Dispatch dispatch,
         Limits limits = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // `127.0.0.1:9475`, `[::1]:0`, `localhost:80`, `:9475` (every interface). Port 0 picks a free one. Returns
  // the addresses as bound, or one sentence that says which could not be had, why, and what to do; then none
  // is listened on. With Reach::this_machine an address that is not a loopback one is refused. Call it on the
  // loop's thread or before the loop runs.
  std::expected<std::vector<std::string>, std::string> listen(const std::vector<std::string>& addresses,
                                                              Reach reach = Reach::anybody);

  // The same with sockets that listen already, which the server then owns.
  std::expected<std::vector<std::string>, std::string> adopt(const std::vector<int>& sockets,
                                                             Reach reach = Reach::anybody);

  // What is asked of those who connect from now on; kept connections end with the answer they are at, unless
  // nothing is asked before and after. Without a call: plain HTTP for everybody. May be called from any
  // thread.
  void secure(std::shared_ptr<const Security> security);

  // By which names the service may be asked and whose X-Forwarded-For counts, for requests from now on; as it
  // is in Access without a call. May be called from any thread.
  void allow(std::shared_ptr<const Access> access);

  // Stops accepting, closes idle connections, lets responses in progress end within Limits::stop, then calls
  // `stopped` on the loop, once. May be called from any thread.
  void stop(std::function<void()> stopped);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::http
