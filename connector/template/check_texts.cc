#include "connector/template/check_texts.h"

#include <algorithm>

#include "connector/document/schema.h"
#include "connector/document/value.h"
#include "connector/template/ancestry.h"

namespace estafeta::tmpl {
namespace {

// Whether the giver is there whenever this task is: each of its conditions is one of this task's, too.
bool is_there_with(const Task& giver, const Task& task) {
  return std::all_of(giver.when.begin(), giver.when.end(), [&task](const Condition& wanted) {
    return std::any_of(task.when.begin(), task.when.end(), [&wanted](const Condition& own) {
      return own.parameter == wanted.parameter && document::same_value(own.expected, wanted.expected);
    });
  });
}

class TextChecker {
 public:
  TextChecker(const Template& tmpl, Problems& problems) : tmpl_(tmpl), ancestry_(tmpl), problems_(problems) {}

  void run() {
    for (const auto& [language, pieces] : tmpl_.title) check(pieces);
    for (const auto& words : tmpl_.review) {
      for (const auto& [language, pieces] : words) check(pieces);
    }
    check_bound(tmpl_.latest);
    for (const auto& task : tmpl_.tasks) {
      task_ = &task;
      check_task(task);
      if (task.rollback.empty()) continue;
      // What is taken back has its own values, too, as far as it came to hand them over.
      takes_back_ = true;
      check_task(task.rollback.front());
      takes_back_ = false;
    }
  }

 private:
  void check_task(const Task& task) {
    for (const auto& [language, pieces] : task.title) check(pieces);
    for (const auto& [language, pieces] : task.description) check(pieces);
    for (const auto& words : task.checklist) {
      for (const auto& [language, pieces] : words) check(pieces);
    }
    for (const auto& field : task.fields) check_field(field);
    check_bound(task.latest);
  }
  // A field is set once, when nothing has been handed over yet.
  void check_field(const Field& field) {
    const auto is_given = [](const Piece& piece) { return piece.kind == Piece::Kind::given; };
    for (const auto& piece : field.value) {
      if (is_given(piece)) problems_.error("template.field_given", piece.where, {{"field", field.name}});
    }
    auto known = field.value;
    std::erase_if(known, is_given);
    check(known);
  }
  void check_bound(const Bound& bound) {
    check(bound.text);
    for (const auto& piece : bound.text) {
      const auto* parameter = tmpl_.parameter(piece.name);
      if (piece.kind != Piece::Kind::parameter || parameter == nullptr) continue;
      const auto* type = parameter->schema.find("type");
      const auto* initial = parameter->default_value();
      if (type == nullptr || type->text != "string") {
        problems_.error("template.latest_parameter", piece.where, {{"parameter", piece.name}});
      } else if (initial != nullptr && !initial->text.empty() && !is_bound(initial->text)) {
        problems_.error("template.latest_value", initial->where,
                        {{"parameter", piece.name}, {"value", document::brief(*initial)}});
      }
    }
  }
  void check(const Pieces& pieces) {
    for (const auto& piece : pieces) {
      if (piece.kind == Piece::Kind::parameter) check_parameter(piece);
      if (piece.kind == Piece::Kind::item && !has_items())
        problems_.error("template.item_outside", piece.where);
      if (piece.kind == Piece::Kind::given) check_given(piece);
    }
  }
  bool has_items() const { return task_ != nullptr && !task_->for_each.empty(); }

  void check_parameter(const Piece& piece) {
    if (tmpl_.parameter(piece.name) != nullptr) return;
    problems_.unknown_parameter(piece.where, piece.name, ids_of(tmpl_.parameters));
  }

  void check_given(const Piece& piece) {
    if (task_ == nullptr) return problems_.error("template.given_in_title", piece.where);
    const Task* giver = ancestry_.find(piece.task);
    if (giver == nullptr) {
      problems_.unknown("template.given_unknown_task", piece.where, piece.task, ids_of(tmpl_.tasks),
                        {{"task", piece.task}});
      return;
    }
    check_value(piece, *giver);
    if (piece.of_item && (!has_items() || task_->for_each != giver->for_each)) {
      problems_.error("template.need_item", piece.where, {{"task", task_->id}, {"needed", giver->id}});
    }
    const bool is_own = takes_back_ && giver->id == task_->id;
    const bool is_before = is_own || (giver != task_ && ancestry_.comes_before(*giver, *task_));
    // A misspelt need has been said; the value would be there without it.
    if (!is_before && ancestry_.is_whole(*task_)) {
      problems_.error("template.given_not_needed", piece.where, {{"task", task_->id}, {"giver", giver->id}});
    }
    if (piece.fallback) return;
    if (!is_there_with(*giver, *task_)) {
      problems_.error("template.given_no_default", piece.where,
                      {{"giver", giver->id}, {"value", piece.name}});
    } else if (is_own || (is_before && !ancestry_.surely_comes_before(*giver, *task_))) {
      problems_.error("template.given_not_certain", piece.where,
                      {{"task", task_->id}, {"giver", giver->id}, {"value", piece.name}});
    }
  }

  void check_value(const Piece& piece, const Task& giver) {
    std::vector<std::string> names;
    for (const auto& give : giver.gives) names.push_back(give.name);
    if (std::find(names.begin(), names.end(), piece.name) != names.end()) return;
    problems_.unknown("template.given_unknown_value", piece.where, piece.name, names,
                      {{"task", giver.id}, {"value", piece.name}});
  }

  const Template& tmpl_;
  const Ancestry ancestry_;
  Problems& problems_;
  bool takes_back_ = false;     // it is the rollback's text
  const Task* task_ = nullptr;  // whose text it is; null: the template's own title
};

}  // namespace

void check_texts(const Template& tmpl, Problems& problems) {
  TextChecker(tmpl, problems).run();
}

}  // namespace estafeta::tmpl
