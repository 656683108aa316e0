#include "connector/change/steps/chosen_dates.h"

#include <algorithm>

#include "connector/change/schedule/chosen_start.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

std::optional<base::Date> start_to_come(const PlanBuilder& builder) {
  const auto opens = earliest_start(builder.rules, builder.situation, builder.stamp);
  if (!opens || *opens <= builder.situation.now) return std::nullopt;
  return chosen_start(builder.rules, builder.situation, builder.stamp);
}

// By when a person wants all to be finished; a tracker derives this date as well, once there are tasks.
std::optional<Phrase> missed_due(const PlanBuilder& builder) {
  const auto& change = builder.situation.change;
  const bool is_entered = builder.situation.children.empty() && !builder.stamp.made && change.due_date &&
                          !is_own_value(change, "due_date", builder.situation.account);
  if (!is_entered || builder.plan.schedule.tasks.empty()) return std::nullopt;
  const auto finish = builder.rules.zone.local_date(builder.plan.schedule.finish);
  if (finish <= *change.due_date) return std::nullopt;
  return Phrase("dates.change_due_missed",
                {{"wanted", base::format_date(*change.due_date)}, {"expected", base::format_date(finish)}});
}

std::vector<Phrase> said(const PlanBuilder& builder, const char* begins) {
  std::vector<Phrase> all;
  if (const auto start = start_to_come(builder))
    all.push_back(Phrase(begins, {{"start", base::format_date(*start)}}));
  if (auto missed = missed_due(builder)) all.push_back(std::move(*missed));
  return all;
}

}  // namespace

bool waits_for_start(PlanBuilder& builder, const Node& node) {
  const auto opens = earliest_start(builder.rules, builder.situation, builder.stamp);
  if (!opens || *opens <= builder.situation.now || node.is_undo()) return false;
  builder.look_again(*opens);
  return true;
}

bool waits_for_its_day(PlanBuilder& builder, const Node& node) {
  const auto* planned = node.wanted != nullptr && node.wanted->begins_late ? builder.planned(node) : nullptr;
  if (planned == nullptr) return false;
  const auto& zone = zone_of(builder.rules, node);
  const auto day = zone.local_date(planned->start);
  const auto opens = zone.start_of_day(day);
  if (opens <= builder.situation.now) return false;
  builder.look_again(opens);
  if (!node.exists()) return true;
  auto said = about("dates.begins_late", node);
  said.values.emplace_back("start", base::format_date(day));
  builder.remark(std::move(said));
  return true;
}

std::vector<Phrase> chosen_dates(const PlanBuilder& builder) {
  return said(builder, "dates.would_begin_on");
}

void settle_chosen_dates(PlanBuilder& builder) {
  for (auto& phrase : said(builder, "dates.begins_on"))
    builder.change_itself(Phrase("why.begin")).note.push_back(std::move(phrase));
  if (const auto start = start_to_come(builder)) builder.stamp.told.insert(start_token(*start));
}

void tell_chosen_start(PlanBuilder& builder) {
  const bool is_held = std::any_of(
      builder.tree.nodes.begin(), builder.tree.nodes.end(),
      [](const Node& node) { return node.exists() && node.state() == State::waiting && !node.is_undo(); });
  const auto start = is_held ? start_to_come(builder) : std::nullopt;
  if (start) builder.remark(Phrase("dates.begins_on", {{"start", base::format_date(*start)}}));
}

}  // namespace estafeta::change
