#include "connector/sla/clocks/case_parser.h"

#include <algorithm>

#include "connector/calendar/calendar.h"
#include "connector/calendar/parse_calendars.h"
#include "connector/document/nearest.h"
#include "connector/sla/clocks/policy_parse.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using document::FlatNode;
using model::SlaEvent;

constexpr std::size_t kMostKnown = 64;

using MaybeNode = std::optional<FlatNode>;

// What an event may have, in whatever order it stands.
struct EventKeys {
  MaybeNode at, by, status, priority, comment, assigned;
  MaybeNode unknown;  // a key it may not have

  explicit EventKeys(FlatNode event) {
    for (FlatNode key = event.first(); key != event.end(); key = key.next().next()) {
      MaybeNode* place = place_of(key.text());
      if (place != nullptr) *place = key.next();
      if (place == nullptr && !unknown) unknown = key;
    }
  }

 private:
  MaybeNode* place_of(std::string_view key) {
    if (key == "at") return &at;
    if (key == "by") return &by;
    if (key == "status") return &status;
    if (key == "comment") return &comment;
    if (key == "assigned") return &assigned;
    return key == "priority" ? &priority : nullptr;
  }
};

// What somebody notes beside a case: where it comes from, what others answer, and why.
bool is_note(std::string_view key) {
  return key == "source" || key == "ours" || key == "kind" || key == "why";
}

// What an issue has beside its attributes.
bool is_own_key(std::string_view key) {
  return key == "created" || key == "by" || key == "status" || key == "priority" || key == "events" ||
         key == "assigned" || key == "contract_from";
}

}  // namespace

CaseParser::CaseParser(document::ArrayReader& reader) : reader_(reader) {
  reader_.expect_again("calendars");
  reader_.expect_again("policy");
}

std::optional<Case> CaseParser::parse(FlatNode node, base::Diagnostics& diagnostics) {
  found_.clear();
  allow_only(node, {"name", "calendars", "policy", "issue", "now", "expect"});
  const MaybeNode name = required(node, node.find("name"), "name");
  const MaybeNode policy_node = required(node, node.find("policy"), "policy", Shape::map);
  const MaybeNode issue = required(node, node.find("issue"), "issue", Shape::map);
  const base::Instant now = instant(required(node, node.find("now"), "now"));
  const MaybeNode calendars = node.find("calendars");
  const bool are_calendars = !calendars || has_shape(*calendars, Shape::map, "calendars");
  const Policy* policy = policy_node && are_calendars ? policy_of(calendars, *policy_node) : nullptr;
  if (issue) read_incident(*issue);
  diagnostics.insert(diagnostics.end(), found_.begin(), found_.end());
  if (!found_.empty() || policy == nullptr) return std::nullopt;
  return Case{name->text(), policy, &incident_, now};
}

const Policy* CaseParser::policy_of(MaybeNode calendars, FlatNode policy) {
  const Recurrence recurrence{calendars ? calendars->recurrence() : 0, policy.recurrence()};
  if (const auto known = known_.find(recurrence); known != known_.end()) return &known->second;
  latest_ = compile(calendars, policy);
  const bool recurs = recurrence.second != 0 && (!calendars || recurrence.first != 0);
  if (!latest_ || !recurs || !found_.empty()) return latest_ ? &*latest_ : nullptr;
  if (known_.size() == kMostKnown) known_.clear();
  return &known_.emplace(recurrence, std::move(*latest_)).first->second;
}

std::optional<Policy> CaseParser::compile(MaybeNode calendars_node, FlatNode policy_node) {
  calendar::CalendarSet calendars;
  if (calendars_node) {
    base::Diagnostics found;
    const document::Node tree = reader_.tree(*calendars_node);
    calendars = calendar::parse_calendars(tree, found);
    found_.insert(found_.end(), found.begin(), found.end());
  }
  return parse_policy(reader_.tree(policy_node), calendars, found_);
}

void CaseParser::read_incident(FlatNode issue) {
  incident_.attributes.clear();
  incident_.priority.clear();
  incident_.created = instant(required(issue, issue.find("created"), "created"));
  incident_.by = actor(required(issue, issue.find("by"), "by"));
  if (const auto status = required(issue, issue.find("status"), "status")) {
    incident_.status = status_word(*status);
  }
  incident_.events.clear();
  if (const auto events = required(issue, issue.find("events"), "events", Shape::list)) {
    for (FlatNode item = events->first(); item != events->end(); item = item.next()) {
      read_event(item, incident_.events.emplace_back());
    }
  }
  if (const auto priority = issue.find("priority"); priority && has_shape(*priority, Shape::text, "priority"))
    incident_.priority = priority->text();
  const auto holder = issue.find("assigned");
  incident_.assigned = holder ? assigned(*holder) : model::Assigned::nobody;
  incident_.contract_from.reset();
  if (const auto from = issue.find("contract_from")) incident_.contract_from = instant(from);
  // Everything else is an attribute that a policy may ask for.
  for (FlatNode key = issue.first(); key != issue.end(); key = key.next().next()) {
    const FlatNode value = key.next();
    if (is_own_key(key.text())) continue;
    if (value.is_scalar()) {
      incident_.attributes.emplace(key.text(), value.text());
    } else if (value.kind() != document::Node::Kind::null) {
      unknown(key, {"id", "created", "by", "status", "priority", "assigned", "contract_from", "events"});
    }
  }
}

void CaseParser::read_event(FlatNode node, SlaEvent& event) {
  if (!has_shape(node, Shape::map, "events")) return;
  const EventKeys keys(node);
  if (keys.unknown) unknown(*keys.unknown, {"at", "by", "status", "priority", "comment", "assigned"});
  event.at = instant(required(node, keys.at, "at"));
  event.by = actor(required(node, keys.by, "by"));
  if (keys.status) event.status = status_word(*keys.status);
  if (keys.priority && has_shape(*keys.priority, Shape::text, "priority"))
    event.priority = keys.priority->text();
  if (keys.comment) event.comment = comment_kind(*keys.comment);
  if (keys.assigned) event.assigned = assigned(*keys.assigned);
}

MaybeNode CaseParser::required(FlatNode node, MaybeNode value, const char* name, Shape shape) {
  if (!value) {
    found_.push_back(
        {base::Severity::error, Phrase("sla.case_lacks", {{"field", name}}), reader_.where(node)});
    return value;
  }
  return has_shape(*value, shape, name) ? value : std::nullopt;
}

bool CaseParser::has_shape(FlatNode value, Shape shape, const char* name) {
  const char* key = nullptr;
  switch (shape) {
    case Shape::text:
      if (!value.is_scalar()) key = "sla.case_not_a_text";
      break;
    case Shape::list:
      if (!value.is_list()) key = "sla.case_not_a_list";
      break;
    case Shape::map:
      if (!value.is_map()) key = "sla.case_not_a_map";
      break;
  }
  if (key != nullptr)
    found_.push_back({base::Severity::error, Phrase(key, {{"field", name}}), reader_.where(value)});
  return key == nullptr;
}

void CaseParser::allow_only(FlatNode map, std::initializer_list<std::string_view> known) {
  for (FlatNode key = map.first(); key != map.end(); key = key.next().next()) {
    const bool is_known = std::find(known.begin(), known.end(), key.text()) != known.end();
    if (!is_known && !is_note(key.text())) unknown(key, known);
  }
}

void CaseParser::unknown(FlatNode key, std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  const auto meant = document::nearest(key.text(), names);
  Phrase what(meant.empty() ? "schema.unknown_key" : "schema.unknown_key_hint",
              {{"key", std::string(key.text())}});
  if (meant.empty()) {
    what.values.emplace_back("known", names);
  } else {
    what.values.emplace_back("nearest", meant);
  }
  found_.push_back({base::Severity::error, std::move(what), reader_.where(key)});
}

void CaseParser::bad(FlatNode value) {
  found_.push_back({base::Severity::error,
                    Phrase("sla.case_value_bad", {{"text", std::string(value.text())}}),
                    reader_.where(value)});
}

base::Instant CaseParser::instant(MaybeNode value) {
  if (!value) return {};
  const auto read = base::parse_instant(value->text());
  if (!read) bad(*value);
  return read.value_or(base::Instant{});
}

model::Actor CaseParser::actor(MaybeNode value) {
  if (!value) return model::Actor::system;
  const auto read = model::actor_from(value->text());
  if (!read) bad(*value);
  return read.value_or(model::Actor::system);
}

model::StatusWord CaseParser::status_word(FlatNode value) {
  const std::string_view text = value.text();
  const std::size_t colon = text.find(':');
  const auto state = model::state_from(text.substr(0, colon));
  std::optional<model::HoldReason> reason = model::HoldReason::none;
  if (colon != std::string_view::npos) reason = model::hold_reason_from(text.substr(colon + 1));
  if (!state || !reason) {
    bad(value);
    return {};
  }
  return {*state, *reason};
}

model::Assigned CaseParser::assigned(FlatNode value) {
  const auto read = model::assigned_from(value.text());
  if (!read) bad(value);
  return read.value_or(model::Assigned::nobody);
}

SlaEvent::CommentKind CaseParser::comment_kind(FlatNode value) {
  if (value.text() == "public") return SlaEvent::CommentKind::open;
  if (value.text() != "private") bad(value);
  return SlaEvent::CommentKind::closed;
}

}  // namespace estafeta::sla
