#include "connector/sla/clocks/credit_terms.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "connector/document/nearest.h"
#include "connector/document/value.h"

namespace estafeta::sla {

namespace {

using base::Diagnostics;
using base::Phrase;
using document::Node;

// `99`, `99.95`; with at most three digits behind the point, from 0 to 100.
std::optional<Percent> parse_percent(std::string_view text) {
  const auto point = text.find('.');
  const auto digits = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  constexpr std::size_t kDigits = 3;
  if (digits.size() > kDigits || (point != std::string_view::npos && digits.empty())) return std::nullopt;
  std::string number(text.substr(0, point));
  number += digits;
  number.append(kDigits - digits.size(), '0');
  Percent percent = 0;
  const auto* last = number.data() + number.size();
  const auto [end, error] = std::from_chars(number.data(), last, percent);
  if (error != std::errc() || end != last || percent < 0 || percent > kFull || text.front() == '-')
    return std::nullopt;
  return percent;
}

class CreditReader {
 public:
  CreditReader(const std::vector<std::string>& clocks, const calendar::CalendarSet& calendars,
               Diagnostics& diagnostics)
      : clocks_(clocks), calendars_(calendars), diagnostics_(diagnostics) {}

  CreditTerms read(const Node& node) {
    if (!expect_map(node)) return {};
    for (const auto& [key, value] : node.entries) {
      if (key.text == "most") {
        terms_.most = read_percent(value);
      } else if (key.text == "compliance") {
        read_compliance(value);
      } else if (key.text == "each_breach") {
        read_each_breach(value);
      } else if (key.text == "availability") {
        read_availability(value);
      } else {
        unknown(key, {"most", "compliance", "each_breach", "availability"});
      }
    }
    if (terms_.empty()) problem(node, "sla.credits_empty");
    return std::move(terms_);
  }

 private:
  void problem(const Node& node, const char* key) {
    diagnostics_.push_back(
        {base::Severity::error, Phrase(key, {{"text", document::brief(node)}}), node.where});
  }

  void unknown(const Node::Key& key, const std::vector<std::string>& known) {
    const auto near = document::nearest(key.text, known);
    Phrase said(near.empty() ? "sla.credits_key" : "sla.credits_key_near", {{"text", key.text}});
    if (near.empty()) {
      said.values.emplace_back("known", known);
    } else {
      said.values.emplace_back("near", near);
    }
    diagnostics_.push_back({base::Severity::error, std::move(said), key.where});
  }

  bool expect_map(const Node& node) {
    if (!node.is_map()) problem(node, "sla.credits_map");
    return node.is_map();
  }

  Percent read_percent(const Node& value) {
    const auto percent = value.text.empty() ? std::nullopt : parse_percent(value.text);
    if (!percent) problem(value, "sla.credits_percent");
    return percent.value_or(0);
  }

  bool is_clock(const Node::Key& key) {
    const bool known = std::find(clocks_.begin(), clocks_.end(), key.text) != clocks_.end();
    if (!known) unknown(key, clocks_);
    return known;
  }

  void read_compliance(const Node& value) {
    if (!expect_map(value)) return;
    for (const auto& [clock, bands] : value.entries) {
      if (is_clock(clock)) terms_.compliance[clock.text] = read_bands(bands);
    }
  }

  void read_each_breach(const Node& value) {
    if (!expect_map(value)) return;
    for (const auto& [clock, credit] : value.entries) {
      if (is_clock(clock)) terms_.each_breach[clock.text] = read_percent(credit);
    }
  }

  std::vector<CreditBand> read_bands(const Node& value) {
    std::vector<CreditBand> bands;
    for (const Node* item : value.is_map() ? std::vector<const Node*>{&value} : value.values()) {
      const Node* below = item->find("below");
      const Node* credit = item->find("credit");
      if (below == nullptr || credit == nullptr || item->entries.size() != 2) {
        problem(*item, "sla.credits_band");
      } else {
        bands.push_back({read_percent(*below), read_percent(*credit)});
      }
    }
    if (bands.empty() && value.values().empty()) problem(value, "sla.credits_band");
    std::stable_sort(bands.begin(), bands.end(),
                     [](const CreditBand& one, const CreditBand& other) { return one.below > other.below; });
    return bands;
  }

  void read_availability(const Node& value) {
    if (!expect_map(value)) return;
    auto& availability = terms_.availability.emplace();
    for (const auto& [key, said] : value.entries) {
      if (key.text == "calendar") {
        read_calendar(said, availability);
      } else if (key.text == "outages") {
        read_outages(said, availability);
      } else if (key.text == "bands") {
        availability.bands = read_bands(said);
      } else {
        unknown(key, {"calendar", "outages", "bands"});
      }
    }
    if (availability.calendar.empty() || availability.outages.empty() || availability.bands.empty())
      problem(value, "sla.credits_availability");
  }

  void read_calendar(const Node& value, AvailabilityTerms& availability) {
    availability.calendar = value.text;
    if (const auto* found = calendars_.find(value.text)) {
      availability.hours = *found;
      return;
    }
    std::vector<std::string> known;
    for (const auto& [name, calendar] : calendars_.all()) known.push_back(name);
    const auto near = document::nearest(value.text, known);
    Phrase said(near.empty() ? "sla.calendar_unknown" : "sla.calendar_unknown_near", {{"text", value.text}});
    if (!near.empty()) said.values.emplace_back("near", near);
    diagnostics_.push_back({base::Severity::error, std::move(said), value.where});
  }

  void read_outages(const Node& value, AvailabilityTerms& availability) {
    if (!expect_map(value)) return;
    for (const auto& [key, wanted] : value.entries) {
      if (key.text != "priority" && key.text != "category" && key.text != "tracker") {
        unknown(key, {"priority", "category", "tracker"});
        continue;
      }
      auto& values = availability.outages[key.text];
      for (const Node* item : wanted.values()) values.push_back(item->text);
    }
  }

  const std::vector<std::string>& clocks_;
  const calendar::CalendarSet& calendars_;
  Diagnostics& diagnostics_;
  CreditTerms terms_;
};

}  // namespace

const CreditBand* missed(const std::vector<CreditBand>& bands, Percent reached) {
  const CreditBand* found = nullptr;
  for (const auto& band : bands) {
    if (reached < band.below) found = &band;
  }
  return found;
}

CreditTerms read_credits(const Node& node, const std::vector<std::string>& clocks,
                         const calendar::CalendarSet& calendars, Diagnostics& diagnostics) {
  return CreditReader(clocks, calendars, diagnostics).read(node);
}

}  // namespace estafeta::sla
