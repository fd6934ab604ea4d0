#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "daemon/ledger/encoding.hpp"

namespace waymark::ledger {

// Digests of what the entries of a sequence recorded, from the tables. What is derived from these is left
// out, and of texts that can be erased their digests are taken.
class Contents {
 public:
  explicit Contents(const Database& database);
  // `figures`: FigureDigest's of the run.
  [[nodiscard]] core::Sha256 of_run(std::int64_t run, const std::optional<core::Sha256>& figures);
  [[nodiscard]] core::Sha256 of_plan(std::int64_t version);
  [[nodiscard]] core::Sha256 of_statuses(std::string_view authority, std::int64_t number);
  [[nodiscard]] core::Sha256 of_act(std::string_view authority, std::int64_t number);

 private:
  struct Section {
    std::string_view name;
    Statement select;
  };
  std::vector<Section> run_, plan_, statuses_, act_;
  Statement lines_;
};

// Of what the views say of an authority's plan in force, for `plan_description`.
[[nodiscard]] core::Sha256 description_digest(const Database& database, std::string_view authority);
// Keeps that digest. Within a transaction.
void keep_description(const Database& database, std::string_view authority, std::int64_t version);

}  // namespace waymark::ledger
