#pragma once

#include <boost/asio/ssl/context.hpp>

#include "daemon/http/security.hpp"

namespace waymark::http {

class Tls {
 public:
  Tls() : context(boost::asio::ssl::context::tls_server) {}
  boost::asio::ssl::context context;
};

}  // namespace waymark::http
