#include "daemon/ledger/row_sorter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <tuple>

namespace waymark::ledger {

namespace {

// `v = {}` would keep the memory.
template <class T>
void release(std::vector<T>& values) {
  std::vector<T>().swap(values);
}

}  // namespace

// One sorted run of packed rows, in memory or in the spill file.
class RowSorter::Piece {
 public:
  explicit Piece(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)), size_(bytes_.size()) {}

  [[nodiscard]] bool in_memory() const { return !spilled_; }
  void spill_to(SpillFile& file) {
    offset_ = file.append(bytes_);
    release(bytes_);
    spilled_ = true;
  }

  void open(const SpillFile& file) {
    if (spilled_) {
      file_ = &file;
      bytes_.resize(std::min(size_, buffer_bytes));
      fill(0);
    } else {
      at_ = bytes_.data();
      end_ = at_ + bytes_.size();
      left_ = 0;
    }
  }

  [[nodiscard]] const Row& row() const { return row_; }
  bool advance() {
    if (left_ > 0 && end_ - at_ < static_cast<std::ptrdiff_t>(RowDecoder::longest)) {
      fill(static_cast<std::size_t>(end_ - at_));
    }
    if (at_ == end_) {
      release(bytes_);
      return false;
    }
    at_ = decoder_.take(at_, row_);
    return true;
  }

 private:
  static constexpr std::size_t buffer_bytes = std::size_t{64} << 10U;

  // Moves what is unread to the front and reads on behind it.
  void fill(std::size_t unread) {
    if (unread > 0) std::memmove(bytes_.data(), at_, unread);
    if (read_ == 0) left_ = size_;
    const auto more = std::min(left_, bytes_.size() - unread);
    file_->read(offset_ + read_, std::span(bytes_).subspan(unread, more));
    read_ += more;
    left_ -= more;
    at_ = bytes_.data();
    end_ = at_ + unread + more;
  }

  std::vector<std::uint8_t> bytes_;  // the piece itself, or a window of it
  std::size_t size_;
  bool spilled_ = false;
  std::uint64_t offset_ = 0;
  const SpillFile* file_ = nullptr;
  std::uint64_t read_ = 0;
  std::size_t left_ = 0;
  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  RowDecoder decoder_;
  Row row_;
};

RowSorter::RowSorter(std::filesystem::path ledger, SortLimits limits)
    : limits_(limits), file_(std::move(ledger)) {}
RowSorter::~RowSorter() = default;

void RowSorter::pack_row(const Row& row) {
  Packed packed{row.figure.mantissa, row.series, row.period, row.source_row, row.figure.form.bits};
  if (row.figure.parts) {
    packed.mantissa = static_cast<std::int64_t>(figures_.size());
    figures_.push_back(row.figure);
  }
  piece_.push_back(packed);
}

Row RowSorter::unpack(const Packed& packed) const {
  Row row{packed.series, packed.period, packed.source_row, {packed.mantissa, {packed.form}, {}}};
  if (row.figure.form.has_parts()) row.figure = figures_[static_cast<std::size_t>(packed.mantissa)];
  return row;
}

// Indexes of the piece's rows by (series, period), equal ones in order of arrival. A radix sort over keys
// that carry their index, so that 8 bytes move instead of 24; only the bits in which the keys differ are
// sorted.
std::vector<std::uint32_t> RowSorter::order() const {
  const auto count = piece_.size();
  auto low = piece_.front(), high = low;
  bool sorted = true;
  for (std::size_t i = 1; i < count; ++i) {
    const auto &row = piece_[i], &before = piece_[i - 1];
    sorted = sorted &&
             (before.series < row.series || (before.series == row.series && before.period <= row.period));
    low.series = std::min(low.series, row.series);
    high.series = std::max(high.series, row.series);
    low.period = std::min(low.period, row.period);
    high.period = std::max(high.period, row.period);
  }
  std::vector<std::uint32_t> result(count);
  std::iota(result.begin(), result.end(), 0U);
  if (sorted) return result;

  const auto index_bits = static_cast<unsigned>(std::bit_width(count));
  const auto period_bits = static_cast<unsigned>(std::bit_width(high.period - low.period));
  const auto series_bits = static_cast<unsigned>(std::bit_width(high.series - low.series));
  const unsigned key_bits = period_bits + series_bits;
  if (index_bits + key_bits > 64) {
    std::ranges::sort(result, {}, [this](std::uint32_t i) {
      return std::tuple(piece_[i].series, piece_[i].period, i);  // rows of one key stay in their order
    });
    return result;
  }

  std::vector<std::uint64_t> keys(count), scratch(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t series = piece_[i].series - low.series, period = piece_[i].period - low.period;
    keys[i] = (series << period_bits | period) << index_bits | i;
  }
  constexpr unsigned most_bits = 11;
  const unsigned passes = (key_bits + most_bits - 1) / most_bits;
  const unsigned digit_bits = (key_bits + passes - 1) / passes;
  std::array<std::size_t, std::size_t{1} << most_bits> starts;
  for (unsigned pass = 0; pass < passes; ++pass) {
    const unsigned shift = index_bits + pass * digit_bits;
    const std::uint64_t mask = (std::uint64_t{1} << digit_bits) - 1;
    starts.fill(0);
    for (const auto key : keys) ++starts[key >> shift & mask];
    std::exclusive_scan(starts.begin(), starts.end(), starts.begin(), std::size_t{0});
    for (const auto key : keys) scratch[starts[key >> shift & mask]++] = key;
    keys.swap(scratch);
  }
  const std::uint64_t mask = (std::uint64_t{1} << index_bits) - 1;
  std::ranges::transform(keys, result.begin(),
                         [mask](auto key) { return static_cast<std::uint32_t>(key & mask); });
  return result;
}

void RowSorter::flush() {
  if (piece_.empty()) return;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(piece_.size() * 8);
  RowEncoder encoder(bytes);
  for (const auto index : order()) encoder.put(unpack(piece_[index]));
  bytes.shrink_to_fit();
  packed_bytes_ += bytes.size();
  pieces_.push_back(std::make_unique<Piece>(std::move(bytes)));
  piece_.clear();
  figures_.clear();
  if (packed_bytes_ > limits_.packed_bytes) spill();
}

void RowSorter::spill() {
  for (const auto& piece : pieces_) {
    if (piece->in_memory()) piece->spill_to(file_);
  }
  packed_bytes_ = 0;
}

void RowSorter::start_merge() {
  flush();
  release(piece_);
  release(figures_);
  merging_ = true;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    pieces_[i]->open(file_);
    if (pieces_[i]->advance()) heads_.push_back({pieces_[i]->row().key(), i});
  }
  std::ranges::make_heap(heads_, later);
  more_ = !heads_.empty();
  if (!more_) return;
  std::ranges::pop_heap(heads_, later);
  current_ = heads_.back();
  heads_.pop_back();
}

bool RowSorter::next(Row& row) {
  if (!merging_) start_merge();
  if (!more_) return false;
  row = pieces_[current_.piece]->row();
  // Files tend to come in order of time, so that a piece has many rows of a series in a row: the heap is
  // touched only where the lead changes.
  if (pieces_[current_.piece]->advance()) {
    current_.key = pieces_[current_.piece]->row().key();
    if (heads_.empty() || !later(current_, heads_.front())) return true;
    std::ranges::pop_heap(heads_, later);
    std::swap(current_, heads_.back());
    std::ranges::push_heap(heads_, later);
    return true;
  }
  if (heads_.empty()) {
    more_ = false;
    return true;
  }
  std::ranges::pop_heap(heads_, later);
  current_ = heads_.back();
  heads_.pop_back();
  return true;
}

}  // namespace waymark::ledger
