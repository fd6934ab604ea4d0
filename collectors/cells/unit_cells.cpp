#include "collectors/cells/unit_cells.hpp"

#include <array>

#include "collectors/cells/scale.hpp"

namespace waymark::cells {

void UnitCells::find(const Header& header) {
  constexpr std::array<std::string_view, 6> names{
      "Unit", "Units", "Unit of measure", "Units of measure", "Unit of measurement", "UoM"};
  place_ = no_column;
  for (const auto name : names) {
    if (const auto column = header.find(name)) place_ = *column;
  }
}

std::string UnitCells::asked(const Row& row, core::Unit unit) {
  constexpr std::size_t kept = 1000;
  std::pair said(unit, std::string(cell(row, place_)));
  if (const auto known = questions_.find(said); known != questions_.end()) return known->second;
  auto question = scale_question(said.second, unit);
  if (questions_.size() < kept) questions_.emplace(std::move(said), question);
  return question;
}

}  // namespace waymark::cells
