#include "daemon/app/control_client.hpp"

#include <chrono>
#include <stdexcept>
#include <sys/stat.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control.hpp"
#include "daemon/app/control_socket.hpp"
#include "daemon/app/line_socket.hpp"

namespace waymark::app {

namespace {

using nlohmann::json;

// A report of very many files.
constexpr std::size_t longest_line = std::size_t{256} * 1024 * 1024;
constexpr std::chrono::seconds request_patience{5};

}  // namespace

std::optional<ControlAnswer> ask_daemon(const std::filesystem::path& ledger, std::string_view command,
                                        const json& arguments, const std::function<void(const json&)>& take) {
  const auto socket = control_socket_of(ledger);
  struct stat file{};
  if (!socket || ::stat(ledger.c_str(), &file) != 0) return std::nullopt;
  const auto connection = connect_to(*socket, file.st_uid);
  if (!connection) throw std::runtime_error(connection.error());
  if (!*connection) return std::nullopt;

  LineSocket lines((*connection)->get());
  // When it was turned away at once there is an answer all the same.
  lines.write(wire_line({{"waymark", control_version}, {"command", command}, {"arguments", arguments}}),
              request_patience);
  for (;;) {
    const auto text = lines.read(longest_line, std::nullopt);  // a run takes as long as its timeout lets it
    if (!text) {
      throw std::runtime_error(
          fmt::format("{}: the daemon gave no answer ({}); its log says what became of it", socket->string(),
                      text.error()));
    }
    const auto line = json::parse(*text, nullptr, false);
    if (!line.is_object()) throw std::runtime_error(socket->string() + ": the answer is not understood");
    if (!line.contains("exit")) {
      take(line);
      continue;
    }
    return ControlAnswer{line["exit"].get<int>(), from_wire(line.value("problem", std::string()))};
  }
}

}  // namespace waymark::app
