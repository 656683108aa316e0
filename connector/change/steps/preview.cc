#include "connector/change/steps/preview.h"

#include <algorithm>

#include "connector/change/schedule/bounds.h"
#include "connector/change/steps/chosen_dates.h"
#include "connector/change/steps/copied.h"
#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/rehearsal.h"
#include "connector/change/steps/requests.h"
#include "connector/change/steps/shared_windows.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

// Line ends and trailing space are the browser's, not the person's.
std::string normalised(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r') out += c;
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ' || out.back() == '\t')) out.pop_back();
  return out;
}

// The names of the parameters, for people to fill in, where their field is empty. Whether that was so.
bool fill_skeleton(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  const auto field = situation.change.fields.find(Field::change_parameters);
  const bool is_empty = field != situation.change.fields.end() && normalised(field->second).empty();
  if (situation.skeleton.empty() || !is_empty) return false;
  builder.change_itself(Phrase("why.skeleton")).fields[Field::change_parameters] = situation.skeleton;
  return true;
}

bool answers(const model::Event& event) {
  const auto about_template = [](const model::FieldChange& change) {
    return change.name == to_string(Field::change_template) ||
           change.name == to_string(Field::change_parameters);
  };
  return !event.own &&
         (event.status || std::any_of(event.fields.begin(), event.fields.end(), about_template));
}

// An `agreed` is an answer as well.
bool was_asked(const model::Issue& change) {
  if (change.status.state == State::agreed) return false;
  const auto& events = change.events;
  const auto asked = std::find_if(events.rbegin(), events.rend(), [](const model::Event& event) {
    return event.own && event.comment && !event.comment->text.empty();
  });
  return asked != events.rend() && std::none_of(events.rbegin(), asked, answers);
}

// A draft stays one, whatever is wrong with it: nobody has agreed to anything yet. Until it is right it shows
// no plan, not even that of earlier parameters.
void ask_for_draft(PlanBuilder& builder, const std::vector<Phrase>& problems) {
  for (const auto& problem : problems) builder.remark(problem);
  builder.stamp.page.clear();
  const auto& situation = builder.situation;
  const auto& unfilled = situation.unfilled;
  if (!unfilled.empty()) {
    if (fill_skeleton(builder)) {
      builder.change_itself(Phrase("why.skeleton"))
          .note.push_back(Phrase("change.fill_in", {{"parameters", unfilled}}));
      return;
    }
    // Nobody has filled in anything yet, so there is nothing to say either.
    if (normalised(situation.change.field(Field::change_parameters)) == normalised(situation.skeleton))
      return;
  }
  if (was_asked(situation.change)) return;
  const auto n = static_cast<std::int64_t>(problems.size());
  auto& note = builder.change_itself(Phrase("why.ask", {{"n", n}})).note;
  note.push_back(Phrase("change.draft_needs_input", {{"n", n}}));
  note.insert(note.end(), problems.begin(), problems.end());
  fill_skeleton(builder);
}

// Who was told what is missing is told when nothing is any more, in the write that shows the plan. A draft
// that was right from the beginning just shows it.
void announce_preview(PlanBuilder& builder) {
  const auto& change = builder.situation.change;
  const bool was_told = std::any_of(
      change.events.begin(), change.events.end(),
      [](const model::Event& event) { return event.own && event.comment && !event.comment->text.empty(); });
  if (!was_told || !builder.situation.desired || !builder.tree.stamp.page.empty()) return;
  if (change.status.state != State::draft) return;
  const auto n = static_cast<std::int64_t>(builder.plan.schedule.tasks.size());
  builder.change_itself(Phrase("why.preview"))
      .note.push_back(Phrase("change.previewed", {{"n", n}, {"finish", builder.plan.schedule.finish}}));
}

}  // namespace

void stamp_page(PlanBuilder& builder) {
  builder.stamp.page = builder.rules.mapping.staff_project + ":" + plan_page(builder.situation.change.id);
}

void ask(PlanBuilder& builder, const std::vector<Phrase>& problems) {
  for (const auto& problem : problems) builder.remark(problem);
  fill_skeleton(builder);
  if (was_asked(builder.situation.change)) return;
  auto& change =
      builder.change_itself(Phrase("why.ask", {{"n", static_cast<std::int64_t>(problems.size())}}));
  if (builder.situation.change.status.state != State::needs_input) change.state = State::needs_input;
  change.note.push_back(Phrase("change.needs_input", {{"n", static_cast<std::int64_t>(problems.size())}}));
  change.note.insert(change.note.end(), problems.begin(), problems.end());
}

model::Plan preview(PlanBuilder& builder) {
  disown(builder);
  cancel_as_told(builder);
  const bool is_copy = holds_foreign_stamp(builder.situation.change);
  // A draft has no forecast; the original's is written over once there is one.
  if (is_copy && !builder.situation.change.field(Field::change_forecast).empty())
    builder.change_itself(Phrase("why.copied")).fields[Field::change_forecast] = "";
  keep_requests_current(builder);
  auto problems = builder.situation.problems;
  if (problems.empty() && !builder.scheduled.ok()) problems.push_back(builder.scheduled.phrase());
  if (!problems.empty()) {
    const bool is_draft = builder.situation.change.status.state == State::draft;
    is_draft ? ask_for_draft(builder, problems) : ask(builder, problems);
    if (is_copy) stamp_page(builder);
    return builder.finish(Phrase("why.awaits_input"));
  }
  fill_skeleton(builder);
  const auto in_the_way = obstacles(builder);
  for (const auto& obstacle : in_the_way) builder.remark(obstacle);
  if (in_the_way.empty()) announce_preview(builder);
  for (auto& said : chosen_dates(builder)) builder.remark(std::move(said));
  const auto& desired = builder.situation.desired;
  for (auto& bound :
       desired ? missed_bounds(builder.rules, *desired, builder.plan.schedule) : std::vector<MissedBound>()) {
    // Said in the write that shows the plan.
    if (builder.tree.stamp.page.empty())
      builder.change_itself(Phrase("why.preview")).note.push_back(bound.said);
    builder.remark({std::move(bound.said), bound.ask});
  }
  tell_shared_windows(builder);
  remark_rehearsal(builder);
  if (!builder.tree.nodes.empty() || is_copy) stamp_page(builder);
  return builder.finish(Phrase("why.awaits_go"));
}

}  // namespace estafeta::change
