#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

namespace waymark::config {

namespace {

std::optional<core::DatedValue> read_dated(Table& table, const ReadIndicator* indicator) {
  const auto period = read_period(table, "period", indicator);
  const auto value = require_decimal(table, "value");
  if (!period || !value) return std::nullopt;
  return core::DatedValue{*period, *value};
}

class CommitmentReader {
 public:
  CommitmentReader(Reading& reading, Table& table) : reading_(reading), table_(table) {}

  core::Commitment read() {
    commitment_.id.text = read_id(table_, reading_.commitments);
    commitment_.title = table_.require_text("title");
    commitment_.description = table_.text("description").value_or("");
    commitment_.indicator.text = read_reference(reading_, table_, "indicator", reading_.indicators);
    indicator_ = reading_.find(commitment_.indicator);
    read_scope_of();
    commitment_.theme.text = read_reference_or_only(reading_, table_, "theme", reading_.themes);
    commitment_.plans = read_plans(reading_, table_);
    commitment_.owner = read_role(table_, "owner", false);
    commitment_.start = table_.date("start");
    commitment_.topics = read_topics(table_);
    read_baseline();
    read_target();
    read_revisions();
    commitment_.trajectory = read_trajectory(table_, commitment_, indicator_);
    read_tolerance(table_, commitment_, indicator_);
    read_forecast(table_, commitment_, indicator_);
    table_.finish("commitment");
    return std::move(commitment_);
  }

 private:
  void read_scope_of() {
    auto scope = read_scope(reading_, table_, "scope");
    if (!scope) return;
    commitment_.scope = std::move(*scope);
    if (indicator_ == nullptr || available(indicator_->indicator, commitment_.scope)) return;
    table_.error("scope",
                 fmt::format("indicator {} is not reported for {}: name one of its \"scopes\" ({}){}",
                             in_quotes(commitment_.indicator.text), scope_words(commitment_.scope),
                             indicator_->table.where("scopes"),
                             indicator_->indicator.roll_up
                                 ? ", or a scope above them"
                                 : ", or set roll_up = true there for the scopes above them"));
  }

  void read_baseline() {
    auto baseline = table_.table("baseline");
    if (!baseline) return;
    commitment_.baseline = read_dated(*baseline, indicator_);
    baseline->finish("baseline");
  }

  void read_target() {
    auto target = table_.table("target");
    if (!target) return;
    commitment_.target = read_dated(*target, indicator_);
    commitment_.example_target = target->boolean("example").value_or(false);
    target->finish("target");
    if (commitment_.baseline && commitment_.target &&
        commitment_.target->period <= commitment_.baseline->period) {
      target->error("period",
                    fmt::format("the target's period {} is not after the baseline's, {}",
                                commitment_.target->period.label(), commitment_.baseline->period.label()));
    }
  }

  void read_revisions() {
    std::optional<std::chrono::sys_days> last;
    for (Table& table : table_.tables("revision")) {
      core::TargetRevision revision;
      const auto value = require_decimal(table, "value");
      const auto date = require_date(table, "date");
      if (table.has("period")) {
        revision.due = read_period(table, "period", indicator_);
      } else {
        static_cast<void>(table.text("period"));
      }
      revision.approver = read_role(table, "approver", true);
      revision.reason = table.require_text("reason");
      table.finish("revision");

      if (!table_.has("target")) table.error("there is no target to revise");
      if (revision.due && commitment_.baseline && *revision.due <= commitment_.baseline->period) {
        table.error("period", fmt::format("the revised target's period {} is not after the baseline's, {}",
                                          revision.due->label(), commitment_.baseline->period.label()));
      }
      if (date && last && *date <= *last) {
        table.error("date", fmt::format("revisions are listed by date: {} is not after {}",
                                        core::iso_date(*date), core::iso_date(*last)));
      }
      if (date) last = date;
      if (!value || !date) continue;
      revision.value = *value;
      revision.date = *date;
      commitment_.revisions.push_back(std::move(revision));
    }
  }

  Reading& reading_;
  Table& table_;
  core::Commitment commitment_;
  const ReadIndicator* indicator_ = nullptr;
};

}  // namespace

void read_commitments(Reading& reading) {
  for (Table& table : tables_of(reading, "commitment")) {
    reading.plan.commitments.push_back(CommitmentReader{reading, table}.read());
  }
}

}  // namespace waymark::config
