#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "collectors/registry.hpp"
#include "config/configuration.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/runtime/evaluator.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::examples {

// A copy of the examples, one of them collected into a new ledger at noon of a day that the test names.
class Collected {
 public:
  Collected(const std::string& example, std::chrono::sys_days day) : day_(day) {
    const auto source = std::filesystem::path(WAYMARK_SOURCE_DIR) / "config";
    std::filesystem::copy(source, folder_.path() / "config", std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(folder_.path() / "config/examples" / example / "state");
    config::Diagnostics diagnostics;
    auto loaded = config::load_configuration(folder_.path() / "config/examples" / example / "waymark.toml",
                                             diagnostics);
    if (!loaded) throw std::runtime_error(diagnostics.text());
    configuration_ = std::move(*loaded);
    const auto collectors = collectors::make_collectors(configuration_, diagnostics);
    if (!diagnostics.ok()) throw std::runtime_error(diagnostics.text());
    std::filesystem::create_directories(configuration_.ledger.parent_path());
    ledger_ = ledger::open_to_write(configuration_.ledger,
                                    {.clock = [day] { return day + std::chrono::hours{12}; }});
    for (const auto& collector : collectors) {
      auto report = collector->collect(*ledger_, {.settle = false}, {});
      if (!report.problem.empty()) throw std::runtime_error(collector->name().text + ": " + report.problem);
      for (auto& input : report.inputs) inputs_.push_back(std::move(input));
    }
  }

  [[nodiscard]] std::shared_ptr<const core::Plan> plan(const std::string& code) const {
    const auto found =
        std::ranges::find(configuration_.authorities, core::AuthorityCode{code}, &config::Authority::code);
    return found == configuration_.authorities.end() ? nullptr : found->plan;
  }
  [[nodiscard]] std::shared_ptr<const core::Scoreboard> board(
      const std::string& code, std::optional<std::chrono::sys_days> day = {}) const {
    return runtime::evaluate(*ledger_->view({}), plan(code), day.value_or(day_), configuration_.calendar);
  }
  [[nodiscard]] std::shared_ptr<const core::Scoreboard> commitments_only(const std::string& code,
                                                                         std::chrono::sys_days day) const {
    return runtime::evaluate_commitments(*ledger_->view({}), plan(code), day, configuration_.calendar);
  }
  [[nodiscard]] core::Figures figures(const std::string& code, const std::string& indicator,
                                      const std::string& scope = {}) const {
    const auto keys = core::sources(*plan(code), {indicator}, {scope});
    return core::figures(*plan(code), ledger_->view({})->history(keys, {}), {indicator}, {scope});
  }
  [[nodiscard]] const std::vector<collectors::InputReport>& inputs() const { return inputs_; }
  [[nodiscard]] std::unique_ptr<const ledger::View> view() const { return ledger_->view({}); }

 private:
  tests::TemporaryDirectory folder_;
  std::chrono::sys_days day_;
  config::Configuration configuration_;
  std::vector<collectors::InputReport> inputs_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

inline const core::CommitmentResult& result(const core::Scoreboard& board, const std::string& commitment) {
  const auto found = std::ranges::find_if(board.commitments, [&](const core::CommitmentResult& candidate) {
    return board.plan->commitments[candidate.commitment].id.text == commitment;
  });
  if (found == board.commitments.end()) throw std::runtime_error("no commitment " + commitment);
  return *found;
}

}  // namespace waymark::examples
