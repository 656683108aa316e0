#include <algorithm>

#include "connector/base/time.h"
#include "connector/document/schema.h"
#include "connector/template/reader.h"

// What a task may say beyond its place in the order: checklist, estimate, bound, fields, watchers; and the
// questions of the review.

namespace estafeta::tmpl {

using document::Node;

namespace {

bool has_line_break(const Node& text) {
  const auto breaks = [](const Node& one) { return one.text.find('\n') != std::string::npos; };
  return breaks(text) || std::any_of(text.entries.begin(), text.entries.end(),
                                     [&](const Node::Entry& entry) { return breaks(entry.second); });
}

std::string written(const Pieces& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.text;
  return text;
}

bool is_literal(const Piece& piece) {
  return piece.kind == Piece::Kind::literal;
}

// Either written out, or one parameter and nothing else.
bool is_bound_text(const Pieces& pieces) {
  if (std::all_of(pieces.begin(), pieces.end(), is_literal)) return is_bound(written(pieces));
  const auto& piece = pieces.front();
  return pieces.size() == 1 && piece.kind == Piece::Kind::parameter &&
         (!piece.fallback || is_bound(*piece.fallback));
}

}  // namespace

void Reader::read_extras(const Node& value, Task& task) {
  if (const Node* checklist = value.find("checklist")) read_checklist(*checklist, task);
  if (const Node* estimate = value.find("estimate")) read_estimate(*estimate, task);
  if (const Node* latest = value.find("latest")) read_latest(*latest, task.latest);
  if (const Node* fields = value.find("fields")) read_fields(*fields, task);
  if (const Node* watchers = value.find("watchers")) read_watchers(*watchers, task);
}

std::vector<Words> Reader::read_lines(const Node& value, const char* no_list) {
  std::vector<Words> lines;
  if (!value.is_list() || value.items.empty()) {
    problems_.error(no_list, value.where);
    return lines;
  }
  for (const auto& item : value.items) {
    if (has_line_break(item)) {
      problems_.error("template.one_line", item.where);
    } else if (auto words = read_words(item); !words.empty()) {
      lines.push_back(std::move(words));
    }
  }
  return lines;
}

void Reader::read_checklist(const Node& value, Task& task) {
  task.checklist = read_lines(value, "template.checklist_list");
}

void Reader::read_estimate(const Node& value, Task& task) {
  if (!takes_time(task.kind)) problems_.error("template.milestone_time", value.where, {{"task", task.id}});
  if (const auto seconds = base::parse_duration(value.text)) {
    task.estimate = *seconds;
  } else {
    problems_.error("template.duration", value.where, {{"value", document::brief(value)}});
  }
}

void Reader::read_latest(const Node& value, Bound& bound) {
  bound.where = value.where;
  if (!value.is_scalar() || value.text.empty()) {
    return problems_.error("template.latest", value.where, {{"value", document::brief(value)}});
  }
  bound.text = placeholders_.read(value);
  if (bound.text.empty() || is_bound_text(bound.text)) return;
  problems_.error("template.latest", value.where, {{"value", document::brief(value)}});
  bound.text.clear();
}

void Reader::read_fields(const Node& value, Task& task) {
  if (!expect_map(value, "template.fields_map")) return;
  for (const auto& [key, text] : value.entries) {
    if (!text.is_scalar() || text.text.empty() || has_line_break(text)) {
      problems_.error("template.field_value", text.where, {{"field", key.text}});
    } else {
      task.fields.push_back({key.text, placeholders_.read(text)});
    }
  }
}

void Reader::read_watchers(const Node& value, Task& task) {
  if (!value.is_list() || value.items.empty()) return problems_.error("template.watchers_list", value.where);
  for (const auto& item : value.items) {
    if (item.text == "client") {
      problems_.error("template.watcher_client", item.where, {{"task", task.id}});
    } else if (!item.is_scalar() || !is_value_name(item.text)) {
      problems_.error("template.watcher", item.where, {{"value", document::brief(item)}});
    } else {
      task.watchers.push_back({item.text, item.where});
    }
  }
}

void Reader::read_review(const Node& value, Template& tmpl) {
  tmpl.review = read_lines(value, "template.review_list");
}

}  // namespace estafeta::tmpl
