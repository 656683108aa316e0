// Which thresholds of an incident's clocks must be told now, and what was told before. Pure.
//
// What was told stands in the staff-only field `SLA told` in words people can read too, `response 75%,
// response breach, correction 4711 3f2a`: the last is the journal of a correction that was refused, whose
// author was told why, with a digest of what was wrong. Of a clock in cycles `next_reply#3 breach`. It is
// written before the note, so that each is told once, whatever is restarted, restored or judged anew; a field
// without the note that belongs to it means that the process ended in between.
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/incident/record.h"

namespace estafeta::sla {

// One threshold of one clock, or its breach, which comes after all of them but those that follow it.
struct Mark {
  static constexpr std::int64_t kBreach = std::numeric_limits<std::int64_t>::max();

  std::string clock;
  std::int64_t share = 0;  // millionths of the target
  int cycle = 0;           // of a clock in cycles
  base::Seconds time{0};   // so long before the target (less than 0) or after it, in the place of a share

  bool is_breach() const { return share == kBreach; }
  bool follows_breach() const { return time > base::Seconds(0); }
  bool is_of_same_clock(const Mark& other) const { return clock == other.clock && cycle == other.cycle; }
  friend auto operator<=>(const Mark&, const Mark&) = default;
};
using Marks = std::set<Mark>;

// To a refused correction, by the journal it stands in.
struct Answer {
  base::JournalId journal;
  std::string about;  // digest of what was wrong; empty: as earlier releases wrote it, whatever was

  friend auto operator<=>(const Answer&, const Answer&) = default;
};
Answer answer_to(const RefusedCorrection& refused);

// All that the field says.
struct Told {
  Marks marks;
  std::set<Answer> answers;

  bool empty() const { return marks.empty() && answers.empty(); }
  void add(const Told& other);
  friend bool operator==(const Told&, const Told&) = default;
};

// `response 75%, response breach`.
std::string to_text(const Marks& marks);
// The same, and after it `correction 4711 3f2a`.
std::string to_text(const Told& told);
// Words that are neither are left out.
Told told_in(std::string_view text);
// Whether the author of a refused correction is to be told what is wrong with it: not of the same again, and
// not for ever, whatever else they try.
bool needs_answer(const RefusedCorrection& refused, const std::set<Answer>& told);
// The highest of each clock and cycle, by the targets as they are judged now.
Marks highest(const Marks& marks, const model::Judgement& judgement);

// What the field held when the issue was made and nobody wrote since: it was copied from another incident,
// and tells of that one.
bool has_inherited_told(const model::Issue& issue);
// All that was ever told, by the field and by what Estafeta wrote there according to the history, less what
// it took back: a field that an administrator emptied makes nothing be told again.
Told told(const model::Issue& issue);
// What the field says was told, though the history holds no note after it.
Told unspoken(const model::Issue& issue);

// Without those of cycles that are over: nothing of them is told any more.
Marks without_past_cycles(const Marks& marks, const model::Judgement& judgement);

// What a clock has used of its target, in millionths.
std::int64_t used_millionths(const model::ClockJudgement& clock);

// The thresholds that a clock has passed: those of one at risk or breached. A clock that is paused, met or
// without a target has none, and neither has an incident whose verdict is not `complete`.
Marks passed(const model::Judgement& judgement, const std::vector<Warning>& warn_at);
// Who is to hear of these: whom their warnings tell; of a breach, whom the warning at the whole of the target
// tells. Without such a warning the holder and the duty.
std::set<Hearer> hearers_of(const Marks& marks, const std::vector<Warning>& warn_at);
// Breaches that were told, and what follows them, and are none as the clock stands now, though it still runs
// (another promise, a correction, a reopening): the breach to come is told again.
Marks taken_back(const model::Judgement& judgement, const Marks& told);
// Of the thresholds passed, those above everything that clock was told of: so a policy that moves a threshold
// back tells nothing again.
Marks news(const Marks& passed, const Marks& told, const model::Judgement& judgement);

}  // namespace estafeta::sla
