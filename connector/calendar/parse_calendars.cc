#include "connector/calendar/parse_calendars.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/calendar/spec.h"

namespace estafeta::calendar {

namespace {

using base::Diagnostics;
using base::Phrase;
using document::Node;

constexpr std::string_view kAny = "any_of";
constexpr std::string_view kAll = "all_of";
// Whether it is ever closed, or ever open, is told from these years: by then the days of every year have come
// round on each day of the week.
constexpr Interval kLookedAt{std::chrono::sys_days(std::chrono::year{2020} / 1 / 1),
                             std::chrono::sys_days(std::chrono::year{2060} / 1 / 1)};

bool is_joined(const Node& node) {
  return node.find(kAny) != nullptr || node.find(kAll) != nullptr;
}

class SetReader {
 public:
  SetReader(const Node& node, Diagnostics& diagnostics) : node_(node), diagnostics_(diagnostics) {}

  CalendarSet read() {
    if (!node_.is_map() && !node_.is_null()) report(node_.where, Phrase("calendar.list_not_a_map"));
    for (const auto& [key, value] : node_.entries) {
      if (key.text == "24x7") {
        report(key.where, Phrase("calendar.name_reserved"));
      } else if (is_joined(value)) {
        if (is_well_formed(value)) waiting_.push_back({key.text, &value});
      } else if (const auto spec = parse_spec(value, diagnostics_)) {
        set_.add(key.text, Calendar(*spec));
      }
    }
    while (join_some()) {
    }
    for (const auto& one : waiting_) report_parts(one);
    return std::move(set_);
  }

 private:
  struct Waiting {
    std::string name;
    const Node* node;
  };

  void report(const base::Location& where, Phrase what) {
    diagnostics_.push_back({base::Severity::error, std::move(what), where});
  }

  static const Node& parts_of(const Node& node) {
    const Node* any = node.find(kAny);
    return any != nullptr ? *any : *node.find(kAll);
  }

  bool is_well_formed(const Node& node) {
    const Node& parts = parts_of(node);
    const bool is_named = parts.is_list() && parts.items.size() >= 2 &&
                          std::all_of(parts.items.begin(), parts.items.end(),
                                      [](const Node& item) { return item.is_scalar(); });
    if (!is_named) report(parts.where, Phrase("calendar.parts_not_a_list"));
    if (node.entries.size() == 1) return is_named;
    report(node.where, Phrase("calendar.parts_and_hours"));
    return false;
  }

  // One that is made of calendars already known, and is off the list then; false: there is none.
  bool join_some() {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) {
      const auto& names = parts_of(*one.node).items;
      return std::all_of(names.begin(), names.end(),
                         [&](const Node& name) { return set_.find(name.text) != nullptr; });
    });
    if (found == waiting_.end()) return false;
    join(*found);
    waiting_.erase(found);
    return true;
  }

  void join(const Waiting& one) {
    std::vector<Calendar> parts;
    for (const Node& name : parts_of(*one.node).items) parts.push_back(*set_.find(name.text));
    const auto joined = [&] {
      return one.node->find(kAny) != nullptr ? Calendar::any_of(parts) : Calendar::all_of(parts);
    };
    // Of a calendar of its own, which takes what it compiled for so many years with it.
    const auto open = joined().elapsed(kLookedAt.start, kLookedAt.end);
    if (open == base::Seconds(0)) report(one.node->where, Phrase("calendar.never_open"));
    // Its days would have no end.
    if (open == kLookedAt.length()) report(one.node->where, Phrase("calendar.parts_always_open"));
    if (open > base::Seconds(0) && open < kLookedAt.length()) set_.add(one.name, joined());
  }

  // What is wrong with a calendar that it names is said there.
  void report_parts(const Waiting& one) {
    for (const Node& name : parts_of(*one.node).items) {
      if (set_.find(name.text) != nullptr) continue;
      const Node* named = node_.find(name.text);
      const bool waits = std::any_of(waiting_.begin(), waiting_.end(),
                                     [&](const Waiting& other) { return other.name == name.text; });
      if (named == nullptr) report(name.where, Phrase("calendar.part_unknown", {{"text", name.text}}));
      if (waits) report(name.where, Phrase("calendar.parts_circle", {{"text", name.text}}));
    }
  }

  const Node& node_;
  Diagnostics& diagnostics_;
  CalendarSet set_;
  std::vector<Waiting> waiting_;
};

}  // namespace

CalendarSet parse_calendars(const Node& node, Diagnostics& diagnostics) {
  return SetReader(node, diagnostics).read();
}

}  // namespace estafeta::calendar
