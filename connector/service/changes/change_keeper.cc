#include "connector/service/changes/change_keeper.h"

#include <algorithm>
#include <utility>

#include "connector/change/steps/reconcile.h"
#include "connector/service/changes/applier.h"
#include "connector/service/changes/creator.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::Status;

bool does_anything(const model::Plan& plan) {
  return std::any_of(plan.actions.begin(), plan.actions.end(),
                     [](const auto& action) { return action.type != model::Action::Type::none; });
}

}  // namespace

base::Result<ChangeKeeper::Decision> ChangeKeeper::decide(base::IssueId change,
                                                          const base::PrincipalId& account) {
  auto observed = Observer(site_, reader_, writes_, facts_, account).observe(change, clock_.now());
  if (!observed) return base::fail(observed.error());
  if (observed->situation.change.kind != model::Kind::change) {
    return base::fail(Code::invalid_argument,
                      Phrase("service.not_a_change", {{"issue", to_string(change)},
                                                      {"tracker", observed->situation.change.tracker}}));
  }
  if (add_others_) {
    if (auto added = add_others_(observed->situation); !added.ok()) return base::fail(std::move(added));
  }
  auto plan = change::reconcile(site_.rules, observed->situation);
  return Decision{std::move(*observed), std::move(plan)};
}

// What the last write about it left unsaid is said before anything is decided anew.
Status ChangeKeeper::pay_notes(base::IssueId id) {
  const auto owes = told_.owes(id);
  if (!owes) return owes.error();
  if (!*owes) return {};
  const auto change = reader_.issue(id);
  if (!change) return change.error();
  if (auto may = pauses_.may_write(change->project); !may.ok()) return may;
  return told_.pay(id);
}

Status ChangeKeeper::carry_out(const Decision& decision) {
  const auto& change = decision.observation.situation.change;
  writer_.begin(change.id);
  if (does_anything(decision.plan)) {
    if (auto may = pauses_.may_write(change.project); !may.ok()) return may;
    if (auto applied = apply(decision); !applied.ok()) return applied;
  }
  return writer_.end();
}

Status ChangeKeeper::apply(const Decision& decision) {
  Creator creator(reader_, writes_, store_, clock_, sleeper_, site_.settings.tracker.request_limit);
  return Applier(site_, writes_, creator, writer_, told_).apply(decision.plan, decision.observation);
}

}  // namespace estafeta::service
