#include "connector/service/desks/review_maker.h"

#include <algorithm>
#include <utility>

#include "connector/base/text.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/stamp.h"
#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/creator.h"
#include "connector/service/desks/review_pages.h"
#include "connector/service/site/back_off.h"
#include "connector/template/skeleton.h"
#include "connector/views/review.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::Phrase;
using base::Status;

constexpr const char* kOwed = "reviews";  // in the store
// A review follows right after the outage. Of one that is first seen later, as when reviews have just been
// switched on, nobody waits for one.
constexpr std::chrono::days kSeenWithin{7};
// What is forgotten must not be owed again.
constexpr std::chrono::days kRemembered{8};
constexpr std::size_t kLongestSubject = 255;
// How often it is asked whether the others of a mass outage still last.
constexpr base::Seconds kOthersLast{60 * 60};

std::string intent_of(base::IssueId incident) {
  return "review/" + to_string(incident);
}

// By which a review is known, whichever of its outages is looked at.
base::IssueId first_of(const std::vector<model::Issue>& outages) {
  return std::min_element(outages.begin(), outages.end(),
                          [](const auto& one, const auto& other) { return one.id < other.id; })
      ->id;
}

// What was noted of that part.
std::string noted_in(const std::string& part) {
  return std::string(kOwed) + "/" + part;
}

std::optional<base::IssueId> issue_at(const document::Node& node) {
  const auto* found = node.find("incident");
  const auto number = found == nullptr ? std::nullopt : found->as_integer();
  return number ? std::optional(base::IssueId{*number}) : std::nullopt;
}

}  // namespace

base::Result<ReviewMaker::All> ReviewMaker::read(const std::string& name) {
  const auto kept = store_.value(name);
  if (!kept) return base::fail(kept.error());
  All all;
  const auto node = document::parse_json(kept->value_or("[]"), kOwed);
  if (!node) return all;  // of another release: what was made is found in the tracker
  for (const auto& item : node->items) {
    const auto id = issue_at(item);
    const auto ended = base::parse_instant(item.text_at("ended"));
    if (!id || !ended) continue;
    auto& owed = all[*id];
    owed.client = item.text_at("client");
    owed.title = item.text_at("title");
    owed.ended = *ended;
    owed.is_made = item.text_at("made") == "true";
    const auto* attempts = item.find("attempts");
    owed.attempts = attempts == nullptr ? 0 : static_cast<int>(attempts->as_integer().value_or(0));
    owed.next = base::parse_instant(item.text_at("next")).value_or(base::Instant{});
    owed.why = item.text_at("why");
  }
  return all;
}

Status ReviewMaker::write(const std::string& name, const All& all) {
  document::JsonWriter json;
  json.begin_array();
  for (const auto& [id, owed] : all) {
    json.object([&, &id = id, &owed = owed] {
      json.key("incident").value(id.value).key("client").value(owed.client).key("title").value(owed.title);
      json.key("ended").value(owed.ended).key("made").value(owed.is_made);
      json.key("attempts").value(owed.attempts).key("next").value(owed.next).key("why").value(owed.why);
    });
  }
  return store_.set_value(name, json.end_array().text());
}

Status ReviewMaker::load() {
  if (owed_) return {};
  auto kept = read(kOwed);
  if (!kept) return kept.error();
  owed_ = std::move(*kept);
  return {};
}

Status ReviewMaker::keep() {
  return write(kOwed, *owed_);
}

Status ReviewMaker::owe(const model::Issue& incident) {
  if (!views::is_outage(incident, site_.mappings.tracker.reviews)) return {};
  const auto ended = views::outage_ended(incident);
  const auto* client = site_.mappings.clients.of_project(incident.project, incident.above);
  // The review of a duplicate is that of its original.
  if (!ended || client == nullptr || !incident.duplicate_of.empty()) return {};
  if (*ended + kSeenWithin < clock_.now()) return {};
  const Owed owed{client->id, incident.subject, *ended, false, 0, {}, ""};
  if (!share_.has_site()) return note(incident.id, owed);
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (owed_->contains(incident.id)) return {};
  forget_old();
  (*owed_)[incident.id] = owed;
  return keep();
}

// By the part that this process has it by, so that nobody else writes that text.
Status ReviewMaker::note(base::IssueId incident, const Owed& owed) {
  const auto part = store_.part_of(incident);
  if (!part) return part.error();
  const auto name = noted_in(part->value_or(part_of_client(owed.client)));
  auto noted = read(name);
  if (!noted) return noted.error();
  const auto known = noted->find(incident);
  if (known != noted->end() && known->second.ended == owed.ended) return {};
  (*noted)[incident] = owed;
  std::erase_if(*noted, [&](const auto& one) { return one.second.ended + kSeenWithin < clock_.now(); });
  return write(name, *noted);
}

Status ReviewMaker::take_noted() {
  if (share_.is_all()) return {};
  bool has_news = false;
  for (const auto& part : share_.all()) {
    const auto noted = read(noted_in(part));
    if (!noted) return noted.error();
    for (const auto& [id, owed] : *noted) {
      if (owed.ended + kSeenWithin < clock_.now()) continue;
      auto& known = owed_->try_emplace(id).first->second;
      if (known.ended >= owed.ended) continue;  // what was made is found in the tracker
      known = owed;
      has_news = true;
    }
  }
  return has_news ? keep() : Status();
}

Status ReviewMaker::make() {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (auto taken = take_noted(); !taken.ok()) return taken;
  std::vector<base::IssueId> due;
  for (const auto& [id, owed] : *owed_) {
    if (!owed.is_made && owed.next <= clock_.now()) due.push_back(id);
  }
  for (const auto id : due) {
    if (owed_->at(id).is_made) continue;  // with the one before it
    const auto done = make_one(id);
    if (!done && (ends_pass(done.error()) || done.error().cause() == Cause::stopped)) return done.error();
    if (!done && done.error().cause() == Cause::paused) continue;  // said with each incident
    if (auto settled = settle(id, done); !settled.ok()) return settled;
  }
  return {};
}

Status ReviewMaker::settle(base::IssueId incident, const base::Result<Outcome>& done) {
  auto& owed = owed_->at(incident);
  if (!done) {
    reporter_.trouble(incident, done.error());
    ++owed.attempts;
    owed.next = clock_.now() + wait_after(owed.attempts);
    owed.why = site_.plain().say(done.error().phrase());
    return keep();
  }
  switch (done->type) {
    case Outcome::Type::made:
      for (const auto one : done->incidents) {
        auto& reviewed = owed_->try_emplace(one, Owed{"", "", clock_.now(), true, 0, {}, ""}).first->second;
        reviewed.is_made = true;
        reviewed.why.clear();
      }
      break;
    case Outcome::Type::wait:
      owed.next = done->next;
      owed.why.clear();
      break;
    case Outcome::Type::nothing:
      // What somebody else noted would be taken again.
      if (!share_.is_all()) {
        owed.is_made = true;
      } else {
        owed_->erase(incident);
      }
      break;
  }
  return keep();
}

base::Result<ReviewMaker::Outcome> ReviewMaker::make_one(base::IssueId id) {
  const auto incident = reader_.issue(id);
  if (!incident && incident.error().code() == base::Code::not_found) return Outcome{};
  if (!incident) return base::fail(incident.error());
  const bool is_over =
      views::is_outage(*incident, site_.mappings.tracker.reviews) && views::outage_ended(*incident);
  if (!is_over || clients_of({*incident}).empty()) return Outcome{};
  const auto found = find(*incident);
  if (!found) return base::fail(found.error());
  if (*found) return Outcome{Outcome::Type::made, {}, {id}};
  const auto outages = outages_with(*incident);
  if (!outages) return base::fail(outages.error());
  return clients_of(*outages).size() > 1 ? make_with_others(*incident, *outages)
                                         : make_of(*incident, {*incident});
}

base::Result<ReviewMaker::Outcome> ReviewMaker::make_with_others(const model::Issue& incident,
                                                                 const std::vector<model::Issue>& outages) {
  const auto& rules = site_.mappings.tracker.reviews;
  const auto settled = outages.back().created + rules.mass_within;
  if (clock_.now() <= settled) return Outcome{Outcome::Type::wait, settled + base::Seconds(1), {}};
  const bool is_mass = clients_of(outages).size() >= static_cast<std::size_t>(rules.mass_clients);
  if (!is_mass) return make_of(incident, {incident});
  const bool goes_on = std::any_of(outages.begin(), outages.end(), [](const auto& outage) {
    return !change::has_ended(outage.status.state);
  });
  // The end of the last one brings the review; looked at in between where it is no outage any more.
  if (goes_on) return Outcome{Outcome::Type::wait, clock_.now() + kOthersLast, {}};
  return make_of(incident, outages);
}

base::Result<ReviewMaker::Outcome> ReviewMaker::make_of(const model::Issue& incident,
                                                        const std::vector<model::Issue>& outages) {
  const auto review = review_of(outages);
  if (!review) return base::fail(review.error());
  if (auto may = pauses_.may_write(review->project); !may.ok()) return base::fail(std::move(may));
  Creator creator(reader_, writer_, store_, clock_, sleeper_, site_.settings.tracker.request_limit);
  const auto made = creator.create(*review, intent_of(first_of(outages)), [&] { return find(incident); });
  if (!made && made.error().cause() != Cause::written_otherwise) return base::fail(made.error());
  // It is there all the same.
  if (!made) reporter_.trouble(incident.id, made.error());
  Outcome outcome{Outcome::Type::made, {}, {}};
  for (const auto& outage : outages) outcome.incidents.push_back(outage.id);
  return outcome;
}

// A chain of outages that goes back longer than a day is none.
base::Result<std::vector<model::Issue>> ReviewMaker::outages_with(const model::Issue& incident) {
  const auto& rules = site_.mappings.tracker.reviews;
  if (rules.mass_clients == 0) return std::vector{incident};
  auto incidents = reader_.issues_since(model::Kind::incident, incident.created - std::chrono::hours(24));
  if (!incidents) return base::fail(incidents.error());
  std::erase_if(*incidents, [&](const auto& one) { return clients_of({one}).empty(); });
  return views::began_together(*incidents, incident.id, rules, site_.settings.live_from);
}

std::set<std::string> ReviewMaker::clients_of(const std::vector<model::Issue>& outages) const {
  std::set<std::string> clients;
  for (const auto& outage : outages) {
    const auto* client = site_.mappings.clients.of_project(outage.project, outage.above);
    if (client != nullptr) clients.insert(client->id);
  }
  return clients;
}

// Of what was changed since the outage began, and the review was made after it.
base::Result<std::optional<model::Issue>> ReviewMaker::find(const model::Issue& incident) {
  const auto changes = reader_.issues_since(model::Kind::change, incident.created);
  if (!changes) return base::fail(changes.error());
  for (const auto& change : *changes) {
    if (change::stamp_of(change).review.contains(incident.id)) return change;
  }
  return std::nullopt;
}

base::Result<tracker::NewIssue> ReviewMaker::review_of(const std::vector<model::Issue>& outages) {
  const auto& mapping = site_.mappings.tracker;
  const auto& first = outages.front();
  const bool is_mass = outages.size() > 1;
  tracker::NewIssue review;
  review.project = is_mass ? mapping.staff_project
                           : site_.mappings.clients.of_project(first.project, first.above)->project;
  review.kind = model::Kind::change;
  const Phrase subject(is_mass ? "review.subject_of_mass" : "review.subject",
                       {{"title", base::one_line(first.subject)},
                        {"n", static_cast<std::int64_t>(clients_of(outages).size())}});
  review.subject = base::clip(site_.plain().say(subject), kLongestSubject);
  const Phrase what = is_mass
                          ? Phrase("review.what_mass_is", {{"n", static_cast<std::int64_t>(outages.size())}})
                          : Phrase("review.what_it_is", {{"incident", first.id.value}});
  review.description = render::note({what, Phrase("review.how")}, site_.in_tracker()) + "\n\n" +
                       site_.markup->include(mapping.staff_project, review_page(first_of(outages))) + "\n";
  review.state = model::State::draft;
  const auto assignee = assignee_of(outages, review.project);
  if (!assignee) return base::fail(assignee.error());
  review.assignee = *assignee;
  const auto& rules = mapping.reviews;
  review.fields[model::Field::change_template] = rules.template_name;
  // Nobody has filled in anything yet, so the draft asks for nothing until somebody does.
  const auto file = site_.templates.find(rules.template_name);
  if (file != site_.templates.end())
    review.fields[model::Field::change_parameters] = tmpl::skeleton(file->second.content, site_.language());
  change::Stamp stamp;
  for (const auto& outage : outages) stamp.review.insert(outage.id);
  review.fields[model::Field::change_plan] = change::format_stamp(stamp);
  review.mails = tracker::Audience::assignee;
  return review;
}

// The TAM of the client that was hit first, and who steers changes where the review stands.
base::Result<std::optional<base::PrincipalId>> ReviewMaker::assignee_of(
    const std::vector<model::Issue>& outages, const std::string& project) {
  Hearers hearers(site_, facts_, clock_);
  const auto there = hearers.tams(project);
  if (!there) return base::fail(there.error());
  for (const auto& outage : outages) {
    const auto* client = site_.mappings.clients.of_project(outage.project, outage.above);
    if (client == nullptr) continue;
    const auto tams = hearers.tams(client->project);
    if (!tams) return base::fail(tams.error());
    for (const auto& tam : *tams) {
      if (std::find(there->begin(), there->end(), tam) != there->end()) return std::optional(tam);
    }
  }
  return std::optional<base::PrincipalId>();
}

void ReviewMaker::forget_old() {
  std::erase_if(*owed_, [&](const auto& one) {
    return one.second.is_made && one.second.ended + kRemembered < clock_.now();
  });
}

std::vector<views::LackingReview> ReviewMaker::lacking() const {
  std::vector<views::LackingReview> all;
  if (!owed_) return all;
  for (const auto& [id, owed] : *owed_) {
    if (!owed.is_made && !owed.why.empty())
      all.push_back({id, owed.client, owed.title, owed.why, owed.ended});
  }
  return all;
}

}  // namespace estafeta::service
