#pragma once

#include <string>
#include <string_view>

#include "collectors/cells/mapping.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::cells {

// What an input is read with, as a text that is the same whenever the same input gives the same figures. It
// says what the settings mean and not how they are written, and of a setting that has its default nothing:
// one that a later version adds leaves the texts of today as they are.
class Reading {
 public:
  // Of the mapping, and of the indicators that it feeds their id, unit, frequency, aggregation and scopes.
  // How many bad rows are allowed is not part of it: that changes what no row means.
  explicit Reading(const Mapping& mapping);

  // `default_value` says nothing.
  void add(std::string_view key, std::string_view value, std::string_view default_value = {});
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] core::Sha256 fingerprint() const;

 private:
  void add_columns(const Mapping& mapping);
  void add_indicators(const Mapping& mapping);
  std::string text_;
};

}  // namespace waymark::cells
