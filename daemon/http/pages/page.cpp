#include "daemon/http/pages/page.hpp"

#include <fmt/format.h>

#include "daemon/present/escape.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::text;
using present::url_part;

namespace {

std::string path_of(const core::Scope& scope) {
  std::string out;
  std::string_view rest = scope.path;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    out += '/' + url_part(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  return out;
}

View link(std::string_view label, std::string_view href, bool current) {
  View view;
  view.set("label", text(label));
  view.set("href", text(href));
  view.set("current", current);
  return view;
}

}  // namespace

Links::Links(const core::AuthorityCode& authority, Site::Day day)
    : authority_(authority.text), day_(day ? core::iso_date(*day) : std::string{}) {}

std::string Links::page(std::string_view path) const {
  const auto base = fmt::format("/a/{}/{}", url_part(authority_), path);
  return day_.empty() ? base : base + "?as_of=" + day_;
}

std::string Links::overview(std::string_view fragment) const {
  return fragment.empty() ? page("") : fmt::format("{}#{}", page(""), fragment);
}

std::string Links::commitment(const core::CommitmentId& id) const {
  return page("commitments/" + url_part(id.text));
}

std::string Links::indicator(const core::IndicatorId& id, const core::Scope& scope) const {
  return page("indicators/" + url_part(id.text) + path_of(scope));
}

std::string Links::api(std::string_view what) const {
  const auto separator = what.find('?') == std::string_view::npos ? '?' : '&';
  auto href = fmt::format("/api/v1/{}{}authority={}", what, separator, url_part(authority_));
  return day_.empty() ? href : href + "&as_of=" + day_;
}

View frame(const Visit& visit, const core::Scoreboard* board, std::string_view title, Section section) {
  View view;
  view.set("css_version", text(visit.templates.asset_version("waymark.css")));
  view.set("icon_version", text(visit.templates.asset_version("waymark.svg")));
  view.set("reload_problem", visit.site.last_reload_problem && !visit.site.last_reload_problem().empty());
  view.set("authority", board != nullptr ? text(board->plan->authority_name) : View{false});
  view.set("invented", board != nullptr && board->plan->invented);

  const auto today = visit.site.today();
  const auto shown = visit.day.value_or(board != nullptr ? board->as_of : today);
  view.set("as_of", text(present::date(shown)));
  view.set("as_of_value", text(core::iso_date(shown)));
  view.set("as_of_latest", text(core::iso_date(today)));
  view.set("past", visit.day.has_value());
  view.set("here", text(visit.request.path));

  Views nav;
  if (board == nullptr) {
    view.set("document_title", text(fmt::format("{} – Waymark", title)));
    nav.push_back(link("Start", "/", section == Section::start));
  } else {
    const Links links{board->plan->authority, visit.day};
    const auto& name = board->plan->authority_name;
    view.set("document_title",
             text(section == Section::overview ? fmt::format("{} – Waymark", name)
                                               : fmt::format("{} – {} – Waymark", title, name)));
    view.set("overview_href", text(links.overview()));
    nav.push_back(link("Overview", links.overview(), section == Section::overview));
    nav.push_back(link("Indicators", links.indicators(), section == Section::indicators));
    nav.push_back(link("Barriers", links.barriers(), section == Section::barriers));
    nav.push_back(link("Topics", links.coverage(), section == Section::coverage));
  }
  nav.push_back(link("Collectors", "/collectors", section == Section::collectors));
  view.set("title", text(title));
  view.set("nav", View{nav});
  return view;
}

Response html(const present::Templates& templates, std::string_view name, const View& view, unsigned status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = templates.render(name, view);
  return response;
}

Response problem_page(const Visit& visit, const Problem& problem) {
  Visit plain{visit.site, visit.templates, visit.request, {}};
  auto view = frame(plain, nullptr, problem.title, Section::none);
  view.set("detail", text(problem.detail));
  view.set("starting", problem.status == 503);
  auto response = html(visit.templates, "problem", view, problem.status);
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

}  // namespace waymark::http
