#include "connector/change/steps/chosen_dates.h"

#include <algorithm>

#include "connector/change/schedule/chosen_start.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

std::optional<base::Date> start_to_come(const Pass& pass) {
  const auto opens = earliest_start(pass.rules, pass.situation, pass.stamp);
  if (!opens || *opens <= pass.situation.now) return std::nullopt;
  return chosen_start(pass.rules, pass.situation, pass.stamp);
}

// By when a person wants all to be finished; a tracker derives this date as well, once there are tasks.
std::optional<Phrase> missed_due(const Pass& pass) {
  const auto& change = pass.situation.change;
  const bool is_entered = pass.situation.children.empty() && !pass.stamp.made && change.due_date &&
                          !is_own_value(change, "due_date", pass.situation.account);
  if (!is_entered || pass.plan.schedule.tasks.empty()) return std::nullopt;
  const auto finish = pass.rules.zone.local_date(pass.plan.schedule.finish);
  if (finish <= *change.due_date) return std::nullopt;
  return Phrase("dates.change_due_missed",
                {{"wanted", base::format_date(*change.due_date)}, {"expected", base::format_date(finish)}});
}

std::vector<Phrase> said(const Pass& pass, const char* begins) {
  std::vector<Phrase> all;
  if (const auto start = start_to_come(pass))
    all.push_back(Phrase(begins, {{"start", base::format_date(*start)}}));
  if (auto missed = missed_due(pass)) all.push_back(std::move(*missed));
  return all;
}

}  // namespace

bool waits_for_start(Pass& pass, const Node& node) {
  const auto opens = earliest_start(pass.rules, pass.situation, pass.stamp);
  if (!opens || *opens <= pass.situation.now || node.is_undo()) return false;
  pass.look_again(*opens);
  return true;
}

std::vector<Phrase> chosen_dates(const Pass& pass) {
  return said(pass, "dates.would_begin_on");
}

void settle_chosen_dates(Pass& pass) {
  for (auto& phrase : said(pass, "dates.begins_on"))
    pass.change_itself(Phrase("why.begin")).note.push_back(std::move(phrase));
  if (const auto start = start_to_come(pass)) pass.stamp.told.insert(start_token(*start));
}

void tell_chosen_start(Pass& pass) {
  const bool is_held = std::any_of(pass.tree.nodes.begin(), pass.tree.nodes.end(), [](const Node& node) {
    return node.exists() && node.state() == State::waiting && !node.is_undo();
  });
  const auto start = is_held ? start_to_come(pass) : std::nullopt;
  if (start) pass.remark(Phrase("dates.begins_on", {{"start", base::format_date(*start)}}));
}

}  // namespace estafeta::change
