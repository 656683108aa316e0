#include "connector/service/desks/review_maker.h"

#include <algorithm>
#include <utility>

#include "connector/base/text.h"
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

std::string intent_of(base::IssueId incident) {
  return "review/" + to_string(incident);
}

std::optional<base::IssueId> issue_at(const document::Node& node) {
  const auto* found = node.find("incident");
  const auto number = found == nullptr ? std::nullopt : found->as_integer();
  return number ? std::optional(base::IssueId{*number}) : std::nullopt;
}

}  // namespace

Status ReviewMaker::load() {
  if (owed_) return {};
  const auto kept = store_.value(kOwed);
  if (!kept) return kept.error();
  owed_.emplace();
  const auto node = document::parse_json(kept->value_or("[]"), kOwed);
  if (!node) return {};  // of another release: what was made is found in the tracker
  for (const auto& item : node->items) {
    const auto id = issue_at(item);
    const auto ended = base::parse_instant(item.text_at("ended"));
    if (!id || !ended) continue;
    auto& owed = (*owed_)[*id];
    owed.client = item.text_at("client");
    owed.title = item.text_at("title");
    owed.ended = *ended;
    owed.is_made = item.text_at("made") == "true";
    const auto* attempts = item.find("attempts");
    owed.attempts = attempts == nullptr ? 0 : static_cast<int>(attempts->as_integer().value_or(0));
    owed.next = base::parse_instant(item.text_at("next")).value_or(base::Instant{});
    owed.why = item.text_at("why");
  }
  return {};
}

Status ReviewMaker::keep() {
  document::JsonWriter json;
  json.begin_array();
  for (const auto& [id, owed] : *owed_) {
    json.object([&, &id = id, &owed = owed] {
      json.key("incident").value(id.value).key("client").value(owed.client).key("title").value(owed.title);
      json.key("ended").value(owed.ended).key("made").value(owed.is_made);
      json.key("attempts").value(owed.attempts).key("next").value(owed.next).key("why").value(owed.why);
    });
  }
  return store_.set_value(kOwed, json.end_array().text());
}

Status ReviewMaker::owe(const model::Issue& incident) {
  if (!views::is_outage(incident, site_.mappings.tracker.reviews)) return {};
  const auto ended = views::outage_ended(incident);
  const auto* client = site_.mappings.clients.of_project(incident.project, incident.above);
  // The review of a duplicate is that of its original.
  if (!ended || client == nullptr || !incident.duplicate_of.empty()) return {};
  if (*ended + kSeenWithin < clock_.now()) return {};
  if (auto loaded = load(); !loaded.ok()) return loaded;
  if (owed_->contains(incident.id)) return {};
  forget_old();
  (*owed_)[incident.id] = {client->id, incident.subject, *ended, false, 0, {}, ""};
  return keep();
}

Status ReviewMaker::make() {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  std::vector<base::IssueId> due;
  for (const auto& [id, owed] : *owed_) {
    if (!owed.is_made && owed.next <= clock_.now()) due.push_back(id);
  }
  for (const auto id : due) {
    const auto done = make_one(id);
    if (!done && (ends_pass(done.error()) || done.error().cause() == Cause::stopped)) return done.error();
    if (!done && done.error().cause() == Cause::paused) continue;  // said with each incident
    if (auto settled = settle(id, done); !settled.ok()) return settled;
  }
  return {};
}

Status ReviewMaker::settle(base::IssueId incident, const base::Result<bool>& done) {
  auto& owed = owed_->at(incident);
  if (!done) reporter_.trouble(incident, done.error());
  // One that the tracker took otherwise than it was written is there all the same.
  const bool is_there = done ? *done : done.error().cause() == Cause::written_otherwise;
  if (is_there) {
    owed.is_made = true;
    owed.why.clear();
  } else if (done) {
    owed_->erase(incident);
  } else {
    ++owed.attempts;
    owed.next = clock_.now() + wait_after(owed.attempts);
    owed.why = site_.plain().say(done.error().phrase());
  }
  return keep();
}

base::Result<bool> ReviewMaker::make_one(base::IssueId id) {
  const auto incident = reader_.issue(id);
  if (!incident && incident.error().code() == base::Code::not_found) return false;
  if (!incident) return base::fail(incident.error());
  const auto* client = site_.mappings.clients.of_project(incident->project, incident->above);
  const bool is_over =
      views::is_outage(*incident, site_.mappings.tracker.reviews) && views::outage_ended(*incident);
  if (!is_over || client == nullptr) return false;
  if (auto may = pauses_.may_write(client->project); !may.ok()) return base::fail(std::move(may));
  const auto found = find(*incident);
  if (!found) return base::fail(found.error());
  if (*found) return true;
  const auto review = review_of(*incident, *client);
  if (!review) return base::fail(review.error());
  Creator creator(reader_, writer_, store_, clock_, sleeper_, site_.settings.tracker.request_limit);
  const auto made = creator.create(*review, intent_of(id), [&] { return find(*incident); });
  return made ? base::Result<bool>(true) : base::fail(made.error());
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

base::Result<tracker::NewIssue> ReviewMaker::review_of(const model::Issue& incident,
                                                       const model::Client& client) {
  const auto tams = Hearers(site_, facts_, clock_).tams(client.project);
  if (!tams) return base::fail(tams.error());
  const auto& rules = site_.mappings.tracker.reviews;
  tracker::NewIssue review;
  review.project = client.project;
  review.kind = model::Kind::change;
  review.subject =
      base::clip(site_.plain().say(Phrase("review.subject", {{"title", base::one_line(incident.subject)}})),
                 kLongestSubject);
  review.description =
      render::note({Phrase("review.what_it_is", {{"incident", incident.id.value}}), Phrase("review.how")},
                   site_.in_tracker()) +
      "\n\n" + site_.markup->include(site_.mappings.tracker.staff_project, review_page(incident.id)) + "\n";
  review.state = model::State::draft;
  if (!tams->empty()) review.assignee = tams->front();
  review.fields[model::Field::change_template] = rules.template_name;
  // Nobody has filled in anything yet, so the draft asks for nothing until somebody does.
  const auto file = site_.templates.find(rules.template_name);
  if (file != site_.templates.end())
    review.fields[model::Field::change_parameters] = tmpl::skeleton(file->second.content, site_.language());
  change::Stamp stamp;
  stamp.review.insert(incident.id);
  review.fields[model::Field::change_plan] = change::format_stamp(stamp);
  review.mails = tracker::Audience::assignee;
  return review;
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
