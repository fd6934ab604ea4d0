#pragma once

#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace waymark::posix {

// An open file descriptor, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      if (value_ >= 0) ::close(value_);
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int release() { return std::exchange(value_, -1); }  // whoever takes it closes it
  explicit operator bool() const { return value_ >= 0; }

 private:
  int value_;
};

// What an errno means, as the system says it.
[[nodiscard]] inline std::string reason(int error) {
  return std::generic_category().message(error);
}

}  // namespace waymark::posix
