// Judges incidents, writes what came of it into their fields where they differ, and tells people.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "connector/service/incidents/rejudge.h"
#include "connector/service/site/site.h"
#include "connector/sla/incident/judge.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

class PartialWriter;
class Notifier;

// An incident with all that explains it. Points into the site.
struct JudgedIncident {
  sla::Record record;
  sla::Judged judged;
};

JudgedIncident judge(const Site& site, sla::Record record, base::Instant now);

// One of its clocks is at risk or breached, they cannot be judged, or were judged without a word for
// something, or it has ended and the client waits for an answer all the same.
bool is_in_trouble(const JudgedIncident& incident);

// It is deleted, hidden, or an incident no more: what is kept of it counts no longer, until it is kept again.
// Nothing is done about what is not kept.
base::Status mark_gone(store::Store& store, base::IssueId issue);
// It is deleted or hidden, as the tracker says. One that was open is looked for again, after longer and
// longer times for a week: what hides it is put right without changing it.
base::Status mark_hidden(store::Store& store, base::IssueId issue, base::Instant now);

// Keeps the clocks of incidents and what the store knows of them. What was created before `live_from` is
// judged and kept, but never written, told of, or looked at again unless it changes. One thread.
class IncidentKeeper {
 public:
  // Told of each incident that was judged; may be empty.
  using Judged = std::function<void(const JudgedIncident& incident, base::Instant now)>;

  // All must outlive it.
  IncidentKeeper(const Site& site, tracker::IssueReader& tracker, PartialWriter& writer, Notifier& notifier,
                 store::Store& store, Judged judged = {})
      : site_(site),
        tracker_(tracker),
        writer_(writer),
        notifier_(notifier),
        store_(store),
        judged_(std::move(judged)),
        rejudging_(site, store) {}

  bool is_live(const model::Issue& issue) const { return issue.created >= site_.settings.live_from; }

  // Whether it is kept and judged just as this row of a list shows it, so that its history need not be read.
  // A row that changed a moment ago may have changed twice in one second and is not trusted.
  base::Result<bool> is_known(const model::Issue& row, base::Instant now) const;

  // Judges, writes the fields that differ and tells what is to be told; keeps record and judgement, and the
  // instant at which to look again.
  base::Status keep(const model::Issue& issue, base::Instant now);
  // The fields that waited are written, but for these issues, which somebody looks at again. Until then each
  // is due: an intent of somebody else may have kept what is known of it, and a process that dies then would
  // have it that nothing is left to do.
  base::Status clocks_written(const std::set<base::IssueId>& failed);
  // Judges and keeps, and writes nothing.
  base::Status keep_unwritten(const model::Issue& issue, base::Instant now);

  // As Rejudging says.
  base::Result<int> judge_again(base::Instant now, const Share& share) {
    return rejudging_.judge_again(now, share);
  }

 private:
  base::Status keep(const model::Issue& issue, base::Instant now, bool writing);
  base::Result<std::string> write(const model::Issue& issue, const JudgedIncident& incident,
                                  const std::string& confirmed);

  const Site& site_;
  tracker::IssueReader& tracker_;
  PartialWriter& writer_;
  Notifier& notifier_;
  store::Store& store_;
  Judged judged_;
  Rejudging rejudging_;
  std::map<base::IssueId, std::optional<base::Instant>> looked_at_again_;  // once their fields are written
};

}  // namespace estafeta::service
