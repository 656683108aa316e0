#include "connector/change/steps/hold.h"

#include <algorithm>

#include "connector/change/schedule/scheduling.h"
#include "connector/change/steps/below.h"
#include "connector/change/steps/promise.h"
#include "connector/change/steps/requests.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

// The last time somebody began or finished it while the change was on hold; null: nobody did.
const model::Event* worked_on_since(const model::Issue& issue, const model::Event& held) {
  const model::Event* last = nullptr;
  for (const auto& passage : passages(issue)) {
    const bool is_work =
        passage.to == State::in_progress || (has_ended(passage.to) && passage.to != State::cancelled);
    if (is_work && !passage.event->own && passage.event->journal > held.journal) last = passage.event;
  }
  return last;
}

// Their work counts, but they may not know of the hold.
void tell_worked_on(PlanBuilder& builder, const Node& node, const model::Event& held) {
  const auto* worked = worked_on_since(*node.issue, held);
  if (worked == nullptr || spoke_since(*node.issue, worked)) return;
  auto said = about(has_ended(node.state()) ? "hold.finished" : "hold.started", node);
  said.values.emplace_back("change", builder.situation.change.id.value);
  said.values.emplace_back("person", worked->author.name);
  said.values.emplace_back("since", held.at);
  builder.change_of(node, said).note.push_back(said);
}

void ask_for_reason(PlanBuilder& builder, const model::Event& held) {
  const auto& change = builder.situation.change;
  const auto reason = change.fields.find(model::Field::hold_reason);
  const bool is_missing = reason != change.fields.end() && reason->second.empty() &&
                          change.status.reason == model::HoldReason::none;
  if (!is_missing) return;
  const auto at = std::to_string(held.at.time_since_epoch().count());
  builder.tell_once("hold_reason@" + at, Phrase("hold.no_reason"));
}

}  // namespace

model::Plan stand_still(PlanBuilder& builder) {
  const auto count = [&](auto counts) {
    return static_cast<std::int64_t>(
        std::count_if(builder.tree.nodes.begin(), builder.tree.nodes.end(), counts));
  };
  const auto open = count([](const Node& node) { return node.exists() && !has_ended(node.state()); });
  builder.remark(Phrase("hold.frozen", {{"since", present(builder.situation)}, {"n", open}}));
  keep_promise(builder);
  keep_requests_current(builder);
  let_go_below(builder);
  if (const auto held = last_into(builder.situation.change, State::on_hold)) {
    ask_for_reason(builder, *held->event);
    for (const auto& node : builder.tree.nodes) {
      if (node.exists()) tell_worked_on(builder, node, *held->event);
    }
  }
  builder.show_window();
  builder.plan.again_at.reset();
  return builder.finish(Phrase("why.on_hold"));
}

}  // namespace estafeta::change
