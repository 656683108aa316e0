// Makes the post-incident review of an outage whose consequences are gone: a change in draft by the
// template that tracker.yaml names, whose record (change/tree/stamp.h) says which incident it reviews. A mass
// outage has one in the staff project, once all its incidents have ended.
//
// Exactly once: that a review is owed is kept before anything else is done about the incident; what was made
// is found by that record, whatever broke and whatever was lost. What cannot be made is tried again after
// longer and longer times and stands on the client's desk with the reason meanwhile. Where the work is
// shared, whoever has the site makes them; who has a client's part notes what is owed there. One thread;
// errors as the ports' and the store's.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/incidents/hearers.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/report.h"
#include "connector/service/site/share.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"
#include "connector/tracker/issue_writer.h"
#include "connector/views/overview.h"

namespace estafeta::service {

class ReviewMaker {
 public:
  // All must outlive it.
  ReviewMaker(const Site& site, tracker::IssueReader& reader, tracker::IssueWriter& writer,
              PassPauses& pauses, Facts& facts, store::Store& store, const base::Clock& clock,
              base::Sleeper& sleeper, Reporter& reporter, const Share& share)
      : site_(site),
        reader_(reader),
        writer_(writer),
        pauses_(pauses),
        facts_(facts),
        store_(store),
        clock_(clock),
        sleeper_(sleeper),
        reporter_(reporter),
        share_(share) {}

  // Notes that this incident is owed a review, if it is an outage that has ended and has none. Needs the
  // history; asks nobody.
  base::Status owe(const model::Issue& incident);
  // Makes those that are owed and due. An error ends the pass; what fails for a reason of its own is
  // reported.
  base::Status make();
  // Those that could not be made so far.
  std::vector<views::LackingReview> lacking() const;

 private:
  struct Owed {
    std::string client;  // id
    std::string title;   // of the incident
    base::Instant ended;
    bool is_made = false;
    int attempts = 0;  // that failed, one after another
    base::Instant next;
    std::string why;  // the last one failed, worded; empty: it did not
  };

  using All = std::map<base::IssueId, Owed>;

  base::Result<All> read(const std::string& name);
  base::Status write(const std::string& name, const All& all);
  base::Status note(base::IssueId incident, const Owed& owed);
  base::Status load();
  base::Status keep();
  // Those that others who share the work noted.
  base::Status take_noted();
  // What came of one that is owed.
  struct Outcome {
    enum class Type {
      made,
      wait,     // until `next`: others may belong to the same outage, or last
      nothing,  // there is nothing to review any more
    } type = Type::nothing;
    base::Instant next;
    std::vector<base::IssueId> incidents;  // that it reviews
  };
  base::Result<Outcome> make_one(base::IssueId incident);
  base::Result<Outcome> make_with_others(const model::Issue& incident,
                                         const std::vector<model::Issue>& outages);
  base::Result<Outcome> make_of(const model::Issue& incident, const std::vector<model::Issue>& outages);
  base::Status settle(base::IssueId incident, const base::Result<Outcome>& done);
  // Those that began together with it, it among them.
  base::Result<std::vector<model::Issue>> outages_with(const model::Issue& incident);
  std::set<std::string> clients_of(const std::vector<model::Issue>& outages) const;
  base::Result<std::optional<model::Issue>> find(const model::Issue& incident);
  base::Result<tracker::NewIssue> review_of(const std::vector<model::Issue>& outages);
  base::Result<std::optional<base::PrincipalId>> assignee_of(const std::vector<model::Issue>& outages,
                                                             const std::string& project);
  void forget_old();

  const Site& site_;
  tracker::IssueReader& reader_;
  tracker::IssueWriter& writer_;
  PassPauses& pauses_;
  Facts& facts_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  Reporter& reporter_;
  const Share& share_;
  std::optional<std::map<base::IssueId, Owed>> owed_;  // nothing: not read yet
};

}  // namespace estafeta::service
