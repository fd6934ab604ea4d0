#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "daemon/http/security.hpp"

namespace waymark::http {
namespace {

using Digest = std::array<unsigned char, 32>;

// bcrypt looks at no more than this: two passwords that differ only behind it would be the same.
constexpr std::size_t longest_password = 72;

std::optional<std::string> decode_base64(std::string_view text) {
  const auto padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
  const auto digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  if (text.empty() || text.size() % 4 != 0 || padding > 2) return std::nullopt;
  if (!std::ranges::all_of(text.substr(0, text.size() - padding), digit)) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

bool same_letters(std::string_view a, std::string_view lower) {
  return std::ranges::equal(a, lower,
                            [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

}  // namespace

std::shared_ptr<const Login> parse_basic(std::string_view header) {
  constexpr std::string_view scheme = "basic ";
  if (header.size() <= scheme.size() || !same_letters(header.substr(0, scheme.size()), scheme))
    return nullptr;
  header.remove_prefix(std::min(header.find_first_not_of(' ', scheme.size()), header.size()));
  auto text = decode_base64(header);
  if (!text) return nullptr;
  const auto colon = text->find(':');
  if (colon == std::string::npos) return nullptr;
  auto login = std::make_shared<const Login>(text->substr(0, colon), text->substr(colon + 1));
  OPENSSL_cleanse(text->data(), text->size());
  return login;
}

struct Users::State {
  std::vector<std::pair<std::string, std::string>> hashes;
  Digest key{};  // of this process and this list: what is remembered is worth nothing elsewhere
  std::mutex mutex;
  std::map<std::size_t, Digest> remembered;  // by place in `hashes`; one login a user

  [[nodiscard]] Digest digest(const Login& login) const {
    // The name's length keeps "a" "bc" apart from "ab" "c".
    std::string text = std::to_string(login.user.size()) + ":" + login.user + login.password;
    Digest out{};
    unsigned size = out.size();
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
    OPENSSL_cleanse(text.data(), text.size());
    return out;
  }
  [[nodiscard]] std::optional<std::size_t> place(const std::string& user) const {
    const auto found = std::ranges::find(hashes, user, &std::pair<std::string, std::string>::first);
    if (found == hashes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - hashes.begin());
  }
};

Users::Users(std::vector<std::pair<std::string, std::string>> hashes) : state_(std::make_unique<State>()) {
  state_->hashes = std::move(hashes);
  if (RAND_bytes(state_->key.data(), static_cast<int>(state_->key.size())) != 1)
    throw std::runtime_error("no random numbers to be had");
}
Users::~Users() = default;

bool Users::remembered(const Login& login) const {
  const auto place = state_->place(login.user);
  const auto digest = state_->digest(login);
  const std::scoped_lock lock(state_->mutex);
  const auto found = place ? state_->remembered.find(*place) : state_->remembered.end();
  return found != state_->remembered.end() &&
         CRYPTO_memcmp(found->second.data(), digest.data(), digest.size()) == 0;
}

bool Users::check(const Login& login) const {
  if (remembered(login)) return true;
  if (state_->hashes.empty()) return false;
  const auto place = state_->place(login.user);
  // A name that does not exist is held against somebody's hash, always the same one, and fails.
  const auto name = state_->digest({login.user, {}});
  const std::size_t other = (std::size_t{name[0]} << 8U | name[1]) % state_->hashes.size();
  const auto& expected = state_->hashes[place.value_or(other)].second;
  const bool possible =
      login.password.size() <= longest_password && login.password.find('\0') == std::string::npos;
  const auto working_memory = std::make_unique<crypt_data>();
  const char* found = crypt_r(possible ? login.password.c_str() : "", expected.c_str(), working_memory.get());
  const std::string_view said = found == nullptr ? std::string_view{} : found;
  const bool equal =
      said.size() == expected.size() && CRYPTO_memcmp(said.data(), expected.data(), said.size()) == 0;
  OPENSSL_cleanse(working_memory.get(), sizeof(crypt_data));
  if (!place || !possible || !equal) return false;
  const std::scoped_lock lock(state_->mutex);
  state_->remembered.insert_or_assign(*place, state_->digest(login));
  return true;
}

}  // namespace waymark::http
