#include "connector/service/desks/overview.h"

#include <algorithm>
#include <iterator>

#include "connector/document/json.h"
#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/service/desks/card_json.h"
#include "connector/views/department.h"
#include "connector/views/desk.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Status;

// A closed change is kept as long as somebody may ask how long it waited for whom.
bool is_worth_keeping(const views::ChangeCard& card) {
  return !has_ended(card) || !card.waits.empty();
}

}  // namespace

// Accounts are locked and unlocked without a trace in any issue, so everybody is asked about again.
constexpr base::Seconds kPeopleHold{30 * 60};

std::string desk_title(const model::Client& client) {
  return "Desk-" + client.id;
}

std::string department_title(const model::Department& department) {
  return "Department-" + department.id;
}

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
    if (auto card = card_from_json(text)) cards_[change] = std::move(*card);
  });
  if (!visited.ok()) return visited;
  auto requests = KeptRequests::read(store_);
  if (!requests) return requests.error();
  requests_ = std::move(*requests);
  loaded_ = true;
  return {};
}

Status OverviewKeeper::take(const change::Situation& situation, const model::Plan& plan) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  auto card = views::card_of(site_.organisation(), situation, plan, site_.plain());
  if (!is_worth_keeping(card)) return forget(card.issue);
  const auto known = cards_.find(card.issue);
  if (known != cards_.end() && known->second == card) return {};
  is_stale_ = true;
  const std::string text = to_json(card);
  const auto id = card.issue;
  cards_[id] = std::move(card);
  return store_.set_card(id, text);
}

Status OverviewKeeper::stand_still(base::IssueId change, const base::Phrase& why) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  auto card = cards_.find(change);
  if (card == cards_.end()) {
    const auto rows = tracker_.reader.peek({change});
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().kind != model::Kind::change) return {};
    card = cards_.emplace(change, views::card_of_row(site_.organisation(), rows->front())).first;
  }
  auto trouble = site_.plain().say(why);
  if (card->second.trouble == trouble) return {};
  card->second.trouble = std::move(trouble);
  is_stale_ = true;
  return store_.set_card(change, to_json(card->second));
}

Status OverviewKeeper::forget(base::IssueId change) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (cards_.erase(change) == 0) return {};
  is_stale_ = true;
  return store_.set_card(change, "");
}

Status OverviewKeeper::take_rows(const std::vector<model::Issue>& rows) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (!requests_.take(site_, rows)) return {};
  is_stale_ = true;
  return requests_.keep(store_);
}

base::Result<bool> OverviewKeeper::knows(base::IssueId change) {
  if (auto loaded = load(); !loaded.ok()) return base::fail(std::move(loaded));
  return cards_.contains(change);
}

base::Result<std::vector<base::IssueId>> OverviewKeeper::missing_from(const std::set<base::IssueId>& open) {
  if (auto loaded = load(); !loaded.ok()) return base::fail(std::move(loaded));
  std::vector<base::IssueId> missing;
  for (const auto& [id, card] : cards_) {
    if (!has_ended(card) && !open.contains(id)) missing.push_back(id);
  }
  return missing;
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
    if (auto asked = requests_.ask_again(site_, tracker_.reader); !asked.ok()) return asked;
    if (auto kept = requests_.keep(store_); !kept.ok()) return kept;
  }
  day_ = today;
  if (auto asked = ask_people(tracker_.directory, cards_, people_); !asked.ok()) return asked;
  const views::Overview overview{site_.organisation(), cards_, people_, now, site_.plain()};
  if (auto kept = keep_pages(overview); !kept.ok()) return kept;
  next_ = std::min(views::changes_at(overview), people_asked_at_ + kPeopleHold);
  is_stale_ = false;
  return {};
}

Status OverviewKeeper::drop_old_cards(base::Instant now) {
  const auto is_old = [&](const views::CardWait& wait) {
    return wait.until.value_or(now) < now - std::chrono::days(views::kDaysOfWaiting + 1);
  };
  for (auto at = cards_.begin(); at != cards_.end();) {
    const auto& card = at->second;
    const bool is_over = has_ended(card) && std::all_of(card.waits.begin(), card.waits.end(), is_old);
    if (is_over) {
      if (auto dropped = store_.set_card(at->first, ""); !dropped.ok()) return dropped;
    }
    at = is_over ? cards_.erase(at) : std::next(at);
  }
  return {};
}

Status OverviewKeeper::keep_pages(const views::Overview& overview) {
  const auto speaker = site_.in_tracker();
  const auto& markup = *site_.markup;
  const auto digests = digests_.known(overview.now);
  if (!digests) return digests.error();
  for (const auto& [id, client] : site_.mappings.clients.all) {
    const auto desk = views::desk_of(overview, client, **digests, requests_.all());
    auto kept = pages_.keep(desk_title(client), render::desk_page(desk, speaker, markup), desk.empty());
    if (!kept.ok()) return kept;
  }
  for (const auto& [id, department] : site_.mappings.departments.all) {
    const auto view = views::department_of(overview, department);
    auto kept = pages_.keep(department_title(department), render::department_page(view, speaker, markup),
                            view.empty());
    if (!kept.ok()) return kept;
  }
  return {};
}

}  // namespace estafeta::service
