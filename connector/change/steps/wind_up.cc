#include "connector/change/steps/below.h"
#include "connector/change/steps/steps.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Decision;
using model::State;

namespace {

void end_tasks(Pass& pass) {
  for (const auto& link : pass.tree.links) {
    const auto& needing = pass.tree.nodes[link.needing];
    if (!has_ended(needing.state())) pass.unrelate(link, Phrase("why.wind_up"));
  }
  for (const auto& node : pass.tree.nodes) {
    const bool is_open = node.exists() && !has_ended(node.state());
    if (!is_open || is_kept_open(pass.situation, node)) continue;
    pass.unrelate_outside(node, Phrase("why.wind_up"));
    cancel(*node.issue, pass.change_of(node, about("why.cancel", node)));
  }
  for (const auto* surplus : {&pass.tree.twins, &pass.tree.copies}) {
    for (const auto* issue : *surplus) {
      if (!has_ended(issue->status.state)) cancel(*issue, pass.change_of(*issue, Phrase("why.wind_up")));
    }
  }
}

// Whoever lets a change fail by hand may not know that it can be rolled back. Whether that is still open.
bool offer_roll_back(Pass& pass) {
  if (pass.tree.rolling_back || !can_roll_back(pass)) return false;
  const auto decision = decision_at_the_end(pass);
  if (decision == Decision::go_on) return false;
  if (decision == Decision::rollback) {
    pass.stamp.told.insert("rollback:change");
    pass.change_itself(Phrase("why.rolling_back")).state = State::in_progress;
  } else {
    pass.tell_once("offer_roll_back", Phrase("told.offer_roll_back", {{"tasks", what_stays(pass.tree)}}));
  }
  return true;
}

void say_what_stays(Pass& pass, State end) {
  auto tasks = what_stays(pass.tree);
  if (pass.tree.rolling_back || tasks.empty()) return;
  Phrase said(end == State::failed ? "told.not_rolled_back" : "told.not_taken_back",
              {{"tasks", std::move(tasks)}});
  pass.remark(said);
  pass.change_itself(said).note.push_back(said);
}

}  // namespace

void cancel(const model::Issue& issue, model::IssueChange& change) {
  change.state = State::cancelled;
  if (began_at(issue)) change.note.push_back(Phrase("told.stop_work"));
}

model::Plan wind_up(Pass& pass, State end) {
  let_go_below(pass);
  end_tasks(pass);
  if (end == State::failed && offer_roll_back(pass)) return pass.finish(Phrase("why.awaits_decision"));
  if (tell_strangers(pass)) return pass.finish(Phrase("why.awaits_strangers"));
  say_what_stays(pass, end);
  pass.change_itself(Phrase("why.close", {{"state", std::string(to_string(end))}})).state = end;
  return pass.finish(Phrase("why.nothing_due"));
}

}  // namespace estafeta::change
