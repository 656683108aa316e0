#include "connector/change/steps/closed.h"

#include "connector/change/steps/news.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

model::Plan stand_closed(PlanBuilder& builder) {
  builder.show_window();
  const auto closed = last_into(builder.situation.change, State::done);
  bool any = tell_corrected_in_vain(builder);
  for (const auto& node : builder.tree.nodes) {
    const auto opened = node.exists() ? opened_again(*node.issue) : std::nullopt;
    if (!closed || !opened || opened->event->at < closed->event->at) continue;
    auto said = about("told.reopened_after_the_end", node);
    said.values.emplace_back("person", opened->event->author.name);
    const auto at = std::to_string(opened->event->at.time_since_epoch().count());
    builder.tell_once("reopened:" + node.key + "@" + at, std::move(said));
    any = true;
  }
  const Phrase idle("why.closed", {{"state", std::string(to_string(State::done))}});
  return any ? builder.finish(idle) : builder.rest_with_page(idle);
}

}  // namespace estafeta::change
