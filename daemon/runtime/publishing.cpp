#include "daemon/runtime/publishing.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include "daemon/runtime/priority.hpp"

namespace waymark::runtime {

namespace asio = boost::asio;

Publishing::Publishing(std::function<void()> publish, int niceness) : publish_(std::move(publish)) {
  asio::post(thread_, [niceness] { work_in_background(niceness); });
}

void Publishing::ask() {
  const auto number = ++asked_;
  asio::post(thread_, [this, number] {
    if (done_ >= number) return;  // with one asked for later
    done_ = asked_;
    publish_();
  });
}

void Publishing::then(std::function<void()> call) {
  asio::post(thread_, std::move(call));
}

void Publishing::end() {
  thread_.join();
}

}  // namespace waymark::runtime
