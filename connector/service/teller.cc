#include "connector/service/teller.h"

#include <algorithm>

#include "connector/http/client.h"
#include "connector/service/telling_text.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::PrincipalId;
using base::Status;
using model::Field;

constexpr std::string_view kIntent = "tell/";

// What a telling may cost at most: fields, note, the duty put on and taken off.
constexpr int kWrites = 4;
constexpr int kMails = 2;

std::string intent_key(base::IssueId issue, const PrincipalId& duty) {
  return std::string(kIntent) + to_string(issue) + "/" + duty.value;
}

std::optional<base::IssueId> issue_of(const std::string& key) {
  if (!key.starts_with(kIntent)) return std::nullopt;
  return base::IssueId{std::atoll(key.c_str() + kIntent.size())};
}

bool is_watching(const model::Issue& issue, const PrincipalId& who) {
  return std::find(issue.watchers.begin(), issue.watchers.end(), who) != issue.watchers.end();
}

// Whether the write failed because of that field alone: the others stand as asked.
bool only_missed(const Status& status, Field field) {
  if (status.phrase().key != "tracker.written_otherwise") return false;
  const auto* value = status.phrase().find("problems");
  const auto* problems = value == nullptr ? nullptr : std::get_if<std::vector<Phrase>>(value);
  if (problems == nullptr || problems->size() != 1) return false;
  const auto* name = problems->front().find("field");
  return name != nullptr && *name == base::PhraseValue(std::string(to_string(field)));
}

std::string worded(const std::vector<std::vector<Phrase>>& paragraphs, const messages::Speaker& speaker) {
  std::string text;
  for (const auto& sentences : paragraphs) {
    if (!text.empty()) text += "\n\n";
    for (std::size_t i = 0; i < sentences.size(); ++i)
      text += (i == 0 ? "" : " ") + speaker.say(sentences[i]);
  }
  return text;
}

}  // namespace

Teller::Teller(const Site& site, WatchedTracker& tracker, store::Store& store, Facts& facts,
               const base::Clock& clock, Reporter& reporter)
    : site_(site), tracker_(tracker), store_(store), facts_(facts), clock_(clock), reporter_(reporter) {}

Teller::News Teller::news(const model::Issue& issue, const JudgedIncident& incident,
                          const std::string& heard) {
  News news;
  const auto* policy = incident.judged.policy();
  if (policy == nullptr || issue.is_closed) return news;
  news.told = sla::told(issue);
  const auto passed = sla::passed(incident.judged.judgement, policy->warn_at);
  news.fresh = sla::news(passed, news.told);
  if (heard == issue.field(Field::sla_told)) return news;
  news.missed = sla::highest(sla::unspoken(issue));
  // What has become worse since is told as it is now.
  std::erase_if(news.missed, [&](const sla::Mark& mark) {
    return std::any_of(news.fresh.begin(), news.fresh.end(),
                       [&](const sla::Mark& fresh) { return fresh.clock == mark.clock; });
  });
  // What is over for now waits until it is so again.
  news.waits = std::erase_if(news.missed, [&](const sla::Mark& mark) { return !passed.contains(mark); }) != 0;
  return news;
}

base::Result<std::string> Teller::write_and_tell(const model::Issue& issue, const JudgedIncident& incident,
                                                 std::map<Field, std::string> fields,
                                                 const std::string& heard) {
  if (auto cleared = clear_up(issue); !cleared.ok()) return base::fail(std::move(cleared));
  auto news = Teller::news(issue, incident, heard);
  if (news.any()) {
    const auto may = may_tell(issue);
    if (!may) return base::fail(may.error());
    if (!*may) news = {.told = {}, .fresh = {}, .missed = {}, .waits = !news.missed.empty()};
  }
  if (news.any()) {
    if (auto room = tracker_.room_for(kWrites, kMails); !room.ok()) return base::fail(std::move(room));
  }
  if (!news.missed.empty()) {
    if (auto said = say(issue, incident, news.missed); !said.ok()) return base::fail(std::move(said));
  }
  std::string now_told = issue.field(Field::sla_told);
  if (!news.fresh.empty()) {
    auto all = news.told;
    all.insert(news.fresh.begin(), news.fresh.end());
    now_told = fields[Field::sla_told] = sla::to_text(all);
  }
  const auto kept = write(issue, fields);
  if (!kept) return base::fail(kept.error());
  if (!*kept) return issue.field(Field::sla_told);
  if (!news.fresh.empty()) {
    if (auto said = say(issue, incident, sla::highest(news.fresh)); !said.ok()) {
      return base::fail(std::move(said));
    }
  }
  return news.waits ? heard : now_told;
}

base::Result<bool> Teller::may_tell(const model::Issue& issue) {
  if (without_field_.contains(issue.tracker)) return false;
  if (!issue.fields.contains(Field::sla_told)) {
    say_once(issue.id, {Code::failed_precondition, Phrase("telling.no_field", {{"tracker", issue.tracker}})});
    return false;
  }
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  if ((*facts)->private_notes) return true;
  say_once(issue.id,
           {Code::failed_precondition, Phrase("telling.no_private_notes", {{"project", issue.project}})});
  return false;
}

Status Teller::find_interrupted() {
  if (interrupted_) return {};
  const auto intents = store_.open_intents();
  if (!intents) return intents.error();
  interrupted_.emplace();
  for (const auto& intent : *intents) {
    if (const auto id = issue_of(intent.key)) interrupted_->emplace(*id, intent);
  }
  return {};
}

Status Teller::wait_out(const std::vector<base::IssueId>& issues, base::Sleeper& sleeper) {
  if (auto found = find_interrupted(); !found.ok()) return found;
  for (const auto id : issues) {
    const auto interrupted = interrupted_->find(id);
    if (interrupted == interrupted_->end()) continue;
    const auto done = interrupted->second.begun + site_.settings.tracker.request_limit;
    if (done > clock_.now()) sleeper.sleep(done - clock_.now());
  }
  return {};
}

// What a process that ended half way left: a group that watches.
Status Teller::clear_up(const model::Issue& issue) {
  if (auto found = find_interrupted(); !found.ok()) return found;
  const auto found = interrupted_->find(issue.id);
  if (found == interrupted_->end()) return {};
  const std::string key = found->second.key;
  const PrincipalId duty{key.substr(key.rfind('/') + 1)};
  if (is_watching(issue, duty)) {
    if (auto done = tracker_.unwatch(issue.id, duty); !done.ok()) return done;
  }
  interrupted_->erase(found);
  return store_.end_intent(key);
}

base::Result<bool> Teller::write(const model::Issue& issue, const std::map<Field, std::string>& fields) {
  tracker::IssueUpdate update;
  update.fields = fields;
  if (update.empty()) return true;
  auto done = tracker_.update(issue.id, update);
  if (done.ok()) return true;
  if (!only_missed(done, Field::sla_told)) return base::fail(std::move(done));
  without_field_.insert(issue.tracker);
  say_once(issue.id,
           {Code::failed_precondition, Phrase("telling.field_dropped", {{"tracker", issue.tracker}})});
  return false;
}

Status Teller::say(const model::Issue& issue, const JudgedIncident& incident, const sla::Marks& marks) {
  const auto text = worded(telling_text(marks, incident.judged.judgement, issue, site_.mappings.tracker),
                           site_.in_tracker());
  if (text.empty()) return {};
  const auto duty = duty_beside(issue);
  if (!duty) return duty.error();
  return note_with(issue, *duty, text);
}

base::Result<PrincipalId> Teller::duty_beside(const model::Issue& issue) {
  const auto& departments = site_.mappings.departments;
  const auto* duty = departments.duty.empty() ? nullptr : departments.find(departments.duty);
  if (duty == nullptr) return PrincipalId{};
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  for (const auto& member : (*facts)->members) {
    if (!member.is_group || member.principal.name != duty->group) continue;
    const auto& id = member.principal.id;
    const bool reached = (issue.assignee && issue.assignee->id == id) || is_watching(issue, id);
    return reached ? PrincipalId{} : id;
  }
  say_once(issue.id,
           {Code::failed_precondition,
            Phrase("telling.duty_no_member", {{"group", duty->group}, {"project", issue.project}})});
  return PrincipalId{};
}

Status Teller::note_with(const model::Issue& issue, const PrincipalId& duty, const std::string& text) {
  const std::string key = intent_key(issue.id, duty);
  if (auto begun = store_.begin_intent({key, clock_.now()}); !begun.ok()) return begun;
  bool watches = false;
  if (!duty.value.empty()) {
    auto put_on = tracker_.watch(issue.id, duty);
    watches = put_on.ok() || put_on.code() == Code::unavailable;
    // The holder is told all the same.
    if (!put_on.ok()) say_once(issue.id, put_on);
  }
  auto noted = tracker_.private_note(issue.id, text);
  if (watches) {
    if (auto off = tracker_.unwatch(issue.id, duty); !off.ok()) return noted.ok() ? off : noted;
  }
  const bool unknown = noted.code() == Code::unavailable && !http::surely_not_taken(noted);
  if (unknown) return noted;
  if (auto ended = store_.end_intent(key); !ended.ok()) return ended;
  return noted;
}

void Teller::say_once(base::IssueId issue, const Status& status) {
  if (said_.insert(to_string(status.phrase())).second) reporter_.trouble(issue, status);
}

}  // namespace estafeta::service
