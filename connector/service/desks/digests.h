// Keeps a page a client in the staff project: `SLA-<client>`, what is at risk or breached now, what nobody
// has explained yet, and what cannot be judged. The TAM's share of what is told: a page mails nobody.
//
// Made from what the store keeps of those in trouble, without asking the tracker; a page is read once and
// written only when its text changes. Incidents from before `live_from` do not appear. One thread.
#pragma once

#include <map>
#include <string>

#include "connector/service/desks/kept_pages.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/pages.h"
#include "connector/views/digest.h"

namespace estafeta::service {

// `SLA-aurora`.
std::string digest_title(const model::Client& client);

class Digests {
 public:
  Digests(const Site& site, tracker::Pages& tracker, store::Store& store)
      : site_(site), tracker_(tracker), store_(store) {}

  base::Status refresh(base::Instant now);
  // By client, as last gathered; gathered now if that was on another day. Holds until the next call.
  base::Result<const std::map<std::string, views::Digest>*> known(base::Instant now);

 private:
  base::Status gather(base::Instant now);
  // False: it is over, and will not be listed again unless somebody touches it.
  bool add(const store::IncidentRecord& kept, base::Instant now,
           std::map<std::string, views::Digest>& digests) const;
  base::Status keep_page(const model::Client& client, const views::Digest& digest);

  const Site& site_;
  tracker::Pages& tracker_;
  store::Store& store_;
  std::map<std::string, views::Digest> gathered_;
  base::Date gathered_on_{};
  KeptPages pages_{site_.mappings.tracker.staff_project, tracker_, store_};
};

}  // namespace estafeta::service
