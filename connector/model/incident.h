// An incident's life as the SLA clocks see it, and what they came to.
//
// Incidents are made from issues by service/ (or from case files by `sla eval`); judgements by sla/. Plain
// data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/model/words.h"

namespace estafeta::model {

// Who holds an issue.
enum class Assigned : std::uint8_t {
  nobody,
  person,
  group,    // a queue
  unknown,  // one of both: nobody can tell any more
};
inline constexpr int kAssignedCount = 4;
std::string_view to_string(Assigned assigned);
std::optional<Assigned> assigned_from(std::string_view text);  // not `unknown`

struct SlaEvent {
  enum class CommentKind : std::uint8_t {
    none,
    open,
    closed
  };  // closed: private, the customer does not see it
  base::Instant at;
  base::JournalId journal;  // 0 where the history has none
  Actor by = Actor::staff;
  std::optional<StatusWord> status;
  std::optional<std::string> priority;
  CommentKind comment = CommentKind::none;
  std::optional<std::string> department;  // who holds it from now on
  std::optional<Assigned> assigned = {};  // what holds it from now on
  std::string group = {};                 // the name of the group it was assigned to, as far as known

  friend bool operator==(const SlaEvent&, const SlaEvent&) = default;
};

// A fact a person added: never an edit of the history. It enters the judgement and is listed beside it.
struct Correction {
  enum class Type : std::uint8_t {
    answered,  // staff answered at `from`, by telephone for instance
    restored,  // the service was back at `from`
    excluded,  // from `from` until `until` counts for no clock; without `from`: the whole incident is left
               // out of the statistics
  };
  Type type = Type::answered;
  base::Instant entered;
  base::JournalId journal;
  std::string author;
  std::optional<base::Instant> from;
  std::optional<base::Instant> until;
  std::string reason;
  std::string evidence;
  std::optional<NoteEdit> edited = {};  // the note, since it was entered; as far as the tracker tells
  bool is_public = false;               // the note: the customer reads it as well

  friend bool operator==(const Correction&, const Correction&) = default;
};
std::string_view to_string(Correction::Type type);

struct Incident {
  base::IssueId id;
  base::Instant created;
  Actor by = Actor::customer;
  StatusWord status;                     // at creation
  std::string priority;                  // at creation
  std::string department;                // at creation; empty: none
  Assigned assigned = Assigned::nobody;  // at creation
  std::string group = {};                // that held it then, by its name, as far as known
  // No contract was in force at creation: clocks that start `on: contract` start then, and there are no
  // others. As the judge finds it; it is not kept.
  std::optional<base::Instant> contract_from = {};
  std::map<std::string, std::string>
      attributes;                // client, tracker, category …: what `when` of a target may ask
  std::vector<SlaEvent> events;  // any order; ties keep their order
  std::vector<Correction> corrections;

  friend bool operator==(const Incident&, const Incident&) = default;
};

enum class ClockState { none, running, at_risk, paused, met, breached };
std::string_view to_string(ClockState state);

// `complete` alone enters compliance; the others are counted openly.
enum class Verdict { complete, history_incomplete, unknown_status, no_contract };
std::string_view to_string(Verdict verdict);

// Of a clock that runs in cycles: which one is shown, and what all of them came to.
struct Cycles {
  int number = 1;  // by their order, those that nothing was promised for among them
  base::Instant began;
  int judged = 0;  // the one under way among them
  int breached = 0;

  friend bool operator==(const Cycles&, const Cycles&) = default;
};

// Of a clock that runs in cycles: the cycle under way, or the last one.
struct ClockJudgement {
  std::string clock;  // response, resolution …
  ClockState state = ClockState::none;
  std::optional<base::Seconds> target;
  std::optional<base::Seconds> elapsed;
  std::optional<std::string> used;  // of the target, six decimals: "0.500000"
  std::optional<base::Instant> due;
  std::optional<base::Instant> stopped_at;
  std::optional<base::Instant> breached_at;
  std::optional<Cycles> cycles = {};  // none: it runs once

  friend bool operator==(const ClockJudgement&, const ClockJudgement&) = default;
};

struct Judgement {
  Verdict verdict = Verdict::complete;
  std::vector<ClockJudgement> clocks;
  std::optional<base::Instant> next_transition;  // when one of the states changes though nobody does anything

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

}  // namespace estafeta::model
