#include "connector/change/steps/wind_up.h"

#include "connector/change/steps/below.h"
#include "connector/change/steps/decisions.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Decision;
using model::State;

namespace {

void end_tasks(PlanBuilder& builder) {
  for (const auto& link : builder.tree.links) {
    const auto& needing = builder.tree.nodes[link.needing];
    if (!has_ended(needing.state())) builder.unrelate(link, Phrase("why.wind_up"));
  }
  for (const auto& node : builder.tree.nodes) {
    const bool is_open = node.exists() && !has_ended(node.state());
    if (!is_open || is_kept_open(builder.situation, node)) continue;
    builder.unrelate_outside(node, Phrase("why.wind_up"));
    cancel(*node.issue, builder.change_of(node, about("why.cancel", node)));
  }
  for (const auto* surplus : {&builder.tree.twins, &builder.tree.copies}) {
    for (const auto* issue : *surplus) {
      if (!has_ended(issue->status.state)) cancel(*issue, builder.change_of(*issue, Phrase("why.wind_up")));
    }
  }
}

// Whoever lets a change fail by hand may not know that it can be rolled back. Whether that is still open.
bool offer_roll_back(PlanBuilder& builder) {
  if (builder.tree.rolling_back || !can_roll_back(builder)) return false;
  const auto decision = decision_at_the_end(builder);
  if (decision == Decision::go_on) return false;
  if (decision == Decision::rollback) {
    builder.stamp.told.insert("rollback:change");
    builder.change_itself(Phrase("why.rolling_back")).state = State::in_progress;
  } else {
    builder.tell_once(
        "offer_roll_back",
        {Phrase("told.offer_roll_back", {{"tasks", what_stays(builder.tree)}}), model::Ask::roll_back});
  }
  return true;
}

void say_what_stays(PlanBuilder& builder, State end) {
  auto tasks = what_stays(builder.tree);
  if (builder.tree.rolling_back || tasks.empty()) return;
  Phrase said(end == State::failed ? "told.not_rolled_back" : "told.not_taken_back",
              {{"tasks", std::move(tasks)}});
  builder.remark(said);
  builder.change_itself(said).note.push_back(said);
}

}  // namespace

void cancel(const model::Issue& issue, model::IssueChange& change) {
  change.state = State::cancelled;
  if (began_at(issue)) change.note.push_back(Phrase("told.stop_work"));
}

model::Plan wind_up(PlanBuilder& builder, State end) {
  let_go_below(builder);
  end_tasks(builder);
  if (end == State::failed && offer_roll_back(builder)) return builder.finish(Phrase("why.awaits_decision"));
  if (tell_strangers(builder)) return builder.finish(Phrase("why.awaits_strangers"));
  say_what_stays(builder, end);
  builder.change_itself(Phrase("why.close", {{"state", std::string(to_string(end))}})).state = end;
  return builder.finish(Phrase("why.nothing_due"));
}

}  // namespace estafeta::change
