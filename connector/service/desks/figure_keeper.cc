#include "connector/service/desks/figure_keeper.h"

#include <iterator>

#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/report_answer.h"
#include "connector/service/incidents/sign_offs.h"
#include "connector/service/site/back_off.h"

namespace estafeta::service {

using base::Status;

namespace {

// So many incidents may be read for it in each second.
constexpr std::size_t kReadPerSecond = 1000;
constexpr base::Seconds kSignOffsHold{60};
constexpr std::size_t kRefusalsKept = 5;  // of one month

// Under which the store keeps the day on which it was asked which of a client's months are signed.
std::string asked_value(const std::string& client) {
  return "sign_offs_asked/" + client;
}

// Nobody signs a month that is under way.
std::vector<sla::Period> months_to_sign(const Site& site, base::Instant now) {
  auto months = months_shown(site, now);
  months.pop_back();
  return months;
}

}  // namespace

void FigureKeeper::incident_changed(const JudgedIncident& incident) {
  const auto& record = incident.record;
  if (record.kind != model::Kind::incident) return;
  for (const auto& id : {record.client, record.client_now}) {
    if (site_.mappings.clients.all.contains(id)) stale_.insert(id);
  }
}

void FigureKeeper::all_changed() {
  for (const auto& [id, client] : site_.mappings.clients.all) stale_.insert(id);
}

void FigureKeeper::fill_documents(base::Instant now) {
  for (const auto& [id, client] : site_.mappings.clients.all) {
    if (documents_.lacks_figures(client, now)) stale_.insert(id);
  }
}

bool FigureKeeper::is_due(base::Instant now) {
  const auto month = sla::format_month(site_.rules.zone.local_date(now));
  if (month_ != month) all_changed();
  month_ = month;
  return documents_.is_open() && !stale_.empty() && now >= next_;
}

Status FigureKeeper::refresh(base::Instant now) {
  if (!is_due(now)) return {};
  // What was signed is never guessed: a client whose signed month cannot be read keeps the figures it has.
  Status unread;
  for (auto one = stale_.begin(); one != stale_.end();) {
    const auto read = read_sign_offs_of(*one, now);
    if (!read.ok() && may_mend_itself(read.code())) return read;
    if (!read.ok()) unread = read;
    one = read.ok() ? std::next(one) : stale_.erase(one);
  }
  const auto made = make_month_figures(
      site_, store_, stale_,
      [this](const std::string& client,
             const std::string& month) -> base::Result<std::optional<sla::SignOff>> {
        const auto found = signed_.find({client, month});
        return found == signed_.end() ? std::nullopt : std::optional(found->second);
      },
      now,
      [this](const std::string& client, const render::ReportView& month) { return publish(client, month); });
  if (!made) return made.error();
  next_ = now + base::Seconds(static_cast<std::int64_t>(made->read / kReadPerSecond));
  for (const auto& [id, clocks] : made->clients) {
    const auto& client = site_.mappings.clients.all.at(id);
    auto published = documents_.forecast(client, clocks.may_breach, clocks.overdue);
    if (!published.ok()) return published;
  }
  stale_.clear();
  return unread;
}

Status FigureKeeper::publish(const std::string& client, const render::ReportView& month) {
  const auto refused = refusals_.find({client, sla::format_month(month.report.asked.period.from)});
  const auto& refusals = refused == refusals_.end() ? std::vector<render::SignOffRefusal>() : refused->second;
  return documents_.figures(site_.mappings.clients.all.at(client), month, refusals);
}

// A command may have signed one as well. Of all months that is asked once a day, of the last one, which
// people sign, more often.
Status FigureKeeper::read_sign_offs_of(const std::string& client, base::Instant now) {
  if (site_.mappings.tracker.staff_project.empty()) return {};
  const auto today = base::format_date(site_.rules.zone.local_date(now));
  const auto asked_on = store_.value(asked_value(client));
  if (!asked_on) return asked_on.error();
  const bool asks_all = *asked_on != today;
  const auto asked = asked_at_.find(client);
  if (asked == asked_at_.end() && !asks_all) {
    if (auto loaded = load_sign_offs_of(client, now); !loaded.ok()) return loaded;
  } else if (!asks_all && now < asked->second + kSignOffsHold) {
    return {};
  }
  for (const auto& month : months_to_sign(site_, now)) {
    if (!asks_all && month != months_to_sign(site_, now).back()) continue;
    const auto word = sla::format_month(month.from);
    auto all = read_sign_offs(site_, tracker_, client, word);
    if (!all) return all.error();
    auto last = all->empty() ? std::nullopt : std::optional(std::move(all->back()));
    if (auto kept = know({client, word}, std::move(last)); !kept.ok()) return kept;
  }
  asked_at_[client] = now;
  return asks_all ? store_.set_value(asked_value(client), today) : Status();
}

// As they were known to the process before.
Status FigureKeeper::load_sign_offs_of(const std::string& client, base::Instant now) {
  for (const auto& month : months_to_sign(site_, now)) {
    const auto word = sla::format_month(month.from);
    const auto kept = store_.value(sign_off_value(client, word));
    if (!kept) return kept.error();
    if (auto last = sla::sign_off_from_json(kept->value_or(""))) signed_[{client, word}] = std::move(*last);
  }
  return {};
}

Status FigureKeeper::know(const ClientAndMonth& which, std::optional<sla::SignOff> last) {
  const auto name = sign_off_value(which.first, which.second);
  const auto text = last ? sla::to_json(*last) : "";
  if (last) {
    signed_[which] = std::move(*last);
  } else {
    signed_.erase(which);
  }
  const auto kept = store_.value(name);
  if (!kept) return kept.error();
  return kept->value_or("") == text ? Status() : store_.set_value(name, text);
}

void FigureKeeper::sign(const std::vector<SignOffRequest>& requests, base::Instant now) {
  for (const auto& request : requests) {
    if (!site_.mappings.clients.all.contains(request.client)) continue;
    const ClientAndMonth which{request.client, sla::format_month(request.month.from)};
    auto made = sign(request, now);
    Status done = made ? know(which, std::move(*made)) : made.error();
    if (!done.ok()) {
      auto& refusals = refusals_[which];
      refusals.push_back({request.key, done.phrase()});
      if (refusals.size() > kRefusalsKept) refusals.erase(refusals.begin());
    }
    stale_.insert(request.client);
    next_ = now;  // somebody waits for the answer
  }
}

base::Result<sla::SignOff> FigureKeeper::sign(const SignOffRequest& request, base::Instant now) {
  const auto known = signed_.find({request.client, sla::format_month(request.month.from)});
  if (known != signed_.end() && known->second.key == request.key) return known->second;
  Archive archive(site_, tracker_.reader, store_);
  if (auto read = archive.refresh(site_.rules.zone.start_of_day(request.month.from)); !read.ok()) {
    return base::fail(std::move(read));
  }
  return sign_month(site_, tracker_, archive, request, now);
}

}  // namespace estafeta::service
