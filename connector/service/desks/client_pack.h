// A client's month as the TAM sends it: the report as a page, its incidents as CSV, the text of the digest,
// an index; and what the TAM is to know before sending it.
//
// What the client may not see is left out (render/report/client_pack.h). Made of the archive; the digest and
// the sign-off are read from the tracker. Nothing is written. Errors as the ports' and the store's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/site/site.h"
#include "connector/sla/statistics/period.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct ClientPack {
  std::map<std::string, std::string> files;  // by name
  std::vector<base::Phrase> lacks;           // what the month still needs, each with the way out
  std::vector<base::Phrase> remarks;         // what was done about something; nothing is needed
};

// failed_precondition: the month is not over; not_found: no such client.
base::Status may_pack(const Site& site, const std::string& client, const sla::Period& month,
                      base::Instant now);
// The archive must have every change that needed_since() the month says. Speaks the client's language.
base::Result<ClientPack> make_client_pack(const Site& site, tracker::Tracker tracker, Archive& archive,
                                          const std::string& client, const sla::Period& month,
                                          base::Instant now);

}  // namespace estafeta::service
