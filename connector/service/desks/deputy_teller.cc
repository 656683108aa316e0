#include "connector/service/desks/deputy_teller.h"

#include <algorithm>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/service/site/back_off.h"

namespace estafeta::service {

namespace {

using base::Status;

constexpr const char* kTold = "deputies_told";  // in the store
// So far the tracker's clock may be behind ours.
constexpr base::Seconds kClocksApart{5 * 60};

std::string key_of(const views::TodoItem& need) {
  return base::to_string(need.issue) + ' ' + std::string(to_string(need.kind)) + ' ' +
         base::format_instant(*need.deputy_since);
}

bool was_told(const model::Issue& issue, const std::string& mentions, base::Instant since) {
  return std::any_of(issue.events.begin(), issue.events.end(), [&](const auto& event) {
    return event.own && event.comment && event.at + kClocksApart >= since &&
           event.comment->text.find(mentions) != std::string::npos;
  });
}

}  // namespace

Status DeputyTeller::load() {
  if (told_) return {};
  const auto kept = store_.value(kTold);
  if (!kept) return kept.error();
  told_.emplace();
  const auto node = document::parse_json(kept->value_or("[]"), kTold);
  if (!node) return {};
  for (const auto& item : node->items) told_->insert(item.text);
  return {};
}

Status DeputyTeller::tell(const std::map<std::string, views::Desk>& desks,
                          const std::map<std::string, views::DailyFacts>& facts) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  const auto before = *told_;
  std::set<std::string> current;
  Status done;
  for (const auto& [id, desk] : desks) {
    for (const auto& need : desk.needs) {
      const bool is_due =
          need.deputy_since && need.issue.value > 0 && *need.deputy_since >= site_.settings.live_from;
      if (!is_due) continue;
      const auto key = key_of(need);
      current.insert(key);
      if (told_->contains(key) || !done.ok()) continue;
      const auto told = tell_one(need, facts.at(id).tam);
      if (!told) done = told.error();
      if (told && *told) told_->insert(key);
    }
  }
  std::erase_if(*told_, [&](const auto& key) { return !current.contains(key); });
  if (*told_ == before) return done;
  document::JsonWriter json;
  json.begin_array();
  for (const auto& key : *told_) json.value(key);
  const auto kept = store_.set_value(kTold, json.end_array().text());
  return kept.ok() ? done : kept;
}

base::Result<std::string> DeputyTeller::mentions_of(const views::TamFacts& facts) {
  std::string mentions;
  for (const auto& deputy : facts.deputies) {
    const auto login = tracker_.directory.login(deputy.id);
    if (!login && login.error().code() == base::Code::not_found) continue;
    if (!login) return login;
    mentions += (mentions.empty() ? "@" : " @") + *login;
  }
  return mentions;
}

base::Result<bool> DeputyTeller::tell_one(const views::TodoItem& need, const views::TamFacts& facts) {
  const auto issue = tracker_.reader.issue(need.issue);
  if (!issue && may_mend_itself(issue.error().code())) return base::fail(issue.error());
  if (!issue) return true;
  const auto mentions = mentions_of(facts);
  if (!mentions) return base::fail(mentions.error());
  if (mentions->empty() || was_told(*issue, *mentions, *need.deputy_since)) return true;
  const auto allowed = pauses_.may_write(issue->project);
  if (!allowed.ok() && allowed.cause() == base::Cause::paused) return false;
  if (!allowed.ok()) return base::fail(allowed);
  const auto speaker = site_.in_tracker();
  std::vector<std::string> tams;
  for (const auto& tam : facts.tams) tams.push_back(tam.name);
  const auto said = speaker.say(
      base::Phrase("desk.deputy_note", {{"what", site_.plain().word("desk_need", to_string(need.kind))},
                                        {"since", need.since.value_or(*need.deputy_since)},
                                        {"tams", tams}}));
  const auto written = tracker_.writer.private_note(need.issue, *mentions + ", " + said);
  if (written.ok()) return true;
  if (written.cause() == base::Cause::note_public) {
    auto paused = pauses_.pause(issue->project, site_.plain().say(written.phrase()));
    if (!paused.ok()) return base::fail(std::move(paused));
  }
  if (may_mend_itself(written.code())) return base::fail(written);
  return true;
}

}  // namespace estafeta::service
