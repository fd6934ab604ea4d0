#include "daemon/ledger/reject_store.hpp"

#include <charconv>
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

RejectWriter::RejectWriter(const Database& database)
    : texts_(database),
      insert_(database, "INSERT INTO rejected_row (run, ordinal, line, field, text) VALUES (?, ?, ?, ?, ?)") {
}

core::Sha256 RejectWriter::add(std::int64_t run, std::int64_t ordinal, std::uint32_t line,
                               std::string_view column, std::string_view reason, std::string_view raw) {
  text_ = std::to_string(reason.size());
  text_.append(":").append(reason).append(raw);
  const auto stored = texts_.add(text_);
  insert_.bind(run, ordinal, line, column, stored.id).run();
  return stored.digest;
}

std::pair<std::string, std::string> reject_text(std::string_view stored) {
  std::size_t size = 0;
  const auto [end, problem] = std::from_chars(stored.data(), stored.data() + stored.size(), size);
  const auto from = static_cast<std::size_t>(end - stored.data()) + 1;  // behind the colon
  if (problem != std::errc() || from > stored.size() || size > stored.size() - from) {
    throw LedgerError("the text of a rejected row cannot be read; run 'waymark ledger check'");
  }
  return {std::string(stored.substr(from, size)), std::string(stored.substr(from + size))};
}

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
  RejectWriter writer(database);
  std::int64_t ordinal = 0;
  const auto write_all = [&](const std::vector<std::uint8_t>& bytes) {
    for (const auto* at = bytes.data(); at != bytes.data() + bytes.size();) {
      const auto line = take_number(at);
      const auto column = take_text(at), reason = take_text(at), raw = take_text(at);
      writer.add(run, ++ordinal, line, column, reason, raw);
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
