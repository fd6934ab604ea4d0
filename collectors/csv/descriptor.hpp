#pragma once

#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace waymark::csv {

// An open file descriptor, closed at the end.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int release() { return std::exchange(value_, -1); }  // whoever takes it closes it
  explicit operator bool() const { return value_ >= 0; }

 private:
  int value_ = -1;
};

[[nodiscard]] inline std::string reason(int error) {
  return std::generic_category().message(error);
}

}  // namespace waymark::csv
