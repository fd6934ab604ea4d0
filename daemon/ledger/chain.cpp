#include "daemon/ledger/chain.hpp"

#include "daemon/ledger/encoding.hpp"

namespace waymark::ledger {

namespace {

constexpr std::string_view select_head = "SELECT number, link FROM head WHERE authority = ?";

Head read_head(Statement& select, const core::AuthorityCode& authority) {
  if (!select.bind(authority.text).step()) return {};
  return {select.integer(0), select.digest(1).value_or(core::Sha256{})};
}

}  // namespace

Head head_of(const Database& database, const core::AuthorityCode& authority) {
  Statement select(database, select_head);
  return read_head(select, authority);
}

core::Sha256 link_of(const core::Sha256& before, const Entry& entry) {
  Encoder encoder;
  encoder.digest(before);
  encoder.text(entry.authority.text);
  encoder.number(entry.number);
  encoder.text(entry.kind);
  encoder.number(entry.recorded);
  encoder.digest(entry.content);
  return encoder.finish();
}

ChainWriter::ChainWriter(const Database& database)
    : head_(database, select_head),
      entry_(
          database,
          "INSERT INTO entry (authority, number, kind, recorded, content, link) VALUES (?, ?, ?, ?, ?, ?)"),
      end_(database, "INSERT OR REPLACE INTO head (authority, number, link) VALUES (?, ?, ?)") {}

void ChainWriter::append(const Entry& entry) {
  const auto link = link_of(read_head(head_, entry.authority).link, entry);
  head_.reset();
  entry_.bind(entry.authority.text, entry.number, entry.kind, entry.recorded, entry.content, link).run();
  end_.bind(entry.authority.text, entry.number, link).run();
}

std::optional<std::chrono::sys_seconds> last_recorded(const Database& database) {
  Statement select(database,
                   "SELECT max(coalesce(t.recorded, e.recorded)) FROM head "
                   "JOIN entry AS e ON e.authority = head.authority AND e.number = head.number "
                   "LEFT JOIN corrected_time AS t ON t.authority = e.authority AND t.number = e.number");
  if (!select.step() || select.null(0)) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(select.integer(0)));
}

}  // namespace waymark::ledger
