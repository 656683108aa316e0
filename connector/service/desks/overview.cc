#include "connector/service/desks/overview.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "connector/service/desks/gather_cards.h"
#include "connector/service/site/cursor.h"
#include "connector/views/department.h"
#include "connector/views/deputy.h"
#include "connector/views/desk.h"
#include "connector/views/dossier.h"
#include "connector/views/other_changes.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Status;

// A closed change is kept as long as somebody may ask how long it waited for whom, or what was done in it.
bool is_worth_keeping(const views::ChangeCard& card, base::Instant now) {
  const bool is_recent = card.ended && *card.ended + views::kDaysOfWork > now;
  const bool is_awaited = std::any_of(card.waits.begin(), card.waits.end(), [&](const auto& wait) {
    return wait.until.value_or(now) >= now - std::chrono::days(views::kDaysOfWaiting + 1);
  });
  return !has_ended(card) || is_recent || is_awaited;
}

}  // namespace

// The form of cards for which it was asked which changes ended within the last year.
constexpr const char* kEndedChanges = "ended_changes";
constexpr const char* kUnsent = "documents_unsent";

// Accounts are locked and unlocked without a trace in any issue, so everybody is asked about again.
constexpr base::Seconds kPeopleHold{30 * 60};

Status ask_person(tracker::Directory& directory, const views::CardAssignee& assignee, views::People& people) {
  const bool is_known = assignee.id.value.empty() || people.contains(assignee.id);
  if (is_known || !assignee.is_member) return {};
  const auto login = directory.login(assignee.id);
  if (!login && login.error().code() != Code::not_found) return login.error();
  people[assignee.id] = login ? views::Person{*login, false} : views::Person{"", true};
  return {};
}

Status ask_people(tracker::Directory& directory, const views::Cards& cards, views::People& people) {
  for (const auto& [id, card] : cards) {
    if (auto asked = ask_person(directory, card.tam, people); !asked.ok()) return asked;
    for (const auto& task : card.tasks) {
      if (auto asked = ask_person(directory, task.assignee, people); !asked.ok()) return asked;
    }
  }
  return {};
}

Status OverviewKeeper::load() {
  if (loaded_) return {};
  const auto visited = store_.each_card([&](base::IssueId change, const std::string& text) {
    auto card = card_from_json(text, site_.languages());
    if (!card) return;
    for (auto& [language, one] : *card) cards_[language][change] = std::move(one);
  });
  if (!visited.ok()) return visited;
  auto requests = KeptRequests::read(store_);
  if (!requests) return requests.error();
  requests_ = std::move(*requests);
  auto proposals = KeptProposals::read(store_);
  if (!proposals) return proposals.error();
  proposals_ = std::move(*proposals);
  if (!unsent_) {
    const auto unsent = store_.value(kUnsent);
    if (!unsent) return unsent.error();
    unsent_ = !unsent->value_or("").empty();
    if (*unsent_) documents_.doubt_all();
  }
  loaded_ = true;
  return {};
}

void OverviewKeeper::read_again() {
  loaded_ = false;
  is_stale_ = true;
  cards_.clear();
}

Status OverviewKeeper::take(const change::Situation& situation, const model::Plan& plan,
                            const base::Phrase* trouble) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  CardInLanguages card;
  for (const auto& language : site_.languages()) {
    const auto speaker = site_.plain(language);
    auto& one = card[language] = views::card_of(site_.organisation(), situation, plan, speaker);
    if (trouble != nullptr) one.trouble = speaker.say(*trouble);
  }
  if (auto shown = documents_.change(situation, plan, card); !shown.ok()) return shown;
  if (!is_worth_keeping(card.at(site_.language()), situation.now)) return drop_card(situation.change.id);
  return set_card(situation.change.id, std::move(card));
}

Status OverviewKeeper::add_others(change::Situation& situation) {
  if (!situation.client) return {};
  if (auto loaded = load(); !loaded.ok()) return loaded;
  views::add_others(cards(), situation);
  return {};
}

Status OverviewKeeper::set_card(base::IssueId change, CardInLanguages card) {
  const bool is_known = std::all_of(card.begin(), card.end(), [&](const auto& one) {
    const auto known = cards_[one.first].find(change);
    return known != cards_[one.first].end() && known->second == one.second;
  });
  if (is_known) return {};
  is_stale_ = true;
  const std::string text = to_json(card);
  for (auto& [language, one] : card) cards_[language][change] = std::move(one);
  return store_.set_card(change, text);
}

Status OverviewKeeper::stand_still(base::IssueId change, const base::Phrase& why) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  CardInLanguages card;
  for (const auto& language : site_.languages()) {
    const auto known = cards_[language].find(change);
    if (known != cards_[language].end()) card[language] = known->second;
  }
  if (card.empty()) {
    const auto rows = tracker_.reader.peek({change});
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().kind != model::Kind::change) return {};
    for (const auto& language : site_.languages())
      card[language] = views::card_of_row(site_.organisation(), rows->front());
  }
  for (auto& [language, one] : card) one.trouble = site_.plain(language).say(why);
  return set_card(change, std::move(card));
}

Status OverviewKeeper::forget(base::IssueId change) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (auto forgotten = documents_.forget(change); !forgotten.ok()) return forgotten;
  return drop_card(change);
}

Status OverviewKeeper::drop_card(base::IssueId change) {
  if (!cards().contains(change)) return {};
  for (auto& [language, cards] : cards_) cards.erase(change);
  is_stale_ = true;
  return store_.set_card(change, "");
}

Status OverviewKeeper::fill_documents() {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  is_stale_ = true;
  if (auto shown = documents_.templates(); !shown.ok()) return shown;
  for (const auto& [id, card] : cards()) {
    if (!documents_.lacks_change(id)) continue;
    if (auto again = store_.look_again(id, base::Instant{}); !again.ok()) return again;
  }
  return {};
}

Status OverviewKeeper::take_rows(const std::vector<model::Issue>& rows) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  const auto is_news = requests_.take(site_, tracker_.reader, rows);
  if (!is_news) return is_news.error();
  if (auto named = look_at_changes_of(rows); !named.ok()) return named;
  const auto is_proposed = proposals_.take(site_, tracker_.reader, rows);
  if (!is_proposed) return is_proposed.error();
  is_stale_ = is_stale_ || *is_news || *is_proposed;
  if (*is_news) {
    if (auto kept = requests_.keep(store_); !kept.ok()) return kept;
  }
  return *is_proposed ? proposals_.keep(store_) : Status();
}

// A card says whether the request it was made of is open, and what mark the client gave there.
Status OverviewKeeper::look_at_changes_of(const std::vector<model::Issue>& rows) {
  for (const auto& row : rows) {
    if (row.kind != model::Kind::request) continue;
    for (const auto& [id, card] : cards()) {
      const bool ended = has_ended(card);
      const bool differs = std::any_of(card.requests.begin(), card.requests.end(), [&](const auto& one) {
        const bool is_news = one != views::CardRequest{row.id, row.subject, !row.is_closed};
        return one.issue == row.id && (is_news || ended);
      });
      if (!differs) continue;
      if (auto again = store_.look_again(id, base::Instant{}); !again.ok()) return again;
    }
  }
  return {};
}

Status OverviewKeeper::note_unsent() {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  const bool is_behind = documents_.is_behind();
  if (std::exchange(unsent_, is_behind) == is_behind) return {};
  return store_.set_value(kUnsent, is_behind ? "yes" : "");
}

base::Result<bool> OverviewKeeper::knows(base::IssueId change) {
  if (auto loaded = load(); !loaded.ok()) return base::fail(std::move(loaded));
  return cards().contains(change);
}

base::Result<std::vector<base::IssueId>> OverviewKeeper::missing_from(const std::set<base::IssueId>& open) {
  if (auto loaded = load(); !loaded.ok()) return base::fail(std::move(loaded));
  std::vector<base::IssueId> missing;
  for (const auto& [id, card] : cards()) {
    if (!has_ended(card) && !open.contains(id)) missing.push_back(id);
  }
  return missing;
}

void OverviewKeeper::set_lacking_reviews(std::vector<views::LackingReview> lacking) {
  if (lacking == lacking_reviews_) return;
  lacking_reviews_ = std::move(lacking);
  is_stale_ = true;
}

bool OverviewKeeper::is_due(base::Instant now) {
  const bool has_draft = wiki_.is_open() && client_digests_.is_due(now);
  return (is_stale_ || now >= next_ || has_draft) && !open_publishers().empty();
}

std::vector<Publisher*> OverviewKeeper::open_publishers() {
  std::vector<Publisher*> open;
  for (Publisher* one : std::initializer_list<Publisher*>{&wiki_, &documents_}) {
    if (one->is_open()) open.push_back(one);
  }
  return open;
}

Status OverviewKeeper::refresh(base::Instant now) {
  if (!is_due(now)) return {};
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (now >= people_asked_at_ + kPeopleHold) {
    people_.clear();
    people_asked_at_ = now;
  }
  const auto today = site_.rules.zone.local_date(now);
  if (day_ != today) {
    if (auto dropped = drop_old_cards(now); !dropped.ok()) return dropped;
    if (auto found = find_ended_changes(now); !found.ok()) return found;
    if (auto asked = ask_again_daily(); !asked.ok()) return asked;
  }
  day_ = today;
  if (auto asked = ask_people(tracker_.directory, cards(), people_); !asked.ok()) return asked;
  const auto complete = has_seen_everything(now);
  if (!complete) return complete.error();
  is_complete_ = *complete && !is_behind_;
  is_behind_ = false;
  if (auto published = publish(now); !published.ok()) return published;
  // What was left out for that comes once it is.
  is_stale_ = !is_complete_;
  return {};
}

Status OverviewKeeper::drop_old_cards(base::Instant now) {
  std::vector<base::IssueId> over;
  for (const auto& [id, card] : cards()) {
    if (!is_worth_keeping(card, now)) over.push_back(id);
  }
  for (const auto id : over) {
    if (auto dropped = drop_card(id); !dropped.ok()) return dropped;
  }
  return {};
}

Status OverviewKeeper::ask_again_daily() {
  if (auto asked = requests_.ask_again(site_, tracker_.reader); !asked.ok()) return asked;
  if (auto kept = requests_.keep(store_); !kept.ok()) return kept;
  if (auto asked = proposals_.ask_again(tracker_.reader); !asked.ok()) return asked;
  return proposals_.keep(store_);
}

// Those of the last year without a card, once for each form that cards had: a first poll names them all, one
// that goes on after an update does not.
Status OverviewKeeper::find_ended_changes(base::Instant now) {
  const auto known = store_.value(kEndedChanges);
  if (!known) return known.error();
  const auto form = std::to_string(kCardForm);
  if (*known == form) return {};
  const auto rows = tracker_.reader.issues_since(model::Kind::change, now - views::kDaysOfWork);
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    if (!row.is_closed || cards().contains(row.id)) continue;
    if (auto again = store_.look_again(row.id, base::Instant{}); !again.ok()) return again;
  }
  return store_.set_value(kEndedChanges, form);
}

base::Result<bool> OverviewKeeper::has_seen_everything(base::Instant now) {
  const auto cursor = store_.value(kPollCursor);
  if (!cursor) return base::fail(cursor.error());
  const auto due = store_.due(now);
  if (!due) return base::fail(due.error());
  return *cursor && cursor_from(**cursor).at_end() && due->empty();
}

Status OverviewKeeper::publish(base::Instant now) {
  if (const auto daily = daily_.of_today(now); !daily) return daily.error();
  auto clients = clients_of_reviews(cards(), store_);
  if (!clients) return clients.error();
  clients_of_incidents_ = std::move(*clients);
  // What goes wrong with them is said, and holds up no desk.
  const auto digested = wiki_.is_open() ? client_digests_.keep(cards(), is_complete_, now) : Status();
  auto waiting = waiting_digests(site_, store_);
  if (!waiting) return waiting.error();
  waiting_digests_ = std::move(*waiting);
  InLanguages<views::Overview> overviews;
  for (const auto& language : site_.languages()) {
    overviews.insert({language, views::Overview{site_.organisation(), cards_[language], people_, now,
                                                site_.plain(language), &site_.registered, &proposals_.all(),
                                                &daily_.repeats(), &lacking_reviews_, &waiting_digests_,
                                                &clients_of_incidents_}});
  }
  const auto publishers = open_publishers();
  if (auto done = publish_desks(overviews, publishers); !done.ok()) return done;
  if (auto done = publish_departments(overviews, publishers); !done.ok()) return done;
  if (wiki_.is_open()) {
    if (auto done = review_pages_.keep(cards()); !done.ok()) return done;
    if (auto done = wiki_.start_page(); !done.ok()) return done;
  }
  next_ = std::min(views::changes_at(overviews.at(site_.language())), people_asked_at_ + kPeopleHold);
  return digested.ok() ? apart_ : digested;
}

Status OverviewKeeper::publish_desks(const InLanguages<views::Overview>& overviews,
                                     const std::vector<Publisher*>& publishers) {
  const auto now = overviews.begin()->second.now;
  const auto digests = digests_.known(now);
  if (!digests) return digests.error();
  const auto daily = daily_.of_today(now);
  if (!daily) return daily.error();
  InLanguages<std::map<std::string, views::Desk>> desks;
  for (const auto& [id, client] : site_.mappings.clients.all) {
    InLanguages<views::Desk> desk;
    InLanguages<views::Dossier> dossier;
    for (const auto& [language, overview] : overviews) {
      desk[language] = views::desk_of(overview, client, **digests, requests_.all());
      views::hand_to_deputies(overview, (*daily)->at(id).tam, desk[language]);
      desks[language][id] = desk[language];
      dossier[language] = views::dossier_of(overview, client, desk[language], (*daily)->at(id));
    }
    for (auto* publisher : publishers) {
      if (auto done = publisher->desk(client, desk); !done.ok()) return done;
      if (auto done = publisher->dossier(client, dossier); !done.ok()) return done;
    }
  }
  // What goes wrong with these is said when all pages are written: the project of that page may be another.
  apart_ = Status();
  InLanguages<views::TamOverview> tams;
  for (const auto& [language, overview] : overviews)
    tams[language] = views::tams_of(overview, desks[language], **daily);
  for (auto* publisher : publishers) {
    if (!is_complete_) break;
    if (auto done = publisher->tams(tams, now); !done.ok()) apart_ = done;
  }
  if (auto told = deputies_.tell(desks.at(site_.language()), **daily); !told.ok()) apart_ = told;
  return {};
}

Status OverviewKeeper::publish_departments(const InLanguages<views::Overview>& overviews,
                                           const std::vector<Publisher*>& publishers) {
  for (const auto& [id, department] : site_.mappings.departments.all) {
    InLanguages<views::DepartmentView> view;
    for (const auto& [language, overview] : overviews)
      view[language] = views::department_of(overview, department);
    for (auto* publisher : publishers) {
      if (auto done = publisher->department(department, view); !done.ok()) return done;
    }
  }
  return {};
}

}  // namespace estafeta::service
