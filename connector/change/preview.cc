#include <algorithm>

#include "connector/change/bounds.h"
#include "connector/change/history.h"
#include "connector/change/steps.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void fill_skeleton(Pass& pass) {
  const auto& fields = pass.situation.change.fields;
  const auto field = fields.find(Field::change_parameters);
  if (pass.situation.skeleton.empty() || field == fields.end() || !is_blank(field->second)) return;
  pass.change_itself(Phrase("why.skeleton")).fields[Field::change_parameters] = pass.situation.skeleton;
}

bool answers(const model::Event& event) {
  const auto about_template = [](const model::FieldChange& change) {
    return change.name == to_string(Field::change_template) ||
           change.name == to_string(Field::change_parameters);
  };
  return !event.own &&
         (event.status || std::any_of(event.fields.begin(), event.fields.end(), about_template));
}

bool was_asked(const model::Issue& change) {
  if (change.status.state != State::needs_input) return false;
  const auto& events = change.events;
  const auto asked = std::find_if(events.rbegin(), events.rend(), [](const model::Event& event) {
    return event.own && event.comment && !event.comment->text.empty();
  });
  return asked != events.rend() && std::none_of(events.rbegin(), asked, answers);
}

}  // namespace

void stamp_page(Pass& pass) {
  pass.stamp.include = pass.rules.mapping.staff_project + ":" + plan_page(pass.situation.change.id);
}

void ask(Pass& pass, const std::vector<Phrase>& problems) {
  for (const auto& problem : problems) pass.remark(problem);
  if (was_asked(pass.situation.change)) return;
  auto& change = pass.change_itself(Phrase("why.ask", {{"n", static_cast<std::int64_t>(problems.size())}}));
  if (pass.situation.change.status.state != State::needs_input) change.state = State::needs_input;
  change.note.push_back(Phrase("change.needs_input", {{"n", static_cast<std::int64_t>(problems.size())}}));
  change.note.insert(change.note.end(), problems.begin(), problems.end());
}

model::Plan preview(Pass& pass) {
  disown(pass);
  const bool is_copy = holds_foreign_stamp(pass.situation.change);
  // A draft has no forecast; the original's is written over once there is one.
  if (is_copy && !pass.situation.change.field(Field::change_forecast).empty())
    pass.change_itself(Phrase("why.copied")).fields[Field::change_forecast] = "";
  auto problems = pass.situation.problems;
  if (problems.empty() && !pass.scheduled.ok()) problems.push_back(pass.scheduled.phrase());
  if (!problems.empty()) {
    ask(pass, problems);
    if (is_copy) stamp_page(pass);
    fill_skeleton(pass);
    return pass.finish(Phrase("why.awaits_input"));
  }
  fill_skeleton(pass);
  for (auto& obstacle : obstacles(pass)) pass.remark(std::move(obstacle));
  if (const auto& desired = pass.situation.desired) {
    for (auto& said : missed_bounds(pass.rules, *desired, pass.plan.schedule)) pass.remark(std::move(said));
  }
  if (!pass.tree.nodes.empty() || is_copy) stamp_page(pass);
  return pass.finish(Phrase("why.awaits_go"));
}

}  // namespace estafeta::change
