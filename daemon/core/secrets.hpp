#pragma once

#include <string>
#include <string_view>

// Passwords and the like, as they stand in settings and in what libraries say, kept out of every message.
namespace waymark::core {

inline constexpr std::string_view hidden = "…";

// Whether a setting holds a secret, or leads to one, by its name: password, PWD, bearer_token_file,
// client_secret.
[[nodiscard]] bool names_secret(std::string_view name);

// The text with user and password of addresses (scheme://user:password@host) and values of words that name a
// secret (PWD={...};, password=..., &token=...) replaced by `hidden`.
[[nodiscard]] std::string without_secrets(std::string_view text);

// The same, and without this very password, wherever it stands; one too short to be told from other text
// stays.
[[nodiscard]] std::string without_secrets(std::string_view text, std::string_view password);

}  // namespace waymark::core
