#include "connector/change/history.h"
#include "connector/change/steps.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

// Whoever lets a change fail by hand leaves what was done as it is.
void say_what_stays(Pass& pass) {
  if (pass.tree.rolling_back || !pass.situation.desired) return;
  std::vector<std::string> tasks;
  for (const auto& undo : pass.situation.desired->rollbacks) {
    const auto* undone = pass.tree.find(undo.undoes);
    if (undone != nullptr && was_worked_on(*undone)) tasks.push_back(title_of(*undone));
  }
  if (tasks.empty()) return;
  Phrase said("told.not_rolled_back", {{"tasks", std::move(tasks)}});
  pass.remark(said);
  pass.change_itself(said).note.push_back(said);
}

}  // namespace

model::Plan wind_up(Pass& pass, State end) {
  for (const auto& link : pass.tree.links) {
    const auto& needing = pass.tree.nodes[link.needing];
    if (!has_ended(needing.state())) pass.unrelate(link, Phrase("why.wind_up"));
  }
  for (const auto& node : pass.tree.nodes) {
    if (node.exists() && !has_ended(node.state())) {
      pass.change_of(node, about("why.cancel", node)).state = State::cancelled;
    }
  }
  for (const auto* twin : pass.tree.twins) {
    if (!has_ended(twin->status.state)) pass.change_of(*twin, Phrase("why.wind_up")).state = State::cancelled;
  }
  for (const auto* copy : pass.tree.copies) {
    if (!has_ended(copy->status.state)) pass.change_of(*copy, Phrase("why.wind_up")).state = State::cancelled;
  }
  if (end == State::failed) say_what_stays(pass);
  pass.change_itself(Phrase("why.close", {{"state", std::string(to_string(end))}})).state = end;
  return pass.finish(Phrase("why.nothing_due"));
}

}  // namespace estafeta::change
