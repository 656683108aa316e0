// Drafts of clients' digests, and their sending.
//
// Once a week or a month is over, the client's TAM finds a draft on the page `Digest-<client>-2026-06` of the
// staff project. It is made anew each day until somebody edits the page, and from then on is left as it is.
// When the TAM says so in it, the text below its mark becomes the page `Digest-2026-06` of the client's
// project, once: that page and a mark in the draft tell that it was done, whatever broke or was lost.
//
// A draft that waits costs a request every five minutes, one that is settled none. Mails nobody, but for
// Redmine's own watchers of the client's wiki. One thread; errors as the ports' and the store's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/service/desks/client_sight.h"
#include "connector/service/desks/digest_draft.h"
#include "connector/service/desks/digest_states.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/client_digest.h"

namespace estafeta::service {

// In every language of the catalogue: people may write in any.
std::vector<DraftWords> draft_words(const Site& site);

// Whether that page of a client's project is the digest that Estafeta sent.
bool is_sent_digest(const Site& site, const std::string& page, const sla::Period& period);

// What the client got, or what a draft would tell it.
struct DigestText {
  std::string text;   // in the tracker's markup
  std::string draft;  // the draft's page; empty: it was sent
};
// Nothing: neither is there.
base::Result<std::optional<DigestText>> digest_text(const Site& site, tracker::Tracker tracker,
                                                    const model::Client& client, const sla::Period& period);

class ClientDigests {
 public:
  // All must outlive it.
  ClientDigests(const Site& site, const tracker::Tracker& tracker, PassPauses& pauses, store::Store& store)
      : site_(site), tracker_(tracker), pauses_(pauses), store_(store), sight_(site, tracker) {}

  // Whether a draft is to be looked at, though nothing else has changed.
  bool is_due(base::Instant now) const { return has_waiting_ && now >= next_look_; }
  // No draft is made before everything was seen (`is_complete`): it would lack something.
  base::Status keep(const views::Cards& cards, bool is_complete, base::Instant now);

 private:
  struct Of;  // one client's, of one period

  base::Status keep_one(const model::Client& client, const views::Cards& cards, bool is_complete,
                        base::Instant now);
  base::Result<views::ClientDigest> gather(const Of& of, const views::Cards& cards, base::Instant now);
  std::string page_of(const views::ClientDigest& digest, const model::Client& client) const;
  base::Status make(const Of& of, const views::Cards& cards, base::Instant now, DigestState& state);
  base::Status look(const Of& of, base::Instant now, DigestState& state);
  base::Status send(const Of& of, const tracker::PageVersion& page, const Draft& draft, base::Instant now,
                    DigestState& state);
  base::Result<bool> may_send(const model::Client& client, const base::PrincipalId& who);
  base::Result<views::DraftProblem> publish(const Of& of, const std::string& text);

  const Site& site_;
  tracker::Tracker tracker_;
  PassPauses& pauses_;
  store::Store& store_;
  ClientSight sight_;         // of this call of keep()
  bool has_waiting_ = false;  // or one that could not be made yet
  bool looks_ = false;        // at drafts that wait, in this call
  base::Instant next_look_;
};

}  // namespace estafeta::service
