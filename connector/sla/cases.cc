#include "connector/sla/cases.h"

#include <utility>

#include "connector/calendar/calendar.h"
#include "connector/sla/case_reader.h"
#include "connector/sla/evaluate.h"
#include "connector/sla/policy.h"

namespace estafeta::sla {

namespace {

using base::Diagnostics;
using base::Phrase;
using document::Node;
using model::SlaEvent;

// Reads one case; what is missing or wrong is reported and stays at its default.
class CaseParser {
 public:
  explicit CaseParser(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  model::Incident incident(const Node& issue) {
    model::Incident incident;
    incident.created = instant(issue, "created");
    incident.by = actor(issue);
    if (const Node* status = required(issue, "status")) incident.status = status_word(*status);
    if (const Node* events = required(issue, "events")) {
      for (const Node& item : events->items) incident.events.push_back(event(item));
    }
    for (const auto& [key, value] : issue.entries) {
      if (key.text == "priority") {
        incident.priority = value.text;
      } else if (value.is_scalar()) {
        incident.attributes.emplace(key.text, value.text);
      }
    }
    return incident;
  }

  base::Instant instant(const Node& node, const char* name) {
    const Node* value = required(node, name);
    if (value == nullptr) return {};
    const auto read = base::parse_instant(value->text);
    if (!read) bad(*value);
    return read.value_or(base::Instant{});
  }

  const Node* required(const Node& node, const char* name) {
    const Node* value = node.find(name);
    if (value == nullptr) {
      diagnostics_.push_back(
          {base::Severity::error, Phrase("sla.case_lacks", {{"field", name}}), node.where});
    }
    return value;
  }

 private:
  void bad(const Node& value) {
    diagnostics_.push_back(
        {base::Severity::error, Phrase("sla.case_value_bad", {{"text", value.text}}), value.where});
  }

  model::Actor actor(const Node& node) {
    const Node* value = required(node, "by");
    if (value == nullptr) return {};
    const auto read = model::actor_from(value->text);
    if (!read) bad(*value);
    return read.value_or(model::Actor::system);
  }

  model::StatusWord status_word(const Node& value) {
    const std::string_view text = value.text;
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

  SlaEvent event(const Node& node) {
    SlaEvent event;
    event.at = instant(node, "at");
    event.by = actor(node);
    if (const Node* status = node.find("status")) event.status = status_word(*status);
    if (const Node* priority = node.find("priority")) event.priority = priority->text;
    if (const Node* comment = node.find("comment")) event.comment = comment_kind(*comment);
    return event;
  }

  SlaEvent::CommentKind comment_kind(const Node& value) {
    if (value.text == "public") return SlaEvent::CommentKind::open;
    if (value.text != "private") bad(value);
    return SlaEvent::CommentKind::closed;
  }

  Diagnostics& diagnostics_;
};

Node text_node(std::string text) {
  Node node;
  node.kind = Node::Kind::string;
  node.text = std::move(text);
  return node;
}

Node seconds_node(const std::optional<base::Seconds>& seconds) {
  Node node;
  if (!seconds) return node;
  node.kind = Node::Kind::integer;
  node.text = std::to_string(seconds->count());
  return node;
}

Node instant_node(const std::optional<base::Instant>& instant) {
  return instant ? text_node(base::format_instant(*instant)) : Node{};
}

void put(Node& map, const std::string& key, Node value) {
  map.kind = Node::Kind::map;
  map.entries.push_back({{key, {}}, std::move(value)});
}

Node clock_node(const model::ClockJudgement& clock) {
  Node node;
  put(node, "state", text_node(std::string(to_string(clock.state))));
  if (clock.state == model::ClockState::none) return node;  // nothing else applies
  put(node, "target_s", seconds_node(clock.target));
  put(node, "elapsed_s", seconds_node(clock.elapsed));
  put(node, "used", text_node(clock.used.value_or("")));
  put(node, "due", instant_node(clock.due));
  put(node, "stopped_at", instant_node(clock.stopped_at));
  put(node, "breached_at", instant_node(clock.breached_at));
  return node;
}

std::string line_of(const std::string& name, const model::Judgement& judgement) {
  Node clocks;
  clocks.kind = Node::Kind::map;
  for (const model::ClockJudgement& clock : judgement.clocks) put(clocks, clock.clock, clock_node(clock));
  Node line;
  put(line, "name", text_node(name));
  put(line, "clocks", std::move(clocks));
  return document::to_json(line);
}

// Places within an element's text become places within the file.
void shift(Diagnostics& diagnostics, const base::Location& begin) {
  for (base::Diagnostic& diagnostic : diagnostics) {
    base::Location& where = diagnostic.where;
    if (where.line == 1) where.column += begin.column - 1;
    if (where.line > 0) where.line += begin.line - 1;
  }
}

std::optional<std::string> evaluate_text(const CaseReader::Element& element, Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<std::string> line;
  const auto node = document::parse_json(element.text, element.where.file);
  if (node) {
    line = evaluate_case(*node, found);
  } else {
    found = node.error();
  }
  shift(found, element.where);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return line;
}

}  // namespace

std::optional<std::string> evaluate_case(const Node& node, Diagnostics& diagnostics) {
  Diagnostics found;
  CaseParser parser(found);
  const Node* name = parser.required(node, "name");
  const Node* policy_node = parser.required(node, "policy");
  const Node* issue = parser.required(node, "issue");
  const base::Instant now = parser.instant(node, "now");
  calendar::CalendarSet calendars;
  if (const Node* list = node.find("calendars")) calendars = calendar::parse_calendars(*list, found);
  const auto policy = policy_node == nullptr ? std::nullopt : parse_policy(*policy_node, calendars, found);
  const model::Incident incident = issue == nullptr ? model::Incident{} : parser.incident(*issue);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  if (base::has_errors(found) || !policy) return std::nullopt;
  return line_of(name->text, evaluate(*policy, incident, now));
}

void evaluate_cases(std::istream& in, const std::string& file, std::ostream& out, Diagnostics& diagnostics) {
  CaseReader reader(in, file);
  while (const auto element = reader.next()) {
    if (const auto line = evaluate_text(*element, diagnostics)) out << *line << '\n';
  }
  if (reader.problem()) diagnostics.push_back(*reader.problem());
}

}  // namespace estafeta::sla
