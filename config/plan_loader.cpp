#include "config/plan_loader.hpp"

#include <utility>

#include "config/plan_reading.hpp"

namespace waymark::config {

std::shared_ptr<const core::Plan> load_plan(const core::AuthorityCode& authority,
                                            const std::string& authority_name, bool invented,
                                            const std::vector<PlanSource>& sources,
                                            Diagnostics& diagnostics) {
  return read_plan(authority, authority_name, invented, sources, true, diagnostics).plan;
}

ReadPlan read_plan(const core::AuthorityCode& authority, const std::string& authority_name, bool invented,
                   const std::vector<PlanSource>& sources, bool complete, Diagnostics& diagnostics) {
  Diagnostics own;  // this plan's alone: whether it is good must not depend on what was wrong before
  Reading reading;
  reading.complete = complete;
  reading.plan.authority = authority;
  reading.plan.authority_name = authority_name;
  reading.plan.invented = invented;

  std::vector<Document> documents;
  for (const PlanSource& source : sources) {
    auto document = Document::parse(source.text, source.name, {}, own);
    if (document) {
      reading.roots.push_back(document->root());
      reading.complete = reading.complete && document->complete();
      documents.push_back(std::move(*document));
    } else {
      reading.complete = false;
    }
  }
  read_documents(reading);
  read_themes(reading);
  read_scopes(reading);
  read_indicators(reading);
  read_formulas(reading);
  read_commitments(reading);
  read_milestones(reading);
  read_barriers(reading);
  read_commentaries(reading);
  read_substitutions(reading);
  read_answers(reading);
  for (Table& root : reading.roots) root.finish("plan file");

  diagnostics.append(own);
  for (ReadIndicator& read : reading.read_indicators) {
    reading.plan.indicators.push_back(std::move(read.indicator));
  }
  const bool good = own.ok() && complete;
  auto plan = std::make_shared<const core::Plan>(std::move(reading.plan));
  if (good) return {plan, plan};
  return {nullptr, reading.complete ? plan : nullptr};
}

}  // namespace waymark::config
