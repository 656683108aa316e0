#include "connector/service/incidents/notifier.h"

#include <algorithm>
#include <utility>

#include "connector/http/client.h"
#include "connector/sla/clocks/correction.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::PrincipalId;
using base::Status;
using model::Field;

constexpr std::string_view kIntent = "tell/";

// So long what hinders telling is believed to be as it was: a little at first, as it may be put right by
// then.
constexpr base::Seconds kTryAgain{10 * 60};
constexpr base::Seconds kFirstTries{60};

// What a telling may cost at most: fields, note, and each who hears of it beside the holder put on the watch
// and taken off.
struct Cost {
  int writes = 2;
  int mails = 1;
};
Cost cost_of(const std::set<sla::Hearer>& tell) {
  const int beside =
      std::max(1, static_cast<int>(tell.size()) - (tell.contains(sla::Hearer::holder) ? 1 : 0));
  return {2 + 2 * beside, 1 + beside};
}

std::string intent_key(base::IssueId issue, const PrincipalId& beside) {
  return std::string(kIntent) + to_string(issue) + "/" + beside.value;
}

std::vector<std::string> intent_keys(base::IssueId issue, const std::set<PrincipalId>& beside) {
  std::vector<std::string> keys;
  for (const auto& one : beside) keys.push_back(intent_key(issue, one));
  if (keys.empty()) keys.push_back(intent_key(issue, {}));
  return keys;
}

// Whom that incident's warnings tell of these.
std::set<sla::Hearer> hearers_of(const sla::Marks& marks, const JudgedIncident& incident) {
  const auto* policy = incident.judged.policy();
  return sla::hearers_of(marks, policy == nullptr ? std::vector<sla::Warning>() : policy->warn_at);
}

std::optional<base::IssueId> issue_of(const std::string& key) {
  if (!key.starts_with(kIntent)) return std::nullopt;
  return base::IssueId{std::atoll(key.c_str() + kIntent.size())};
}

bool is_watching(const model::Issue& issue, const PrincipalId& who) {
  return std::find(issue.watchers.begin(), issue.watchers.end(), who) != issue.watchers.end();
}

const sla::RefusedCorrection* refused_in(const std::vector<sla::RefusedCorrection>& refused,
                                         base::JournalId journal) {
  const auto found =
      std::find_if(refused.begin(), refused.end(), [&](const auto& one) { return one.journal == journal; });
  return found == refused.end() ? nullptr : &*found;
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

Notifier::Notifier(const Site& site, WatchedWrites& writes, PartialWriter& writer, store::Store& store,
                   Facts& facts, const base::Clock& clock, Reporter& reporter, const Share& share)
    : site_(site),
      writes_(writes),
      writer_(writer),
      store_(store),
      facts_(facts),
      clock_(clock),
      reporter_(reporter),
      hearers_(site, facts, clock),
      clocks_(writes, writer),
      untold_(store, share) {}

// Others of that tracker wait for the same, and a restart may be what puts it right.
Status Notifier::works_again(const std::string& tracker) {
  if (without_field_.erase(tracker) == 0) return {};
  unsay(field_dropped(tracker));
  return look_at_untold();
}

Status Notifier::look_at_untold() {
  if (auto tried = writer_.try_now(tracker::of_field(Field::sla_told)); !tried.ok()) return tried;
  return untold_.look_at_all(clock_.now());
}

// Untold until it is seen that all was told.
Status Notifier::try_later(const model::Issue& issue) {
  const auto without = without_field_.find(issue.tracker);
  next_try_ = without == without_field_.end()
                  ? clock_.now() + kTryAgain
                  : std::max(without->second.until, clock_.now() + base::Seconds(1));
  return untold_.waits(issue.id);
}

Notifier::News Notifier::news(const model::Issue& issue, const JudgedIncident& incident,
                              const std::string& confirmed) {
  News news;
  news.told = sla::told(issue);
  if (confirmed != issue.field(Field::sla_told)) news.missed = sla::unspoken(issue);
  add_thresholds(issue, incident, news);
  add_answers(incident.record.refused, news);
  return news;
}

void Notifier::add_thresholds(const model::Issue& issue, const JudgedIncident& incident, News& news) {
  auto& missed = news.missed.marks;
  const auto* policy = incident.judged.policy();
  if (policy == nullptr || issue.is_closed) return missed.clear();
  const auto passed = sla::passed(incident.judged.judgement, policy->warn_at);
  const auto fresh = sla::news(passed, news.told.marks, incident.judged.judgement);
  if (!fresh.empty()) news.fresh.push_back({fresh, {}});
  missed = sla::highest(missed, incident.judged.judgement);
  // What has become worse since is told as it is now.
  std::erase_if(missed, [&](const sla::Mark& mark) {
    return std::any_of(fresh.begin(), fresh.end(),
                       [&](const sla::Mark& one) { return one.is_of_same_clock(mark); });
  });
  // A threshold that is not reached any more is told if it is reached again.
  news.waits = std::erase_if(missed, [&](const sla::Mark& mark) { return !passed.contains(mark); }) != 0;
}

void Notifier::add_answers(const std::vector<sla::RefusedCorrection>& refused, News& news) {
  for (const auto& one : refused) {
    if (sla::needs_answer(one, news.told.answers)) news.fresh.push_back({{}, {sla::answer_to(one)}});
  }
  // Of what has been put right, deleted or written otherwise since, nothing is left to say.
  std::erase_if(news.missed.answers, [&](const auto& answer) {
    const auto* one = refused_in(refused, answer.journal);
    return one == nullptr || (!answer.about.empty() && sla::answer_to(*one) != answer);
  });
}

base::Result<std::string> Notifier::write_and_tell(const model::Issue& issue, const JudgedIncident& incident,
                                                   std::map<Field, std::string> fields,
                                                   const std::string& confirmed) {
  next_try_.reset();
  if (auto cleared = clear_up(issue); !cleared.ok()) return base::fail(std::move(cleared));
  auto news = Notifier::news(issue, incident, confirmed);
  if (news.any()) {
    const auto may = may_tell(issue);
    if (!may) return base::fail(may.error());
    if (!*may) {
      if (auto waits = try_later(issue); !waits.ok()) return base::fail(std::move(waits));
    }
    if (!*may) news = {.told = {}, .fresh = {}, .missed = {}, .waits = !news.missed.empty()};
  }
  if (!news.missed.empty()) {
    if (auto room = room_for(hearers_of(news.missed.marks, incident)); !room.ok())
      return base::fail(std::move(room));
    if (auto said = say(issue, incident, news.missed); !said.ok()) return base::fail(std::move(said));
  }
  auto now_told = write_and_say(issue, incident, std::move(fields), news);
  if (!now_told) return now_told;
  if (auto caught_up = tell_what_duty_missed(issue, incident); !caught_up.ok())
    return base::fail(std::move(caught_up));
  if (!next_try_) {
    if (auto over = untold_.over(issue.id); !over.ok()) return base::fail(std::move(over));
  }
  return news.waits ? confirmed : now_told;
}

// Field, note, field, note: so a field without a note after it lacks just one.
base::Result<std::string> Notifier::write_and_say(const model::Issue& issue, const JudgedIncident& incident,
                                                  std::map<Field, std::string> fields, const News& news) {
  std::string now_told = issue.field(Field::sla_told);
  if (sla::has_inherited_told(issue)) {
    // Emptied by a write of its own: the same words written over it would leave no trace in the history.
    fields[Field::sla_told] = "";
    const auto kept = write(issue, std::exchange(fields, {}));
    if (!kept) return base::fail(kept.error());
    if (!*kept) return now_told;
    now_told.clear();
  }
  auto all = news.told;
  if (const auto back = sla::taken_back(incident.judged.judgement, all.marks);
      !back.empty() && now_told == sla::to_text(all)) {
    for (const auto& mark : back) all.marks.erase(mark);
    fields[Field::sla_told] = now_told = sla::to_text(all);
  }
  for (const auto& next : news.fresh) {
    if (auto room = room_for(hearers_of(next.marks, incident)); !room.ok())
      return base::fail(std::move(room));
    all.add(next);
    all.marks = sla::without_past_cycles(all.marks, incident.judged.judgement);
    fields[Field::sla_told] = sla::to_text(all);
    const auto kept = write(issue, std::exchange(fields, {}));
    if (!kept) return base::fail(kept.error());
    if (!*kept) {
      if (auto waits = try_later(issue); !waits.ok()) return base::fail(std::move(waits));
      return now_told;
    }
    if (auto said = say(issue, incident, next); !said.ok()) return base::fail(std::move(said));
    now_told = sla::to_text(all);
  }
  if (const auto written = write(issue, fields); !written) return base::fail(written.error());
  return now_told;
}

std::string Notifier::told_field() const {
  const auto names = site_.mappings.tracker.fields.find(Field::sla_told);
  return names == site_.mappings.tracker.fields.end() ? std::string() : names->second.front();
}

base::Result<bool> Notifier::may_tell(const model::Issue& issue) {
  const auto without = without_field_.find(issue.tracker);
  if (without != without_field_.end() && clock_.now() < without->second.until) return false;
  if (!issue.fields.contains(Field::sla_told)) {
    say_once(issue.id, {Code::failed_precondition,
                        Phrase("telling.no_field", {{"tracker", issue.tracker}, {"field", told_field()}})});
    return false;
  }
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  if ((*facts)->private_notes) return true;
  say_once(issue.id,
           {Code::failed_precondition, Phrase("telling.no_private_notes", {{"project", issue.project}})});
  return false;
}

Status Notifier::find_interrupted() {
  if (interrupted_) return {};
  const auto intents = store_.open_intents();
  if (!intents) return intents.error();
  interrupted_.emplace();
  for (const auto& intent : *intents) {
    if (const auto id = issue_of(intent.key)) (*interrupted_)[*id].push_back(intent);
  }
  return {};
}

Status Notifier::wait_out(const std::vector<base::IssueId>& issues, base::Sleeper& sleeper) {
  if (auto found = find_interrupted(); !found.ok()) return found;
  for (const auto id : issues) {
    const auto interrupted = interrupted_->find(id);
    if (interrupted == interrupted_->end()) continue;
    const auto done = interrupted->second.back().begun + site_.settings.tracker.request_limit;
    if (done > clock_.now()) sleeper.sleep(done - clock_.now());
    if (done > clock_.now()) return stopped();  // woken: the process is to end
  }
  return {};
}

// What a process that ended half way left: somebody who watches.
Status Notifier::clear_up(const model::Issue& issue) {
  if (auto found = find_interrupted(); !found.ok()) return found;
  const auto found = interrupted_->find(issue.id);
  if (found == interrupted_->end()) return {};
  for (const auto& intent : found->second) {
    const PrincipalId beside{intent.key.substr(intent.key.rfind('/') + 1)};
    if (is_watching(issue, beside)) {
      if (auto done = writes_.unwatch(issue.id, beside); !done.ok()) return done;
    }
    if (auto ended = store_.end_intent(intent.key); !ended.ok()) return ended;
  }
  interrupted_->erase(found);
  return {};
}

Status Notifier::room_for(const std::set<sla::Hearer>& tell) {
  const auto [writes, mails] = cost_of(tell);
  return writes_.room_for(writes, mails);
}

base::Result<bool> Notifier::write(const model::Issue& issue, const std::map<Field, std::string>& fields) {
  tracker::IssueUpdate update;
  update.fields = fields;
  if (update.empty()) return true;
  update.mails = tracker::Audience::nobody;
  if (clocks_.take(issue, fields)) return true;
  if (auto done = writer_.update(issue, update); !done.ok()) return base::fail(std::move(done));
  const bool dropped =
      fields.contains(Field::sla_told) && writer_.refuses(issue.id, tracker::of_field(Field::sla_told));
  if (!dropped) {
    const bool is_kept = fields.contains(Field::sla_told);
    if (auto woken = is_kept ? works_again(issue.tracker) : Status(); !woken.ok())
      return base::fail(std::move(woken));
    return true;
  }
  auto& without = without_field_[issue.tracker];
  without.wait = std::min(kTryAgain, without.wait == base::Seconds(0) ? kFirstTries : 2 * without.wait);
  without.until = clock_.now() + without.wait;
  say_once(issue.id, field_dropped(issue.tracker));
  return false;
}

Status Notifier::field_dropped(const std::string& tracker) const {
  return {Code::failed_precondition,
          Phrase("telling.field_dropped", {{"tracker", tracker}, {"field", told_field()}})};
}

Status Notifier::say(const model::Issue& issue, const JudgedIncident& incident, const sla::Told& what) {
  if (auto said = say_thresholds(issue, incident, what.marks); !said.ok()) return said;
  for (const auto& told : what.answers) {
    const auto* refused = refused_in(incident.record.refused, told.journal);
    if (refused == nullptr) continue;
    if (auto said = answer(issue, *refused); !said.ok()) return said;
  }
  return {};
}

// Of each clock the highest is said, to whom any of them is to be told.
Status Notifier::say_thresholds(const model::Issue& issue, const JudgedIncident& incident,
                                const sla::Marks& all) {
  const auto marks = sla::highest(all, incident.judged.judgement);
  if (marks.empty()) return {};
  const auto correctors = hearers_.correctors(issue);
  if (!correctors) return correctors.error();
  const auto text = worded(notification_text(marks, incident, issue, site_.mappings.tracker, *correctors),
                           site_.in_tracker());
  if (text.empty()) return {};
  const auto reach = this->reach(issue, hearers_of(all, incident));
  if (!reach) return reach.error();
  bool reached = !reach->duty_misses_it;
  if (auto noted = note_with(issue, reach->beside, text, &reached); !noted.ok()) return noted;
  auto missed = untold_.missed(issue.id);
  if (reached) {
    // Who hears of a breach needs no warning of it.
    const auto lower = std::erase_if(missed, [&](const sla::Mark& mark) {
      return std::any_of(marks.begin(), marks.end(),
                         [&](const sla::Mark& one) { return one.is_of_same_clock(mark); });
    });
    return lower == 0 ? Status() : untold_.missed_by_duty(issue.id, missed);
  }
  next_try_ = clock_.now() + kTryAgain;
  missed.insert(marks.begin(), marks.end());
  return untold_.missed_by_duty(issue.id, missed);
}

// As it stands now, once the duty can be reached. The others read it a second time.
Status Notifier::tell_what_duty_missed(const model::Issue& issue, const JudgedIncident& incident) {
  auto missed = untold_.missed(issue.id);
  const bool is_fresh = next_try_.has_value();  // missed just now, or nothing can be told there
  if (missed.empty() || is_fresh) return {};
  const auto* policy = incident.judged.policy();
  sla::Marks passed;
  if (policy != nullptr && !issue.is_closed) passed = sla::passed(incident.judged.judgement, policy->warn_at);
  std::erase_if(missed, [&](const sla::Mark& mark) { return !passed.contains(mark); });
  if (missed.empty()) return {};
  const auto reach = this->reach(issue, {sla::Hearer::duty});
  if (!reach) return reach.error();
  if (reach->duty_misses_it) {
    next_try_ = clock_.now() + kTryAgain;
    return {};
  }
  if (auto room = room_for(hearers_of(missed, incident)); !room.ok()) return room;
  return say_thresholds(issue, incident, missed);
}

Status Notifier::answer(const model::Issue& issue, const sla::RefusedCorrection& refused) {
  const auto& form = site_.mappings.tracker.correction;
  const auto note = std::find_if(issue.events.begin(), issue.events.end(),
                                 [&](const auto& event) { return event.journal == refused.journal; });
  auto author = AuthorIs::colleague;
  if (note != issue.events.end() && note->by == model::Actor::customer) author = AuthorIs::client;
  if (note != issue.events.end() && sla::may_correct({note->roles.begin(), note->roles.end()}, form)) {
    author = AuthorIs::corrector;
  }
  const auto author_beside = hearers_.author_beside(issue, refused.journal);
  if (!author_beside) return author_beside.error();
  std::set<PrincipalId> beside;
  if (!author_beside->value.empty()) beside.insert(*author_beside);
  const auto correctors = hearers_.correctors(issue);
  if (!correctors) return correctors.error();
  return note_with(issue, beside,
                   worded(answer_text(refused, form, author, *correctors), site_.in_tracker()));
}

Status Notifier::tell_duty(const model::Issue& issue, const std::string& text) {
  const auto facts = facts_.of(issue.project);
  if (!facts) return facts.error();
  if (!(*facts)->private_notes) {
    return {Code::failed_precondition, Phrase("telling.no_private_notes", {{"project", issue.project}})};
  }
  if (auto cleared = clear_up(issue); !cleared.ok()) return cleared;
  if (auto room = room_for({sla::Hearer::duty}); !room.ok()) return room;
  const auto reach = this->reach(issue, {sla::Hearer::duty});
  return reach ? note_with(issue, reach->beside, text) : reach.error();
}

base::Result<Reach> Notifier::reach(const model::Issue& issue, const std::set<sla::Hearer>& tell) {
  auto reach = hearers_.reach(issue, tell);
  if (!reach) return reach;
  for (const auto& hindrance : reach->hindrances) {
    if (hindrance.holds) {
      say_once(issue.id, hindrance.what);
    } else {
      unsay(hindrance.what);
    }
  }
  return reach;
}

Status Notifier::note_with(const model::Issue& issue, const std::set<PrincipalId>& beside,
                           const std::string& text, bool* reached) {
  const auto keys = intent_keys(issue.id, beside);
  for (const auto& key : keys) {
    if (auto begun = store_.begin_intent({key, clock_.now()}); !begun.ok()) return begun;
  }
  std::vector<PrincipalId> watching;
  for (const auto& one : beside) {
    const auto put_on = writes_.watch(issue.id, one);
    // The next pass tells them and the others by one note.
    if (put_on.code() == Code::unavailable) return put_on;
    if (put_on.ok()) {
      watching.push_back(one);
      continue;
    }
    // Refused, it will be so again: the note is written all the same.
    say_once(issue.id, put_on);
    if (reached != nullptr) *reached = false;
  }
  auto noted = writes_.private_note(issue.id, text);
  for (const auto& one : watching) {
    if (auto off = writes_.unwatch(issue.id, one); !off.ok()) return noted.ok() ? off : noted;
  }
  const bool unknown = noted.code() == Code::unavailable && !http::surely_not_taken(noted);
  if (unknown) return noted;
  for (const auto& key : keys) {
    if (auto ended = store_.end_intent(key); !ended.ok()) return ended;
  }
  return noted;
}

void Notifier::say_once(base::IssueId issue, const Status& status) {
  if (status.cause() == base::Cause::stopped) return;
  if (said_.insert(to_string(status.phrase())).second) reporter_.trouble(issue, status);
}

void Notifier::unsay(const Status& status) {
  said_.erase(to_string(status.phrase()));
}

}  // namespace estafeta::service
