#include "connector/change/steps/copied.h"

#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

std::vector<Phrase> open_copies(const Tree& tree) {
  std::vector<Phrase> issues;
  for (const auto* copy : tree.copies) {
    if (has_ended(copy->status.state) || copy->status.state == State::cancelling) continue;
    issues.push_back(Phrase("gate.open_again", {{"task", copy->subject}, {"issue", copy->id.value}}));
  }
  return issues;
}

}  // namespace

model::Plan stay_a_copy(PlanBuilder& builder) {
  const auto& change = builder.situation.change;
  const bool is_on_hold = change.status.state == State::on_hold;
  Phrase said(is_on_hold ? "change.copied_on_hold" : "change.copied_under_way");
  builder.remark(said);
  // Estafeta has no word in a copy's history before its first one.
  if (!spoke_since(change, nullptr)) {
    auto& note = builder.change_itself(said).note;
    note.push_back(said);
    if (auto issues = open_copies(builder.tree); !issues.empty())
      note.push_back(Phrase("change.copied_tasks_draft", {{"issues", std::move(issues)}}));
  }
  return builder.finish(said);
}

void disown(PlanBuilder& builder) {
  const auto& change = builder.situation.change;
  auto issues = open_copies(builder.tree);
  const bool is_copy = holds_foreign_stamp(change) || !issues.empty();
  if (!is_copy || spoke_since(change, nullptr)) return;
  auto& write = builder.change_itself(Phrase("why.copied"));
  write.note.push_back(Phrase("change.copied"));
  const auto& promised = change.field(Field::promised);
  // Once agreed to, it has tasks of its own, and the copies are told apart from these.
  if (!issues.empty() && change.status.state != State::agreed)
    write.note.push_back(Phrase("change.copied_tasks_draft", {{"issues", std::move(issues)}}));
  if (!promised.empty()) write.note.push_back(Phrase("change.copied_promise", {{"promised", promised}}));
}

void cancel_as_told(PlanBuilder& builder) {
  for (const auto* surplus : {&builder.tree.copies, &builder.tree.twins}) {
    for (const auto* issue : *surplus) {
      if (issue->status.state != State::cancelling) continue;
      cancel(*issue, builder.change_of(*issue, Phrase("why.cancel", {{"task", issue->subject}})));
    }
  }
}

void tell_copies(PlanBuilder& builder) {
  auto issues = open_copies(builder.tree);
  if (issues.empty()) return;
  builder.tell_once("copies", Phrase("change.copied_tasks", {{"issues", std::move(issues)}}));
}

}  // namespace estafeta::change
