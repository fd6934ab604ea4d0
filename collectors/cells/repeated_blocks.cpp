#include "collectors/cells/repeated_blocks.hpp"

#include <bit>
#include <unordered_map>

namespace waymark::cells {

namespace {

// False for nearly all digests that are there only once, and never for another: what is looked at closely.
class Several {
 public:
  explicit Several(std::span<const std::uint64_t> digests)
      : mask_(std::bit_ceil(digests.size() + 1) * 16 - 1), once_(mask_ + 1), again_(mask_ + 1) {
    for (const auto digest : digests) {
      if (once_[digest & mask_]) again_[digest & mask_] = true;
      once_[digest & mask_] = true;
    }
  }
  [[nodiscard]] bool holds(std::uint64_t digest) const { return again_[digest & mask_]; }

 private:
  std::uint64_t mask_;
  std::vector<bool> once_, again_;
};

struct Pair {
  std::uint64_t first = 0, second = 0;
  bool operator==(const Pair&) const = default;
};
struct HashOfPair {
  std::size_t operator()(const Pair& pair) const { return pair.first * 0x9E3779B97F4A7C15U ^ pair.second; }
};

}  // namespace

std::vector<std::uint32_t> repeated_blocks(std::span<const std::uint64_t> digests) {
  std::vector<std::uint32_t> places;
  const Several several(digests);
  std::unordered_map<Pair, std::size_t, HashOfPair> first;
  for (std::size_t i = 0; i + 1 < digests.size(); ++i) {
    if (!several.holds(digests[i]) || !several.holds(digests[i + 1]) || digests[i] == digests[i + 1])
      continue;
    const auto [found, fresh] = first.try_emplace({digests[i], digests[i + 1]}, i);
    if (fresh || i < found->second + 2) continue;
    if (places.empty() || places.back() != i) places.push_back(static_cast<std::uint32_t>(i));
    places.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return places;
}

}  // namespace waymark::cells
