// How far each client's digest is, as the store keeps it: what was settled is not looked at again, and a
// command knows which drafts wait. A store that was lost is made good from the drafts themselves.
//
// Errors as the store's. Pure otherwise; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/site/site.h"
#include "connector/sla/statistics/period.h"
#include "connector/store/store.h"
#include "connector/views/waiting_digest.h"

namespace estafeta::service {

struct DigestState {
  std::string period;  // `2026-06`, `2026-W27`; empty: nothing is known
  enum class Stage {
    nothing,  // there was nothing to tell
    waiting,  // its draft waits for the TAM
    settled,  // it was sent, or there is to be none
  } stage = Stage::nothing;
  std::optional<base::Date> made_on;  // what it is made of was last looked at
  views::WaitingDigest waiting = {};

  friend bool operator==(const DigestState&, const DigestState&) = default;
};

base::Result<DigestState> digest_state(store::Store& store, const std::string& client);
base::Status keep_digest_state(store::Store& store, const std::string& client, const DigestState& state);
// Of all clients that get one.
base::Result<std::vector<views::WaitingDigest>> waiting_digests(const Site& site, store::Store& store);

// The last one that was over on that day; nothing: the client gets none.
std::optional<sla::Period> digest_period(const model::Client& client, base::Date today);
// `2026-06`, `2026-W27`.
std::string period_name(const sla::Period& period);
// Of the draft in the staff project: `Digest-aurora-2026-06`.
std::string draft_title(const std::string& client, const sla::Period& period);
// Of the page in the client's project: `Digest-2026-06`.
std::string digest_page_title(const sla::Period& period);

}  // namespace estafeta::service
