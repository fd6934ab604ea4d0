#pragma once

#include <memory>
#include <string_view>

#include "daemon/core/batch.hpp"

namespace waymark::digest {

// SHA-256 of bytes that come in pieces.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  void update(std::string_view bytes);
  [[nodiscard]] core::Sha256 finish();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] core::Sha256 sha256(std::string_view text);

}  // namespace waymark::digest
