// A client's dossier: what is known of it at a glance. Who works for it, what is under way, what was changed
// in the last year and what was handed over, its SLA in figures, windows and freezes, open questions.
//
// Made of what is kept for the desks, and of what is asked once a day (DailyFacts). Says no time of its own
// making, so that it changes only with what it tells of; all stands in the order in which it is to be shown.
// Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/ids.h"
#include "connector/model/mapping.h"
#include "connector/model/register.h"
#include "connector/sla/statistics/report.h"
#include "connector/views/desk.h"
#include "connector/views/overview.h"
#include "connector/views/tam_facts.h"

namespace estafeta::views {

// The people of one role in the client's project.
struct DossierRole {
  std::string role;                 // as the tracker calls it
  std::vector<std::string> people;  // by name

  friend bool operator==(const DossierRole&, const DossierRole&) = default;
};

// One clock's figures of this month and of this year, up to the last midnight.
struct DossierClock {
  std::string clock;
  sla::Figures month;
  sla::Figures year;
};

// What changes from day to day at most, of one client.
struct DailyFacts {
  std::vector<DossierRole> roles;
  sla::Period month;
  sla::Period year;
  std::vector<DossierClock> clocks;
  TamFacts tam;
};

// A department that had tasks for the client within the last year.
struct DossierDepartment {
  std::string title;
  int open = 0;
  int done = 0;
  std::optional<base::Instant> last;  // it finished one
};

// A task that handed something over.
struct DossierResult {
  base::IssueId issue;
  std::string title;
  std::string who;  // as people call it; empty: not known
  std::vector<CardValue> values;
  std::vector<CardFile> files;
};

struct DossierChange {
  base::IssueId issue;
  std::string title;
  model::State state = model::State::done;
  base::Instant at;  // it ended
  std::vector<std::string> who;
  std::vector<DossierResult> results;
  std::optional<CardMark> mark = {};  // the client gave it
};

// A maintenance window that comes each week, on the clock of the site.
struct DossierWindow {
  int weekday = 1;  // 1 = Monday
  std::string from;
  std::string until;
  std::optional<base::Date> first;  // none: it is valid already
  std::optional<base::Date> last;   // none: it goes on

  friend bool operator==(const DossierWindow&, const DossierWindow&) = default;
};

// Whether a document of the register can be trusted.
enum class Checked {
  fresh,
  stale,  // a task was done since that changes what it says
  old,    // nobody has checked it for a long time
  never,  // nobody has said when it was checked
};
std::string_view to_string(Checked checked);

struct DossierDocument {
  model::RegisteredDocument document;
  Checked standing = Checked::fresh;
  std::vector<base::IssueId> tasks;  // that made it stale, the latest first
};

// What somebody noticed at the client, or proposes to it, and what nobody has done or declined yet.
struct DossierProposal {
  base::IssueId issue;
  std::string title;
  model::State state = model::State::fresh;
  base::Instant since;              // it is in that state
  std::vector<std::string> people;  // who made it
};

struct Dossier {
  std::string client_id;
  std::string client;
  std::vector<DossierRole> roles;
  std::vector<DossierDepartment> departments;  // by title
  std::vector<DeskChange> under_way;
  std::vector<DossierChange> changed;  // the latest first
  sla::Period month;
  sla::Period year;
  std::vector<DossierClock> clocks;
  std::vector<DossierWindow> windows;
  std::vector<model::Freeze> freezes;      // under way or to come
  std::vector<TodoItem> questions;         // of the client
  std::vector<DossierDocument> documents;  // what cannot be trusted first
  std::vector<model::Risk> risks;          // the nearest day first
  std::vector<DossierProposal> proposals;  // the oldest first

  // Nothing that is worth a page yet: of people, windows and incidents others tell.
  bool empty() const {
    return under_way.empty() && changed.empty() && questions.empty() && documents.empty() && risks.empty() &&
           proposals.empty();
  }
};

// `desk`: of the same client.
Dossier dossier_of(const Overview& overview, const model::Client& client, const Desk& desk,
                   const DailyFacts& facts);

}  // namespace estafeta::views
