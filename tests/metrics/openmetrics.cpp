#include "tests/metrics/openmetrics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "tests/metrics/openmetrics_line.hpp"

namespace waymark::tests {
namespace {

[[noreturn]] void fail(const std::string& reason) {
  throw std::runtime_error(reason);
}
void require(bool condition, const std::string& reason) {
  if (!condition) fail(reason);
}

const std::map<std::string, std::vector<std::string>, std::less<>> suffixes{
    {"unknown", {""}},
    {"gauge", {""}},
    {"counter", {"_total", "_created"}},
    {"stateset", {""}},
    {"info", {"_info"}},
    {"histogram", {"_bucket", "_count", "_sum", "_created"}},
    {"gaugehistogram", {"_bucket", "_gcount", "_gsum"}},
    {"summary", {"", "_count", "_sum", "_created"}},
};

// What is known of the family whose lines are being read.
struct Family {
  std::string name;
  std::optional<std::string> type, unit;
  bool help = false;
  bool sampled = false;

  const std::string& kind() const {
    static const std::string unknown = "unknown";
    return type ? *type : unknown;
  }
};

// The samples of one histogram or summary, those that differ in `le`, `quantile` or suffix only.
struct Group {
  LabelSet labels;
  std::map<LabelSet, std::optional<double>> last;  // by the rest of the name and labels: the last timestamp
  std::vector<std::pair<double, double>> buckets;  // bound, count
  std::optional<double> count, sum;
};

class Checker {
 public:
  void line(std::string_view text) {
    require(!text.empty(), "an empty line");
    if (text.starts_with('#')) {
      metadata(text);
    } else {
      sample(parse_sample(text));
    }
  }

  void finish() { end_family(); }

 private:
  // `# WORD name rest`, each after exactly one space.
  void metadata(std::string_view text) {
    std::array<std::string, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto end = i + 1 < parts.size() ? text.find(' ') : text.size();
      require(end != std::string_view::npos, "a comment that is no metadata");
      parts.at(i) = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto& [hash, word, name, rest] = parts;
    require(hash == "#" && metric_name(name), "malformed metadata");
    if (name != family_.name || !open_) begin_family(name);
    require(!family_.sampled, "metadata after samples");
    if (word == "HELP") {
      require(!family_.help, "HELP comes twice");
      family_.help = true;
    } else if (word == "TYPE") {
      require(!family_.type, "TYPE comes twice");
      require(suffixes.contains(rest), "\"" + rest + "\" is no type");
      family_.type = rest;
    } else if (word == "UNIT") {
      require(!family_.unit, "UNIT comes twice");
      require(rest.empty() || name.ends_with("_" + rest), "the name does not end in the unit");
      family_.unit = rest;
    } else {
      fail("\"" + word + "\" is no metadata");
    }
    const bool unitless = family_.kind() == "info" || family_.kind() == "stateset";
    require(!unitless || family_.unit.value_or("").empty(), "this type has no unit");
  }

  void begin_family(const std::string& name) {
    end_family();
    family_ = {.name = name, .type = {}, .unit = {}};
    open_ = true;
  }

  void end_family() {
    if (!open_) return;
    end_group();
    groups_.clear();
    for (const auto& suffix : suffixes.find(family_.kind())->second) take(family_.name + suffix);
    if (!names_.contains(family_.name)) take(family_.name);
    open_ = false;
  }

  void take(const std::string& name) {
    require(names_.insert(name).second, "the name " + name + " is taken");
  }

  std::optional<std::string> suffix_of(const std::string& name) const {
    if (!open_) return std::nullopt;
    for (const auto& suffix : suffixes.find(family_.kind())->second) {
      if (name == family_.name + suffix) return suffix;
    }
    return std::nullopt;
  }

  void sample(const Sample& sample) {
    auto suffix = suffix_of(sample.name);
    if (!suffix) {
      begin_family(sample.name);
      suffix = "";
    }
    family_.sampled = true;
    const std::string& kind = family_.kind();
    check_value(sample, kind, *suffix);
    check_exemplar(sample, kind, *suffix);

    LabelSet key = sample.labels;
    LabelSet rest{{"", *suffix}};
    const std::string_view varying = kind == "summary" && suffix->empty()                  ? "quantile"
                                     : kind.ends_with("histogram") && *suffix == "_bucket" ? "le"
                                     : kind == "stateset" ? std::string_view{family_.name}
                                                          : "";
    if (const auto* const value = sample.label(varying); !varying.empty()) {
      require(value != nullptr, "the label " + std::string{varying} + " is missing");
      rest.emplace_back(varying, *value);
      std::erase_if(key, [&](const auto& label) { return label.first == varying; });
    }
    std::ranges::sort(key);
    if (!group_ || group_->labels != key) {
      end_group();
      require(groups_.insert(key).second, "samples of one label set are not together");
      group_ = Group{.labels = key, .last = {}, .buckets = {}, .count = {}, .sum = {}};
    }
    in_order(rest, sample.timestamp);
    if (*suffix == "_bucket")
      group_->buckets.emplace_back(*openmetrics_number(*sample.label("le")), sample.value);
    if (*suffix == "_count" || *suffix == "_gcount") group_->count = sample.value;
    if (*suffix == "_sum" || *suffix == "_gsum") group_->sum = sample.value;
  }

  void in_order(const LabelSet& rest, std::optional<double> timestamp) {
    const auto [last, first] = group_->last.try_emplace(rest, timestamp);
    if (first) return;
    require(timestamp.has_value() == last->second.has_value(), "only some samples have timestamps");
    require(timestamp.has_value(), "a sample comes twice");
    require(*timestamp >= *last->second, "timestamps go back");
    last->second = timestamp;
  }

  static void check_value(const Sample& sample, const std::string& kind, const std::string& suffix) {
    const double value = sample.value;
    const bool counts = suffix == "_total" || suffix == "_bucket" || suffix == "_count" ||
                        suffix == "_gcount" || (suffix == "_sum" && kind == "summary");
    require(!counts || value >= 0, "counts are neither negative nor NaN");
    require(suffix != "_sum" || !std::isnan(value), "a sum is not NaN");
    if (kind == "stateset") require(value == 0 || value == 1, "a state is 0 or 1");
    if (kind == "info") require(value == 1, "an info is 1");
    if (const auto* const bound = sample.label("le"); suffix == "_bucket") {
      require(bound != nullptr && openmetrics_number(*bound).has_value(), "a bucket needs a number as le");
      require(!std::isnan(*openmetrics_number(*bound)), "a bucket's bound is not NaN");
    }
    if (const auto* const quantile = sample.label("quantile"); kind == "summary" && suffix.empty()) {
      const auto number = quantile == nullptr ? std::nullopt : openmetrics_number(*quantile);
      require(number && *number >= 0 && *number <= 1, "a quantile lies between 0 and 1");
      require(!(value < 0), "a quantile's value is not negative");
    }
  }

  static void check_exemplar(const Sample& sample, const std::string& kind, const std::string& suffix) {
    if (!sample.exemplar) return;
    require((kind == "counter" && suffix == "_total") || suffix == "_bucket", "no exemplar may be here");
    std::ptrdiff_t characters = 0;
    const auto count = [&](const std::string& text) {
      characters +=
          std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
    };
    for (const auto& [name, value] : sample.exemplar->labels) {
      count(name);
      count(value);
    }
    require(characters <= 128, "an exemplar's labels are too long");
  }

  void end_group() {
    if (group_ && family_.kind().ends_with("histogram")) {
      const auto& [labels, last, buckets, count, sum] = *group_;
      require(!buckets.empty() && std::isinf(buckets.back().first), "the bucket +Inf is missing");
      for (std::size_t i = 1; i < buckets.size(); ++i) {
        require(buckets[i - 1].first < buckets[i].first, "buckets are out of order");
        require(buckets[i - 1].second <= buckets[i].second, "buckets count down");
      }
      require(count.has_value() == sum.has_value(), "count and sum come together");
      require(!count || *count == buckets.back().second, "the count is not that of the bucket +Inf");
      const bool negative = buckets.front().first < 0;
      require(!negative || !sum || family_.kind() == "gaugehistogram", "no sum with negative buckets");
      require(!sum || *sum >= 0 || negative, "a negative sum without negative buckets");
    }
    group_.reset();
  }

  Family family_;
  bool open_ = false;
  std::set<std::string> names_;  // of all families before
  std::optional<Group> group_;
  std::set<LabelSet> groups_;  // of this family
};

}  // namespace

std::optional<std::string> openmetrics_problem(std::string_view exposition) {
  Checker checker;
  std::size_t number = 0;
  try {
    while (!exposition.empty()) {
      ++number;
      const auto end = std::min(exposition.find('\n'), exposition.size());
      const auto line = exposition.substr(0, end);
      const bool complete = end < exposition.size();
      exposition.remove_prefix(std::min(end + 1, exposition.size()));
      if (line == "# EOF") {
        require(exposition.empty(), "text after # EOF");
        checker.finish();
        return std::nullopt;
      }
      require(complete, "the last line is not # EOF");
      checker.line(line);
    }
    fail("# EOF is missing");
  } catch (const std::runtime_error& problem) {
    return std::to_string(number) + ": " + problem.what();
  }
}

}  // namespace waymark::tests
