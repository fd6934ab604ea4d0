#include "daemon/present/canvas.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/present/escape.hpp"
#include "daemon/present/marks.hpp"

namespace waymark::present {

namespace {

constexpr double letter = 0.56;  // width of an average character, in font sizes

double day_of(core::Period period) {
  return static_cast<double>(period.last_day().time_since_epoch().count());
}

}  // namespace

std::string across(double x, double middle) {
  return fmt::format("M{:.1f} {:.1f}H{:.1f}", x, middle, x + 26);
}

Canvas::Canvas(const Drawing& drawing, const Extent& extent, core::Unit unit, std::vector<Entry> entries)
    : drawing_(drawing),
      first_(extent.first),
      last_(extent.last),
      axis_(value_axis(extent.lowest, extent.highest, drawing.value_ticks, unit)),
      entries_(std::move(entries)) {
  double widest = 0;
  for (const auto& tick : axis_.ticks) widest = std::max(widest, width_of(tick.label));
  left_ = widest + 22;
  right_ = drawing_.width - 24.0;
  place_legend();
  bottom_ = drawing_.height - drawing_.font * 2.0;
}

double Canvas::width_of(std::string_view words) const {
  const auto letters = std::ranges::count_if(words, [](char c) { return (c & 0xC0) != 0x80; });  // UTF-8
  return static_cast<double>(letters) * letter * drawing_.font;
}

double Canvas::x(core::Period period) const {
  if (last_ == first_) return (left_ + right_) / 2;
  return left_ + (day_of(period) - day_of(first_)) / (day_of(last_) - day_of(first_)) * (right_ - left_);
}

void Canvas::place_legend() {
  top_ = drawing_.font + 13.0;  // room for a label above the highest figure
  if (!drawing_.legend) {
    entries_.clear();
    return;
  }
  double at = 4;
  double down = drawing_.font;
  for (const auto& entry : entries_) {
    const double wide = 34 + width_of(entry.text) + 16;
    if (at > 4 && at + wide > drawing_.width) {
      at = 4;
      down += drawing_.font + 8;
    }
    entry_at_.emplace_back(at, down);
    at += wide;
  }
  top_ += down + 4;
}

std::string Canvas::text(double x, double y, std::string_view words, std::string_view anchor,
                         std::string_view colour, bool strong) const {
  // A white outline below the letters keeps them readable where they cross a line.
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}"{}>{}</text>)", x, y, anchor, colour,
      strong
          ? R"( font-weight="700" stroke="#FFFFFF" stroke-width="4" stroke-linejoin="round" paint-order="stroke")"
          : "",
      escaped(words));
}

std::string Canvas::legend() const {
  std::string out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto [at, down] = entry_at_[i];
    out += entries_[i].sample(at, down - drawing_.font * 0.35);
    out += text(at + 34, down, entries_[i].text, "start", ink);
  }
  return out;
}

std::string Canvas::grid(core::Period anchor) const {
  std::string out;
  for (const auto& tick : axis_.ticks) {
    const bool zero = tick.at == 0;
    out += fmt::format(R"(<path d="M{:.1f} {:.1f}H{:.1f}" stroke="{}" stroke-width="{}"/>)", left_ - 8,
                       y(tick.at), right_ + 12, zero ? grey : rule, zero ? "1.5" : "1");
    out += text(left_ - 12, y(tick.at) + drawing_.font * 0.35, tick.label, "end", grey);
  }
  for (const auto& tick : period_ticks(first_, last_, anchor, drawing_.period_ticks)) {
    const double at = last_ == first_ ? x(first_)
                                      : left_ + (tick.at - day_of(first_)) /
                                                    (day_of(last_) - day_of(first_)) * (right_ - left_);
    out += fmt::format(R"(<path d="M{:.1f} {:.1f}v5" stroke="{}"/>)", at, bottom_, grey);
    // The outer labels stay inside the drawing.
    const double half = width_of(tick.label) / 2;
    const double middle = std::clamp(at, half + 2, std::max(half + 2, drawing_.width - half - 2));
    out += text(middle, bottom_ + drawing_.font + 8, tick.label, "middle", grey);
  }
  return out;
}

std::string Canvas::element(std::string_view id, std::string_view title, std::string_view description,
                            std::string_view inside) const {
  return fmt::format(
      R"(<svg class="chart-drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-labelledby="{2}-title {2}-desc" font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif" font-size="{3}"><title id="{2}-title">{4}</title><desc id="{2}-desc">{5}</desc>{6}</svg>)",
      drawing_.width, drawing_.height, escaped(id), drawing_.font, escaped(title), escaped(description),
      inside);
}

}  // namespace waymark::present
