// One decision in the making: the graph, the schedule, and what is to be different, gathered so that every
// issue is written once and every piece of news is told once. Private to change/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

class PlanBuilder {
 public:
  PlanBuilder(const Rules& rules, const Situation& situation);

  const Rules& rules;
  const Situation& situation;
  Tree tree;
  Stamp stamp;  // as it shall be; starts as it is
  model::Plan plan;
  base::Status scheduled;  // why there is no schedule, if there is none

  // Works out the schedule anew from the tree; its failure is kept in `scheduled`.
  void work_out_schedule();
  // Where the task stands in the schedule; null without a schedule.
  const model::PlannedTask* planned(const Node& node) const;

  // What shall be different in that issue. The first reason given is the one that is shown.
  model::IssueChange& change_of(const Node& node, base::Phrase reason);
  model::IssueChange& change_of(const model::Issue& issue, base::Phrase reason);
  // The change issue itself: written last.
  model::IssueChange& change_itself(base::Phrase reason);
  void create(const Node& node, model::IssueChange change, base::Phrase reason);
  void relate(const Node& needed, const Node& needing);
  void unrelate(const Link& link, base::Phrase reason);
  void unrelate(const Node& needing, const OutsideNeed& need, base::Phrase reason);
  // That relation holds back an issue that is no task of the change.
  void unrelate(const model::Issue& issue, const model::Relation& relation, base::Phrase reason);
  // All relations by which issues outside the change block it.
  void unrelate_outside(const Node& needing, const base::Phrase& reason);
  void attach_origin();
  void remark(model::Remark remark) { plan.remarks.push_back(std::move(remark)); }
  // News for the TAM: one note on the change, never again while the token stands in the stamp.
  // The details stand below it, each as a paragraph. Whether it is news in this pass.
  bool tell_once(const std::string& token, const model::Remark& news,
                 const std::vector<base::Phrase>& details = {});
  // A paragraph more of this pass's news.
  void tell_along(base::Phrase phrase) { news_.push_back(std::move(phrase)); }
  // Whether something about that issue is to be written already.
  bool writes_to(const model::Issue& issue) const { return updates_.contains(issue.id); }
  // What is to be written to it so far; null: nothing.
  const model::IssueChange* change_to(const model::Issue& issue) const;
  // The forecast of the change goes out with the rest, when its day is another than the one shown.
  void write_forecast() { forecast_counts_ = true; }
  void look_again(base::Instant instant);
  // The maintenance window that is near, under way or over, as it goes.
  void show_window();

  // Puts the actions in their order. `idle` says why there is nothing to do, should that be so.
  model::Plan finish(base::Phrase idle);

  // A plan that does nothing, and why.
  model::Plan rest(base::Phrase idle);
  // The same, but the page shows how things ended.
  model::Plan rest_with_page(base::Phrase idle);

 private:
  void drop_relation(base::RelationId id, const std::string& from, const std::string& to,
                     base::Phrase reason);
  void write_stamp();
  void put_forecast();
  // Whether the plan ends so much earlier than the field shows that it is worth a write of its own.
  bool is_much_earlier(const std::string& shown) const;
  base::Phrase told_later(const std::string& before, const std::string& now) const;
  void write_page();
  void take_updates();
  void keep_within_limits();

  std::vector<model::Action> creations_;
  std::vector<model::Action> links_;
  std::map<base::IssueId, model::Action> updates_;
  std::vector<base::Phrase> news_;
  std::optional<model::Action> origin_;
  bool forecast_counts_ = false;
};

// A phrase about a task: `task` is its title, `issue` its number (0: not made yet).
base::Phrase about(const char* key, const Node& node);

}  // namespace estafeta::change
