#include "connector/service/setbacks.h"

#include <algorithm>
#include <vector>

#include "connector/service/incidents/archive.h"
#include "connector/tracker/pieces.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::Code;
using base::Phrase;
using base::Status;

constexpr int kTellAfter = 2;  // failed tries

}  // namespace

void Setbacks::settle(base::IssueId id, const Status& status, const LastRead& read) {
  if (status.cause() == Cause::stopped) return;  // the next run goes on with it
  if (status.cause() == Cause::clock_differs) return reporter_.trouble(id, status);
  Status kept;
  if (status.ok()) {
    kept = back_off_.over(id);
    if (!kept.ok()) reporter_.trouble(id, kept);
    return;
  }
  const auto* before = back_off_.find(id);
  const bool is_old = before != nullptr && status.cause() == Cause::paused && !before->project.empty();
  if (!is_old) reporter_.trouble(id, status);
  if (status.code() == Code::not_found) {
    // Deleted or hidden meanwhile: nothing is left to do about it now.
    kept = back_off_.over(id);
    if (auto marked = mark_hidden(store_, id, clock_.now()); kept.ok()) kept = marked;
    if (auto forgotten = overviews_.forget(id); kept.ok()) kept = forgotten;
  } else if (status.cause() == Cause::paused) {
    kept = back_off_.paused(id, read.project, site_.plain().say(status.phrase()), read.seen);
  } else {
    kept = back_off_.failed(id, status, site_.plain().say(status.phrase()), read.seen);
    if (!may_mend_itself(status.code())) {
      if (auto shown = show_standstill(id, status); !shown.ok()) reporter_.trouble(id, shown);
    }
  }
  if (!kept.ok()) reporter_.trouble(id, kept);
  if (status.cause() == Cause::note_public) {
    if (auto paused = pause_project_of(id, status); !paused.ok()) reporter_.trouble(id, paused);
  }
  tell_standstill(id, status);
}

void Setbacks::tell_standstill(base::IssueId id, const Status& status) {
  const auto* waiting = back_off_.find(id);
  const bool is_ours_to_tell = waiting != nullptr && waiting->attempts >= kTellAfter &&
                               !may_mend_itself(status.code()) && waiting->told != waiting->why;
  if (!is_ours_to_tell || ends_pass(status) || status.cause() == Cause::note_public || stop_asked()) return;
  const auto issue = reader_.issue(id);
  if (!issue) return reporter_.trouble(id, issue.error());
  auto told = pauses_.may_write(issue->project);
  if (told.ok()) told = trouble_.tell_standstill(*issue, status);
  if (told.ok()) told = back_off_.told(id, waiting->why);
  if (!told.ok()) reporter_.trouble(id, told);
}

// The desk of its TAM says why nothing happens; a limit and a pause end by themselves.
Status Setbacks::show_standstill(base::IssueId id, const Status& why) {
  if (ends_pass(why) || why.cause() == Cause::paused) return {};
  const auto kept = store_.incident(id);
  if (!kept) return kept.error();
  return *kept ? Status() : overviews_.stand_still(id, why.phrase());
}

Status Setbacks::pause_project_of(base::IssueId id, const Status& why) {
  const auto issue = reader_.issue(id);
  if (!issue) return issue.error();
  return pauses_.pause(issue->project, site_.plain().say(why.phrase()));
}

Status Setbacks::tell_refusals(const model::Issue& issue) {
  std::vector<store::Refusal> untold;
  for (const auto& refusal : writer_.current()) {
    // Without that field nobody is told of anything there, so as not to be told again and again.
    const bool mute = writer_.refuses(refusal.issue, tracker::of_field(model::Field::sla_told));
    if (!refusal.told && !mute) untold.push_back(refusal);
  }
  if (untold.empty()) return {};
  for (const auto& refusal : untold) {
    reporter_.trouble(refusal.issue,
                      {Code::failed_precondition,
                       Phrase("trouble.left_out", {{"issue", refusal.issue.value},
                                                   {"pieces", names_of(refusal, site_.mappings.tracker)}}),
                       Cause::refused});
  }
  // One duty looks after all incidents: the same field in another one is the same news.
  const bool is_known = issue.kind == model::Kind::incident && writer_.is_told_elsewhere(untold.front());
  if (!is_known) {
    if (auto told = trouble_.tell_refusals(issue, untold); !told.ok()) return told;
  }
  for (const auto& refusal : untold) {
    if (auto kept = writer_.told(refusal.issue); !kept.ok()) return kept;
  }
  return {};
}

void Setbacks::sum_up(base::Instant now, PassResult& result) const {
  for (const auto& [id, waiting] : back_off_.all()) {
    result.unfinished.push_back({id, waiting.next, !may_mend_itself(waiting.code), waiting.why});
  }
  for (const auto& [id, refusal] : writer_.all()) {
    const Phrase why("trouble.left_out",
                     {{"issue", id.value}, {"pieces", names_of(refusal, site_.mappings.tracker)}});
    result.unfinished.push_back({id, std::max(refusal.next, now), true, site_.plain().say(why)});
  }
  for (const auto& one : result.unfinished) ++(one.for_person ? result.stopped : result.to_retry);
}

}  // namespace estafeta::service
