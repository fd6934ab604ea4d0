#include "collectors/database/digest.hpp"

#include <openssl/sha.h>

namespace waymark::database {

core::Sha256 sha256(std::string_view text) {
  core::Sha256 digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

}  // namespace waymark::database
