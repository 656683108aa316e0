// Keeps what the tracker's plugin shows of clients' SLA: the figures of this month and of the twelve before,
// and what will breach if nothing happens; and signs months on request.
//
// Made anew for a client when one of its incidents was judged, and at the turn of a month; what says the same
// as before is not published. The more incidents there are, the longer it waits between two times, so that
// it takes little of the service's time. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/render/documents/figures.h"
#include "connector/service/desks/document_publisher.h"
#include "connector/service/incidents/month_figures.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class FigureKeeper {
 public:
  // All must outlive it.
  FigureKeeper(const Site& site, tracker::Tracker tracker, store::Store& store, DocumentPublisher& documents)
      : site_(site), tracker_(tracker), store_(store), documents_(documents) {}

  void incident_changed(const JudgedIncident& incident);
  // It is not known which clients' incidents changed, or what was published may not have arrived.
  void all_changed();
  // The plugin was asked what it has, and may lack some.
  void fill_documents(base::Instant now);
  // Each comes to a signed month, or to a refusal that the month's figures tell of.
  void sign(const std::vector<SignOffRequest>& requests, base::Instant now);

  bool is_due(base::Instant now);
  base::Status refresh(base::Instant now);

 private:
  using ClientAndMonth = std::pair<std::string, std::string>;

  base::Result<sla::SignOff> sign(const SignOffRequest& request, base::Instant now);
  base::Status read_sign_offs_of(const std::string& client, base::Instant now);
  base::Status load_sign_offs_of(const std::string& client, base::Instant now);
  base::Status know(const ClientAndMonth& which, std::optional<sla::SignOff> last);
  base::Status publish(const std::string& client, const render::ReportView& month);

  const Site& site_;
  tracker::Tracker tracker_;
  store::Store& store_;
  DocumentPublisher& documents_;
  std::set<std::string> stale_;       // clients
  std::optional<std::string> month_;  // that was under way at the last time; none: there was none
  base::Instant next_;                // not before that
  std::map<std::string, base::Instant> asked_at_;  // by client, when it was asked whether months are signed
  std::map<ClientAndMonth, sla::SignOff> signed_;  // the last of each
  std::map<ClientAndMonth, std::vector<render::SignOffRefusal>> refusals_;
};

}  // namespace estafeta::service
