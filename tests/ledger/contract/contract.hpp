#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {

// How the tests of the contract come to a ledger; every back end passes all of them.
struct BackEnd {
  std::string name;
  std::function<std::unique_ptr<Ledger>(const std::filesystem::path&, OpenOptions)> open;
  std::function<std::unique_ptr<Ledger>(const std::filesystem::path&)> open_to_read;
  friend std::ostream& operator<<(std::ostream& out, const BackEnd& back_end) { return out << back_end.name; }
};

inline BackEnd sqlite() {
  return {"sqlite", ledger::open_to_write, ledger::open_to_read};
}

class Contract : public ::testing::TestWithParam<BackEnd> {
 protected:
  Contract() { ledger = open(); }
  [[nodiscard]] std::unique_ptr<Ledger> open() {
    return GetParam().open(folder / "ledger.db", {.clock = clock.clock(), .patience = 200ms});
  }
  [[nodiscard]] static core::Origin origin(const std::string& path, std::uint8_t content) {
    core::Origin made;
    made.collector.text = "workforce";
    made.path = path;
    made.size = 100;
    made.digest = digest(content);
    made.authority.text = "E07000125";
    return made;
  }
  core::Finished record(Rows rows, const core::Origin& from) const {
    const auto recording = ledger->begin(from);
    auto batch = rows.take();
    const auto read = batch.rows.size() + batch.rejects.size();
    recording->add(std::move(batch));
    return recording->finish({.read = read});
  }
  [[nodiscard]] static std::string value(const View& view, const core::SeriesKey& series,
                                         core::Period period) {
    const auto history = view.history(std::vector{series}, {});
    const auto* found = history.find(series);
    const auto* observation = found == nullptr ? nullptr : found->at(period);
    return observation == nullptr || !observation->value ? "" : observation->value->text();
  }
  [[nodiscard]] std::string value(const Moment& moment) const {
    return value(*ledger->view(moment), fte, april);
  }

  TemporaryFolder folder;
  HandClock clock;
  const core::SeriesKey fte = key("fte");
  const core::AuthorityCode authority = fte.authority;
  const core::Period april = month(2024, 4);
  std::unique_ptr<Ledger> ledger;
};

}  // namespace waymark::ledger::test
