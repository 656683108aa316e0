// What a client is told of a week or a month: what was done for it, what comes, what is waited for from its
// side, its SLA with causes and measures, what was promised and kept.
//
// Names and counts nothing but what the client sees in the tracker itself: its own requests, as far as the
// TAM released the change that was made of them, and its incidents. Titles of changes and tasks, departments,
// persons and where time went are not in it; a cause or measure that names a department or a person is left
// out. What its TAM may want to add stands apart, in the hints. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/calendar/zone.h"
#include "connector/model/mapping.h"
#include "connector/sla/statistics/report.h"
#include "connector/views/overview.h"

namespace estafeta::views {

struct DigestDone {
  base::IssueId request;
  std::string title;
  base::Date on{};
  std::optional<base::Date> promised;

  bool is_kept() const { return promised && on <= *promised; }
};

struct DigestComing {
  base::IssueId request;
  std::string title;
  std::optional<base::Date> promised;
};

// A request or an incident that cannot go on without the client.
struct DigestNeed {
  base::IssueId issue;
  std::string title;
  std::optional<base::Date> since;
};

struct DigestClock {
  std::string clock;
  int met = 0;
  int breached = 0;
};

struct DigestBreach {
  base::IssueId incident;
  std::string title;
  std::vector<std::string> clocks;
  std::string cause;  // empty: not recorded, or not fit for the client
  std::string measure;
};

// What only the TAM is shown beside the draft.
struct DigestHint {
  enum class Type {
    done,       // a change that was not released to the client
    under_way,  // likewise
    asked,      // a task that the client has to do
    cause,      // was left out, because it names a department or a person
    measure,    // likewise
    hidden,     // an incident that the client does not see, so that its SLA does not count here
    mark,       // what the client thinks of a change that was done
  };
  Type type = Type::done;
  base::IssueId issue;
  std::string text;  // its title; the cause, the measure, the mark
};
std::string_view to_string(DigestHint::Type type);

struct ClientDigest {
  std::string client;
  sla::Period period;
  std::vector<DigestDone> done;      // in the order in which it was done
  std::vector<DigestComing> coming;  // the nearest day first
  std::vector<DigestNeed> needs;     // the oldest first
  std::vector<DigestClock> clocks;
  std::vector<DigestBreach> breaches;
  std::vector<DigestHint> hints;

  // Nothing that is worth a draft; hints alone are not.
  bool empty() const { return done.empty() && coming.empty() && needs.empty() && clocks.empty(); }
};

// An open incident that is on hold until the client does something.
struct AwaitedIncident {
  base::IssueId issue;
  base::Instant since;
};

// What it is made of. The parts must outlive it.
struct DigestSources {
  const model::Client& client;
  sla::Period period;
  const calendar::Zone& zone;
  const Cards& cards;
  const sla::Report& report;  // of the client and the period
  const std::vector<AwaitedIncident>& awaited;
};

// Whether the text has one of these names in it, as words, whatever their case.
bool names_one_of(const std::string& text, const std::set<std::string>& names);

// Those that it would name; which of them the client sees is to be asked.
std::set<base::IssueId> issues_to_name(const DigestSources& sources);

// `shown`: the titles of what the client sees; all else is not named. `internal`: names of departments and
// persons.
ClientDigest client_digest_of(const DigestSources& sources, const std::map<base::IssueId, std::string>& shown,
                              const std::set<std::string>& internal);

}  // namespace estafeta::views
