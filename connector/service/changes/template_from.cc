#include "connector/service/changes/template_from.h"

#include <algorithm>
#include <map>
#include <set>

#include "connector/change/schedule/time_taken.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/tree.h"
#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/render/kit/text.h"
#include "connector/template/draft.h"
#include "connector/template/problems.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using base::Seconds;

constexpr Seconds kStep{30 * 60};

Seconds rounded_up(Seconds time) {
  return std::max(kStep, (time + kStep - Seconds(1)) / kStep * kStep);
}

void remove_all(std::string& text, const std::string& what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.erase(at, what.size());
}

// What the escaping of values puts between letters is not seen, and not meant to be learned from.
std::string without_joiners(std::string text) {
  remove_all(text, "\u2060");
  remove_all(text, "\r");
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string type_of(const std::string& value) {
  const auto node = document::parse_yaml(value, "");
  if (node && node->as_integer()) return "integer";
  return node && node->as_boolean() ? "boolean" : "string";
}

class Learner {
 public:
  Learner(const Site& site, const change::Situation& situation, const messages::Speaker& speaker)
      : site_(site), situation_(situation), speaker_(speaker), tree_(build_tree(site.rules, situation)) {}

  base::Result<std::string> run(const std::string& name) {
    choose();
    if (order_.empty()) {
      return base::fail(base::Code::failed_precondition,
                        Phrase("draft.no_tasks", {{"issue", situation_.change.id.value},
                                                  {"title", situation_.change.subject}}));
    }
    read_parameters();
    tmpl::Draft draft;
    draft.name = name;
    draft.comments = {say("draft.from", {{"issue", situation_.change.id.value},
                                         {"title", render::one_line(situation_.change.subject)}}),
                      say("draft.durations"), say("draft.look_over")};
    draft.title = with_parameters(render::one_line(situation_.change.subject));
    for (const auto index : order_) draft.tasks.push_back(task(index));
    add_parameters(draft);
    return tmpl::write(draft);
  }

 private:
  using Values = decltype(Phrase::values);
  std::string say(const char* key, Values values = {}) const {
    return render::one_line(speaker_.say(Phrase(key, std::move(values))));
  }

  static bool is_kept(const change::Node& node) {
    return node.exists() && !node.is_undo() && node.revises.empty() &&
           node.state() != model::State::cancelled;
  }

  // The tasks to learn from, each after what it needs, and their ids.
  void choose() {
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (is_kept(tree_.nodes[at])) collect_needs(at, at, {});
    }
    std::set<std::size_t> placed;
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t at = 0; at < tree_.nodes.size() && !moved; ++at) {
        if (!is_kept(tree_.nodes[at]) || placed.contains(at) || !is_next(at, placed)) continue;
        place(at, placed);
        moved = true;
      }
    }
    // What is tied to a ring comes last: lint names it.
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (is_kept(tree_.nodes[at]) && !placed.contains(at)) place(at, placed);
    }
  }
  bool is_next(std::size_t at, const std::set<std::size_t>& placed) const {
    const auto found = needs_.find(at);
    return found == needs_.end() ||
           std::all_of(found->second.begin(), found->second.end(),
                       [&](const auto& need) { return placed.contains(need.first); });
  }
  void place(std::size_t at, std::set<std::size_t>& placed) {
    placed.insert(at);
    order_.push_back(at);
    ids_[at] = id_of(tree_.nodes[at]);
  }

  // `from` may have been left out: its needs stand in for it.
  void collect_needs(std::size_t at, std::size_t from, std::set<std::size_t> seen) {
    if (!seen.insert(from).second) return;
    for (const auto index : tree_.nodes[from].needs) {
      const auto& link = tree_.links[index];
      if (link.verdict == change::LinkVerdict::unheard || link.needed == at) continue;
      if (is_kept(tree_.nodes[link.needed])) {
        needs_[at].emplace(link.needed, link.edge);
      } else {
        collect_needs(at, link.needed, seen);
      }
    }
    for (const auto& [needed, needing] : tree_.stamp.edges) {
      if (needing != tree_.nodes[from].key || !tree_.index.contains(needed)) continue;
      const auto other = tree_.index.at(needed);
      if (other != at && is_kept(tree_.nodes[other])) needs_[at].emplace(other, model::Edge{});
    }
  }

  // Its key, its department, or its title: whatever makes an id nobody has yet.
  std::string id_of(const change::Node& node) {
    std::string id = node.key.front() == '#' ? std::string() : node.key;
    std::replace(id.begin(), id.end(), '/', '-');
    if (!tmpl::is_id(id)) id = node.department;
    if (!tmpl::is_id(id)) id = tmpl::id_from(node.issue->subject);
    if (id.empty()) id = "task";
    std::string single = id;
    for (int number = 2; !taken_.insert(single).second; ++number) single = id + "-" + std::to_string(number);
    return single;
  }

  void read_parameters() {
    const auto text = situation_.change.field(model::Field::change_parameters);
    const auto node = document::parse_yaml(text, "");
    if (!node) return;
    for (const auto& [key, value] : node->entries) {
      const bool usable =
          value.is_scalar() && !value.text.empty() && tmpl::is_id(key.text) && key.text != "item";
      if (usable && !value.as_boolean()) parameters_.emplace_back(key.text, value);
      if (!usable || value.as_boolean()) unused_.push_back(key.text);
    }
    // Of two values one of which is part of the other the longer one is meant.
    std::stable_sort(parameters_.begin(), parameters_.end(), [](const auto& a, const auto& b) {
      return a.second.text.size() > b.second.text.size();
    });
  }
  std::string with_parameters(std::string text) {
    text = tmpl::without_placeholders(without_joiners(std::move(text)));
    for (const auto& [name, value] : parameters_) put(text, value.text, name, used_);
    return text;
  }
  // As people wrote it, or as it was escaped for the tracker.
  void put(std::string& text, const std::string& value, const std::string& name,
           std::set<std::string>& used) const {
    const auto escaped = without_joiners(site_.markup->escape(value, false));
    const bool any = tmpl::put_placeholder(text, escaped, name);
    if (tmpl::put_placeholder(text, value, name) || any) used.insert(name);
  }
  void add_parameters(tmpl::Draft& draft) {
    for (const auto& [name, value] : parameters_) {
      if (used_.contains(name)) {
        const auto was = say("draft.parameter_was", {{"value", render::one_line(value.text)}});
        draft.parameters.push_back({name, value.as_integer() ? "integer" : "string", was});
      } else {
        unused_.push_back(name);
      }
    }
    std::sort(draft.parameters.begin(), draft.parameters.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    std::sort(unused_.begin(), unused_.end());
    if (!unused_.empty()) draft.parameter_comments = {say("draft.unused", {{"names", unused_}})};
  }

  tmpl::DraftTask task(std::size_t index) {
    const change::Node& node = tree_.nodes[index];
    tmpl::DraftTask draft;
    draft.id = ids_.at(index);
    put_owner(node, draft);
    if (node.wanted != nullptr) {
      draft.kind = node.wanted->kind;
      draft.approver = node.wanted->approver;
      draft.maintenance_window = node.wanted->maintenance_window;
      draft.begins_late = node.wanted->begins_late;
      draft.join = node.wanted->join;
    }
    put_needs(index, draft);
    if (takes_time(draft.kind)) put_duration(node, draft);
    draft.title = with_values(with_parameters(render::one_line(node.issue->subject)), index);
    if (draft.title.empty()) draft.title = draft.id;
    put_description(node, index, draft);
    constexpr Seconds kMinute{60};
    if (const auto& estimate = node.issue->estimate)
      draft.estimate = (*estimate + kMinute / 2) / kMinute * kMinute;
    put_gives(node, draft);
    return draft;
  }

  void put_owner(const change::Node& node, tmpl::DraftTask& draft) const {
    draft.owner = node.owner;
    if (node.owner != model::Owner::department) return;
    draft.department = node.department;
    if (!node.department.empty() || node.is_approval()) return;
    draft.owner = model::Owner::client;
    draft.comments.push_back(say("draft.nobody"));
  }

  void put_needs(std::size_t index, tmpl::DraftTask& draft) const {
    const auto found = needs_.find(index);
    if (found != needs_.end()) {
      for (const auto at : order_) {
        const auto need = found->second.find(at);
        if (need == found->second.end()) continue;
        const auto& edge = need->second;
        draft.needs.push_back(
            {ids_.at(at), edge.lag, edge.lag_calendar, edge.on, edge.max_lag, edge.max_lag_calendar});
      }
    }
    if (draft.needs.empty()) draft.join = model::Join::all;
  }

  void put_duration(const change::Node& node, tmpl::DraftTask& draft) const {
    const auto planned =
        node.wanted != nullptr ? node.wanted->duration : site_.rules.limits.hand_made_duration;
    const auto took = change::time_taken(site_.rules, situation_, node, draft.maintenance_window);
    draft.duration = took ? rounded_up(*took) : planned;
    if (!took) {
      draft.comments.push_back(say("draft.not_timed"));
    } else if (node.wanted != nullptr && draft.duration != planned) {
      draft.comments.push_back(say("draft.was_planned", {{"planned", planned}}));
    }
  }
  // Values of what came before, unless it may not have been finished by then.
  std::string with_values(std::string text, std::size_t index) const {
    std::set<std::size_t> before;
    if (!collect_before(index, before)) return text;
    for (const auto at : order_) {
      if (!before.contains(at)) continue;
      for (const auto& [name, value] : given_by(tree_.nodes[at])) {
        constexpr std::size_t kTelling = 3;
        std::set<std::string> used;
        if (value.size() >= kTelling) put(text, value, ids_.at(at) + "." + name, used);
      }
    }
    return text;
  }
  bool collect_before(std::size_t index, std::set<std::size_t>& before) const {
    const auto& node = tree_.nodes[index];
    if (node.wanted != nullptr && node.wanted->join == model::Join::any) return false;
    const auto found = needs_.find(index);
    if (found == needs_.end()) return true;
    return std::all_of(found->second.begin(), found->second.end(), [&](const auto& need) {
      return !before.insert(need.first).second || collect_before(need.first, before);
    });
  }
  static std::map<std::string, std::string> given_by(const change::Node& node) {
    std::map<std::string, std::string> values;
    if (node.hand_over == nullptr) return values;
    for (const auto& value : node.hand_over->values) {
      if (tmpl::is_value_name(value.name)) values.emplace(value.name, value.text);
    }
    return values;
  }

  // Boxes at the end of the text, ticked or not, are its checklist.
  void put_description(const change::Node& node, std::size_t index, tmpl::DraftTask& draft) {
    auto text = with_values(with_parameters(node.issue->description), index);
    constexpr std::size_t kBox = 6;  // "* [ ] "
    while (!text.empty()) {
      const auto line_end = text.rfind('\n');
      const auto begin = line_end == std::string::npos ? 0 : line_end + 1;
      const auto line = text.substr(begin);
      const bool is_box = line.size() > kBox && (line.starts_with("* [ ] ") || line.starts_with("* [x] "));
      if (!is_box) break;
      draft.checklist.insert(draft.checklist.begin(), line.substr(kBox));
      text = without_joiners(text.substr(0, begin));
    }
    draft.description = text;
  }

  void put_gives(const change::Node& node, tmpl::DraftTask& draft) const {
    for (const auto& [name, value] : given_by(node)) {
      tmpl::DraftGive give{name, type_of(value), ""};
      if (node.wanted != nullptr) {
        for (const auto& known : node.wanted->gives) {
          if (known.name == name) give.title = known.title;
        }
      }
      draft.gives.push_back(std::move(give));
    }
  }

  const Site& site_;
  const change::Situation& situation_;
  const messages::Speaker& speaker_;
  change::Tree tree_;
  std::vector<std::size_t> order_;  // indexes of nodes
  std::map<std::size_t, std::string> ids_;
  std::set<std::string> taken_;
  std::map<std::size_t, std::map<std::size_t, model::Edge>> needs_;  // needing -> needed
  std::vector<std::pair<std::string, document::Node>> parameters_;
  std::set<std::string> used_;
  std::vector<std::string> unused_;
};

}  // namespace

base::Result<std::string> template_from(const Site& site, const change::Situation& situation,
                                        const std::string& name, const messages::Speaker& speaker) {
  return Learner(site, situation, speaker).run(name);
}

}  // namespace estafeta::service
