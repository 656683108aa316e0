#include "connector/change/history.h"
#include "connector/change/steps.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

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
  pass.change_itself(Phrase("why.close", {{"state", std::string(to_string(end))}})).state = end;
  return pass.finish(Phrase("why.nothing_due"));
}

}  // namespace estafeta::change
