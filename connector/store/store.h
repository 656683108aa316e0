// The Store port: what Estafeta remembers between runs, none of which it cannot do without.
//
// The tracker is the truth. Here stand the poll cursor, intents (a POST that was begun), incidents with their
// last judgements, cards of changes, the instants at which an issue must be looked at again, and what failed
// and waits for its next try. A lost store is rebuilt from the tracker by the next pass. Errors: unavailable
// (disk full, file gone), held (another process has it), failed_precondition (written by a newer release).
// Used by the engine's thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/status.h"
#include "connector/base/time.h"

namespace estafeta::store {

// A creation that was begun and whose outcome is not yet known to us.
struct Intent {
  std::string key;  // the task's key in the tracker, `12/network`
  base::Instant begun;

  friend bool operator==(const Intent&, const Intent&) = default;
};

// An incident as it was read last, and what its clocks came to then: the judgement with the history it rests
// on.
struct IncidentRecord {
  base::IssueId issue;
  base::Instant updated;  // when the tracker's issue was changed last
  std::string facts;      // JSON, by the writers' own schemas
  std::string judgement;
  std::string basis = {};   // what it was judged by: a policy's fingerprint
  std::string told = {};    // what `SLA told` said when the note that belongs to it was seen
  bool in_trouble = false;  // a page may have to list it: at risk or breached

  friend bool operator==(const IncidentRecord&, const IncidentRecord&) = default;
};

// A change or an incident that stands still: its last try failed, and the next one has its time.
struct Waiting {
  base::IssueId issue;
  int attempts = 0;                   // failed ones, one after another
  std::optional<base::Instant> next;  // the next try; none: when writing to that project is resumed
  base::JournalId seen = {};          // the newest entry of its history, its tasks' included, at the last try
  base::Code code = base::Code::ok;   // of the failure
  std::string project = {};           // where writing is paused; empty: it is not that
  std::string why = {};               // worded, for operators
  std::string told = {};              // what people were told in the tracker; empty: nothing yet

  friend bool operator==(const Waiting&, const Waiting&) = default;
};

// Parts of one issue that the tracker refused to take; the rest of the write was made without them.
struct Refusal {
  base::IssueId issue;
  base::IssueId of;                // the change it belongs to, or itself
  std::vector<std::string> parts;  // tracker/pieces.h
  int attempts = 0;
  base::Instant next;
  base::JournalId seen = {};  // the newest entry of that issue's history at the last try
  std::string answer = {};    // what the tracker said, in its own words; empty: nothing
  std::string note = {};      // fingerprint of the note that went with the rest
  bool told = false;          // in the tracker

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

class Store {
 public:
  virtual ~Store() = default;

  // Until end_batch() what is set is kept together, all of it or nothing, which costs one wait for the disk
  // instead of one each; it is read as set meanwhile. It waits in memory and locks nothing, so that the
  // tracker may be asked in between; end_batch() says whether it was kept. A second begin_batch() changes
  // nothing.
  virtual base::Status begin_batch() = 0;
  virtual base::Status end_batch() = 0;

  // How often it has waited for the disk since it was opened.
  virtual std::int64_t commits() const { return 0; }

  // Whether it will be this process's for a moment yet: asked before each write to the tracker, which would
  // be decided by what somebody else may have changed meanwhile. held: another process has taken it over.
  virtual base::Status still_ours() { return {}; }

  // Where several processes share a store, each has parts of the work, and an issue belongs to one of them.
  // Whose it is; none: nobody has looked after it yet.
  virtual base::Result<std::optional<std::string>> part_of(base::IssueId issue) = 0;
  virtual base::Status set_part(base::IssueId issue, const std::string& part) = 0;
  // From now on due() and next_due() leave out what belongs to other parts than these. Nothing: they show
  // all.
  virtual void show_due_of(std::optional<std::set<std::string>> parts) = 0;

  // Small named texts: the poll cursor, marks of the last full reading.
  virtual base::Result<std::optional<std::string>> value(const std::string& name) = 0;
  virtual base::Status set_value(const std::string& name, const std::string& text) = 0;

  // Durable before it returns, with all that was set before it: it is called before the POST goes out.
  virtual base::Status begin_intent(const Intent& intent) = 0;
  virtual base::Status end_intent(const std::string& key) = 0;
  virtual base::Result<std::vector<Intent>> open_intents() = 0;

  virtual base::Status set_incident(const IncidentRecord& record) = 0;
  virtual base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) = 0;
  // Every incident, by id, one after another, so that a great many need not stand in memory. `visit` must not
  // use the store.
  virtual base::Status each_incident(const std::function<void(const IncidentRecord&)>& visit) = 0;
  // Likewise, those in trouble; the others are not even read.
  virtual base::Status each_incident_in_trouble(const std::function<void(const IncidentRecord&)>& visit) = 0;

  // What overviews show of a change, JSON by its writer's own schema; an empty text: no more.
  virtual base::Status set_card(base::IssueId change, const std::string& text) = 0;
  // Every card, by the change's id. `visit` must not use the store.
  virtual base::Status each_card(
      const std::function<void(base::IssueId change, const std::string& text)>& visit) = 0;

  // Look at the issue again at that instant, though nothing changed; none: no more. One instant per issue.
  virtual base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) = 0;
  // Issues whose instant has come, earliest first. They stay listed until look_again says otherwise.
  virtual base::Result<std::vector<base::IssueId>> due(base::Instant now) = 0;
  // The earliest of all those instants, be it past or to come; none: nothing waits for its time.
  virtual base::Result<std::optional<base::Instant>> next_due() = 0;

  virtual base::Status set_waiting(const Waiting& waiting) = 0;
  virtual base::Status end_waiting(base::IssueId issue) = 0;
  virtual base::Result<std::vector<Waiting>> waiting() = 0;  // by issue

  // One per issue.
  virtual base::Status set_refusal(const Refusal& refusal) = 0;
  virtual base::Status end_refusal(base::IssueId issue) = 0;
  virtual base::Result<std::vector<Refusal>> refusals() = 0;  // by issue
};

// A batch that ends with the scope, also where an error leaves it early: what was set until then is good.
class Batch {
 public:
  explicit Batch(Store& store) : store_(store), begun_(store.begin_batch()) {}
  ~Batch() { static_cast<void>(end()); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Whether all of it is kept.
  base::Status end();

 private:
  Store& store_;
  base::Status begun_;
  bool ended_ = false;
};

}  // namespace estafeta::store
