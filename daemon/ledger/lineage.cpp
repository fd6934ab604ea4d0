#include "daemon/ledger/lineage.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/file.hpp"

namespace waymark::ledger {

namespace {

// As the row's one text: the mark, the token before, the token.
constexpr std::string_view mark = "waymark-lineage:";
constexpr std::size_t token_size = 16;
constexpr std::string_view none_before = "0000000000000000";

struct Link {
  std::string previous, latest;
};

std::optional<Link> link_of(std::string_view text) {
  if (!text.starts_with(mark) || text.size() < mark.size() + 2 * token_size) return std::nullopt;
  text.remove_prefix(mark.size());
  return Link{std::string(text.substr(0, token_size)), std::string(text.substr(token_size, token_size))};
}

enum class Alone : std::uint8_t { says, silent, unreadable };
struct FileAlone {
  Alone alone = Alone::unreadable;
  Link link;
};

// What the file says by itself. Unreadable: also when moving the log into it was cut off.
FileAlone read_alone(const std::filesystem::path& ledger) {
  try {
    const sqlite::Database database(ledger, sqlite::Database::Access::frozen, {});
    Statement tables(database, "SELECT 1 FROM sqlite_schema WHERE name = 'lineage'");
    if (!tables.step()) return {Alone::silent, {}};
    Statement select(database, "SELECT text FROM lineage");
    if (!select.step()) return {};
    auto link = link_of(select.view(0));
    return link ? FileAlone{Alone::says, std::move(*link)} : FileAlone{};
  } catch (const sqlite::Error&) {
    return {};
  }
}

std::uint32_t big_endian(std::span<const unsigned char> bytes) {
  std::uint32_t value = 0;
  for (const auto byte : bytes.first(4)) value = value << 8U | byte;
  return value;
}

// The row on a page of a table, if it is the one of `lineage`: a leaf with one cell, whose head is short.
std::optional<Link> link_on(std::span<const unsigned char> page) {
  constexpr unsigned char leaf = 0x0d;
  constexpr std::size_t longest_head = 16;
  if (page[0] != leaf || page[3] != 0 || page[4] != 1) return std::nullopt;
  const std::size_t cell = std::size_t{page[5]} << 8U | page[6];
  if (cell >= page.size()) return std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(page.data()) + cell, page.size() - cell);
  const auto at = text.substr(0, longest_head + mark.size()).find(mark);
  return at == std::string_view::npos ? std::nullopt : link_of(text.substr(at));
}

// The pages of a log or journal, one after the other. Nothing but the main file is locked by SQLite's users,
// so that these may be opened and closed.
class Pages {
 public:
  explicit Pages(const std::filesystem::path& file) : file_(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
  [[nodiscard]] bool read(off_t at, std::span<unsigned char> into) const {
    return file_.get() >= 0 &&
           pread(file_.get(), into.data(), into.size(), at) == static_cast<ssize_t>(into.size());
  }

 private:
  Descriptor file_;
};

bool plausible(std::uint32_t page_size) {
  return page_size >= 512 && page_size <= 65536 && (page_size & (page_size - 1)) == 0;
}

// Calls `each` with every link in the write-ahead log, oldest first, until it answers false.
template <class Each>
void links_of_log(const std::filesystem::path& log, const Each& each) {
  constexpr std::size_t header_size = 32, frame_header_size = 24, salts = 16;
  const Pages pages(log);
  std::array<unsigned char, header_size> header{};
  if (!pages.read(0, header)) return;
  const std::span head(header);
  const auto page_size = big_endian(head.subspan(8));
  if ((big_endian(head) | 1U) != 0x377f0683 || !plausible(page_size)) return;
  std::vector<unsigned char> frame(frame_header_size + page_size);
  const std::span whole(frame);
  for (off_t at = header_size; pages.read(at, whole); at += static_cast<off_t>(frame.size())) {
    // Frames of a log that was begun anew over a longer one.
    if (!std::ranges::equal(whole.subspan(8, 8), head.subspan(salts, 8))) return;
    if (const auto link = link_on(whole.subspan(frame_header_size)); link && !each(*link)) return;
  }
}

// What the file said before the transaction that a rollback journal would take back.
std::optional<Link> link_of_journal(const std::filesystem::path& journal) {
  constexpr std::array<unsigned char, 8> magic = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
  const Pages pages(journal);
  std::array<unsigned char, 28> header{};
  if (!pages.read(0, header) || !std::ranges::equal(std::span(header).first(8), magic)) return std::nullopt;
  const auto sector = big_endian(std::span(header).subspan(20));
  const auto page_size = big_endian(std::span(header).subspan(24));
  if (!plausible(page_size)) return std::nullopt;
  std::vector<unsigned char> record(4 + page_size + 4);
  // It is the first change of every transaction, and so among the first pages kept.
  constexpr int first_records = 64;
  off_t at = sector;
  for (int i = 0; i < first_records && pages.read(at, record); ++i, at += static_cast<off_t>(record.size())) {
    if (auto link = link_on(std::span(record).subspan(4, page_size))) return link;
  }
  return std::nullopt;
}

bool own_log(const std::filesystem::path& ledger) {
  bool first = true, fits = true;
  FileAlone file;
  links_of_log(log_of(ledger), [&](const Link& link) {
    if (first) {
      first = false;
      file = read_alone(ledger);
      fits = file.alone == Alone::unreadable ||
             (file.alone == Alone::silent ? link.previous == none_before : file.link.latest == link.previous);
    }
    if (!fits) fits = file.alone == Alone::says && file.link.latest == link.latest;
    return !fits;
  });
  return fits;
}

bool own_journal(const std::filesystem::path& ledger) {
  const auto link = link_of_journal(ledger.string() + "-journal");
  if (!link) return true;
  const auto file = read_alone(ledger);
  return file.alone != Alone::says || file.link.latest == link->latest || file.link.previous == link->latest;
}

// Once more after a moment, since a log may be moved into its file between the two looks.
bool holds_soon(const std::function<bool()>& holds) {
  for (int i = 0; i < 4; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

[[noreturn]] void refuse(const std::filesystem::path& ledger, std::string_view kind) {
  throw LedgerError(fmt::format(
      "{0}: {0}-{1} beside it was left by another ledger, or by this one before it was restored, and "
      "would be mixed into it; nothing was changed: move {2}-{1} and {2}-shm out of this folder (keep "
      "them, what was recorded last may be there) and start again",
      ledger.string(), kind, ledger.filename().string()));
}

}  // namespace

void require_own_log(const std::filesystem::path& ledger) {
  if (!holds_soon([&] { return own_log(ledger); })) refuse(ledger, "wal");
  if (!holds_soon([&] { return own_journal(ledger); })) refuse(ledger, "journal");
}

std::string continue_lineage(const Database& database) {
  // The text keeps its length, so that the row stays where it is on its page.
  Statement update(database,
                   "UPDATE lineage SET text = substr(text, 1, 16) || substr(text, 33, 16) || "
                   "lower(hex(randomblob(8))) RETURNING substr(text, 33, 16)");
  auto token = update.step() ? update.text(0) : std::string();
  update.run();
  return token;
}

void begin_lineage(const Database& database) {
  database.execute(
      "UPDATE lineage SET text = substr(text, 1, 16) || '0000000000000000' || lower(hex(randomblob(8)))");
}

Lineage::Lineage(std::filesystem::path ledger) : ledger_(std::move(ledger)) {
  const auto file = read_alone(ledger_);
  in_file_ = file.alone == Alone::says;
  if (in_file_) tokens_.push_back(file.link.latest);
  links_of_log(log_of(ledger_), [&](const Link& link) {
    tokens_.push_back(link.latest);
    return true;
  });
}

bool Lineage::holds() {
  return holds_soon([&] {
    const auto file = read_alone(ledger_);
    if (file.alone != Alone::says) return !in_file_;
    in_file_ = true;
    const auto found = std::ranges::find(tokens_, file.link.latest);
    if (found == tokens_.end()) return false;
    tokens_.erase(tokens_.begin(), found);  // the file never goes back
    return true;
  });
}

}  // namespace waymark::ledger
