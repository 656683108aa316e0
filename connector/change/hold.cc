// A change on hold: gates and dates stand still, and its page says so. What people do meanwhile is taken up
// when it goes on; dates are then worked out from that instant.
#include <algorithm>

#include "connector/change/history.h"
#include "connector/change/promise.h"
#include "connector/change/scheduling.h"
#include "connector/change/steps.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

model::Plan stand_still(Pass& pass) {
  const auto count = [&](auto counts) {
    return static_cast<std::int64_t>(std::count_if(pass.tree.nodes.begin(), pass.tree.nodes.end(), counts));
  };
  const auto open = count([](const Node& node) { return node.exists() && !has_ended(node.state()); });
  pass.remark(Phrase("hold.frozen", {{"since", present(pass.situation)}, {"n", open}}));
  keep_promise(pass);
  pass.plan.again_at.reset();
  return pass.rest_with_page(Phrase("why.on_hold"));
}

}  // namespace estafeta::change
