// The typed mapping files: how Estafeta's words are spelled in a tracker, who the departments and clients
// are.
//
// config/ reads them from mappings/ and picks the names of the site's language; everybody else only looks up.
// Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/model/words.h"

namespace estafeta::model {

enum class GateMode { observe, warn, revert, forbid };
enum class ReopenRule { warn, hold_not_started, hold_all };
enum class MarkupKind { textile, markdown };

// Which of what the mapping files say and what people entered in the tracker counts.
enum class Source { both, tracker, mappings };

// The note by which people enter a correction of an SLA judgement.
struct CorrectionForm {
  std::set<std::string> roles{"tam", "tam_deputy", "service_manager"};  // whose count; keys of `roles`
  // Word -> spellings, any of which will do: title, answered, restored, excluded, at, from, until, reason,
  // evidence. The first is the one people are shown.
  std::map<std::string, std::vector<std::string>> words = standard_words();

  static std::map<std::string, std::vector<std::string>> standard_words();  // English and Russian

  friend bool operator==(const CorrectionForm&, const CorrectionForm&) = default;
};

// What makes an incident an outage, and what is done about its review.
struct ReviewRules {
  // Any of these is enough; without both nothing is an outage.
  std::set<std::string> priorities;  // words of TrackerMapping::priorities
  std::set<std::string> categories;  // as the tracker calls them
  std::string template_name = "post-incident-review";
  int days = 5;                                // in which the review is to be held
  base::Seconds changes_before{24 * 60 * 60};  // what ended so long before the outage stands in its review
  // Outages of so many clients or more are one mass outage, if each began so soon after the one before. No
  // clients: none is.
  int mass_clients = 0;
  base::Seconds mass_within{30 * 60};

  friend bool operator==(const ReviewRules&, const ReviewRules&) = default;
};

struct TrackerMapping {
  std::string language = "en";
  MarkupKind markup = MarkupKind::textile;  // which the tracker reads, also where the file leaves it to that
  std::string zone = "UTC";
  GateMode gate = GateMode::forbid;
  ReopenRule on_reopened = ReopenRule::warn;
  base::Seconds on_reopened_after{0};  // so long a task may be open again before others are held
  base::Seconds link_grace{600};       // so long a task made by hand waits for somebody to link it
  bool close_change = false;
  std::string account;        // login of the service account
  std::string staff_project;  // identifier
  // Names in the tracker; of several the first is the one that is written.
  std::map<Kind, std::vector<std::string>> kinds;
  std::map<Kind, std::map<State, std::vector<std::string>>> states;
  std::set<State> closed;
  std::map<HoldReason, std::string> hold_reasons;
  std::map<HoldReason, std::vector<std::string>> hold_statuses;  // statuses that say themselves why
  std::map<std::string, std::vector<std::string>> priorities;    // word -> names
  std::vector<std::string> urgency;  // the words of `priorities`, from the least urgent
  std::map<Decision, std::string> decisions;
  std::map<Field, std::vector<std::string>> fields;
  std::map<std::string, std::string> roles;  // service, tam, engineer, client … -> name
  std::set<std::string> staff_roles;         // keys of `roles`
  std::map<std::string, Actor> people;       // login -> what they were
  CorrectionForm correction;
  ReviewRules reviews;

  friend bool operator==(const TrackerMapping&, const TrackerMapping&) = default;
};

struct Department {
  std::string id;
  std::string title;
  std::string group;  // name of the group in the tracker
  std::string calendar;
  std::string ola = {};   // policy its tasks are judged by; empty: none
  std::string head = {};  // by the name people see; empty: nobody is named
  // Its working time in which it may move the dates of a task; silence is consent. 0: it is not asked.
  base::Seconds consent_after{0};

  friend bool operator==(const Department&, const Department&) = default;
};

// Somebody who is away, by login or by the name people see; `until` is the last day.
struct Absence {
  std::string who;
  base::Date from{};
  base::Date until{};
  std::string stand_in = {};  // by name; empty: nobody is named

  friend bool operator==(const Absence&, const Absence&) = default;
};

struct Departments {
  std::map<std::string, Department> all;
  std::map<std::string, std::string> competences;  // competence -> department
  std::map<std::string, std::string> moved;        // former department -> department
  std::vector<Absence> away;
  Source away_from = Source::both;
  std::string duty;  // told of SLA clocks beside the holder of an incident; empty: nobody is

  // The department people call so, as the field in the tracker shows it; null: none.
  const Department* titled(const std::string& title) const;
  // The department of that id, following competences and moved ones; null if there is none.
  const Department* find(const std::string& id_or_competence) const;
};

struct Contract {
  std::string policy;
  base::Date from{};
  base::Date until{};    // the last day
  bool follows = false;  // an incident moved to another client's project is judged by that client's contract

  friend bool operator==(const Contract&, const Contract&) = default;
};

struct Freeze {
  base::Instant from;
  base::Instant until;
  std::string why;

  friend bool operator==(const Freeze&, const Freeze&) = default;
};

// How often a client gets a digest.
enum class DigestRhythm { none, weekly, monthly };

struct Client {
  std::string id;
  std::string project;
  std::string name;
  std::string language;
  std::vector<Contract> contracts;
  std::string windows;  // name of a compiled calendar, `windows:<client>`; empty: none
  std::vector<Freeze> freezes;
  DigestRhythm digest = DigestRhythm::none;
  std::optional<base::Date> tam_since;  // the first day on which it had a TAM; none: not said
  // For who enters such in the tracker: what of the mapping counts beside it, and what was entered for this
  // client and cannot be used.
  std::vector<base::Phrase> mapped_windows;
  std::vector<base::Phrase> mapped_freezes;
  std::vector<base::Phrase> entry_problems;

  friend bool operator==(const Client&, const Client&) = default;
};

// What the site expects of the role of the TAM.
struct TamRules {
  int share = 30;                     // per cent of the TAM's working time that the role may take
  std::string calendar;               // whose working time; empty: that of `owners: client`
  int departments = 4;                // a client for which more than so many worked needs a TAM …
  int months = 6;                     // … in so many months, the one under way being the last
  std::set<std::string> upper_level;  // departments, one of which must be among them; empty: any
  // Working time after which a duty nobody took is the deputy's as well; none: never.
  base::Seconds deputy_after{16 * 60 * 60};
  std::set<std::string> readers{"service_manager"};  // who reads the page; keys of TrackerMapping::roles
  std::string project;  // in whose wiki it stands, by identifier; empty: the staff project's

  friend bool operator==(const TamRules&, const TamRules&) = default;
};

struct Clients {
  std::map<std::string, Client> all;
  TamRules tam;
  std::map<std::string, std::string> owner_calendars;  // client, vendor -> calendar
  Source windows_from = Source::both;
  Source freezes_from = Source::both;

  const Client* of_project(const std::string& project) const;
  // The client of that project, or else of the nearest one above it; null: none.
  const Client* of_project(const std::string& project, const std::vector<std::string>& above) const;
};

}  // namespace estafeta::model
