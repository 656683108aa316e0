// Documents of changes, incidents, desks, dossiers, departments and clients' SLA for the tracker's plugin, in
// every language of the catalogue.
//
// What a pass has to say is gathered and sent at its end, and only what differs from what the plugin has:
// which documents those are it tells itself, so that nothing is lost with our store or its table. While it is
// not there nothing is gathered; what is missing when it is there again is said by absent(). Incidents that
// ended long ago are dropped. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/model/plan.h"
#include "connector/render/documents/figures.h"
#include "connector/service/desks/publisher.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/site.h"
#include "connector/tracker/documents.h"
#include "connector/views/card.h"

namespace estafeta::service {

// So long after its last change the document of an incident that has ended is kept.
inline constexpr std::chrono::days kIncidentShown{35};

class DocumentPublisher : public Publisher {
 public:
  DocumentPublisher(const Site& site, tracker::Documents& documents) : site_(site), documents_(documents) {}

  // Asks the plugin what it has, if that is not known or was asked long ago. True: it was asked anew, and
  // what is absent() must be made.
  base::Result<bool> begin_pass(base::Instant now);
  bool is_open() override { return known_.has_value(); }
  base::Status desk(const model::Client& client, const InLanguages<views::Desk>& desk) override;
  base::Status dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) override;
  base::Status department(const model::Department& department,
                          const InLanguages<views::DepartmentView>& view) override;
  base::Status tams(const InLanguages<views::TamOverview>& view, base::Instant now) override;
  base::Status change(const change::Situation& situation, const model::Plan& plan,
                      const InLanguages<views::ChangeCard>& card);
  // Of one month of one client.
  base::Status figures(const model::Client& client, const render::ReportView& month,
                       const std::vector<render::SignOffRefusal>& refusals);
  base::Status forecast(const model::Client& client, const std::vector<render::ForecastLine>& open,
                        const std::vector<base::IssueId>& overdue);
  bool lacks_figures(const model::Client& client, base::Instant now) const;
  // One that ended long ago is dropped.
  base::Status incident(const JudgedIncident& incident, base::Instant now);
  // All there are; those of others are dropped, and so are desks, departments and figures that are no more.
  base::Status templates();
  base::Status forget(base::IssueId issue);
  // Whether a change has no document, or an old one.
  bool lacks_change(base::IssueId id) const;
  // Whether an incident's record, as the store has it, should have a document and has none, or an old one, or
  // has one that it should not.
  bool is_wrong(const sla::Record& record, base::Instant now) const;
  bool has_news() const { return !pending_.empty() || !dropped_.empty(); }
  // Whether the plugin may have something older than what was said last.
  bool is_behind() const { return has_news() || !missed_.empty() || doubts_all_; }
  // Whoever published before was behind when it ended: each change and incident lacks its document until all
  // of them are made again.
  void doubt_all() { doubts_all_ = true; }
  void made_again() { doubts_all_ = false; }
  // Also says that Estafeta looked: once a minute, and when somebody saved something since that was last
  // said. `newest`: when the tracker's newest save was, as far as it was read.
  base::Status send(std::optional<base::Instant> newest);
  // Nothing may be sent now: what was gathered is found missing when the plugin is asked again.
  void close() { known_.reset(); }

 private:
  // `basis`: what it says; without what moves with the clock alone.
  base::Status keep(tracker::Document document, const std::string& basis);
  base::Status drop(const std::string& name);
  base::Status drop_strangers();
  base::Status flush();
  // It says something else than before, while nothing can be sent.
  base::Status cannot_keep(const std::string& name);
  // These did not arrive.
  void miss(const std::vector<tracker::Document>& documents);

  const Site& site_;
  tracker::Documents& documents_;
  std::optional<std::map<std::string, std::string>> known_;  // digests by name; none: it is not there
  base::Instant known_since_;
  bool was_open_ = false;                     // the plugin has told once what it has
  base::Instant seen_;                        // as it was last told
  base::Instant now_;                         // of this pass
  std::optional<base::Instant> newest_seen_;  // the newest save when that was last told
  std::vector<tracker::Document> pending_;
  std::vector<std::string> dropped_;
  bool doubts_all_ = false;
  std::set<std::string> missed_;  // names whose latest text did not arrive, though one is there
};

}  // namespace estafeta::service
