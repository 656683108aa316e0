#include "connector/config/entered.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/calendar/compile.h"
#include "connector/document/json.h"

namespace estafeta::config {

namespace {

using base::Phrase;
using calendar::Calendar;
using document::Node;
using model::Source;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

const std::vector<Node>& items_at(const Node& node, std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* found = node.find(key);
  return found == nullptr ? kNone : found->items;
}

// The hours of one window on one calendar; none: it cannot be read.
std::optional<calendar::CalendarSpec> spec_of(const Node& window, const calendar::Zone& zone) {
  calendar::CalendarSpec spec;
  spec.zone = zone;
  const auto shift = calendar::parse_shift(window.text_at("from") + "-" + window.text_at("until"));
  if (!shift) return std::nullopt;
  for (const Node& item : items_at(window, "days")) {
    const auto day = std::find(kDays.begin(), kDays.end(), item.text);
    if (day == kDays.end()) return std::nullopt;
    spec.week[static_cast<std::size_t>(day - kDays.begin())] = {*shift};
  }
  return calendar::never_open(spec) ? std::nullopt : std::optional(spec);
}

// Only shifts that begin between those days count, so that the last night is a whole one.
std::optional<Calendar> hours_of(const Node& window, const calendar::Zone& zone) {
  auto spec = spec_of(window, zone);
  if (!spec) return std::nullopt;
  const auto first = base::parse_date(window.text_at("valid_from"));
  const auto last = base::parse_date(window.text_at("valid_until"));
  std::vector<calendar::Interval> closed;
  if (first) closed.push_back({calendar::kHorizonBegin, zone.start_of_day(*first)});
  if (last) {
    const std::chrono::sys_days after = std::chrono::sys_days(*last) + std::chrono::days(1);
    const auto& shifts = spec->shifts_of(*last);
    auto end = zone.start_of_day(after);
    for (const auto& shift : shifts) {
      if (shift.close > std::chrono::hours(24)) end = std::max(end, zone.start_of_day(*last) + shift.close);
    }
    closed.push_back({end, calendar::kHorizonEnd});
  }
  return Calendar(*spec).with_closed(closed);
}

class Adder {
 public:
  explicit Adder(Mappings& mappings) : mappings_(mappings) {}

  AddedEntries add(const Node& root) {
    add_windows(items_at(root, "windows"));
    add_freezes(items_at(root, "freezes"));
    add_absences(items_at(root, "absences"));
    return std::move(added_);
  }

  AddedEntries not_readable() {
    warn(Phrase("entered.unreadable"));
    return std::move(added_);
  }

 private:
  void warn(Phrase what) { added_.problems.push_back({base::Severity::warning, std::move(what), {}}); }
  // The same where a client's TAM can put it right.
  void warn(model::Client& client, Phrase what) {
    client.entry_problems.push_back(what);
    warn(std::move(what));
  }

  // Whether what was entered of that subject counts; said once where it does not, and to each client's TAM
  // who entered some.
  bool counts(Source source, const char* subject, const std::vector<Node>& entries) {
    if (source != Source::mappings) return true;
    const Phrase said("entered.not_counted", {{"what", std::vector{Phrase(subject)}}});
    if (!entries.empty()) warn(said);
    for (auto& [id, client] : mappings_.clients.all) {
      const auto& project = client.project;
      const bool has_some = std::any_of(entries.begin(), entries.end(), [&](const Node& entry) {
        return entry.text_at("project") == project;
      });
      if (has_some) client.entry_problems.push_back(said);
    }
    return false;
  }

  model::Client* client_of(const Node& entry, const char* what) {
    const std::string project = entry.text_at("project");
    for (auto& [id, client] : mappings_.clients.all) {
      if (client.project == project) return &client;
    }
    warn(Phrase("entered.no_client", {{"project", project}, {"what", std::vector{Phrase(what)}}}));
    return nullptr;
  }

  void add_windows(const std::vector<Node>& windows) {
    auto& clients = mappings_.clients;
    if (!counts(clients.windows_from, "entered.windows", windows)) return;
    std::map<std::string, std::vector<Calendar>> hours;
    for (auto& [id, client] : clients.all) {
      const auto* own = client.windows.empty() ? nullptr : mappings_.calendars.find(client.windows);
      if (own != nullptr && clients.windows_from == Source::both) hours[id].push_back(*own);
    }
    for (const Node& window : windows) {
      auto* client = client_of(window, "entered.window");
      if (client == nullptr) continue;
      const std::string name = window.text_at("zone");
      const auto zone = calendar::Zone::find(name.empty() ? mappings_.tracker.zone : name);
      auto open = zone ? hours_of(window, *zone) : std::nullopt;
      if (!open) {
        warn(*client,
             Phrase(zone ? "entered.bad_window" : "entered.bad_zone", {{"client", client->name},
                                                                       {"zone", name},
                                                                       {"from", window.text_at("from")},
                                                                       {"until", window.text_at("until")}}));
        continue;
      }
      hours[client->id].push_back(std::move(*open));
      ++added_.windows;
    }
    for (auto& [id, client] : clients.all) {
      if (clients.windows_from == Source::tracker) client.mapped_windows.clear();
      client.windows = hours.contains(id) ? "windows:" + id : "";
      if (hours.contains(id)) mappings_.calendars.add(client.windows, Calendar::any_of(hours.at(id)));
    }
  }

  void add_freezes(const std::vector<Node>& freezes) {
    auto& clients = mappings_.clients;
    if (!counts(clients.freezes_from, "entered.freezes", freezes)) return;
    if (clients.freezes_from == Source::tracker) {
      for (auto& [id, client] : clients.all) {
        client.freezes.clear();
        client.mapped_freezes.clear();
      }
    }
    for (const Node& freeze : freezes) {
      auto* client = client_of(freeze, "entered.freeze");
      if (client == nullptr) continue;
      const auto from = base::parse_instant(freeze.text_at("from"));
      const auto until = base::parse_instant(freeze.text_at("until"));
      if (!from || !until || *until <= *from) {
        warn(*client,
             Phrase("entered.bad_freeze", {{"client", client->name}, {"why", freeze.text_at("why")}}));
        continue;
      }
      client->freezes.push_back({*from, *until, freeze.text_at("why")});
      ++added_.freezes;
    }
  }

  void add_absences(const std::vector<Node>& absences) {
    auto& departments = mappings_.departments;
    if (!counts(departments.away_from, "entered.absences", absences)) return;
    if (departments.away_from == Source::tracker) departments.away.clear();
    for (const Node& absence : absences) {
      const std::string who = absence.text_at("who");
      const auto from = base::parse_date(absence.text_at("from"));
      const auto until = base::parse_date(absence.text_at("until"));
      if (who.empty() || !from || !until || *until < *from) {
        warn(Phrase(who.empty() ? "entered.person_gone" : "entered.bad_absence",
                    {{"person", absence.text_at("name")}}));
        continue;
      }
      departments.away.push_back({who, *from, *until, absence.text_at("stand_in")});
      ++added_.absences;
    }
  }

  Mappings& mappings_;
  AddedEntries added_;
};

}  // namespace

AddedEntries add_entered(const std::string& text, Mappings& mappings) {
  if (text.empty()) return {};
  Adder adder(mappings);
  const auto root = document::parse_json(text, "");
  return root && root->is_map() ? adder.add(*root) : adder.not_readable();
}

}  // namespace estafeta::config
