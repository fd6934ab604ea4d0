#include "daemon/app/control_server.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control_socket.hpp"
#include "daemon/app/line_socket.hpp"
#include "daemon/app/log.hpp"
#include "daemon/core/printable.hpp"
#include "daemon/runtime/priority.hpp"

namespace waymark::app {

namespace asio = boost::asio;

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr std::size_t most_sessions = 8;
constexpr std::size_t longest_request = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds request_patience = 5s;
constexpr std::chrono::milliseconds answer_patience = 10s;
// When the system gives no more connections.
constexpr std::chrono::milliseconds after_a_failure = 1s;

json refusal(int exit, std::string_view problem) {
  return {{"exit", exit}, {"problem", wire_text(problem)}};
}

// What a request asks for, or what is wrong with it.
struct Asked {
  const ControlCommand* command = nullptr;
  json arguments;
};

std::expected<Asked, std::string> understand(const std::string& line,
                                             const std::vector<ControlCommand>& commands) {
  const auto request = json::parse(line, nullptr, false);
  if (!request.is_object() || !request.value("command", json()).is_string()) {
    return std::unexpected("the request is not understood");
  }
  if (request.value("waymark", json()) != control_version) {
    return std::unexpected("the daemon runs another version of the program; restart it");
  }
  const auto& name = request["command"].get_ref<const std::string&>();
  const auto found = std::ranges::find(commands, name, &ControlCommand::name);
  if (found == commands.end()) {
    return std::unexpected(fmt::format("the daemon takes no command \"{}\"", core::printable(name)));
  }
  return Asked{&*found, request.value("arguments", json::object())};
}

class Caller final : public ControlCaller {
 public:
  explicit Caller(LineSocket& lines) : lines_(lines) {}
  void send(const json& line) override {
    if (there_) there_ = lines_.write(wire_line(line), answer_patience);
  }
  bool wait(std::chrono::milliseconds time) override {
    there_ = there_ && !lines_.closed_within(time);
    return there_;
  }

 private:
  LineSocket& lines_;
  bool there_ = true;
};

// One request and its answer.
void serve(int connection, uid_t user, const std::vector<ControlCommand>& commands) {
  LineSocket lines(connection);
  const auto send = [&](const json& line) { lines.write(wire_line(line), answer_patience); };
  const auto line = lines.read(longest_request, request_patience);
  if (!line) return send(refusal(1, "the request is not understood: " + line.error()));
  const auto asked = understand(*line, commands);
  if (!asked) return send(refusal(1, asked.error()));
  log(Level::info, "command", {{"command", asked->command->name}, {"user", std::to_string(user)}});
  json answer;
  Caller caller(lines);
  try {
    answer = {{"exit", asked->command->run(asked->arguments, caller)}};
  } catch (const ControlRefusal& refused) {
    answer = refusal(refused.exit(), refused.what());
  } catch (const json::exception&) {
    answer = refusal(1, "the request is not understood");
  } catch (const std::exception& failure) {
    answer = refusal(1, failure.what());
  }
  send(answer);
}

}  // namespace

struct ControlServer::State {
  using Protocol = asio::local::stream_protocol;
  struct Session {
    posix::Descriptor connection;
    std::thread thread;
  };

  State(asio::io_context& loop_to_use, std::filesystem::path ledger_to_serve,
        std::vector<ControlCommand> table)
      : loop(loop_to_use),
        ledger(std::move(ledger_to_serve)),
        commands(std::move(table)),
        acceptor(loop),
        pause(loop) {}

  void accept() {
    acceptor.async_accept([this](boost::system::error_code error, Protocol::socket accepted) {
      if (error == asio::error::operation_aborted || !acceptor.is_open()) return;
      if (!error) {
        take(posix::Descriptor(accepted.release()));
        return accept();
      }
      pause.expires_after(after_a_failure);
      pause.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) accept();
      });
    });
  }

  void take(posix::Descriptor connection) {
    const auto peer = peer_of(connection.get(), group);
    if (!peer.may_ask) {
      log(Level::warning, "command refused", {{"user", std::to_string(peer.user)}});
      return turn_away(connection, "this user may not ask the daemon to record");
    }
    if (sessions.size() >= most_sessions) {
      return turn_away(connection, "the daemon is busy with other commands; try again later");
    }
    sessions.push_back({std::move(connection), {}});
    const auto session = std::prev(sessions.end());
    try {
      session->thread = std::thread([this, session, fd = session->connection.get(), user = peer.user,
                                     busy = asio::make_work_guard(loop)] {
        runtime::work_in_background(runtime::page_niceness);
        serve(fd, user, commands);
        asio::post(loop, [this, session] {
          session->thread.join();  // this was the last that it did
          sessions.erase(session);
        });
      });
    } catch (const std::system_error&) {
      turn_away(session->connection, "the system has no more threads; try again later");
      sessions.erase(session);
    }
  }

  // Without waiting for it to be read.
  static void turn_away(const posix::Descriptor& connection, std::string_view why) {
    LineSocket(connection.get()).write(wire_line(refusal(1, why)), 0ms);
  }

  void remove_socket() const {
    struct stat there{};
    const bool ours = ::lstat(path.c_str(), &there) == 0 && there.st_ino == inode;
    if (ours) ::unlink(path.c_str());
  }

  asio::io_context& loop;
  std::filesystem::path ledger;
  std::vector<ControlCommand> commands;
  Protocol::acceptor acceptor;
  asio::steady_timer pause;
  std::filesystem::path path;
  ino_t inode = 0;
  gid_t group = 0;
  std::list<Session> sessions;
};

ControlServer::ControlServer(asio::io_context& loop, std::filesystem::path ledger,
                             std::vector<ControlCommand> commands)
    : state_(std::make_unique<State>(loop, std::move(ledger), std::move(commands))) {}

ControlServer::~ControlServer() {
  stop();
  for (auto& session : state_->sessions) {
    if (session.thread.joinable()) session.thread.join();
  }
}

std::expected<std::filesystem::path, std::string> ControlServer::listen() {
  const auto path = control_socket_of(state_->ledger);
  if (!path) return std::unexpected(state_->ledger.string() + ": there is no ledger");
  auto listening = listen_at(*path);
  if (!listening) return std::unexpected(listening.error());
  struct stat there{};
  if (::lstat(path->c_str(), &there) != 0) return std::unexpected(posix::reason(errno));
  state_->path = *path;
  state_->inode = there.st_ino;
  state_->group = there.st_gid;
  boost::system::error_code failed;
  failed = state_->acceptor.assign(State::Protocol(), listening->get(), failed);
  if (failed) return std::unexpected(failed.message());
  static_cast<void>(listening->release());
  state_->accept();
  return *path;
}

void ControlServer::stop() {
  if (!state_->acceptor.is_open()) return;
  boost::system::error_code ignored;
  ignored = state_->acceptor.close(ignored);
  state_->pause.cancel();
  state_->remove_socket();
  // Who has not yet asked is not waited for.
  for (const auto& session : state_->sessions) ::shutdown(session.connection.get(), SHUT_RD);
}

}  // namespace waymark::app
