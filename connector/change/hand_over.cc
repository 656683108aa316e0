#include "connector/change/hand_over.h"

#include <algorithm>

#include "connector/change/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Segment;

namespace {

// A task hands over once it is done, and what it has so far where it lets others go on before that.
bool hands_over(const Node& node) {
  return node.exists() && (was_done(node.state()) || node.is_released());
}

std::optional<std::string> value_of(const Tree& tree, const std::string& task, const std::string& name) {
  const auto* node = tree.newest(task);
  if (node == nullptr || !hands_over(*node)) return std::nullopt;
  const auto* value = node->hand_over == nullptr ? nullptr : node->hand_over->find(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

// Whether the value may still come: from a task that goes on, or that was closed without what it is to give.
bool is_awaited(const Tree& tree, const std::string& task) {
  const auto* node = tree.newest(task);
  if (node == nullptr || node->lost) return false;
  return !node->exists() || !has_ended(node->state()) || !owed_values(*node).empty();
}

// Over a fan-out "north: 101, south: 102"; nothing until every one of them is known, the default for one that
// will not come.
std::optional<std::string> given(const Segment& segment, const Tree& tree, model::Join join) {
  const auto fallback = segment.has_default ? std::optional(segment.text) : std::nullopt;
  if (segment.tasks.empty()) return fallback;
  std::string text;
  for (std::size_t at = 0; at < segment.tasks.size(); ++at) {
    const auto value = value_of(tree, segment.tasks[at], segment.name);
    if (!value && join == model::Join::any && fallback) return fallback;
    if (!value) return is_awaited(tree, segment.tasks[at]) ? std::nullopt : fallback;
    if (!text.empty()) text += ", ";
    if (at < segment.items.size()) text += segment.items[at] + ": ";
    text += *value;
  }
  return text;
}

// Who set the task to done; the assignee where history does not tell.
std::string finished_by(const model::Issue& issue) {
  const auto name = ended_by(issue);
  return name.empty() && issue.assignee ? issue.assignee->name : name;
}

std::vector<Phrase> values_of(const Node& node) {
  std::vector<Phrase> phrases;
  if (node.hand_over == nullptr) return phrases;
  for (const auto& [name, text] : node.hand_over->values)
    phrases.push_back(Phrase("hand_over.value", {{"name", name}, {"value", text}}));
  for (const auto& remark : node.hand_over->remarks)
    phrases.push_back(Phrase("hand_over.remark", {{"text", remark}}));
  return phrases;
}

void append_given(const Node& node, std::vector<Phrase>& note) {
  for (auto& value : values_of(node)) note.push_back(std::move(value));
  if (auto missing = hand_over_problems(node); !missing.empty()) {
    note.push_back(Phrase("hand_over.still_missing", {{"problems", std::move(missing)}}));
  }
  if (node.issue->attachments.empty()) return;
  std::vector<std::string> files;
  for (const auto& attachment : node.issue->attachments) files.push_back(attachment.name);
  note.push_back(Phrase("hand_over.files", {{"files", std::move(files)}, {"issue", node.issue->id.value}}));
}

void append_finished(const Rules& rules, const Node& node, std::vector<Phrase>& note) {
  const auto* department = rules.departments.find(node.department);
  Phrase head(
      department == nullptr ? "hand_over.finished" : "hand_over.finished_by_department",
      {{"task", title_of(node)}, {"issue", node.issue->id.value}, {"person", finished_by(*node.issue)}});
  if (department != nullptr) head.values.emplace_back("department", department->title);
  note.push_back(std::move(head));
  append_given(node, note);
}

// When what a done task gives came to be as it is now, and since when others can have it.
struct Gift {
  const model::Event* changed = nullptr;  // null: it is not done, or gave it before anybody's turn came
  const model::Event* given = nullptr;
};

Gift gift_of(const Node& node) {
  if (!node.exists() || !was_done(node.state()) || node.hand_over == nullptr) return {};
  const auto done = last_into(*node.issue, node.state());
  const auto* edited = last_change_of(*node.issue, to_string(model::Field::hand_over));
  const auto* ended = done ? done->event : nullptr;
  // A task for the difference gives by being done; of another one its followers have read what it had given.
  return {node.is_revision() ? ended : edited, std::max(ended, edited)};
}

// A task for the difference hands over in its place.
bool is_superseded(const Tree& tree, const Node& node) {
  const auto* newest = tree.newest(node.is_revision() ? node.revises : node.key);
  return newest != nullptr && newest != &node;
}

}  // namespace

std::vector<Phrase> hand_over_problems(const Node& node) {
  const bool is_asked = node.wanted != nullptr && node.exists() && node.hand_over != nullptr;
  return is_asked ? node.hand_over->problems : std::vector<Phrase>{};
}

std::vector<Phrase> owed_values(const Node& node) {
  const bool is_done = node.exists() && was_done(node.state());
  return is_done ? hand_over_problems(node) : std::vector<Phrase>();
}

std::vector<Phrase> hand_over_note(const Rules& rules, const Tree& tree, std::size_t task) {
  std::vector<Phrase> note;
  std::set<std::size_t> told;
  for (const auto index : tree.nodes[task].needs) {
    const auto& link = tree.links[index];
    const auto& needed = tree.nodes[link.needed];
    if (!needed.exists() || !told.insert(link.needed).second || is_superseded(tree, needed)) continue;
    if (link.verdict == Verdict::joined && !was_done(needed.state())) continue;
    if (was_done(needed.state())) {
      append_finished(rules, needed, note);
      continue;
    }
    note.push_back(Phrase(link.verdict == Verdict::released ? "hand_over.released" : "hand_over.not_awaited",
                          {{"task", title_of(needed)}, {"issue", needed.issue->id.value}}));
    if (needed.is_released()) append_given(needed, note);
  }
  if (!note.empty()) note.insert(note.begin(), Phrase("hand_over.may_begin"));
  return note;
}

std::vector<Phrase> late_hand_over_note(const Rules& rules, const Tree& tree, const Node& task) {
  std::vector<Phrase> note;
  bool is_anew = false;
  const auto left = last_out_of(*task.issue, model::State::waiting);
  for (const auto index : task.needs) {
    const auto& link = tree.links[index];
    const auto& needed = tree.nodes[link.needed];
    const auto [changed, given] = gift_of(needed);
    if (changed == nullptr || link.verdict != Verdict::ended || is_superseded(tree, needed)) continue;
    const bool came_later =
        left ? left->event->journal < changed->journal : task.issue->created < changed->at;
    if (!came_later || spoke_after(*task.issue, given->journal)) continue;
    is_anew = is_anew || needed.is_revision();
    append_finished(rules, needed, note);
  }
  if (!note.empty()) note.insert(note.begin(), Phrase(is_anew ? "hand_over.anew" : "hand_over.later"));
  return note;
}

void lay_out_hand_over(const Node& node, model::IssueChange& change) {
  if (node.wanted == nullptr || node.wanted->hand_over_form.empty()) return;
  const bool is_filled =
      node.exists() &&
      node.issue->field(model::Field::hand_over).find_first_not_of(" \t\r\n") != std::string::npos;
  if (!is_filled) change.fields[model::Field::hand_over] = node.wanted->hand_over_form;
}

bool expects_values(const model::Text& text) {
  return std::any_of(text.begin(), text.end(),
                     [](const Segment& s) { return s.kind == Segment::Kind::given; });
}

model::Text with_given_values(const model::Text& text, const Tree& tree, model::Join join) {
  auto filled = text;
  for (auto& segment : filled) {
    if (segment.kind != Segment::Kind::given) continue;
    const auto value = given(segment, tree, join);
    if (!value) continue;
    segment = Segment{};
    segment.kind = Segment::Kind::value;
    segment.text = *value;
  }
  return filled;
}

std::string plain(const model::Text& text) {
  std::string all;
  for (const auto& segment : text) {
    const bool awaited =
        segment.kind == Segment::Kind::given && !(segment.tasks.empty() && segment.has_default);
    all += awaited ? "…" : segment.text;
  }
  return all;
}

}  // namespace estafeta::change
