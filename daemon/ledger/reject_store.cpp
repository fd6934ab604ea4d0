#include "daemon/ledger/reject_store.hpp"

#include <cstring>
#include <string_view>

namespace waymark::ledger {

namespace {

constexpr std::size_t block_bytes = std::size_t{4} << 20U;

void put(std::vector<std::uint8_t>& into, std::uint32_t number) {
  const auto at = into.size();
  into.resize(at + sizeof number);
  std::memcpy(into.data() + at, &number, sizeof number);
}

void put(std::vector<std::uint8_t>& into, std::string_view text) {
  put(into, static_cast<std::uint32_t>(text.size()));
  into.insert(into.end(), text.begin(), text.end());
}

std::uint32_t take_number(const std::uint8_t*& at) {
  std::uint32_t number = 0;
  std::memcpy(&number, at, sizeof number);
  at += sizeof number;
  return number;
}

std::string_view take_text(const std::uint8_t*& at) {
  const auto size = take_number(at);
  const std::string_view text(reinterpret_cast<const char*>(at), size);
  at += size;
  return text;
}

}  // namespace

void RejectStore::add(const core::Reject& reject) {
  put(bytes_, reject.line);
  put(bytes_, reject.column);
  put(bytes_, reject.reason);
  put(bytes_, reject.raw);
  ++count_;
  if (bytes_.size() < block_bytes) return;
  blocks_.push_back({file_.append(bytes_), bytes_.size()});
  bytes_.clear();
}

void RejectStore::write(const Database& database, std::int64_t run) const {
  if (count_ == 0) return;
  Statement insert(database,
                   "INSERT INTO reject (run, ordinal, line, field, reason, raw) VALUES (?, ?, ?, ?, ?, ?)");
  std::int64_t ordinal = 0;
  const auto write_all = [&](const std::vector<std::uint8_t>& bytes) {
    for (const auto* at = bytes.data(); at != bytes.data() + bytes.size();) {
      const auto line = take_number(at);
      const auto column = take_text(at), reason = take_text(at), raw = take_text(at);
      insert.bind(run, ++ordinal, line, column, reason, raw).run();
    }
  };
  for (const auto& block : blocks_) {
    std::vector<std::uint8_t> bytes(block.size);
    file_.read(block.offset, bytes);
    write_all(bytes);
  }
  write_all(bytes_);
}

}  // namespace waymark::ledger
