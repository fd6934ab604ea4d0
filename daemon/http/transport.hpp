#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "daemon/http/security.hpp"

namespace waymark::http {

// The bytes of one connection, plain or through TLS. A deadline that passes ends what waits, and the
// connection. Everything here runs on the loop's thread; one operation at a time.
class Transport {
 public:
  using Parts = std::array<boost::asio::const_buffer, 3>;

  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // For all operations from now on, until it is set anew.
  virtual void expires_after(std::chrono::milliseconds deadline) = 0;
  // What comes before the first byte of HTTP; false when the client and we do not agree.
  virtual boost::asio::awaitable<bool> greet() = 0;
  // At least one byte; 0 when there is none to come, for whatever reason.
  virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer room) = 0;
  // False when not everything could be sent: within `whole`, and without TLS with something of it taken every
  // `stall`. Sets the deadline anew.
  struct Patience {
    std::chrono::milliseconds whole, stall;
  };
  virtual boost::asio::awaitable<bool> write(Parts parts, Patience patience) = 0;
  // Says that no more is sent, and takes in a little of what the client still sends: closing with unread data
  // resets the connection, and the client may never see the answer.
  virtual boost::asio::awaitable<void> say_goodbye() = 0;
  virtual void close() = 0;  // what waits ends
};

// Through TLS unless `tls` is null.
[[nodiscard]] std::unique_ptr<Transport> make_transport(boost::asio::ip::tcp::socket socket,
                                                        std::shared_ptr<Tls> tls);

}  // namespace waymark::http
