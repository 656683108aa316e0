// Tells people of an incident's clocks: one private note at each threshold, to whom the policy names. And
// the author of each correction that was refused, by one private note, why.
//
// The field `SLA told` is written, and read back, before each note; what stands there without a note after it
// is told again. Who would not hear of it watches the incident for just that note. An intent in the
// store keeps what a process that ended half way left behind: a note that may still be on its way, somebody
// who still watches. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/incidents/clock_fields.h"
#include "connector/service/incidents/hearers.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/notification_text.h"
#include "connector/service/incidents/untold.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/report.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"
#include "connector/sla/incident/notifications.h"
#include "connector/store/store.h"

namespace estafeta::service {

class Notifier {
 public:
  // All must outlive it.
  Notifier(const Site& site, WatchedWrites& writes, PartialWriter& writer, store::Store& store, Facts& facts,
           const base::Clock& clock, Reporter& reporter, const Share& share);

  void begin_pass() { interrupted_.reset(); }
  // When to look again at the incident that was written last because what is to be told there cannot be told
  // now; what hinders it is put right outside of it. nullopt: nothing waits.
  std::optional<base::Instant> next_try() const { return next_try_; }

  // What could not be told before is looked at now: for the first pass of a process.
  base::Status look_at_untold();

  // Before these are read: where an earlier run ended while a note was being written, waits until the server
  // has surely done with it, so that the history tells whether it was.
  base::Status wait_out(const std::vector<base::IssueId>& issues, base::Sleeper& sleeper);

  // Writes the fields, and with them what is told now; then tells it. `heard` is what the field said when its
  // note was seen last; the answer is what may be kept as such.
  base::Result<std::string> write_and_tell(const model::Issue& issue, const JudgedIncident& incident,
                                           std::map<model::Field, std::string> fields,
                                           const std::string& confirmed);

  // Writes what was left to be written of the incidents' clocks; to be called before what was found out of
  // them is kept for good.
  std::vector<ClockFields::Failure> write_clocks() { return clocks_.write(); }
  // Whether fields of that issue wait for the next write_clocks().
  bool clocks_wait_of(base::IssueId issue) const { return clocks_.wait_of(issue); }

  // Tells whoever runs the service, once.
  void say_once(base::IssueId issue, const base::Status& status);

  // One private note to the holder and the duty; failed_precondition where notes cannot be private.
  base::Status tell_duty(const model::Issue& issue, const std::string& text);

 private:
  struct WithoutField {
    base::Instant until;    // so long it is believed
    base::Seconds wait{0};  // between the last two tries
  };

  struct News {
    sla::Told told;                // before
    std::vector<sla::Told> fresh;  // to be written into the field and told, a note each
    sla::Told missed;              // written, but without its note
    bool waits = false;            // something missed cannot be told now
    bool any() const { return !fresh.empty() || !missed.empty(); }
  };

  static News news(const model::Issue& issue, const JudgedIncident& incident, const std::string& confirmed);
  static void add_thresholds(const model::Issue& issue, const JudgedIncident& incident, News& news);
  static void add_answers(const std::vector<sla::RefusedCorrection>& refused, News& news);
  std::string told_field() const;  // `SLA told`, as it is called in the tracker
  // Whether notes can be given there at all; says once why not.
  base::Result<bool> may_tell(const model::Issue& issue);
  base::Status find_interrupted();
  base::Status clear_up(const model::Issue& issue);
  // Writes the fields, those of the clocks with the next write_clocks() where that is possible; whether `SLA
  // told`, if it was among them, stands there now.
  base::Result<bool> write(const model::Issue& issue, const std::map<model::Field, std::string>& fields);
  base::Result<std::string> write_and_say(const model::Issue& issue, const JudgedIncident& incident,
                                          std::map<model::Field, std::string> fields, const News& news);
  base::Status say(const model::Issue& issue, const JudgedIncident& incident, const sla::Told& what);
  base::Status say_thresholds(const model::Issue& issue, const JudgedIncident& incident,
                              const sla::Marks& all);
  base::Status answer(const model::Issue& issue, const sla::RefusedCorrection& refused);
  base::Status tell_what_duty_missed(const model::Issue& issue, const JudgedIncident& incident);
  base::Status try_later(const model::Issue& issue);
  base::Status works_again(const std::string& tracker);
  base::Status field_dropped(const std::string& tracker) const;
  base::Status room_for(const std::set<sla::Hearer>& tell);
  // Says once, to whoever runs the service, what keeps somebody from hearing.
  base::Result<Reach> reach(const model::Issue& issue, const std::set<sla::Hearer>& tell);
  base::Status note_with(const model::Issue& issue, const std::set<base::PrincipalId>& beside,
                         const std::string& text, bool* reached = nullptr);
  // What was said holds no more: if it comes again, it is said again.
  void unsay(const base::Status& status);

  const Site& site_;
  WatchedWrites& writes_;
  PartialWriter& writer_;
  store::Store& store_;
  Facts& facts_;
  const base::Clock& clock_;
  Reporter& reporter_;
  Hearers hearers_;
  ClockFields clocks_;
  std::set<std::string> said_;  // to_string of the phrases
  // Trackers whose `SLA told` does not keep what is written.
  std::map<std::string, WithoutField> without_field_;
  std::optional<base::Instant> next_try_;
  Untold untold_;
  std::optional<std::map<base::IssueId, std::vector<store::Intent>>>
      interrupted_;  // of this pass, read when first needed
};

}  // namespace estafeta::service
