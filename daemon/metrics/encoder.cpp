#include "daemon/metrics/encoder.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "daemon/metrics/deflate.hpp"
#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/families.hpp"
#include "daemon/metrics/labels.hpp"

namespace waymark::metrics {
namespace {

struct Header {
  std::string text;
  Deflated packed;
};

// A family as it goes out: its samples are the same bytes in both formats.
struct Block {
  std::size_t family = 0;
  std::size_t begin = 0, end = 0;  // of the samples within the text format's body
  Deflated packed;
};

}  // namespace

struct Encoder::State {
  Deflater deflater;
  std::vector<std::string> names;
  std::array<std::vector<Header>, formats.size()> headers;  // by format and family
  std::vector<Labels> labels;
  std::size_t last_size = 0;

  State() {
    for (const auto& [family, write] : kpi_families()) {
      names.push_back(sample_name(family));
      for (const auto format : formats) {
        Header header;
        append_header(header.text, family, format);
        header.packed = deflater.deflate(header.text);
        headers[static_cast<std::size_t>(format)].push_back(std::move(header));
      }
    }
  }

  const std::vector<Header>& of(Format format) const { return headers[static_cast<std::size_t>(format)]; }

  // Label texts are made anew only for what has changed its shape. An authority counts once.
  void label(std::span<const std::shared_ptr<const core::Scoreboard>> scoreboards) {
    std::vector<Labels> now;
    std::unordered_set<std::string_view> seen;
    for (const auto& board : scoreboards) {
      if (!board || !seen.insert(board->plan->authority.text).second) continue;
      const auto old =
          std::ranges::find_if(labels, [&](const Labels& l) { return l.board && l.fit(*board); });
      if (old == labels.end()) {
        now.emplace_back(board);
      } else {
        now.push_back(std::move(*old));
        now.back().board = board;
      }
    }
    labels = std::move(now);
  }

  std::vector<Block> write(std::string& body) {
    constexpr std::size_t slack = 4096;
    body.clear();
    body.reserve(last_size + last_size / 16 + slack);
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::size_t begin = body.size();
      body += of(Format::text)[i].text;
      const std::size_t samples = body.size();
      for (const auto& own : labels) kpi_families()[i].write(body, names[i], own);
      if (body.size() == samples) {
        body.resize(begin);
      } else {
        blocks.push_back({.family = i, .begin = samples, .end = body.size(), .packed = {}});
      }
    }
    last_size = body.size();
    return blocks;
  }

  void pack(Format format, const std::vector<Block>& blocks, core::MetricsBody& body) const {
    std::size_t size = 0;
    for (const auto& block : blocks) {
      size += of(format)[block.family].packed.bytes.size() + block.packed.bytes.size();
    }
    OpenGzip member;
    member.reserve(size);
    for (const auto& block : blocks) {
      member.append(of(format)[block.family].packed);
      member.append(block.packed);
    }
    body.crc = member.crc();
    body.gzip = std::move(member).take();
  }
};

Encoder::Encoder() : state_(std::make_unique<State>()) {}
Encoder::~Encoder() = default;

void Encoder::encode(std::span<const std::shared_ptr<const core::Scoreboard>> scoreboards,
                     core::MetricsBody& text, core::MetricsBody& openmetrics) {
  state_->label(scoreboards);
  auto blocks = state_->write(text.plain);
  const std::string_view body = text.plain;

  std::size_t size = 0;
  for (auto& block : blocks) {
    const auto samples = body.substr(block.begin, block.end - block.begin);
    block.packed = state_->deflater.deflate(samples);
    size += state_->of(Format::openmetrics)[block.family].text.size() + samples.size();
  }
  openmetrics.plain.clear();
  openmetrics.plain.reserve(size);
  for (const auto& block : blocks) {
    openmetrics.plain += state_->of(Format::openmetrics)[block.family].text;
    openmetrics.plain += body.substr(block.begin, block.end - block.begin);
  }
  state_->pack(Format::text, blocks, text);
  state_->pack(Format::openmetrics, blocks, openmetrics);
}

}  // namespace waymark::metrics
