// Every incident of a site, or every task, as a record: what the store has, and what changed in the tracker
// since it was read.
//
// Reading is polite and can be broken off: a history is asked for only where the issue changed since it was
// kept, in batches, and each is kept as soon as it was read, so that the next run goes on where this one
// ended. A record kept here has an empty judgement: the engine still has to look at the incident.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/site/site.h"
#include "connector/sla/incident/record.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

class Archive {
 public:
  // Called after each batch with how many histories of how many were read.
  using Progress = std::function<void(std::size_t read, std::size_t all)>;

  // All of them must outlive the archive. Passes keep incidents alone: tasks need a store of their own.
  Archive(const Site& site, tracker::IssueReader& tracker, store::Store& store,
          model::Kind kind = model::Kind::incident);

  // Keeps the incidents that changed since then and all open ones. Where passes have kept the store up to an
  // instant, the tracker is asked only for what changed after it, and for what they could not do. Those with
  // corrections are read each time: a tracker may not tell that a note was edited or deleted. An incident
  // that cannot be read any more is left as it was kept; unavailable, permission_denied: the tracker went
  // away, or lets nobody in any more, what was read so far is kept.
  base::Status refresh(base::Instant since, const Progress& progress = {});

  // Those that refresh() could not read, and why; they are as they were kept before, or missing.
  const std::map<base::IssueId, base::Status>& unread() const { return unread_; }

  // Every incident kept, by id. One kept by another release is left out: refresh() reads it again.
  base::Status each(const std::function<void(const sla::Record&)>& visit);

 private:
  using Listed = std::map<base::IssueId, base::Instant>;  // when each was changed last

  base::Result<std::vector<base::IssueId>> outdated(base::Instant since);
  // What the tracker shows now of those that may differ from what is kept.
  base::Result<Listed> listed(base::Instant since);
  base::Result<std::optional<base::Instant>> passes_came_to();
  base::Status add_unsettled(Listed& listed);
  // Of those not listed: incidents are to be read, all others are gone.
  base::Result<std::vector<base::IssueId>> found_again(const std::vector<base::IssueId>& missing);
  base::Status read(const std::vector<base::IssueId>& batch);
  base::Status keep(const sla::Record& record);

  std::map<base::IssueId, base::Status> unread_;
  const Site& site_;
  tracker::IssueReader& tracker_;
  store::Store& store_;
  model::Kind kind_;
};

}  // namespace estafeta::service
