#include "connector/service/incidents/first_sync.h"

#include <algorithm>
#include <set>
#include <vector>

#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/notifier.h"
#include "connector/service/site/cursor.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/read_only_store.h"
#include "connector/service/site/report.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::service {

namespace {

using base::IssueId;
using base::Phrase;
using base::Status;

constexpr PassLimits kNone{1 << 30, 1 << 30};  // it is to be counted, not stopped

class Silent : public Reporter {
  void wrote(const WriteReport&) override {}
  void trouble(std::optional<IssueId>, const Status&) override {}
};

class Count {
 public:
  Count(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock)
      : clock_(clock),
        store_(store),
        reader_(tracker.reader),
        writes_(tracker, true, kNone, [this](const WriteReport& write) { note(write); }),
        facts_(tracker.directory),
        writer_(writes_, store_, clock),
        notifier_(site, writes_, writer_, store_, facts_, clock, silent_, share_),
        keeper_(site, reader_, writer_, notifier_, store_) {
    notifier_.begin_pass();
  }

  Status add(const std::vector<IssueId>& ids) {
    for (std::size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
      end = std::min(ids.size(), begin + reader_.histories_at_once());
      const std::vector<IssueId> batch(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                       ids.begin() + static_cast<std::ptrdiff_t>(end));
      for (const auto& issue : reader_.issues(batch)) {
        if (!issue && issue.error().code() == base::Code::unavailable) return issue.error();
        // What keeps one incident from being judged is said by the sync.
        if (issue) static_cast<void>(keeper_.keep(*issue, clock_.now()));
      }
      static_cast<void>(notifier_.write_clocks());
    }
    return {};
  }

  FirstSync figures() const {
    FirstSync all = first_;
    all.incidents = static_cast<std::int64_t>(written_.size());
    all.told = static_cast<std::int64_t>(told_.size());
    return all;
  }

 private:
  void note(const WriteReport& write) {
    if (!write.issue) return;
    written_.insert(*write.issue);
    if (write.tells) told_.insert(*write.issue);
    if (write.mails) ++first_.mailing;
  }

  const base::Clock& clock_;
  ReadOnlyStore store_;
  Silent silent_;
  FirstSync first_;
  std::set<IssueId> written_;
  std::set<IssueId> told_;
  tracker::IssueReader& reader_;
  WatchedWrites writes_;
  Facts facts_;
  PartialWriter writer_;
  const Share share_;
  Notifier notifier_;
  IncidentKeeper keeper_;
};

std::vector<IssueId> live_incidents(const std::vector<model::Issue>& page, base::Instant live_from) {
  std::vector<IssueId> live;
  for (const auto& row : page) {
    if (row.kind == model::Kind::incident && row.created >= live_from) live.push_back(row.id);
  }
  return live;
}

}  // namespace

base::Result<std::optional<FirstSync>> foresee_first_sync(const Site& site, tracker::Tracker tracker,
                                                          store::Store& store, const base::Clock& clock,
                                                          const std::function<void()>& counting) {
  const auto cursor = store.value(kPollCursor);
  if (!cursor) return base::fail(cursor.error());
  if (*cursor) return std::nullopt;
  Count count(site, tracker, store, clock);
  tracker::PollCursor place;  // page by page, as the sync reads: years of incidents do not fit into memory
  place.watermark = site.settings.live_from;
  do {
    const auto page = tracker.reader.changed(place);
    if (!page) return base::fail(page.error());
    if (auto added = count.add(live_incidents(*page, site.settings.live_from)); !added.ok()) {
      return base::fail(std::move(added));
    }
    if (counting) counting();
  } while (!place.at_end());
  const FirstSync first = count.figures();
  if (first.incidents == 0) return std::nullopt;
  return std::optional(first);
}

bool needs_confirmation(const FirstSync& first, const config::Limits& limits) {
  return first.mailing > limits.mails_per_pass;
}

Phrase figures_of(const FirstSync& first, const Site& site) {
  return Phrase(needs_confirmation(first, site.settings.limits) ? "sync.first_many" : "sync.first",
                {{"incidents", first.incidents},
                 {"told", first.told},
                 {"mailing", first.mailing},
                 {"live_from", base::format_instant(site.settings.live_from)}});
}

Status confirmed(const FirstSync& first, const Site& site, std::int64_t incidents) {
  if (!needs_confirmation(first, site.settings.limits) || incidents >= first.incidents) return {};
  return {base::Code::failed_precondition, figures_of(first, site)};
}

Status FirstSyncGate::may_begin(const Site& site, tracker::Tracker tracker) {
  if (is_open_) return {};
  const auto first = foresee_first_sync(site, tracker, store_, clock_, counting_);
  if (!first) return first.error();
  auto may = *first ? confirmed(**first, site, confirmed_) : Status();
  is_open_ = may.ok();
  return may;
}

}  // namespace estafeta::service
