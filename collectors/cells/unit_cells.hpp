#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "collectors/cells/layout.hpp"
#include "collectors/cells/names.hpp"

namespace waymark::cells {

// A column beside the figures that nobody named and that says what those of each row are counted in: "Unit",
// "Unit of measure".
class UnitCells {
 public:
  void find(const Header& header);
  [[nodiscard]] std::size_t place() const { return place_; }
  // What to ask of a row that says thousands and for whose figures no scale is set; empty: nothing.
  [[nodiscard]] std::string question(const Row& row, const Target& target) {
    return place_ == no_column || target.scale != nullptr ? std::string{} : asked(row, target.unit);
  }

 private:
  std::string asked(const Row& row, core::Unit unit);

  std::size_t place_ = no_column;
  std::map<std::pair<core::Unit, std::string>, std::string> questions_;  // of what cells said
};

}  // namespace waymark::cells
