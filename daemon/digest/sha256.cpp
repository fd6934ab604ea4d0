// OpenSSL's own interface to the algorithm, with its own code for each processor. The newer one (EVP) reads
// OpenSSL's configuration and sets up a provider of every algorithm first: two megabytes that a daemon
// without TLS has no other use for. It is to be used should OpenSSL ever take this one away.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "daemon/digest/sha256.hpp"

#include <openssl/sha.h>

namespace waymark::digest {

struct Hasher::State {
  SHA256_CTX context;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

core::Sha256 Hasher::finish() {
  core::Sha256 digest{};
  SHA256_Final(digest.data(), &state_->context);
  return digest;
}

core::Sha256 sha256(std::string_view text) {
  Hasher hasher;
  hasher.update(text);
  return hasher.finish();
}

}  // namespace waymark::digest
