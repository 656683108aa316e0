// What of a month's report a client gets, and the index of the folder in which it gets it. Pure.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/render/report/report.h"

namespace estafeta::render {

// What the client sees of a report.
struct ClientSees {
  std::map<base::IssueId, std::string> titles;                   // of what it sees in the tracker
  std::function<bool(const std::string& text)> names_internals;  // a department or a person of ours
};

// What was left out of a client's report, though the tracker has it.
struct Withheld {
  std::set<base::IssueId> hidden;  // the client does not see these: they count, and nothing of them is shown
  std::set<base::IssueId> causes;  // that name internals
  std::set<base::IssueId> measures;  // likewise
  std::set<base::IssueId> reasons;   // of corrections: from a private note, or naming internals
};

// Every figure as it is, and of what stands behind it only what the client may read: no department, no
// person, no time spent by either, a correction's reason only from a public note. Returns what that left out.
Withheld make_for_client(ReportView& view, const ClientSees& sees);

// Of such a report: a line for each clock of an incident, with a mark by which spreadsheets know UTF-8. Words
// and instants are those of report_csv().
std::string client_csv(const ReportView& view);

struct PackIndex {
  std::string client;
  std::string period;
  base::Instant made;
  std::string report;  // names of files; empty: left out
  std::string csv;
  std::string digest;
  bool has_hidden = false;
};
std::string pack_index(const PackIndex& index, const messages::Speaker& speaker);

}  // namespace estafeta::render
