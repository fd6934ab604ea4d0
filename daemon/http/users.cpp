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

namespace {

// What was found right, by hash: as long as a user's hash stays, so does what is remembered.
struct Memory {
  Digest key{};  // of this process: what is remembered is worth nothing elsewhere
  std::mutex mutex;
  std::map<std::string, Digest> right;  // by name and hash; one login a user

  Memory() {
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
      throw std::runtime_error("no random numbers to be had");
  }
};

Digest digest(const Memory& memory, const Login& login) {
  // The name's length keeps "a" "bc" apart from "ab" "c".
  std::string text = std::to_string(login.user.size()) + ":" + login.user + login.password;
  Digest out{};
  unsigned size = out.size();
  HMAC(EVP_sha256(), memory.key.data(), static_cast<int>(memory.key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
  OPENSSL_cleanse(text.data(), text.size());
  return out;
}

}  // namespace

struct Users::State {
  std::vector<std::pair<std::string, std::string>> hashes;
  std::shared_ptr<Memory> memory = std::make_shared<Memory>();

  [[nodiscard]] std::optional<std::size_t> place(const std::string& user) const {
    const auto found = std::ranges::find(hashes, user, &std::pair<std::string, std::string>::first);
    if (found == hashes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - hashes.begin());
  }
  [[nodiscard]] std::string id(std::size_t place) const {
    return hashes[place].first + '\n' + hashes[place].second;
  }
};

Users::Users(std::vector<std::pair<std::string, std::string>> hashes) : state_(std::make_unique<State>()) {
  state_->hashes = std::move(hashes);
}
Users::~Users() = default;

void Users::remember_as(const Users& before) const {
  if (&before == this) return;
  state_->memory = before.state_->memory;
  std::vector<std::string> here;
  for (std::size_t i = 0; i < state_->hashes.size(); ++i) here.push_back(state_->id(i));
  const std::scoped_lock lock(state_->memory->mutex);
  std::erase_if(state_->memory->right,
                [&](const auto& entry) { return std::ranges::find(here, entry.first) == here.end(); });
}

bool Users::remembered(const Login& login) const {
  const auto place = state_->place(login.user);
  auto& memory = *state_->memory;
  const auto given = digest(memory, login);
  const std::scoped_lock lock(memory.mutex);
  const auto found = place ? memory.right.find(state_->id(*place)) : memory.right.end();
  return found != memory.right.end() && CRYPTO_memcmp(found->second.data(), given.data(), given.size()) == 0;
}

bool Users::check(const Login& login) const {
  if (remembered(login)) return true;
  if (state_->hashes.empty()) return false;
  const auto place = state_->place(login.user);
  // A name that does not exist is held against somebody's hash, always the same one, and fails.
  const auto name = digest(*state_->memory, {login.user, {}});
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
  auto& memory = *state_->memory;
  const auto found_right = digest(memory, login);
  const std::scoped_lock lock(memory.mutex);
  memory.right.insert_or_assign(state_->id(*place), found_right);
  return true;
}

}  // namespace waymark::http
