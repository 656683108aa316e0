#include "connector/config/tracker_mapping.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "connector/calendar/zone.h"
#include "connector/model/words.h"
#include "connector/sla/clocks/correction.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using document::Node;
using model::MarkupKind;
using model::State;

// Redmine's cap on names of custom fields, statuses and trackers.
constexpr std::size_t kNameLimit = 30;

// The key of the role that the customer's people have.
constexpr const char* kClient = "client";

// The tracker must not take an issue for finished while somebody still has to do something with it.
constexpr std::array kStillOpen{State::fresh,    State::draft,      State::needs_input, State::agreed,
                                State::waiting,  State::ready,      State::in_progress, State::on_hold,
                                State::returned, State::cancelling, State::failing};
constexpr std::array kEnded{State::done, State::failed, State::cancelled, State::closed};

template <typename Word>
std::vector<std::string> spelled(const std::vector<Word>& words) {
  std::vector<std::string> texts;
  for (const Word word : words) texts.emplace_back(to_string(word));
  return texts;
}

std::vector<model::Field> all_fields() {
  std::vector<model::Field> fields;
  for (int i = 0; i < model::kFieldCount; ++i) fields.push_back(static_cast<model::Field>(i));
  return fields;
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class TrackerReader {
 public:
  TrackerReader(Reader& reader, const TextFormatting& formatting, model::TrackerMapping& mapping)
      : reader_(reader), formatting_(formatting), mapping_(mapping) {}

  void read(const Node& root, const std::string& language) {
    read_language(root, language);
    read_markup(root);
    read_choices(root);
    read_site(root);
    if (const Node* node = reader_.required(root, "kinds")) read_kinds(*node);
    if (const Node* node = reader_.required(root, "states")) read_states(*node);
    if (const Node* node = reader_.required(root, "closed")) read_closed(*node);
    if (const Node* node = reader_.required(root, "hold_reasons")) read_hold_reasons(*node);
    if (const Node* node = root.find("hold_statuses")) read_hold_statuses(*node);
    if (const Node* node = reader_.required(root, "priorities")) read_priorities(*node);
    if (const Node* node = reader_.required(root, "decisions")) read_decisions(*node);
    if (const Node* node = reader_.required(root, "fields")) read_fields(*node);
    if (const Node* node = reader_.required(root, "roles")) read_roles(*node);
    if (const Node* node = reader_.required(root, "staff_roles")) {
      read_role_keys(*node, mapping_.staff_roles);
      check_no_client(*node);
    }
    if (const Node* node = root.find("people")) read_people(*node);
    if (const Node* node = root.find("correction_roles")) {
      mapping_.correction.roles.clear();
      read_role_keys(*node, mapping_.correction.roles);
      check_no_client(*node);
    }
    if (const Node* node = root.find("correction_words")) read_correction_words(*node);
    if (const Node* node = root.find("reviews")) read_reviews(*node);
  }

 private:
  void read_language(const Node& root, const std::string& language) {
    if (const Node* node = reader_.required(root, "language")) {
      mapping_.language = reader_.choice<std::string>(*node, {{"en", "en"}, {"ru", "ru"}});
    }
    if (!language.empty()) mapping_.language = language;
    reader_.set_language(mapping_.language);
  }

  // Pages in another markup than the tracker's could not be read, and nothing but this would say so.
  void read_markup(const Node& root) {
    using Choice = std::optional<MarkupKind>;
    const Node* node = root.find("markup");
    const auto chosen = node == nullptr ? Choice()
                                        : reader_.choice<Choice>(*node, {{"auto", Choice()},
                                                                         {"textile", MarkupKind::textile},
                                                                         {"markdown", MarkupKind::markdown}});
    mapping_.markup = chosen.value_or(markup_of_tracker());
    if (const auto problem = markup_problem(chosen)) {
      reader_.error(node == nullptr ? root.where : node->where, *problem);
    }
  }

  MarkupKind markup_of_tracker() const {
    return formatting_.kind == TextFormatting::Kind::markdown ? MarkupKind::markdown : MarkupKind::textile;
  }

  std::optional<Phrase> markup_problem(std::optional<MarkupKind> chosen) const {
    using Kind = TextFormatting::Kind;
    switch (formatting_.kind) {
      case Kind::none:
        return Phrase("config.markup_none");
      case Kind::textile:
      case Kind::markdown:
        if (shows(formatting_, mapping_.markup)) return std::nullopt;
        return Phrase("config.markup_differs",
                      {{"markup", std::string(*chosen == MarkupKind::textile ? "textile" : "markdown")},
                       {"formatting", formatting_.name},
                       {"right", std::string(*chosen == MarkupKind::textile ? "markdown" : "textile")}});
      case Kind::unsaid:
        if (!chosen) return Phrase("config.markup_unsaid");
        break;
      case Kind::foreign:
        if (!chosen) return Phrase("config.markup_foreign", {{"formatting", formatting_.name}});
        break;
      case Kind::unprovisioned:
        break;
    }
    return std::nullopt;
  }

  void read_choices(const Node& root) {
    using model::GateMode, model::ReopenRule;
    if (const Node* node = root.find("gate")) {
      mapping_.gate = reader_.choice<GateMode>(*node, {{"forbid", GateMode::forbid},
                                                       {"observe", GateMode::observe},
                                                       {"warn", GateMode::warn},
                                                       {"revert", GateMode::revert}});
    }
    if (const Node* node = root.find("on_reopened")) {
      mapping_.on_reopened =
          reader_.choice<ReopenRule>(*node, {{"warn", ReopenRule::warn},
                                             {"hold_not_started", ReopenRule::hold_not_started},
                                             {"hold_all", ReopenRule::hold_all}});
    }
    if (const Node* node = root.find("on_reopened_after")) {
      mapping_.on_reopened_after = reader_.duration(*node);
    }
    if (const Node* node = root.find("link_grace")) mapping_.link_grace = reader_.duration_or_none(*node);
    if (const Node* node = root.find("close_change")) mapping_.close_change = reader_.boolean(*node);
  }

  void read_site(const Node& root) {
    if (const Node* node = reader_.required(root, "zone")) {
      mapping_.zone = reader_.text(*node);
      if (!calendar::zone_exists(mapping_.zone)) {
        reader_.error(node->where, Phrase("config.unknown_zone", {{"name", mapping_.zone}}));
      }
    }
    if (const Node* node = reader_.required(root, "account")) mapping_.account = reader_.text(*node);
    const Node* project = reader_.required(root, "staff_project");
    if (project == nullptr || !reader_.map(*project, {"identifier", "name"})) return;
    if (const Node* node = reader_.required(*project, "identifier"))
      mapping_.staff_project = reader_.text(*node);
    if (const Node* node = reader_.required(*project, "name")) reader_.name(*node);
  }

  std::vector<std::string> short_names(const Node& node) {
    std::vector<std::string> names = reader_.names(node);
    for (const std::string& name : names) {
      const std::size_t length = code_points(name);
      if (length <= kNameLimit) continue;
      reader_.error(node.where,
                    Phrase("config.name_too_long", {{"name", name},
                                                    {"length", static_cast<std::int64_t>(length)},
                                                    {"limit", static_cast<std::int64_t>(kNameLimit)}}));
    }
    return names;
  }

  // Each word of `known` must be there and `read` gets its node.
  template <typename Word, typename Read>
  void each(const Node& node, const std::vector<Word>& known, const std::vector<Word>& needed, Read read) {
    if (!reader_.map(node, spelled(known))) return;
    for (const Word word : needed) reader_.required(node, std::string(to_string(word)));
    for (const Word word : known) {
      if (const Node* value = node.find(to_string(word))) read(word, *value);
    }
  }

  void read_kinds(const Node& node) {
    using model::Kind;
    const std::vector<Kind> needed{Kind::change, Kind::task, Kind::incident, Kind::request};
    auto kinds = needed;
    kinds.push_back(Kind::proposal);  // younger than the mappings of many a site
    each(node, kinds, needed, [&](Kind kind, const Node& value) {
      mapping_.kinds[kind] = short_names(value);
      spell(value, mapping_.kinds[kind], std::string(to_string(kind)), kinds_spelled_);
    });
  }

  void read_states(const Node& node) {
    using model::Kind;
    const std::vector<Kind> kinds{Kind::change, Kind::task, Kind::incident, Kind::request, Kind::proposal};
    const std::vector<Kind> needed{Kind::change, Kind::task, Kind::incident};
    each(node, kinds, needed, [&](Kind kind, const Node& value) {
      each(value, states_of(kind), required_states_of(kind), [&](State state, const Node& names) {
        mapping_.states[kind][state] = short_names(names);
        spell(names, mapping_.states[kind][state], std::string(to_string(state)), states_spelled_[kind]);
      });
    });
  }

  // Two words with one spelling could never be told apart.
  using Spelled = std::vector<std::pair<std::string, std::string>>;  // name -> the word it stands for
  void spell(const Node& node, const std::vector<std::string>& names, const std::string& word,
             Spelled& spelled, bool (*alike)(std::string_view, std::string_view) = same) {
    for (const std::string& name : names) {
      const auto twice = std::find_if(spelled.begin(), spelled.end(), [&](const auto& other) {
        return other.second != word && !name.empty() && alike(other.first, name);
      });
      if (twice != spelled.end()) {
        reader_.error(node.where, Phrase("config.spelled_twice",
                                         {{"name", name}, {"word", word}, {"other", twice->second}}));
      }
      spelled.emplace_back(name, word);
    }
  }
  static bool same(std::string_view one, std::string_view other) { return one == other; }

  void read_closed(const Node& node) {
    if (!reader_.list(node)) return;
    bool all_known = true;
    for (const Node& item : node.items) {
      const auto state = model::state_from(item.text);
      if (state && *state != State::unknown && (mapping_.states.empty() || is_spelled(*state))) {
        mapping_.closed.insert(*state);
      } else {
        all_known = false;  // what it should have been may be what is lacking
        reader_.unknown("config.not_one_of", item.where, item.text, words_of_states());
      }
      const bool is_open =
          state && std::find(kStillOpen.begin(), kStillOpen.end(), *state) != kStillOpen.end();
      if (is_open) reader_.error(item.where, Phrase("config.closed_still_open", {{"state", item.text}}));
    }
    if (!all_known) return;
    std::vector<std::string> lacking;
    for (const State state : kEnded) {
      if (is_spelled(state) && !mapping_.closed.contains(state)) lacking.emplace_back(to_string(state));
    }
    if (!lacking.empty()) reader_.error(node.where, Phrase("config.closed_lacks", {{"states", lacking}}));
  }

  std::vector<std::string> words_of_states() const {
    std::set<State> spelled;
    for (const auto& [kind, states] : mapping_.states) {
      for (const auto& [state, names] : states) spelled.insert(state);
    }
    std::vector<std::string> words;
    for (const State state : spelled) words.emplace_back(to_string(state));
    return words;
  }

  bool is_spelled(State state) const {
    return std::any_of(mapping_.states.begin(), mapping_.states.end(),
                       [&](const auto& kind) { return kind.second.contains(state); });
  }

  void read_hold_reasons(const Node& node) {
    const std::vector<model::HoldReason> all(model::kHoldReasons.begin(), model::kHoldReasons.end());
    Spelled spelled;
    each(node, all, all, [&](model::HoldReason reason, const Node& value) {
      mapping_.hold_reasons[reason] = reader_.name(value);
      spell(value, {mapping_.hold_reasons[reason]}, std::string(to_string(reason)), spelled);
    });
  }

  void read_hold_statuses(const Node& node) {
    const std::vector<model::HoldReason> all(model::kHoldReasons.begin(), model::kHoldReasons.end());
    Spelled spelled;
    each(node, all, {}, [&](model::HoldReason reason, const Node& value) {
      mapping_.hold_statuses[reason] = short_names(value);
      spell(value, mapping_.hold_statuses[reason], std::string(to_string(reason)), spelled);
      for (const Node* name : values_of(value)) check_is_on_hold(*name);
    });
  }

  // A status that says why something is on hold must be one that says that it is.
  void check_is_on_hold(const Node& node) {
    std::vector<std::string> known;
    for (const auto& [kind, states] : mapping_.states) {
      const auto names = states.find(State::on_hold);
      if (names != states.end()) known.insert(known.end(), names->second.begin(), names->second.end());
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    const Node* spelled = node.is_map() ? node.find(reader_.language()) : &node;
    if (spelled == nullptr || known.empty()) return;  // said already
    if (std::find(known.begin(), known.end(), spelled->text) == known.end())
      reader_.unknown("config.not_on_hold", spelled->where, spelled->text, known);
  }

  void read_priorities(const Node& node) {
    if (!reader_.map_of_ids(node)) return;
    Spelled spelled;
    for (const auto& [word, names] : node.entries) {
      mapping_.priorities[word.text] = reader_.names(names);
      spell(names, mapping_.priorities[word.text], word.text, spelled);
      mapping_.urgency.push_back(word.text);
    }
  }

  void read_decisions(const Node& node) {
    using model::Decision;
    const std::vector<Decision> all{Decision::override_gate, Decision::agree, Decision::again,
                                    Decision::go_on, Decision::rollback};
    Spelled spelled;
    each(node, all, all, [&](Decision decision, const Node& value) {
      mapping_.decisions[decision] = reader_.name(value);
      spell(value, {mapping_.decisions[decision]}, std::string(to_string(decision)), spelled);
    });
  }

  void read_fields(const Node& node) {
    const auto fields = all_fields();
    auto needed = fields;  // but those that are younger than the mappings of many a site
    for (const auto field : {model::Field::shown_to_client, model::Field::client}) std::erase(needed, field);
    Spelled spelled;
    each(node, fields, needed, [&](model::Field field, const Node& value) {
      mapping_.fields[field] = short_names(value);
      spell(value, mapping_.fields[field], std::string(to_string(field)), spelled);
    });
  }

  void read_roles(const Node& node) {
    if (!node.is_map()) {
      reader_.error(node.where, Phrase("config.not_a_map_of_ids"));
      return;
    }
    for (const char* role : {"service", "tam", "engineer", "client"}) reader_.required(node, role);
    for (const auto& [role, name] : node.entries) mapping_.roles[role.text] = reader_.name(name);
  }

  // What a client writes would answer for staff, or correct the SLA. Staff may share a role of the tracker;
  // with the client nobody may.
  void check_no_client(const Node& roles) {
    const auto client = mapping_.roles.find(kClient);
    for (const Node& item : roles.items) {
      const auto role = mapping_.roles.find(item.text);
      if (item.text == kClient) {
        reader_.error(item.where, Phrase("config.client_as_staff"));
      } else if (role != mapping_.roles.end() && client != mapping_.roles.end() && !role->second.empty() &&
                 role->second == client->second) {
        reader_.error(item.where, Phrase("config.spelled_twice", {{"name", client->second},
                                                                  {"word", item.text},
                                                                  {"other", std::string(kClient)}}));
      }
    }
  }

  void read_role_keys(const Node& node, std::set<std::string>& into) {
    if (!reader_.list(node)) return;
    std::vector<std::string> known;
    for (const auto& [role, name] : mapping_.roles) known.push_back(role);
    for (const Node& item : node.items) {
      into.insert(item.text);
      if (!mapping_.roles.empty() && !mapping_.roles.contains(item.text))
        reader_.unknown("config.not_one_of", item.where, item.text, known);
    }
  }

  void read_people(const Node& node) {
    if (!node.is_map()) {
      reader_.error(node.where, Phrase("config.people_not_a_map"));
      return;
    }
    using model::Actor;
    for (const auto& [login, actor] : node.entries) {
      mapping_.people[login.text] = reader_.choice<Actor>(
          actor, {{"staff", Actor::staff}, {"customer", Actor::customer}, {"system", Actor::system}});
    }
  }

  // Every language counts, whatever the site's is: a note keeps its meaning when the site changes its
  // language.
  void read_correction_words(const Node& node) {
    auto& words = mapping_.correction.words;
    std::vector<std::string> known;
    for (const auto& [word, spellings] : words) known.push_back(word);
    if (!reader_.map(node, known)) return;
    for (const auto& [word, value] : node.entries) {
      if (!words.contains(word.text)) continue;
      auto& spellings = words[word.text];
      spellings.clear();
      for (const Node* item : values_of(value)) {
        const auto add = [&](const Node& text) { spellings.push_back(reader_.text(text)); };
        if (!item->is_map()) add(*item);
        if (const Node* own = item->find(mapping_.language)) add(*own);
        for (const auto& [language, text] : item->entries) {
          if (language.text != mapping_.language) add(text);
        }
      }
    }
    Spelled spelled;
    for (const auto& [word, spellings] : words) {
      const Node* value = node.find(word);
      spell(value == nullptr ? node : *value, spellings, word, spelled, sla::reads_alike);
    }
  }

  void read_reviews(const Node& node) {
    if (!reader_.map(node, {"priorities", "categories", "template", "days", "changes_before", "mass"}))
      return;
    auto& rules = mapping_.reviews;
    if (const Node* priorities = node.find("priorities")) read_outage_priorities(*priorities);
    if (const Node* categories = node.find("categories")) {
      for (auto& name : reader_.texts(*categories)) rules.categories.insert(std::move(name));
    }
    if (const Node* name = node.find("template")) rules.template_name = reader_.text(*name);
    constexpr int kLongest = 60;
    if (const Node* days = node.find("days")) rules.days = reader_.integer(*days, 1, kLongest);
    if (const Node* before = node.find("changes_before"))
      rules.changes_before = reader_.duration_or_none(*before);
    if (const Node* mass = node.find("mass")) read_mass_outages(*mass);
  }

  void read_mass_outages(const Node& node) {
    if (!reader_.map(node, {"clients", "within"})) return;
    constexpr int kMostClients = 1000;
    auto& rules = mapping_.reviews;
    if (const Node* clients = reader_.required(node, "clients"))
      rules.mass_clients = reader_.integer(*clients, 2, kMostClients);
    if (const Node* within = node.find("within")) rules.mass_within = reader_.duration(*within);
  }

  void read_outage_priorities(const Node& node) {
    if (!reader_.list(node)) return;
    for (const Node& item : node.items) {
      mapping_.reviews.priorities.insert(item.text);
      if (!mapping_.priorities.empty() && !mapping_.priorities.contains(item.text))
        reader_.unknown("config.not_one_of", item.where, item.text, mapping_.urgency);
    }
  }

  static std::vector<const Node*> values_of(const Node& node) {
    if (!node.is_list()) return {&node};
    std::vector<const Node*> values;
    for (const Node& item : node.items) values.push_back(&item);
    return values;
  }

  Reader& reader_;
  const TextFormatting& formatting_;
  model::TrackerMapping& mapping_;
  Spelled kinds_spelled_;
  std::map<model::Kind, Spelled> states_spelled_;
};

}  // namespace

std::vector<State> states_of(model::Kind kind) {
  switch (kind) {
    case model::Kind::change:
      return {State::draft,      State::needs_input, State::agreed, State::in_progress, State::on_hold,
              State::cancelling, State::failing,     State::done,   State::failed,      State::cancelled};
    case model::Kind::task:
      return {State::waiting,    State::ready, State::in_progress, State::on_hold,  State::returned,
              State::cancelling, State::done,  State::failed,      State::cancelled};
    case model::Kind::incident:
    case model::Kind::request:
      return {State::fresh,    State::in_progress, State::on_hold,
              State::resolved, State::closed,      State::cancelled};
    case model::Kind::proposal:
      return {State::fresh, State::proposed, State::offered, State::agreed, State::done, State::cancelled};
    case model::Kind::other:
      break;
  }
  return {};
}

// Incidents and requests go the way the site lets them go: only a beginning and an end must be known.
std::vector<State> required_states_of(model::Kind kind) {
  const bool ours = kind == model::Kind::change || kind == model::Kind::task || kind == model::Kind::proposal;
  return ours ? states_of(kind) : std::vector<State>{State::fresh, State::closed};
}

model::TrackerMapping read_tracker_mapping(const Node& node, const std::string& language,
                                           const TextFormatting& formatting, Reader& reader) {
  model::TrackerMapping mapping;
  const std::vector<std::string> known{"language",
                                       "markup",
                                       "zone",
                                       "gate",
                                       "on_reopened",
                                       "on_reopened_after",
                                       "link_grace",
                                       "close_change",
                                       "account",
                                       "staff_project",
                                       "kinds",
                                       "states",
                                       "closed",
                                       "hold_reasons",
                                       "hold_statuses",
                                       "priorities",
                                       "decisions",
                                       "fields",
                                       "roles",
                                       "staff_roles",
                                       "people",
                                       "correction_roles",
                                       "correction_words",
                                       "reviews"};
  if (reader.map(node, known)) TrackerReader(reader, formatting, mapping).read(node, language);
  return mapping;
}

}  // namespace estafeta::config
