#include "connector/template/expand.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/model/rehearsal.h"
#include "connector/template/hash.h"
#include "connector/template/presence.h"
#include "connector/template/problems.h"
#include "connector/template/skeleton.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

// Far above any change people can steer; below it a slip of the pen cannot exhaust the memory.
constexpr std::size_t kMostTasks = 1000;

// A value as it reads within a sentence.
std::string display(const Node& value) {
  if (value.is_null()) return "";
  if (value.kind == Node::Kind::string) return value.text;
  if (!value.is_list()) return document::to_json(value);
  std::string text;
  for (const auto& item : value.items) text += (text.empty() ? "" : ", ") + display(item);
  return text;
}

std::string key_of(const std::string& id, const std::string& item) {
  return item.empty() ? id : id + "/" + item;
}

class Expander {
 public:
  Expander(const Template& tmpl, const Node& values, const std::string& language, Problems& problems)
      : tmpl_(tmpl), values_(values), language_(language), problems_(problems) {}

  model::DesiredChange run() {
    model::DesiredChange change;
    choose();
    change.template_name = tmpl_.name;
    change.version = tmpl_.version;
    note_rehearsal(change);
    change.title = text(tmpl_.title, "");
    if (change.is_rehearsal) mark(change.title);
    change.latest = plain(tmpl_.latest.text, "");
    for (const auto& question : tmpl_.review) change.review.push_back(plain(question, ""));
    if (!is_too_many()) {
      refuse_empty_joins();
      for (const auto& task : tmpl_.tasks) add_instances(task, change.tasks);
      for (const auto& task : tmpl_.tasks) add_rollbacks(task, change.rollbacks);
    }
    if (change.is_rehearsal) rehearse(change);
    change.hash = hash_of(change);
    return change;
  }

 private:
  // Which tasks there are, and of which items; a task without items has the one item "".
  void choose() {
    for (const auto& task : tmpl_.tasks) {
      const bool wanted = std::all_of(task.when.begin(), task.when.end(),
                                      [this](const auto& c) { return holds(c, values_.find(c.parameter)); });
      if (!wanted) continue;
      auto items = items_of(task);
      if (!items.empty()) chosen_[task.id] = std::move(items);
    }
  }
  std::vector<std::string> items_of(const Task& task) const {
    if (task.for_each.empty()) return {""};
    std::vector<std::string> items;
    if (const Node* list = values_.find(task.for_each)) {
      for (const auto& item : list->items) items.push_back(item.text);
    }
    return items;
  }
  bool is_too_many() {
    std::size_t count = 0;
    for (const auto& [id, items] : chosen_) count += items.size();
    if (count <= kMostTasks) return false;
    problems_.error("template.too_many_items", tmpl_.where,
                    {{"count", static_cast<std::int64_t>(count)}, {"limit", std::int64_t{kMostTasks}}});
    return true;
  }

  // The parameter is said only of a rehearsal, so that a template may become rehearsable without being
  // another plan.
  void note_rehearsal(model::DesiredChange& change) const {
    auto real = values_;
    std::erase_if(real.entries, [](const Node::Entry& entry) { return entry.first.text == kRehearsal; });
    const Node* rehearsal = tmpl_.is_rehearsable ? values_.find(kRehearsal) : nullptr;
    change.is_rehearsal = rehearsal != nullptr && rehearsal->text == "true";
    change.parameters =
        document::to_json(tmpl_.is_rehearsable && !change.is_rehearsal ? real : values_, true);
    if (tmpl_.is_rehearsable) change.rehearsable = tmpl_.name + " " + document::to_json(real, true);
  }

  // Marked everywhere, and by the departments' hours: the client's windows are for the real one.
  void rehearse(model::DesiredChange& change) const {
    for (auto* tasks : {&change.tasks, &change.rollbacks}) {
      for (auto& task : *tasks) {
        mark(task.title);
        task.maintenance_window = false;
      }
    }
  }
  void mark(model::Text& title) const {
    const auto word = literal(std::string(model::rehearsal_mark(language_)));
    if (title.empty() || title.front().kind != model::Segment::Kind::literal) {
      title.insert(title.begin(), word);
    } else {
      title.front().text = word.text + title.front().text;
    }
  }

  // Of alternatives one at least must be there, or the task could never begin.
  void refuse_empty_joins() {
    for (const auto& task : tmpl_.tasks) {
      if (task.join != model::Join::any || !chosen_.contains(task.id)) continue;
      for (const auto& item : chosen_.at(task.id)) {
        if (!edges(task, item).empty()) continue;
        problems_.error("template.join_left_out", task.join_where, {{"task", task.id}});
        break;
      }
    }
  }

  void add_instances(const Task& task, std::vector<model::DesiredTask>& tasks) {
    const auto items = chosen_.find(task.id);
    if (items == chosen_.end()) return;
    for (const auto& item : items->second) tasks.push_back(instance(task, item));
  }
  void add_rollbacks(const Task& task, std::vector<model::DesiredTask>& rollbacks) {
    const auto items = chosen_.find(task.id);
    if (items == chosen_.end() || task.rollback.empty()) return;
    for (const auto& item : items->second) {
      auto& undo = rollbacks.emplace_back(instance(task.rollback.front(), item));
      undo.kind = model::TaskKind::rollback;
      undo.undoes = undo.key;
      undo.key += "/undo";
    }
  }
  model::DesiredTask instance(const Task& task, const std::string& item) {
    model::DesiredTask result;
    result.key = key_of(task.id, item);
    result.id = task.id;
    result.item = item;
    result.kind = task.kind;
    result.owner = task.owner;
    result.department = task.department;
    result.duration = task.duration;
    result.maintenance_window = task.maintenance_window;
    result.begins_late = task.begins_late;
    result.approver = task.approver;
    result.join = join_of(task);
    result.needs = edges(task, item);
    result.title = text(task.title, item);
    result.description = text(task.description, item);
    append_checklist(task, item, result.description);
    result.estimate = task.estimate;
    result.latest = plain(task.latest.text, item);
    for (const auto& field : task.fields) result.fields.push_back({field.name, plain(field.value, item)});
    for (const auto& watcher : task.watchers) result.watchers.push_back(watcher.name);
    result.updates = task.updates;
    for (const auto& give : task.gives) {
      const auto* title = in_language(give.title, language_);
      std::vector<std::string> titles;
      for (const auto& entry : give.title) titles.push_back(entry.second);
      result.gives.push_back({give.name, document::to_json(give.schema_in(language_), true),
                              title == nullptr ? "" : *title, std::move(titles)});
    }
    result.hand_over_form = hand_over_form(task, language_);
    return result;
  }

  // Edges of a task of that item; a left-out task's own edges stand in its place.
  std::vector<model::Edge> edges(const Task& task, const std::string& item) {
    std::vector<model::Edge> all;
    for (const auto& need : task.needs) {
      for (auto& edge : edges_of_need(need, item)) {
        if (std::find(all.begin(), all.end(), edge) == all.end()) all.push_back(std::move(edge));
      }
    }
    return all;
  }
  std::vector<model::Edge> edges_of_need(const Need& need, const std::string& item) {
    if (!chosen_.contains(need.task)) return inherited(need.task, item);
    std::vector<model::Edge> all;
    for (const auto& of : instances_meant(need.task, need.of_item, item)) {
      all.push_back(
          {key_of(need.task, of), need.lag, need.lag_calendar, need.on, need.max_lag, need.max_lag_calendar});
    }
    return all;
  }
  // A task that needs nothing but a join that is left out joins in its stead.
  [[nodiscard]] model::Join join_of(const Task& task) const {
    if (task.join == model::Join::any || task.needs.size() != 1) return task.join;
    const auto& only = task.needs.front().task;
    return chosen_.contains(only) ? task.join : join_of(*tmpl_.task(only));
  }
  const std::vector<model::Edge>& inherited(const std::string& left_out, const std::string& item) {
    const auto key = std::make_pair(left_out, item);
    const auto known = inherited_.find(key);
    if (known != inherited_.end()) return known->second;
    return inherited_.emplace(key, edges(*tmpl_.task(left_out), item)).first->second;
  }
  // `x[item]` means the same item where there is one, otherwise all of x.
  std::vector<std::string> instances_meant(const std::string& task, bool of_item,
                                           const std::string& item) const {
    const auto& items = chosen_.at(task);
    const bool has_it =
        of_item && !item.empty() && std::find(items.begin(), items.end(), item) != items.end();
    return has_it ? std::vector<std::string>{item} : items;
  }

  // A list in Textile as in Markdown, and boxes to tick where the tracker knows them.
  void append_checklist(const Task& task, const std::string& item, model::Text& description) {
    for (std::size_t at = 0; at < task.checklist.size(); ++at) {
      const bool follows_text = at == 0 && !description.empty();
      if (follows_text) trim_end(description.back());
      append(literal(follows_text ? "\n\n* [ ] " : at == 0 ? "* [ ] " : "\n* [ ] "), description);
      for (auto& segment : text(task.checklist[at], item)) append(std::move(segment), description);
    }
  }
  static void trim_end(model::Segment& segment) {
    if (segment.kind == model::Segment::Kind::literal)
      segment.text.erase(segment.text.find_last_not_of(" \n") + 1);
  }
  static void append(model::Segment next, model::Text& text) {
    const bool joins = next.kind == model::Segment::Kind::literal && !text.empty() &&
                       text.back().kind == model::Segment::Kind::literal;
    if (joins) {
      text.back().text += next.text;
    } else {
      text.push_back(std::move(next));
    }
  }

  model::Text text(const Words& words, const std::string& item) {
    const auto* pieces = in_language(words, language_);
    return pieces == nullptr ? model::Text{} : text(*pieces, item);
  }
  model::Text text(const Pieces& pieces, const std::string& item) {
    model::Text result;
    for (const auto& piece : pieces) append(segment(piece, item), result);
    return result;
  }
  // Of what asks nothing of tasks: no markup, no values still to come.
  template <typename Source>
  std::string plain(const Source& source, const std::string& item) {
    std::string line;
    for (const auto& segment : text(source, item)) line += segment.text;
    return line;
  }
  model::Segment segment(const Piece& piece, const std::string& item) {
    switch (piece.kind) {
      case Piece::Kind::literal:
        return literal(piece.text);
      case Piece::Kind::item:
        return value(item);
      case Piece::Kind::parameter:
        return parameter(piece);
      case Piece::Kind::given:
        return given(piece, item);
    }
    return {};
  }
  model::Segment parameter(const Piece& piece) const {
    const Node* node = values_.find(piece.name);
    const auto shown = node == nullptr ? std::string() : display(*node);
    return shown.empty() && piece.fallback ? literal(*piece.fallback) : value(shown);
  }
  model::Segment given(const Piece& piece, const std::string& item) {
    if (!chosen_.contains(piece.task)) {
      if (!piece.fallback) {
        problems_.error("template.given_left_out", piece.where,
                        {{"giver", piece.task}, {"value", piece.name}});
      }
      return literal(piece.fallback.value_or(""));
    }
    model::Segment segment;
    segment.kind = model::Segment::Kind::given;
    segment.name = piece.name;
    segment.text = piece.fallback.value_or("");
    segment.has_default = piece.fallback.has_value();
    const auto items = instances_meant(piece.task, piece.of_item, item);
    for (const auto& of : items) segment.tasks.push_back(key_of(piece.task, of));
    const bool is_single = items.front().empty() || piece.of_item;
    if (!is_single) segment.items = items;
    return segment;
  }
  static model::Segment literal(std::string text) {
    model::Segment segment;
    segment.text = std::move(text);
    return segment;
  }
  static model::Segment value(std::string text) {
    model::Segment segment;
    segment.kind = model::Segment::Kind::value;
    segment.text = std::move(text);
    return segment;
  }

  const Template& tmpl_;
  const Node& values_;
  const std::string& language_;
  Problems& problems_;
  std::map<std::string, std::vector<std::string>> chosen_;  // task -> its items
  std::map<std::pair<std::string, std::string>, std::vector<model::Edge>> inherited_;
};

}  // namespace

tl::expected<model::DesiredChange, base::Diagnostics> expand(const Template& tmpl,
                                                             const Parameters& parameters,
                                                             const std::string& language) {
  base::Diagnostics diagnostics;
  Problems problems(diagnostics);
  auto change = Expander(tmpl, parameters.values, language, problems).run();
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return change;
}

}  // namespace estafeta::tmpl
