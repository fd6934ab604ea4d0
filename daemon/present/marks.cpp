#include "daemon/present/marks.hpp"

#include <fmt/format.h>

namespace waymark::present {

std::string disc(double x, double y, double r, bool open) {
  return fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="{}" stroke-width="2"/>)",
                     x, y, r, open ? "#FFFFFF" : navy, navy);
}

std::string diamond(double x, double y, double r, bool open) {
  return fmt::format(
      R"(<path d="M{0:.1f} {2:.1f}L{3:.1f} {1:.1f}L{0:.1f} {4:.1f}L{5:.1f} {1:.1f}Z" fill="{6}" stroke="{7}" stroke-width="1.5"/>)",
      x, y, y - r, x + r, y + r, x - r, open ? "#FFFFFF" : orange, ink);
}

std::string line(std::string_view path, std::string_view colour, bool dashed) {
  return fmt::format(R"(<path d="{}" fill="none" stroke="{}" stroke-width="{}"{} stroke-linejoin="round"/>)",
                     path, colour, dashed ? "2" : "2.5", dashed ? R"( stroke-dasharray="6 4")" : "");
}

std::string shaded(double x, double y, double width, double height) {
  return fmt::format(
      R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="#28A197" stroke-dasharray="2 3"/>)",
      x, y, width, height, tint);
}

}  // namespace waymark::present
