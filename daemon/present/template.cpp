#include "daemon/present/template.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "daemon/present/escape.hpp"
#include "resources/present.hpp"

namespace waymark::present {

namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view suffix = ".mustache";

// Partials by name, so that a view need not carry them.
class Context : public mustache::context<std::string> {
 public:
  Context(const View* view, const std::map<std::string, std::string, std::less<>>& templates)
      : mustache::context<std::string>(view), templates_(templates) {}

  const View* get_partial(const std::string& name) const override {
    const auto found = templates_.find(name);
    if (found == templates_.end())
      throw std::runtime_error(fmt::format("there is no template \"{}.mustache\"", name));
    return &held_.try_emplace(name, View{found->second}).first->second;
  }

 private:
  const std::map<std::string, std::string, std::less<>>& templates_;
  mutable std::map<std::string, View> held_;
};

using Texts = std::map<std::string, std::string, std::less<>>;

// `{{=<% %>=}}`: what stands between braces from there on means nothing.
bool changes_tags(std::string_view text) {
  return text.find("{{=") != std::string_view::npos;
}

// The text with every partial in its place, as the library would put it there when the page is made, but
// reading each once and not at every use. One that is unknown, contains itself or changes the tags stays for
// the library.
std::string with_partials(std::string_view text, const Texts& templates,
                          std::vector<std::string_view>& within) {
  constexpr std::string_view open = "{{>", close = "}}";
  if (changes_tags(text)) return std::string(text);
  std::string result;
  while (true) {
    const auto start = text.find(open);
    const auto end = start == std::string_view::npos ? start : text.find(close, start);
    if (end == std::string_view::npos) return result.append(text);
    const auto name = text.substr(start + open.size(), end - start - open.size());
    const auto found = templates.find(name);
    if (found == templates.end() || changes_tags(found->second) ||
        std::ranges::find(within, name) != within.end()) {
      result.append(text.substr(0, end + close.size()));
    } else {
      within.push_back(name);
      result.append(text.substr(0, start)).append(with_partials(found->second, templates, within));
      within.pop_back();
    }
    text.remove_prefix(end + close.size());
  }
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.is_open() || in.bad()) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
  return text;
}

}  // namespace

Templates::Templates(const std::optional<std::filesystem::path>& folder) {
  for (const auto& [path, content] : resources::present()) {
    const auto name = path.substr(path.rfind('/') + 1);
    std::string text{content};
    std::string where{name};
    if (folder && std::filesystem::exists(*folder / name)) {
      text = read(*folder / name);
      where = (*folder / name).string();
    }
    if (!name.ends_with(suffix)) {
      assets_.emplace(name, std::move(text));
      continue;
    }
    if (const mustache::mustache parsed{text}; !parsed.is_valid()) {
      throw std::runtime_error(fmt::format("{}: {}", where, parsed.error_message()));
    }
    templates_.emplace(name.substr(0, name.size() - suffix.size()), std::move(text));
  }
  Texts whole;
  for (const auto& [name, text] : templates_) {
    std::vector<std::string_view> within{name};
    whole.emplace(name, with_partials(text, templates_, within));
  }
  templates_ = std::move(whole);
}

std::string Templates::render(std::string_view name, const View& view) const {
  const auto found = templates_.find(name);
  if (found == templates_.end())
    throw std::runtime_error(fmt::format("there is no template \"{}.mustache\"", name));
  mustache::mustache page{found->second};
  page.set_custom_escape([](const std::string& text) { return escaped(text); });
  Context context{&view, templates_};
  auto text = page.render(context);
  if (!page.is_valid()) throw std::runtime_error(fmt::format("{}.mustache: {}", name, page.error_message()));
  return text;
}

std::optional<std::string_view> Templates::asset(std::string_view name) const {
  const auto found = assets_.find(name);
  if (found == assets_.end()) return std::nullopt;
  return found->second;
}

std::string Templates::asset_version(std::string_view name) const {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : asset(name).value_or("")) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return fmt::format("{:016x}", hash).substr(0, 8);
}

}  // namespace waymark::present
