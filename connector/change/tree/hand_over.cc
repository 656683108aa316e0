#include "connector/change/tree/hand_over.h"

#include <algorithm>

#include "connector/change/tree/history.h"
#include "connector/change/tree/outside.h"

namespace estafeta::change {

using base::Phrase;
using model::Segment;

namespace {

// A task hands over once it is done, and what it has so far where it lets others go on before that.
bool hands_over(const Node& node) {
  return node.exists() && (was_done(node.state()) || node.is_released());
}

bool is_let_go(const Tree& tree, const Node& node, const Node* reader) {
  if (reader == nullptr || !node.exists()) return false;
  return std::any_of(reader->needs.begin(), reader->needs.end(), [&](std::size_t index) {
    const auto& link = tree.links[index];
    return &tree.nodes[link.needed] == &node && link.verdict == LinkVerdict::overridden;
  });
}

bool is_newest(const Tree& tree, const Node& node) {
  return tree.newest(node.is_revision() ? node.revises : node.key) == &node;
}

// Done before `newest`: the task it makes up for, and those for the difference between; the oldest first.
std::vector<const Node*> earlier_than(const Tree& tree, const Node& newest) {
  std::vector<const Node*> earlier;
  if (!newest.is_revision()) return earlier;
  for (const auto& node : tree.nodes) {
    const bool is_kin = node.key == newest.revises || node.revises == newest.revises;
    const bool has_given = node.exists() && was_done(node.state()) && node.hand_over != nullptr;
    if (is_kin && has_given && revision_of(node.key) < revision_of(newest.key)) earlier.push_back(&node);
  }
  const auto number = [](const Node* node) { return node->is_revision() ? revision_of(node->key) : 0; };
  std::sort(earlier.begin(), earlier.end(),
            [&](const auto* one, const auto* other) { return number(one) < number(other); });
  return earlier;
}

std::set<std::string> words_of(const std::string& text) {
  constexpr std::string_view kBetween = " \t\r\n,;";
  std::set<std::string> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(kBetween, at)) != std::string::npos;) {
    const auto end = std::min(text.find_first_of(kBetween, at), text.size());
    words.insert(text.substr(at, end - at));
    at = end;
  }
  return words;
}

const model::HandOver::Value* find_value(const model::HandOver* said, const std::string& name) {
  if (said == nullptr) return nullptr;
  const auto found = std::find_if(said->values.begin(), said->values.end(),
                                  [&](const auto& value) { return value.name == name; });
  return found == said->values.end() ? nullptr : &*found;
}

// Whether nothing of the older value is lost where only the newer one is read.
bool holds(const model::HandOver::Value& newer, const model::HandOver::Value& older) {
  if (newer.single || older.single) return true;
  const auto now = words_of(newer.text);
  const auto before = words_of(older.text);
  return std::includes(now.begin(), now.end(), before.begin(), before.end());
}

// Whether one of those that came later says it as well.
bool is_held_by_later(const Tree& tree, const Node& giver, const model::HandOver::Value& value,
                      const Node& newest) {
  auto later = earlier_than(tree, newest);
  const auto self = std::find(later.begin(), later.end(), &giver);
  later.erase(later.begin(), self == later.end() ? self : self + 1);
  later.push_back(&newest);
  return std::any_of(later.begin(), later.end(), [&](const Node* node) {
    const auto* newer = find_value(node->hand_over, value.name);
    return newer != nullptr && holds(*newer, value);
  });
}

std::optional<std::string> value_of(const Tree& tree, const std::string& task, const std::string& name,
                                    const Node* reader) {
  const auto* newest = tree.newest(task);
  if (newest == nullptr) return std::nullopt;
  const bool is_free = is_let_go(tree, *newest, reader);
  if (!hands_over(*newest) && !is_free) return std::nullopt;
  const auto* last = find_value(newest->hand_over, name);
  if (last == nullptr && !is_free) return std::nullopt;
  std::vector<std::pair<const Node*, std::string>> parts;
  for (const auto* node : earlier_than(tree, *newest)) {
    const auto* value = find_value(node->hand_over, name);
    if (value != nullptr && !is_held_by_later(tree, *node, *value, *newest))
      parts.emplace_back(node, value->text);
  }
  if (last != nullptr) parts.emplace_back(newest, last->text);
  if (parts.empty()) return std::nullopt;
  if (parts.size() == 1) return parts.front().second;
  std::string text;
  for (const auto& [node, part] : parts)
    text += (text.empty() ? "" : "; ") + part + " (#" + base::to_string(node->issue->id) + ")";
  return text;
}

// Whether the value may still come: from a task that goes on, or that was closed without what it is to give.
bool is_awaited(const Tree& tree, const std::string& task) {
  const auto* node = tree.newest(task);
  if (node == nullptr || node->lost) return false;
  return !node->exists() || !has_ended(node->state()) || !owed_values(*node).empty();
}

// Over a fan-out "north: 101, south: 102"; nothing until every one of them is known, the default for one that
// will not come.
std::optional<std::string> given(const Segment& segment, const Tree& tree, model::Join join,
                                 const Node* reader) {
  const auto fallback = segment.has_default ? std::optional(segment.text) : std::nullopt;
  if (segment.tasks.empty()) return fallback;
  std::string text;
  for (std::size_t at = 0; at < segment.tasks.size(); ++at) {
    const auto value = value_of(tree, segment.tasks[at], segment.name, reader);
    if (!value && join == model::Join::any && fallback) return fallback;
    // Who takes something back does not wait for what it never gave.
    const bool is_undo = reader != nullptr && reader->is_undo();
    if (!value) return is_awaited(tree, segment.tasks[at]) && !is_undo ? std::nullopt : fallback;
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

Phrase value_phrase(const model::HandOver::Value& value) {
  return Phrase("hand_over.value", {{"name", value.name}, {"value", value.text}});
}

std::vector<Phrase> values_of(const Node& node) {
  std::vector<Phrase> phrases;
  if (node.hand_over == nullptr) return phrases;
  for (const auto& value : node.hand_over->values) phrases.push_back(value_phrase(value));
  for (const auto& remark : node.hand_over->remarks)
    phrases.push_back(Phrase("hand_over.remark", {{"text", remark}}));
  return phrases;
}

void append_missing(const Node& node, std::vector<Phrase>& note) {
  if (auto missing = hand_over_problems(node); !missing.empty())
    note.push_back(Phrase("hand_over.still_missing", {{"problems", std::move(missing)}}));
}

void append_files(const Node& node, std::vector<Phrase>& note) {
  if (node.issue->attachments.empty()) return;
  std::vector<std::string> files;
  for (const auto& attachment : node.issue->attachments) files.push_back(attachment.name);
  note.push_back(Phrase("hand_over.files", {{"files", std::move(files)}, {"issue", node.issue->id.value}}));
}

void append_given(const Node& node, std::vector<Phrase>& note) {
  for (auto& value : values_of(node)) note.push_back(std::move(value));
  append_missing(node, note);
  append_files(node, note);
}

Phrase finished(const Rules& rules, const Node& node) {
  const auto* department = rules.departments.find(node.department);
  Phrase head(
      department == nullptr ? "hand_over.finished" : "hand_over.finished_by_department",
      {{"task", title_of(node)}, {"issue", node.issue->id.value}, {"person", finished_by(*node.issue)}});
  if (department != nullptr) head.values.emplace_back("department", department->title);
  return head;
}

// What was given before, as far as the newest does not hold it.
void append_earlier(const Rules& rules, const Tree& tree, const Node& newest, std::vector<Phrase>& note) {
  for (const auto* node : earlier_than(tree, newest)) {
    std::vector<Phrase> kept;
    for (const auto& value : node->hand_over->values) {
      if (!is_held_by_later(tree, *node, value, newest)) kept.push_back(value_phrase(value));
    }
    for (const auto& remark : node->hand_over->remarks)
      kept.push_back(Phrase("hand_over.remark", {{"text", remark}}));
    append_files(*node, kept);
    if (kept.empty()) continue;
    note.push_back(finished(rules, *node));
    note.insert(note.end(), kept.begin(), kept.end());
  }
}

void append_finished(const Rules& rules, const Tree& tree, const Node& node, std::vector<Phrase>& note) {
  append_earlier(rules, tree, node, note);
  note.push_back(finished(rules, node));
  append_given(node, note);
}

// A task for the difference hands over in its place.
bool is_superseded(const Tree& tree, const Node& node) {
  return tree.newest(node.is_revision() ? node.revises : node.key) != nullptr && !is_newest(tree, node);
}

// Who let the task begin without the needed one; empty: the history does not tell.
std::string let_go_by(const Situation& situation, const Node& needed, const Node& needing) {
  using Type = model::LinkChange::Type;
  const auto exit = last_out_of(*needing.issue, model::State::waiting);
  const auto field = to_string(model::Field::decision);
  for (const auto* event : {last_change_of(*needing.issue, field),
                            link_removed(*needing.issue, Type::blocked_by, needed.issue->id),
                            link_removed(*needed.issue, Type::blocks, needing.issue->id),
                            exit ? exit->event : nullptr, last_change_of(*needed.issue, field)}) {
    if (event != nullptr && is_tam(situation, *event)) return event->author.name;
  }
  return "";
}

// A needed task that is open: why it is not awaited.
Phrase not_awaited(const Situation& situation, const Link& link, const Node& needed, const Node& needing) {
  Phrase said("hand_over.released", {{"task", title_of(needed)}, {"issue", needed.issue->id.value}});
  if (link.verdict == LinkVerdict::released) return said;
  if (link.verdict == LinkVerdict::begun) {
    said.key = "hand_over.begun";
    return said;
  }
  const auto person = let_go_by(situation, needed, needing);
  said.key = person.empty() ? "hand_over.not_awaited" : "hand_over.not_awaited_by";
  if (!person.empty()) said.values.emplace_back("person", person);
  return said;
}

// From when on others could have what the task gives, be it not yet finished.
std::optional<base::JournalId> gives_since(const Situation& situation, const Node& needed,
                                           const Node& needing) {
  using Type = model::LinkChange::Type;
  std::optional<base::JournalId> since;
  const auto take = [&](const model::Event* event) {
    if (event != nullptr) since = since ? std::min(*since, event->journal) : event->journal;
  };
  const auto done = was_done(needed.state()) ? last_into(*needed.issue, needed.state()) : std::nullopt;
  if (done) take(done->event);
  if (!needed.issue->field(model::Field::others_may_go_on).empty())
    take(last_change_of(*needed.issue, to_string(model::Field::others_may_go_on)));
  const auto* removed = link_removed(*needing.issue, Type::blocked_by, needed.issue->id);
  if (removed != nullptr && (removed->own || is_tam(situation, *removed))) take(removed);
  const auto exit = last_out_of(*needing.issue, model::State::waiting);
  if (exit && is_tam(situation, *exit->event)) take(exit->event);
  return since;
}

// What the task's department read last of the needed one; null: nothing yet.
const model::HandOver* told_of(const Situation& situation, const Node& needed, const Node& needing) {
  const auto since = gives_since(situation, needed, needing);
  const auto left = last_out_of(*needing.issue, model::State::waiting);
  const auto past = situation.past_hand_overs.find(needed.issue->id);
  if (!since || past == situation.past_hand_overs.end()) return nullptr;
  std::optional<base::JournalId> spoken;
  for (const auto& event : needing.issue->events) {
    const bool is_later = event.journal > *since && (!left || event.journal >= left->event->journal);
    if (is_later && event.own && event.comment && !event.comment->text.empty()) spoken = event.journal;
  }
  if (!spoken) return nullptr;
  const model::HandOver* told = nullptr;
  for (const auto& version : past->second) {
    if (version.since < *spoken) told = &version.said;
  }
  return told;
}

std::vector<Phrase> corrections(const model::HandOver& told, const model::HandOver& now) {
  std::vector<Phrase> changed;
  for (const auto& value : now.values) {
    const auto* before = told.find(value.name);
    if (before == nullptr) changed.push_back(value_phrase(value));
    if (before == nullptr || *before == value.text) continue;
    changed.push_back(Phrase("hand_over.value_changed",
                             {{"name", value.name}, {"value", value.text}, {"before", *before}}));
  }
  for (const auto& value : told.values) {
    if (now.find(value.name) != nullptr) continue;
    changed.push_back(Phrase("hand_over.value_gone", {{"name", value.name}, {"before", value.text}}));
  }
  for (const auto& remark : now.remarks) {
    if (std::find(told.remarks.begin(), told.remarks.end(), remark) == told.remarks.end())
      changed.push_back(Phrase("hand_over.remark", {{"text", remark}}));
  }
  return changed;
}

// What a task for the difference gave since.
void append_anew(const Rules& rules, const Tree& tree, const Link& link, const Node& task,
                 std::vector<Phrase>& note) {
  const auto& needed = tree.nodes[link.needed];
  const auto done = was_done(needed.state()) ? last_into(*needed.issue, needed.state()) : std::nullopt;
  if (!done || link.verdict != LinkVerdict::ended) return;
  const auto* edited = last_change_of(*needed.issue, to_string(model::Field::hand_over));
  const auto left = last_out_of(*task.issue, model::State::waiting);
  const bool came_later =
      left ? left->event->journal < done->event->journal : task.issue->created < done->event->at;
  if (came_later && !spoke_after(*task.issue, std::max(done->event, edited)->journal))
    append_finished(rules, tree, needed, note);
}

// What a task gave since that could be built on before.
void append_later(const Rules& rules, const Situation& situation, const Tree& tree, const Link& link,
                  const Node& task, std::vector<Phrase>& note) {
  const auto& needed = tree.nodes[link.needed];
  const bool is_open = link.verdict == LinkVerdict::released || link.verdict == LinkVerdict::overridden;
  const auto* edited = last_change_of(*needed.issue, to_string(model::Field::hand_over));
  if (edited == nullptr || (is_open && has_ended(needed.state())) ||
      (!is_open && (link.verdict != LinkVerdict::ended || !was_done(needed.state()))))
    return;
  const auto head = is_open ? not_awaited(situation, link, needed, task) : finished(rules, needed);
  if (const auto* told = told_of(situation, needed, task)) {
    auto changed = corrections(*told, *needed.hand_over);
    if (changed.empty()) return;
    note.push_back(head);
    note.insert(note.end(), changed.begin(), changed.end());
    return append_missing(needed, note);
  }
  const auto left = last_out_of(*task.issue, model::State::waiting);
  const bool came_later = left ? left->event->journal < edited->journal : task.issue->created < edited->at;
  if (!came_later) return;
  note.push_back(head);
  append_given(needed, note);
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

std::vector<Phrase> hand_over_note(const Rules& rules, const Situation& situation, const Tree& tree,
                                   const Node& task) {
  std::vector<Phrase> note;
  std::set<std::size_t> told;
  for (const auto index : task.needs) {
    const auto& link = tree.links[index];
    const auto& needed = tree.nodes[link.needed];
    if (!needed.exists() || !told.insert(link.needed).second || is_superseded(tree, needed)) continue;
    if (link.verdict == LinkVerdict::joined && !was_done(needed.state())) continue;
    if (was_done(needed.state())) {
      append_finished(rules, tree, needed, note);
      continue;
    }
    append_earlier(rules, tree, needed, note);
    note.push_back(not_awaited(situation, link, needed, task));
    if (needed.is_released() || (link.verdict == LinkVerdict::overridden && !has_ended(needed.state())))
      append_given(needed, note);
  }
  for (const auto& need : task.outside) {
    if (need.verdict == LinkVerdict::ended) note.push_back(outside_ended(need));
    if (need.verdict != LinkVerdict::overridden) continue;
    note.push_back(
        Phrase("hand_over.not_awaited", {{"task", need.issue->subject}, {"issue", need.issue->id.value}}));
  }
  if (!note.empty()) note.insert(note.begin(), Phrase("hand_over.may_begin"));
  return note;
}

std::vector<Phrase> late_hand_over_note(const Rules& rules, const Situation& situation, const Tree& tree,
                                        const Node& task) {
  std::vector<Phrase> note;
  bool is_anew = false;
  for (const auto index : task.needs) {
    const auto& link = tree.links[index];
    const auto& needed = tree.nodes[link.needed];
    if (!needed.exists() || needed.hand_over == nullptr || is_superseded(tree, needed)) continue;
    if (needed.is_revision()) {
      append_anew(rules, tree, link, task, note);
      is_anew = is_anew || !note.empty();
    } else {
      append_later(rules, situation, tree, link, task, note);
    }
  }
  if (!note.empty()) note.insert(note.begin(), Phrase(is_anew ? "hand_over.anew" : "hand_over.later"));
  return note;
}

std::vector<Phrase> corrected_in_vain(const Situation& situation, const Tree& tree, const Node& needed,
                                      const Node& needing) {
  const auto past = situation.past_hand_overs.find(needed.issue->id);
  const auto ended = last_into(*needing.issue, needing.state());
  const auto* edited = last_change_of(*needed.issue, to_string(model::Field::hand_over));
  const bool is_later = edited != nullptr && ended && edited->journal > ended->event->journal;
  const bool counts = hands_over(needed) && needed.hand_over != nullptr && !is_superseded(tree, needed);
  if (!is_later || !counts || past == situation.past_hand_overs.end()) return {};
  const model::HandOver* had = nullptr;
  for (const auto& version : past->second) {
    if (version.since < ended->event->journal) had = &version.said;
  }
  // What nobody had, somebody decided to do without.
  const bool is_known = had != nullptr && !(had->values.empty() && had->remarks.empty());
  return is_known ? corrections(*had, *needed.hand_over) : std::vector<Phrase>();
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

model::Text with_given_values(const model::Text& text, const Tree& tree, model::Join join,
                              const Node* reader) {
  auto filled = text;
  for (auto& segment : filled) {
    if (segment.kind != Segment::Kind::given) continue;
    const auto value = given(segment, tree, join, reader);
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
