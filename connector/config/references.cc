#include "connector/config/references.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "connector/calendar/spec.h"
#include "connector/sla/clocks/warning.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using document::Node;
using model::Kind;

using Words = std::vector<std::string>;

class PolicyWords {
 public:
  PolicyWords(const Mappings& mappings, Reader& reader) : mappings_(mappings), reader_(reader) {}

  void check(const Node& policies) {
    for (const auto& [name, versions] : policies.entries) {
      const auto states = states_seen_by(name.text);
      for (const Node& version : versions.items) {
        if (const Node* clocks = version.find("clocks")) check_clocks(*clocks, states);
        if (const Node* warnings = version.find("warn_at")) check_heads(*warnings);
        if (const Node* targets = version.find("targets")) check_targets(*targets);
      }
    }
  }

 private:
  // Contracts judge incidents, an OLA tasks; a policy nobody names yet may become either.
  std::set<model::State> states_seen_by(const std::string& policy) const {
    const auto& clients = mappings_.clients.all;
    const auto& departments = mappings_.departments.all;
    const bool incidents = std::any_of(clients.begin(), clients.end(), [&](const auto& client) {
      const auto& contracts = client.second.contracts;
      return std::any_of(contracts.begin(), contracts.end(),
                         [&](const model::Contract& contract) { return contract.policy == policy; });
    });
    const bool tasks = std::any_of(departments.begin(), departments.end(),
                                   [&](const auto& department) { return department.second.ola == policy; });
    std::set<model::State> states;
    if (incidents || !tasks) add_states(Kind::incident, states);
    if (tasks || !incidents) add_states(Kind::task, states);
    return states;
  }

  void add_states(Kind kind, std::set<model::State>& states) const {
    const auto spelled = mappings_.tracker.states.find(kind);
    if (spelled == mappings_.tracker.states.end()) return;
    for (const auto& [state, names] : spelled->second) states.insert(state);
  }

  void check_clocks(const Node& clocks, const std::set<model::State>& states) {
    for (const auto& [name, rule] : clocks.entries) {
      for (const char* key : {"start_in", "stop_in", "pause_in"}) {
        if (const Node* list = rule.find(key)) check_states(*list, states);
      }
      const Node* on = rule.find("on");
      if (on != nullptr && on->text == to_string(model::State::ready)) check_states(*on, states);
    }
  }

  void check_heads(const Node& warnings) {
    const auto& departments = mappings_.departments.all;
    if (std::any_of(departments.begin(), departments.end(),
                    [](const auto& one) { return !one.second.head.empty(); }))
      return;
    auto all = warnings.values();
    if (warnings.is_map()) all.push_back(&warnings);
    for (const Node* warning : all) {
      const Node* tell = warning->find("tell");
      if (tell == nullptr) continue;
      for (const Node* hearer : tell->values()) {
        if (sla::hearer_from(hearer->text) != sla::Hearer::head) continue;
        reader_.problems().push_back(
            {base::Severity::warning, Phrase("config.tell_head_nobody"), hearer->where});
      }
    }
  }

  void check_states(const Node& list, const std::set<model::State>& states) {
    if (states.empty()) return;
    Words known;
    for (const model::State state : states) known.emplace_back(to_string(state));
    for (const Node* item : list.values()) {
      const auto state = model::state_from(item->text.substr(0, item->text.find(':')));
      if (!state || *state == model::State::unknown || states.contains(*state)) continue;
      reader_.error(item->where, Phrase("config.state_not_spelled",
                                        {{"name", std::string(to_string(*state))}, {"known", known}}));
    }
  }

  // Row by row, the first that fits is taken.
  void check_rows(const Node& targets) {
    std::vector<const Node*> before;
    for (const Node& target : targets.items) {
      const auto taken = std::find_if(before.begin(), before.end(),
                                      [&](const Node* other) { return takes_all_of(*other, target); });
      if (taken != before.end()) {
        warn(target.where,
             Phrase("config.target_never_reached", {{"line", std::int64_t{(*taken)->where.line}}}));
      }
      before.push_back(&target);
      check_order_of_amounts(target);
    }
    if (targets.items.empty() || !before.front()->is_map()) return;
    const auto left_out = priorities_left_out(targets);
    if (left_out.empty()) return;
    warn(targets.where, Phrase("config.no_target_for_the_rest", {{"priorities", left_out}}));
  }

  static const std::vector<Node::Entry>& conditions_of(const Node& target) {
    static const Node nothing;
    const Node* when = target.find("when");
    return when == nullptr ? nothing.entries : when->entries;
  }

  // Whatever fits the other fits this one.
  static bool takes_all_of(const Node& target, const Node& other) {
    const auto& conditions = conditions_of(target);
    return std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) {
      const Node* when = other.find("when");
      const Node* narrower = when == nullptr ? nullptr : when->find(condition.first.text);
      return narrower != nullptr && is_among(*narrower, condition.second);
    });
  }

  static bool is_among(const Node& narrower, const Node& wider) {
    if (wider.is_map()) {  // `created`
      return std::all_of(wider.entries.begin(), wider.entries.end(), [&](const auto& entry) {
        const Node* same = narrower.find(entry.first.text);
        return same != nullptr && same->text == entry.second.text;
      });
    }
    const auto all = wider.values();
    const auto some = narrower.values();
    return std::all_of(some.begin(), some.end(), [&](const Node* one) {
      return std::any_of(all.begin(), all.end(), [&](const Node* other) { return other->text == one->text; });
    });
  }

  // Those for which no row takes every incident.
  Words priorities_left_out(const Node& targets) const {
    Words left_out = mappings_.tracker.urgency;
    for (const Node& target : targets.items) {
      const auto& conditions = conditions_of(target);
      if (conditions.empty()) return {};
      if (conditions.size() > 1 || conditions.front().first.text != "priority") continue;
      for (const Node* item : conditions.front().second.values()) std::erase(left_out, item->text);
    }
    return left_out;
  }

  void check_order_of_amounts(const Node& target) {
    const Node* response = target.find("response");
    const Node* resolution = target.find("resolution");
    if (response == nullptr || resolution == nullptr) return;
    const auto answer = base::parse_duration(response->text);
    const auto end = base::parse_duration(resolution->text);
    if (!answer || !end || *answer <= *end) return;
    warn(response->where, Phrase("config.response_after_resolution",
                                 {{"response", response->text}, {"resolution", resolution->text}}));
  }

  void warn(const base::Location& where, Phrase what) {
    reader_.problems().push_back({base::Severity::warning, std::move(what), where});
  }

  void check_targets(const Node& targets) {
    check_rows(targets);
    for (const Node& target : targets.items) {
      const Node* when = target.find("when");
      if (when == nullptr) continue;
      for (const auto& [attribute, wanted] : when->entries) check_attribute(attribute.text, wanted);
    }
  }

  void check_attribute(const std::string& attribute, const Node& wanted) {
    const auto [key, known] = words_of(attribute);
    if (known.empty()) return;
    for (const Node* item : wanted.values()) {
      if (std::find(known.begin(), known.end(), item->text) == known.end())
        reader_.unknown(key, item->where, item->text, known);
    }
  }

  struct Known {
    const char* key;
    Words words;  // none: any text will do, or it cannot be told
  };

  // What an attribute may be, where another file says so. The values of fields are those people read.
  Known words_of(const std::string& attribute) const {
    const auto& tracker = mappings_.tracker;
    if (attribute == "priority") return {"config.unknown_priority", tracker.urgency};
    if (attribute == "client") return {"config.unknown_client", ids_of_clients()};
    if (attribute == "tracker") return {"config.unknown_tracker", names_of_kinds()};
    if (attribute == to_string(model::Field::department))
      return {"config.unknown_department_title", titles_of_departments()};
    if (attribute == to_string(model::Field::hold_reason))
      return {"config.unknown_hold_reason", values(tracker.hold_reasons)};
    if (attribute == to_string(model::Field::decision))
      return {"config.unknown_decision", values(tracker.decisions)};
    return {"", {}};
  }

  template <typename Map>
  static Words values(const Map& map) {
    Words all;
    for (const auto& [word, name] : map) all.push_back(name);
    return all;
  }

  Words ids_of_clients() const {
    Words all;
    for (const auto& [id, client] : mappings_.clients.all) all.push_back(id);
    return all;
  }

  Words titles_of_departments() const {
    Words all;
    for (const auto& [id, department] : mappings_.departments.all) all.push_back(department.title);
    return all;
  }

  // Only issues of these have clocks.
  Words names_of_kinds() const {
    Words all;
    for (const Kind kind : {Kind::incident, Kind::task}) {
      const auto named = mappings_.tracker.kinds.find(kind);
      if (named == mappings_.tracker.kinds.end()) continue;
      all.insert(all.end(), named->second.begin(), named->second.end());
    }
    return all;
  }

  const Mappings& mappings_;
  Reader& reader_;
};

void check_shift(const Node& item, Reader& reader) {
  const auto shift = calendar::parse_shift(item.text);
  const auto end = item.text.find('-');
  if (!shift || item.text.substr(0, end) != item.text.substr(end + 1)) return;
  reader.problems().push_back(
      {base::Severity::warning, Phrase("config.shift_of_a_day", {{"text", item.text}}), item.where});
}

void check_names(const Node& tam, const char* key, const char* unknown, const Words& known, Reader& reader) {
  const Node* names = tam.find(key);
  if (names == nullptr || known.empty()) return;
  for (const Node& name : names->items) {
    if (std::find(known.begin(), known.end(), name.text) == known.end())
      reader.unknown(unknown, name.where, name.text, known);
  }
}

template <typename Map>
void add_keys(const Map& map, Words& all) {
  for (const auto& [key, value] : map) all.push_back(key);
}

}  // namespace

void check_tam_rules(const Node& tam, const Mappings& mappings, Reader& reader) {
  // Of a file that could not be read nothing is checked.
  if (!mappings.departments.all.empty()) {
    Words departments;
    add_keys(mappings.departments.all, departments);
    add_keys(mappings.departments.competences, departments);
    add_keys(mappings.departments.moved, departments);
    check_names(tam, "upper_level", "config.unknown_department", departments, reader);
  }
  Words roles;
  add_keys(mappings.tracker.roles, roles);
  check_names(tam, "readers", "config.unknown_role", roles, reader);
}

void check_shifts(const Node& calendar, Reader& reader) {
  for (const char* key : {"week", "exceptions"}) {
    const Node* days = calendar.find(key);
    if (days == nullptr) continue;
    for (const auto& [day, shifts] : days->entries) {
      for (const Node& item : shifts.items) check_shift(item, reader);
    }
  }
}

void check_window_shifts(const Node& clients, Reader& reader) {
  for (const auto& [id, client] : clients.entries) {
    if (const Node* windows = client.find("windows")) check_shifts(*windows, reader);
  }
}

void check_policy_words(const Node& policies, const Mappings& mappings, Reader& reader) {
  PolicyWords(mappings, reader).check(policies);
}

void check_contract_dates(const Node& clients, const Mappings& mappings, Reader& reader) {
  for (const auto& [id, client] : clients.entries) {
    const Node* contracts = client.find("contracts");
    if (contracts == nullptr) continue;
    for (const Node& contract : contracts->items) {
      const Node* policy = contract.find("policy");
      const Node* begin = contract.find("from");
      const auto from = begin == nullptr ? std::nullopt : base::parse_date(begin->text);
      if (policy == nullptr || !from) continue;
      const auto& versions = mappings.policies.versions(policy->text);
      if (versions.empty() || versions.front().valid_from <= *from) continue;
      Phrase what("config.contract_before_policy",
                  {{"policy", policy->text},
                   {"from", begin->text},
                   {"valid_from", base::format_date(versions.front().valid_from)}});
      reader.problems().push_back({base::Severity::warning, std::move(what), begin->where});
    }
  }
}

}  // namespace estafeta::config
