// What has to be judged again because the promises, the calendars or the words of the tracker changed.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connector/service/site/share.h"
#include "connector/service/site/site.h"
#include "connector/sla/incident/judge.h"
#include "connector/store/store.h"

namespace estafeta::service {

// One thread.
class Rejudging {
 public:
  // Both must outlive it.
  Rejudging(const Site& site, store::Store& store) : site_(site), store_(store) {}

  // What an incident was judged by: its policy as a short text; empty: by none.
  std::string basis_of(const sla::Judged& judged);

  // Judges again, from what is kept, those incidents whose policy is not the one they were judged by; where
  // that changes what is written, they are to be looked at now. Where the mapping of the tracker says other
  // words, all are. Costs nothing while nothing changed. Answers how many were judged again.
  // Of what others look after nothing is touched.
  base::Result<int> judge_again(base::Instant now, const Share& share);

 private:
  struct Rejudged {
    base::IssueId issue;
    std::string judgement;
    std::string basis;
    std::optional<base::Instant> look_at;
    bool live = false;
    bool in_trouble = false;
  };

  std::string all_promises();
  std::optional<Rejudged> judged_anew(const store::IncidentRecord& kept, base::Instant now);
  base::Status keep(const Rejudged& anew);
  base::Status keep_all(const std::vector<Rejudged>& changed, const Share& share);
  base::Status look_at_all(base::Instant now, const Share& share);
  base::Result<bool> is_ours(base::IssueId issue, const Share& share);
  // What all parts of the share were done by; empty: they differ.
  base::Result<std::string> done_by(const std::string& name, const Share& share);
  base::Status set_done_by(const std::string& name, const std::string& text, const Share& share);

  const Site& site_;
  store::Store& store_;
  std::map<const sla::Policy*, std::string> bases_;  // fingerprints, each computed once
};

}  // namespace estafeta::service
