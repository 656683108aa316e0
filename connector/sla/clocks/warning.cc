#include "connector/sla/clocks/warning.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

#include "connector/document/nearest.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using document::Node;

constexpr std::array<std::string_view, kHearers> kHearerWords{"holder", "duty", "tam", "head"};

// `0.75`, `75%`, `1`; up to six decimals, more than nothing and at most the whole.
std::optional<Fraction> parse_fraction(std::string_view text) {
  Fraction fraction;
  if (text.ends_with('%')) {
    fraction.denominator = 100;
    text.remove_suffix(1);
  }
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  if (point != std::string_view::npos) digits += text.substr(point + 1);
  if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  const std::size_t decimals = point == std::string_view::npos ? 0 : text.size() - point - 1;
  if (decimals > 6) return std::nullopt;
  for (std::size_t i = 0; i < decimals; ++i) fraction.denominator *= 10;
  std::from_chars(digits.data(), digits.data() + digits.size(), fraction.numerator);
  if (fraction.numerator <= 0 || fraction.numerator > fraction.denominator) return std::nullopt;
  const std::int64_t common = std::gcd(fraction.numerator, fraction.denominator);
  return Fraction{fraction.numerator / common, fraction.denominator / common};
}

// A share; `2h before`, `1h after`.
std::optional<Warning> parse_warning(std::string_view text) {
  Warning warning;
  if (const auto share = parse_fraction(text)) {
    warning.share = *share;
    return warning;
  }
  const std::size_t space = text.find(' ');
  const auto time = base::parse_duration(text.substr(0, space));
  if (!time || space == std::string_view::npos) return std::nullopt;
  const std::string_view side = text.substr(space + 1);
  if (side != "before" && side != "after") return std::nullopt;
  warning.kind = side == "before" ? Warning::Kind::before : Warning::Kind::after;
  warning.time = *time;
  return warning;
}

std::vector<std::string> hearer_words() {
  return {kHearerWords.begin(), kHearerWords.end()};
}

void report(base::Diagnostics& diagnostics, const base::Location& where, Phrase what) {
  diagnostics.push_back({base::Severity::error, std::move(what), where});
}

std::set<Hearer> read_tell(const Node& node, base::Diagnostics& diagnostics) {
  std::set<Hearer> hearers;
  for (const Node* item : node.values()) {
    if (const auto hearer = hearer_from(item->text)) {
      hearers.insert(*hearer);
      continue;
    }
    report(diagnostics, item->where,
           Phrase("sla.word_unknown", {{"text", item->text}, {"words", hearer_words()}}));
  }
  if (hearers.empty()) report(diagnostics, node.where, Phrase("sla.tell_empty", {{"words", hearer_words()}}));
  return hearers;
}

std::optional<Warning> read_warning(const Node& node, base::Diagnostics& diagnostics) {
  const Node* at = node.is_map() ? node.find("at") : &node;
  auto warning = at == nullptr ? std::nullopt : parse_warning(at->text);
  if (!warning) {
    report(diagnostics, at == nullptr ? node.where : at->where,
           Phrase("sla.warn_at_bad", {{"text", at == nullptr ? "" : at->text}}));
  }
  for (const auto& [key, value] : node.entries) {
    if (key.text == "at") continue;
    if (key.text != "tell") {
      report(diagnostics, key.where, Phrase("sla.warn_at_key_unknown", {{"text", key.text}}));
    } else if (auto tell = read_tell(value, diagnostics); warning) {
      warning->tell = std::move(tell);
    }
  }
  return warning;
}

// Shares, then times before and after the target, each the smaller first.
bool comes_before(const Warning& a, const Warning& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  if (a.kind == Warning::Kind::share)
    return a.share.numerator * b.share.denominator < b.share.numerator * a.share.denominator;
  return a.time < b.time;
}

}  // namespace

std::string_view to_string(Hearer hearer) {
  return kHearerWords[static_cast<std::size_t>(hearer)];
}

std::optional<Hearer> hearer_from(std::string_view text) {
  const auto found = std::find(kHearerWords.begin(), kHearerWords.end(), text);
  if (found == kHearerWords.end()) return std::nullopt;
  return static_cast<Hearer>(found - kHearerWords.begin());
}

std::vector<Warning> read_warnings(const Node& node, base::Diagnostics& diagnostics) {
  std::vector<const Node*> items = node.values();
  if (node.is_map()) items.push_back(&node);
  std::vector<Warning> warnings;
  for (const Node* item : items) {
    if (auto warning = read_warning(*item, diagnostics)) warnings.push_back(std::move(*warning));
  }
  std::sort(warnings.begin(), warnings.end(), comes_before);
  return warnings;
}

}  // namespace estafeta::sla
