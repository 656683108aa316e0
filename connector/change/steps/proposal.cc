#include "connector/change/steps/proposal.h"

#include "connector/change/steps/reconcile.h"
#include "connector/change/steps/revise.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/revisions.h"

namespace estafeta::change {

using base::Phrase;
using model::Ask;
using model::DesiredTask;
using model::State;

namespace {

class Proposal {
 public:
  explicit Proposal(PlanBuilder& builder)
      : builder_(builder),
        now_(builder.situation.desired.value_or(model::DesiredChange())),
        then_(*builder.situation.proposed) {}

  Phrase run() {
    for (const auto& task : then_.tasks) compare(task);
    for (const auto& task : now_.tasks) {
      if (find_task(then_, task.key) == nullptr) gone_.push_back(title(task));
    }
    std::vector<Phrase> parts;
    const auto add = [&](const char* key, std::vector<Phrase>& tasks) {
      if (!tasks.empty()) parts.push_back(Phrase(key, {{"tasks", std::move(tasks)}}));
    };
    add("new_plan.added", added_);
    add("new_plan.cancelled", gone_);
    add("new_plan.again", again_);
    add("new_plan.altered", altered_);
    if (unchanged_ > 0) parts.push_back(Phrase("new_plan.unchanged", {{"n", unchanged_}}));
    if (builder_.situation.desired) return Phrase("told.new_plan", {{"parts", std::move(parts)}});
    return Phrase("told.template_named", {{"template", then_.template_name}, {"parts", std::move(parts)}});
  }

 private:
  void compare(const DesiredTask& task) {
    const auto* before = find_task(now_, task.key);
    if (before == nullptr) {
      added_.push_back(title(task));
    } else if (!differs(*before, task)) {
      // What is done was done as it then was planned.
      const bool is_moved = *before != task && !was_done(state_of(task.key));
      if (is_moved) altered_.push_back(title(task));
      unchanged_ += is_moved ? 0 : 1;
    } else {
      const auto* node = builder_.tree.find(newest_key(builder_.tree.stamp, task.key));
      const bool is_done = node != nullptr && was_done(node->state()) && !node->is_approval();
      (is_done ? again_ : altered_).push_back(title(task));
    }
  }
  State state_of(const std::string& key) const {
    const auto* node = builder_.tree.find(newest_key(builder_.tree.stamp, key));
    return node == nullptr ? State::waiting : node->state();
  }
  static Phrase title(const DesiredTask& task) {
    return Phrase("new_plan.task", {{"title", plain(task.title)}});
  }

  PlanBuilder& builder_;
  const model::DesiredChange now_;  // empty: people made its tasks
  const model::DesiredChange& then_;
  std::vector<Phrase> added_;
  std::vector<Phrase> gone_;
  std::vector<Phrase> again_;
  std::vector<Phrase> altered_;
  std::int64_t unchanged_ = 0;
};

}  // namespace

namespace {

bool is_proposed(const PlanBuilder& builder) {
  const auto& stamp = builder.tree.stamp;
  const bool is_made_by_hand = stamp.made && stamp.template_name.empty();
  return builder.situation.proposed && (builder.situation.desired || is_made_by_hand);
}

model::Remark bad_proposal(const PlanBuilder& builder) {
  const auto& situation = builder.situation;
  const auto& name = situation.change.field(model::Field::change_template);
  const auto& agreed = builder.tree.stamp.template_name;
  if (agreed.empty())
    return {Phrase("told.template_named_badly", {{"template", name}}), Ask::right_first_template};
  const auto* changed = last_change_of(situation.change, to_string(model::Field::change_template));
  if (changed != nullptr && !name.empty() && name != agreed)
    return {Phrase("told.bad_template", {{"template", name}, {"agreed", agreed}}), Ask::right_template};
  const auto n = static_cast<std::int64_t>(situation.proposal_problems.size());
  return {Phrase("told.bad_parameters", {{"n", n}}), Ask::right_parameters};
}

}  // namespace

void tell_proposal(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  const auto& agreed = builder.tree.stamp.template_name;
  const auto& name = situation.change.field(model::Field::change_template);
  const bool is_edited =
      last_change_of(situation.change, to_string(model::Field::change_template)) != nullptr;
  if (is_edited && !agreed.empty() && name.find_first_not_of(" \t\r\n") == std::string::npos)
    builder.tell_once("template_emptied", Phrase("told.template_emptied", {{"template", agreed}}));
  if (!situation.proposal_problems.empty())
    builder.tell_once("bad_parameters", bad_proposal(builder), situation.proposal_problems);
  if (!is_proposed(builder)) return;
  constexpr std::size_t kEnough = 12;
  builder.tell_once("new_plan:" + situation.proposed->hash.substr(0, kEnough),
                    {Proposal(builder).run(), situation.desired ? Ask::new_plan : Ask::first_template});
}

Phrase proposal(const Rules& rules, const Situation& situation) {
  PlanBuilder builder(rules, situation);
  return Proposal(builder).run();
}

std::optional<Phrase> proposed_plan(const Rules& rules, const Situation& situation) {
  PlanBuilder builder(rules, situation);
  if (!is_proposed(builder)) return std::nullopt;
  const auto told = Proposal(builder).run();
  return Phrase("new_plan.offered", {{"parts", std::get<std::vector<Phrase>>(*told.find("parts"))}});
}

}  // namespace estafeta::change
