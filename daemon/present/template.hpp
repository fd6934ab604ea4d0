#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <kainjow/mustache.hpp>

namespace waymark::present {

// What a template shows: a tree of texts, lists and truths. `{{name}}` escapes; `{{{name}}}` is for the
// project's own drawings only. A name that is missing in an object is looked up in the objects around it, so
// lists set every name that their template asks for.
using View = kainjow::mustache::data;
using Views = kainjow::mustache::list;

// The bundled templates and assets; files of the same name (`overview.mustache`, `waymark.css`) in `folder`
// replace them. Read once, safe to use from several threads.
class Templates {
 public:
  // Throws std::runtime_error naming the file when a replacement cannot be read or is not a template.
  explicit Templates(const std::optional<std::filesystem::path>& folder = {});

  // The page made from that template, with every other template at hand as a partial: `{{>page_head}}`.
  // Throws std::runtime_error for an unknown name or a template that cannot be rendered.
  [[nodiscard]] std::string render(std::string_view name, const View& view) const;
  // Empty for an unknown name.
  [[nodiscard]] std::optional<std::string_view> asset(std::string_view name) const;
  // Short text that changes with the asset's content, for its address.
  [[nodiscard]] std::string asset_version(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> templates_, assets_;
};

}  // namespace waymark::present
