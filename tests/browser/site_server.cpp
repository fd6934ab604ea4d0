// Serves the sample site of the page tests on a free port of 127.0.0.1 until its standard input ends, for the
// browser tests when no daemon is named. Prints the address as its first line.

#include <iostream>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"
#include "tests/http/sample_site.hpp"

int main() {
  namespace asio = boost::asio;
  namespace http = waymark::http;

  asio::io_context loop{1};
  asio::thread_pool workers{2};
  const http::Routes routes{http::test::several().site()};
  const auto answer = [&](const http::Request& request) { return routes.answer(request); };
  http::Server server{loop,
                      workers,
                      {.is_inline = [](std::string_view path) { return http::is_inline(path); },
                       .inline_handler = answer,
                       .worker = answer}};
  const auto bound = server.listen({"127.0.0.1:0"});
  if (!bound) {
    std::cerr << bound.error() << '\n';
    return 1;
  }
  std::cout << "http://" << bound->front() << '/' << std::endl;

  asio::posix::stream_descriptor input{loop, STDIN_FILENO};
  input.async_wait(asio::posix::stream_descriptor::wait_read,
                   [&](const boost::system::error_code&) { server.stop([] {}); });
  loop.run();
  workers.join();
  return 0;
}
