#include "connector/tracker/readback.h"

#include <algorithm>

#include "connector/tracker/pieces.h"

namespace estafeta::tracker {

namespace {

using base::Phrase;

// Each phrase carries the piece it is about, for not_written().
struct Comparison {
  std::vector<Phrase> found;

  void text(Part part, const char* what, const std::string& asked, const std::string& got) {
    if (normalised(asked) != normalised(got)) add(part, what, asked, got);
  }
  void date(const char* what, const std::optional<base::Date>& asked, const std::optional<base::Date>& got) {
    if (asked == got) return;
    add(Part::dates, what, asked ? base::format_date(*asked) : "", got ? base::format_date(*got) : "");
  }
  void assignee(const base::PrincipalId& asked, const std::optional<model::Principal>& got) {
    if (asked != (got ? got->id : base::PrincipalId{}))
      add(Part::assignee, "assignee", asked.value, got ? got->name : "");
  }
  void state(model::State asked, const model::Issue& got) {
    if (asked == got.status.state) return;
    found.push_back(Phrase("tracker.not_status", {{"state", std::string(model::to_string(asked))},
                                                  {"is", got.status_name},
                                                  {"piece", to_text({Part::state})}}));
  }
  void fields(const std::map<model::Field, std::string>& asked, const model::Issue& got) {
    for (const auto& [field, value] : asked) {
      if (normalised(value) == normalised(got.field(field))) continue;
      found.push_back(Phrase("tracker.field_not_written", {{"field", std::string(model::to_string(field))},
                                                           {"asked", value},
                                                           {"is", got.field(field)},
                                                           {"piece", to_text(of_field(field))}}));
    }
  }
  void other_fields(const std::map<std::string, std::string>& asked, const model::Issue& got) {
    for (const auto& [field, value] : asked) {
      const auto known = got.other_fields.find(field);
      const std::string is = known == got.other_fields.end() ? "" : known->second;
      if (normalised(value) == normalised(is)) continue;
      found.push_back(Phrase(
          "tracker.other_field_not_written",
          {{"field", field}, {"asked", value}, {"is", is}, {"piece", to_text({Part::other_field, field})}}));
    }
  }
  // Trackers keep hours with two places.
  void estimate(base::Seconds asked, const std::optional<base::Seconds>& got) {
    constexpr base::Seconds kRounding{60};
    const auto is = got.value_or(base::Seconds(0));
    if (asked - is < kRounding && is - asked < kRounding) return;
    add(Part::estimate, "estimate", base::format_duration(asked), base::format_duration(is));
  }
  void watchers(const std::vector<base::PrincipalId>& asked, const model::Issue& got) {
    for (const auto& who : asked) {
      if (std::find(got.watchers.begin(), got.watchers.end(), who) != got.watchers.end()) continue;
      found.push_back(
          Phrase("tracker.watcher_dropped", {{"who", who.value}, {"piece", to_text({Part::watchers})}}));
    }
  }
  void add(Part part, const char* what, const std::string& asked, const std::string& got) {
    found.push_back(
        Phrase("tracker.not_written",
               {{"what", std::string(what)}, {"asked", asked}, {"is", got}, {"piece", to_text({part})}}));
  }
};

base::Status verdict(const char* key, const model::Issue& got, std::vector<Phrase> problems) {
  if (problems.empty()) return {};
  return {base::Code::failed_precondition,
          Phrase(key, {{"issue", got.id.value}, {"problems", std::move(problems)}}),
          base::Cause::written_otherwise};
}

}  // namespace

std::string with_lf(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  return out;
}

std::string normalised(const std::string& text) {
  std::string out;
  for (const char c : with_lf(text)) {
    if (c == '\n') out.erase(out.find_last_not_of(" \t") + 1);
    out += c;
  }
  out.erase(out.find_last_not_of(" \t\n") + 1);
  return out;
}

std::vector<Phrase> differences(const NewIssue& asked, const model::Issue& got) {
  Comparison compare;
  if (asked.kind != got.kind) {
    compare.add(Part::kind, "tracker", std::string(model::to_string(asked.kind)), got.tracker);
  }
  if (asked.state) compare.state(*asked.state, got);
  if (asked.parent != got.parent) {
    compare.add(Part::parent, "parent", asked.parent ? base::to_string(*asked.parent) : "",
                got.parent ? base::to_string(*got.parent) : "");
  }
  if (asked.assignee) compare.assignee(*asked.assignee, got.assignee);
  compare.date("start_date", asked.start_date, got.start_date);
  compare.date("due_date", asked.due_date, got.due_date);
  if (asked.estimate) compare.estimate(*asked.estimate, got.estimate);
  compare.fields(asked.fields, got);
  compare.other_fields(asked.other_fields, got);
  compare.watchers(asked.watchers, got);
  return std::move(compare.found);
}

std::vector<Phrase> differences(const IssueUpdate& asked, const model::Issue& got) {
  Comparison compare;
  if (asked.state) compare.state(*asked.state, got);
  if (asked.assignee) compare.assignee(*asked.assignee, got.assignee);
  if (asked.subject) compare.text(Part::subject, "subject", *asked.subject, got.subject);
  if (asked.description) compare.text(Part::description, "description", *asked.description, got.description);
  if (asked.start_date) compare.date("start_date", *asked.start_date, got.start_date);
  if (asked.due_date) compare.date("due_date", *asked.due_date, got.due_date);
  compare.fields(asked.fields, got);
  return std::move(compare.found);
}

base::Status check_created(const NewIssue& asked, const model::Issue& got) {
  return verdict("tracker.created_otherwise", got, differences(asked, got));
}

base::Status check_updated(const IssueUpdate& asked, const model::Issue& got) {
  return verdict("tracker.written_otherwise", got, differences(asked, got));
}

bool is_key(const std::string& text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && plain(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-' || c == '/'; });
}

const std::string* status_name(const model::TrackerMapping& mapping, model::Kind kind, model::State state) {
  const auto states = mapping.states.find(kind);
  if (states == mapping.states.end()) return nullptr;
  const auto names = states->second.find(state);
  return names == states->second.end() || names->second.empty() ? nullptr : &names->second.front();
}

model::State state_of(const model::TrackerMapping& mapping, model::Kind kind, const std::string& status) {
  const auto states = mapping.states.find(kind);
  if (states == mapping.states.end()) return model::State::unknown;
  for (const auto& [state, names] : states->second) {
    if (std::find(names.begin(), names.end(), status) != names.end()) return state;
  }
  return model::State::unknown;
}

model::Kind kind_of(const model::TrackerMapping& mapping, const std::string& tracker) {
  for (const auto& [kind, names] : mapping.kinds) {
    if (std::find(names.begin(), names.end(), tracker) != names.end()) return kind;
  }
  return model::Kind::other;
}

model::HoldReason hold_reason_of(const model::TrackerMapping& mapping, const std::string& value) {
  for (const auto& [reason, name] : mapping.hold_reasons) {
    if (name == value && !value.empty()) return reason;
  }
  return model::HoldReason::none;
}

model::HoldReason hold_reason_of_status(const model::TrackerMapping& mapping, const std::string& status) {
  for (const auto& [reason, names] : mapping.hold_statuses) {
    if (std::find(names.begin(), names.end(), status) != names.end()) return reason;
  }
  return model::HoldReason::none;
}

std::string priority_word(const model::TrackerMapping& mapping, const std::string& name) {
  for (const auto& [word, names] : mapping.priorities) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return word;
  }
  return name;
}

}  // namespace estafeta::tracker
