#include "daemon/present/template.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/present/escape.hpp"
#include "daemon/present/views.hpp"

namespace waymark::present {
namespace {

using testing::HasSubstr;

class Replaced : public testing::Test {
 protected:
  Replaced() { std::filesystem::create_directories(folder_); }
  ~Replaced() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) const { std::ofstream{folder_ / name} << text; }
  [[nodiscard]] std::string problem() const {
    try {
      const Templates templates{folder_};
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("waymark-present-" + std::to_string(::getpid()));
};

TEST(Escape, LeavesNoMarkup) {
  EXPECT_EQ(escaped("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(escaped("caf\xE9 \xE2\x80\xAE<"), R"(caf\xE9 \u202E&lt;)");
  EXPECT_EQ(escaped(std::string_view{"a\0b\n", 4}), R"(a\x00b)"
                                                    "\n");
  EXPECT_EQ(url_part("a/b c?é"), "a%2Fb%20c%3F%C3%A9");
}

TEST(Templates, EveryBundledOneIsThere) {
  const Templates templates;
  View view;
  view.set("class", text("on_track"));
  view.set("words", text("<On track>"));
  view.set("shape", text("<svg></svg>"));
  EXPECT_EQ(templates.render("chip", view),
            "<span class=\"chip chip--on_track\"><svg></svg>&lt;On track&gt;</span>\n");
  EXPECT_TRUE(templates.asset("waymark.css"));
  EXPECT_FALSE(templates.asset("nothing.css"));
  EXPECT_THROW((void)templates.render("nothing", View{}), std::runtime_error);
}

TEST_F(Replaced, ATemplateInTheFolderIsTakenInstead) {
  write("chip.mustache", "[{{words}}]");
  View view;
  view.set("words", text("A & B"));
  EXPECT_EQ(Templates{folder_}.render("chip", view), "[A &amp; B]");
}

TEST_F(Replaced, AnAssetInTheFolderChangesItsVersion) {
  write("waymark.css", "p {}");
  const Templates replaced{folder_};
  EXPECT_EQ(replaced.asset("waymark.css"), "p {}");
  EXPECT_NE(replaced.asset_version("waymark.css"), Templates{}.asset_version("waymark.css"));
}

TEST_F(Replaced, ABrokenTemplateIsNamed) {
  write("chip.mustache", "{{#open}}");
  EXPECT_THAT(problem(), HasSubstr((folder_ / "chip.mustache").string() + ": Unclosed section"));
}

TEST_F(Replaced, ATemplateMayContainItself) {
  write("chip.mustache", "{{words}}{{#inner}}({{>chip}}){{/inner}}");
  View innermost, inner, outer;
  innermost.set("words", text("c"));
  innermost.set("inner", View{false});
  inner.set("words", text("b"));
  inner.set("inner", innermost);
  outer.set("words", text("a"));
  outer.set("inner", inner);
  EXPECT_EQ(Templates{folder_}.render("chip", outer), "a(b(c))");
}

TEST_F(Replaced, TagsThatATemplateChangesAreItsOwn) {
  write("chip.mustache", "{{=<% %>=}}<% words %> {{>travel}}");
  write("travel.mustache", "{{>chip}} {{words}}");
  View view;
  view.set("words", text("a"));
  EXPECT_EQ(Templates{folder_}.render("travel", view), "a {{>travel}} a");
}

TEST_F(Replaced, AnUnknownPartialIsNamed) {
  write("chip.mustache", "{{>chipp}}");
  EXPECT_THROW((void)Templates{folder_}.render("chip", View{}), std::runtime_error);
}

}  // namespace
}  // namespace waymark::present
