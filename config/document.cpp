#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/files.hpp"
#include "config/reader_state.hpp"

namespace waymark::config {

std::expected<std::string, std::string> read_file(const std::filesystem::path& file, std::size_t largest) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  const auto refuse = [&](const std::string& why) {
    return std::unexpected{fmt::format("cannot read {}: {}", file.string(), why)};
  };
  if (status.type() == std::filesystem::file_type::not_found) return refuse("there is no such file");
  if (error) return refuse(error.message());
  if (status.type() == std::filesystem::file_type::directory) return refuse("it is a directory");
  if (status.type() != std::filesystem::file_type::regular) return refuse("it is not a regular file");

  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in) return refuse(std::generic_category().message(errno));
  std::string text;
  std::array<char, 65536> piece{};
  while (text.size() <= largest && in) {
    in.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return refuse(std::generic_category().message(errno));
  if (text.size() > largest) return refuse(fmt::format("it is larger than {} MiB", largest >> 20U));
  return text;
}

std::shared_ptr<Table::State> Document::State::table(const Node& node) {
  auto& entry = tables[&node];
  if (!entry) {
    entry = std::make_shared<Table::State>();
    entry->document = this;
    entry->node = &node;
  }
  return entry;
}

std::optional<Document> Document::load(const std::filesystem::path& file, Diagnostics& diagnostics) {
  const std::string name = file.filename().string();
  auto text = read_file(file, largest);
  if (!text) {
    diagnostics.add({.file = name, .message = std::move(text.error())});
    return std::nullopt;
  }
  return parse(std::move(*text), name, file.parent_path(), diagnostics);
}

std::optional<Document> Document::parse(std::string text, std::string name, std::filesystem::path folder,
                                        Diagnostics& diagnostics) {
  if (text.size() > largest) {
    diagnostics.add({.file = name, .message = fmt::format("larger than {} MiB", largest >> 20U)});
    return std::nullopt;
  }
  SourceText source{std::move(text)};
  auto tree = parse_tree(source, name, diagnostics);
  if (!tree) return std::nullopt;
  return Document{std::make_shared<State>(State{.source = std::move(source),
                                                .name = std::move(name),
                                                .folder = std::move(folder),
                                                .diagnostics = &diagnostics,
                                                .root = std::move(tree->root),
                                                .complete = tree->complete,
                                                .changed = std::move(tree->changed),
                                                .tables = {}})};
}

Table Document::root() {
  return Table{state_->table(state_->root)};
}

bool Document::complete() const {
  return state_->complete;
}

const std::string& Document::source() const {
  return state_->source.text();
}

}  // namespace waymark::config
