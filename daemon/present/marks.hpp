#pragma once

#include <string>
#include <string_view>

// The colours and the pieces that drawings are made of. For this folder.
namespace waymark::present {

// The palette of domain.md 8 and the greys beside it; the figures' colours have 3:1 on white, those of
// words 4.5:1.
inline constexpr std::string_view navy = "#12436D";
inline constexpr std::string_view teal = "#28A197";
inline constexpr std::string_view plum = "#801650";
inline constexpr std::string_view orange = "#F46A25";
inline constexpr std::string_view ink = "#1B2733";
inline constexpr std::string_view grey = "#56616B";
inline constexpr std::string_view rule = "#D5DBE1";
inline constexpr std::string_view tint = "#D6EEEC";

[[nodiscard]] std::string disc(double x, double y, double r, bool open);
[[nodiscard]] std::string diamond(double x, double y, double r, bool open);
[[nodiscard]] std::string line(std::string_view path, std::string_view colour, bool dashed);
[[nodiscard]] std::string shaded(double x, double y, double width, double height);

}  // namespace waymark::present
