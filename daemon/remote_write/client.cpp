#include "daemon/remote_write/client.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "daemon/remote_write/libcurl.hpp"

namespace waymark::remote_write {

namespace {

constexpr std::size_t shown = 300;  // of what a receiver says

struct FreeList {
  void operator()(curl_slist* list) const { libcurl->curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  auto* shorter = list.release();
  auto* longer = libcurl->curl_slist_append(shorter, line.c_str());
  list.reset(longer == nullptr ? shorter : longer);
  if (longer == nullptr) throw std::bad_alloc{};
}

// The first line; empty when the file cannot be read.
std::string secret(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

std::size_t keep_start(const char* data, std::size_t size, std::size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  text.append(data, std::min(size * count, shown - std::min(shown, text.size())));
  return size * count;
}

int stop_requested(void* stop, curl_off_t /*to*/, curl_off_t /*got*/, curl_off_t /*all*/,
                   curl_off_t /*put*/) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

// One line of printable ASCII: it goes into the log.
std::string tidied(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '\n'), text.end());
  std::ranges::replace_if(text, [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
  return text;
}

// Only what says that these very samples are bad is final. All else is for somebody to mend: an address, a
// password, a proxy, the receiver itself.
Reply::Kind kind_of(long code) {
  switch (code) {
    case 400:
    case 409:
    case 422: return Reply::Kind::refused;
    case 413: return Reply::Kind::too_large;
    default: return Reply::Kind::later;
  }
}

std::string_view advice(long code) {
  if (code >= 300 && code < 400) return " (it answers at another address: set url to that)";
  switch (code) {
    case 401:
    case 403:
    case 407: return " (check username and password_file, or bearer_token_file)";
    case 404:
    case 405: return " (check url: nothing takes samples there)";
    default: return {};
  }
}

Reply answered(long code, const std::string& body, std::optional<std::chrono::seconds> wait) {
  if (code >= 200 && code < 300) return {.kind = Reply::Kind::accepted, .said = {}, .wait = {}};
  const auto said = fmt::format("{}{}{}{}", code, advice(code), body.empty() ? "" : ": ", tidied(body));
  return {.kind = kind_of(code), .said = said, .wait = wait};
}

}  // namespace

struct Client::State {
  struct Clean {
    void operator()(CURL* ended) const { libcurl->curl_easy_cleanup(ended); }
  };
  Target target;
  std::string user_agent;
  List headers;
  std::unique_ptr<CURL, Clean> handle;

  template <class Value>
  void set(CURLoption option, Value value) const {
    if (libcurl->curl_easy_setopt(handle.get(), option, value) != CURLE_OK) {
      throw std::runtime_error(fmt::format("libcurl does not know option {}", static_cast<int>(option)));
    }
  }

  // What is wrong with libcurl, or nothing. Once is enough, after a failure again.
  [[nodiscard]] std::optional<std::string> open() {
    if (handle) return std::nullopt;
    if (auto loaded = libcurl.load(); !loaded) return std::move(loaded.error());
    handle.reset(libcurl->curl_easy_init());
    if (!handle) throw std::runtime_error("libcurl cannot start");
    for (const auto& line :
         {std::string{"Content-Type: application/x-protobuf"}, std::string{"Content-Encoding: snappy"},
          std::string{"X-Prometheus-Remote-Write-Version: 0.1.0"}, user_agent, std::string{"Expect:"}}) {
      append(headers, line);
    }
    set(CURLOPT_URL, target.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POST, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(target.timeout.count()));
    if (!target.ca_file.empty()) set(CURLOPT_CAINFO, target.ca_file.c_str());
    set(CURLOPT_WRITEFUNCTION, &keep_start);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &stop_requested);
    return std::nullopt;
  }

  // What is wrong with the files, or nothing.
  [[nodiscard]] std::optional<std::string> authorise() const {
    const auto& file = target.bearer_token_file.empty() ? target.password_file : target.bearer_token_file;
    if (file.empty()) return std::nullopt;
    const auto text = secret(file);
    if (text.empty()) return fmt::format("{} cannot be read or is empty", file.string());
    if (target.bearer_token_file.empty()) {
      set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
      set(CURLOPT_USERNAME, target.username.c_str());
      set(CURLOPT_PASSWORD, text.c_str());
    } else {
      set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
      set(CURLOPT_XOAUTH2_BEARER, text.c_str());
    }
    return std::nullopt;
  }
};

Client::Client(Target target, const std::string& version) : state_(std::make_unique<State>()) {
  state_->target = std::move(target);
  state_->user_agent = "User-Agent: waymark/" + version;
}

Client::~Client() = default;

Reply Client::post(std::string_view body, const std::stop_token& stop) {
  auto& state = *state_;
  auto problem = state.open();
  if (!problem) problem = state.authorise();
  if (problem) {
    return {.kind = Reply::Kind::later, .said = std::move(*problem), .wait = {}};
  }
  std::string answer;
  char reason[CURL_ERROR_SIZE] = {};
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the next option gives its size
  state.set(CURLOPT_POSTFIELDS, body.data());
  state.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  state.set(CURLOPT_WRITEDATA, &answer);
  state.set(CURLOPT_XFERINFODATA, &stop);
  state.set(CURLOPT_ERRORBUFFER, static_cast<char*>(reason));
  const auto result = libcurl->curl_easy_perform(state.handle.get());
  state.set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  if (result != CURLE_OK) {
    const std::string said =
        reason[0] != '\0' ? static_cast<const char*>(reason) : libcurl->curl_easy_strerror(result);
    return {.kind = Reply::Kind::later, .said = tidied(said), .wait = {}};
  }
  long code = 0;
  curl_off_t wait = 0;
  libcurl->curl_easy_getinfo(state.handle.get(), CURLINFO_RESPONSE_CODE, &code);
  libcurl->curl_easy_getinfo(state.handle.get(), CURLINFO_RETRY_AFTER, &wait);
  return answered(code, answer, wait > 0 ? std::optional{std::chrono::seconds{wait}} : std::nullopt);
}

}  // namespace waymark::remote_write
