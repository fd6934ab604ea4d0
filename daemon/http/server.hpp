#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::asio {
class io_context;   // NOLINT(readability-identifier-naming): Boost's
class thread_pool;  // NOLINT(readability-identifier-naming): Boost's
}  // namespace boost::asio

namespace waymark::http {

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
  std::chrono::milliseconds idle = std::chrono::seconds{75};   // between two requests
  std::chrono::milliseconds read = std::chrono::seconds{10};   // from a request's first byte to its last
  std::chrono::milliseconds write = std::chrono::seconds{30};  // a whole response
  std::chrono::milliseconds stop = std::chrono::seconds{10};   // for responses in progress
};

struct Dispatch {
  // Picks for a path: true when `inline_handler` answers it.
  std::function<bool(std::string_view path)> is_inline;
  Handler inline_handler;  // on the event loop: must not block
  Handler worker;          // in the pool; its text is compressed when the client accepts that
  // Called on the loop for every response, for waymark_http_requests_total; `path` is empty when the request
  // could not be read.
  std::function<void(std::string_view path, unsigned status)> observed;
  // A handler threw: the client got 500, this is for the log. Called on the loop.
  std::function<void(std::string_view path, std::string_view what)> failed;
};

// Who may reach a listening address.
enum class Reach { anybody, this_machine };

// An HTTP/1.1 server on one event loop. Holds every limit above; a connection that breaks one gets the
// fitting 4xx or is closed. When `connections` are open, the one idle for longest makes room for a new one,
// or else the one whose request takes longest to come.
class Server {
 public:
  // `loop` accepts, reads, writes and runs inline handlers; `workers` runs the others. Both outlive the
  // server and are run by the caller, who joins the workers before the loop goes. Empty functions in
  // `dispatch` are allowed for `observed` and `failed` only.
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

  // Stops accepting, closes idle connections, lets responses in progress end within Limits::stop, then calls
  // `stopped` on the loop, once. May be called from any thread.
  void stop(std::function<void()> stopped);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::http
