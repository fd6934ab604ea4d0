#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waymark::database {

// A text that is overwritten when it is no longer needed, and never grows into another place.
class Secret {
 public:
  explicit Secret(std::size_t room) { bytes_.reserve(room + 1); }
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  Secret& operator=(Secret&&) = delete;
  ~Secret();

  // As much as there is room for.
  void append(std::string_view text);
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), bytes_.size()}; }
  [[nodiscard]] const char* c_str();

 private:
  std::vector<char> bytes_;
};

// The first line of a file that nobody but its owner and group may read. The error is one sentence.
[[nodiscard]] std::expected<Secret, std::string> read_password(const std::filesystem::path& file);

}  // namespace waymark::database
