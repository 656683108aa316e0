#include "connector/service/changes/told_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connector/http/client.h"
#include "connector/service/site/audience.h"
#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

using base::IssueId;
using base::Status;
using model::Field;

constexpr std::array kRemembering{Field::change_plan, Field::change_forecast, Field::decision};
constexpr std::string_view kDebt = "note/";

std::vector<Field> remembering(const tracker::IssueUpdate& update) {
  std::vector<Field> fields;
  for (const auto field : kRemembering) {
    if (update.fields.contains(field)) fields.push_back(field);
  }
  return fields;
}

bool changes(const model::Event& event, const std::vector<Field>& fields) {
  return std::any_of(event.fields.begin(), event.fields.end(), [&](const model::FieldChange& change) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](Field field) { return change.name == to_string(field); });
  });
}

bool says(const model::Event& event, const std::string& text) {
  return event.own && event.comment &&
         tracker::normalised(event.comment->text).find(tracker::normalised(text)) != std::string::npos;
}

// Said since somebody last changed one of these fields, and not along with such a change.
bool was_said(const model::Issue& issue, const std::vector<Field>& fields, const std::string& paragraph) {
  for (auto event = issue.events.rbegin(); event != issue.events.rend(); ++event) {
    if (changes(*event, fields)) return false;
    if (says(*event, paragraph)) return true;
  }
  return false;
}

std::string joined(const std::vector<std::string>& paragraphs) {
  std::string text;
  for (const auto& paragraph : paragraphs) text += (text.empty() ? "" : "\n\n") + paragraph;
  return text;
}

std::string key_of(IssueId change, IssueId issue) {
  return std::string(kDebt) + to_string(change) + "/" + to_string(issue);
}

std::string name_of_kept(const model::Issue& issue, Field field) {
  return "keeps/" + issue.project + "/" + issue.tracker + "/" + std::string(to_string(field));
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// `note/12/15`: of change 12, to the issue 15.
std::optional<std::pair<IssueId, IssueId>> issues_of(std::string_view key) {
  if (!key.starts_with(kDebt)) return std::nullopt;
  key.remove_prefix(kDebt.size());
  const auto slash = key.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto change = number(key.substr(0, slash));
  const auto issue = number(key.substr(slash + 1));
  if (!change || !issue) return std::nullopt;
  return std::pair(IssueId{*change}, IssueId{*issue});
}

// A limit is over with the next pass; what the tracker refuses it refuses each time.
bool is_still_owed(const Status& said) {
  return said.code() == base::Code::unavailable || said.code() == base::Code::aborted ||
         said.cause() == base::Cause::write_limit || said.cause() == base::Cause::mail_limit;
}

bool is_unknown(const Status& status) {
  return status.code() == base::Code::unavailable && !http::surely_not_taken(status);
}

}  // namespace

Status ToldFields::write(IssueId change, const model::Issue& issue, tracker::IssueUpdate update,
                         const std::vector<std::string>& paragraphs) {
  const auto fields = remembering(update);
  if (fields.empty()) {
    update.note = joined(paragraphs);
    update.mails = audience_of(issue.kind, update);
    return update.empty() ? Status() : writer_.update(issue, update);
  }
  std::vector<Field> dropped;
  for (const auto field : fields) {
    const auto kept = is_kept(issue, field);
    if (!kept) return kept.error();
    if (!*kept) dropped.push_back(field);
  }
  // Another field may have been written along with a note whose own field was dropped.
  const auto& remembering_it = dropped.empty() ? fields : dropped;
  std::vector<std::string> unsaid;
  std::copy_if(paragraphs.begin(), paragraphs.end(), std::back_inserter(unsaid),
               [&](const auto& paragraph) { return !was_said(issue, remembering_it, paragraph); });
  const bool apart = !unsaid.empty() && !dropped.empty();
  const std::string note = joined(unsaid);
  const Debt debt{change, issue.id, clock_.now()};
  if (apart) {
    if (auto owed = owe(debt, issue, note); !owed.ok()) return owed;
  } else {
    update.note = note;
  }
  update.mails = audience_of(issue.kind, update);
  auto done = writer_.update(issue, update);
  std::vector<Field> refused;
  std::copy_if(fields.begin(), fields.end(), std::back_inserter(refused),
               [&](Field field) { return writer_.refuses(issue.id, tracker::of_field(field)); });
  // What would remember the note is not written: without it the note would come again and again. That the
  // field is refused is told by itself.
  if (done.ok() && !refused.empty()) {
    if (auto kept = remember(issue, refused, false); !kept.ok()) return kept;
    return apart ? settle(debt) : Status();
  }
  if (!done.ok()) {
    if (done.cause() == base::Cause::written_otherwise) {
      if (auto kept = remember(issue, fields, false); !kept.ok()) return kept;
    }
    // Of what surely did not come true nothing is owed: it is decided anew.
    if (apart && !is_unknown(done)) {
      if (auto settled = settle(debt); !settled.ok()) return settled;
    }
    return done;
  }
  if (auto kept = remember(issue, fields, true); !kept.ok()) return kept;
  return apart ? say(debt, note) : Status();
}

Status ToldFields::say(const Debt& debt, const std::string& note) {
  tracker::IssueUpdate update;
  update.note = note;
  auto said = writes_.update(debt.issue, update);
  if (!said.ok() && is_still_owed(said)) return said;
  if (auto settled = settle(debt); !settled.ok()) return settled;
  return said;
}

base::Result<bool> ToldFields::owes(IssueId change) {
  if (auto loaded = load_debts(); !loaded.ok()) return base::fail(std::move(loaded));
  return std::any_of(debts_.begin(), debts_.end(),
                     [&](const auto& one) { return one.second.change == change; });
}

Status ToldFields::pay(IssueId change) {
  if (auto loaded = load_debts(); !loaded.ok()) return loaded;
  std::vector<Debt> debts;
  for (const auto& [key, debt] : debts_) {
    if (debt.change == change) debts.push_back(debt);
  }
  for (const auto& debt : debts) {
    if (auto paid = pay(debt); !paid.ok()) return paid;
  }
  return {};
}

Status ToldFields::pay(const Debt& debt) {
  const auto until = debt.begun + request_limit_;
  if (until > clock_.now()) sleeper_.sleep(until - clock_.now());
  const auto kept = store_.value(key_of(debt.change, debt.issue));
  if (!kept) return kept.error();
  const std::string text = kept->value_or("");
  const auto end = text.find('\n');
  const auto seen = number(text.substr(0, end));
  if (end == std::string::npos || !seen) return settle(debt);
  const std::string note = text.substr(end + 1);
  const auto issue = reader_.issue(debt.issue);
  if (!issue) return issue.error().code() == base::Code::not_found ? settle(debt) : issue.error();
  bool is_written = false;
  bool is_said = false;
  const std::vector<Field> fields(kRemembering.begin(), kRemembering.end());
  for (const auto& event : issue->events) {
    if (event.journal.value <= *seen) continue;
    is_written = is_written || (event.own && changes(event, fields));
    is_said = is_said || says(event, note);
  }
  // Where the field was not written, the next decision tells it by itself.
  return is_written && !is_said ? say(debt, note) : settle(debt);
}

Status ToldFields::load_debts() {
  if (loaded_) return {};
  const auto intents = store_.open_intents();
  if (!intents) return intents.error();
  for (const auto& intent : *intents) {
    if (const auto issues = issues_of(intent.key)) {
      debts_[intent.key] = {issues->first, issues->second, intent.begun};
    }
  }
  loaded_ = true;
  return {};
}

Status ToldFields::owe(const Debt& debt, const model::Issue& issue, const std::string& note) {
  if (auto loaded = load_debts(); !loaded.ok()) return loaded;
  if (writes_.dry_run()) return {};
  const auto key = key_of(debt.change, debt.issue);
  auto kept = store_.set_value(key, std::to_string(tracker::newest_entry(issue).value) + "\n" + note);
  if (!kept.ok()) return kept;
  debts_[key] = debt;
  return store_.begin_intent({key, debt.begun});
}

Status ToldFields::settle(const Debt& debt) {
  if (writes_.dry_run()) return {};
  const auto key = key_of(debt.change, debt.issue);
  debts_.erase(key);
  if (auto ended = store_.end_intent(key); !ended.ok()) return ended;
  return store_.set_value(key, "");
}

base::Result<bool> ToldFields::is_kept(const model::Issue& issue, Field field) {
  if (!issue.fields.contains(field)) return false;  // taken from this type of issue since
  const auto name = name_of_kept(issue, field);
  const auto known = kept_.find(name);
  if (known != kept_.end()) return known->second;
  const auto kept = store_.value(name);
  if (!kept) return base::fail(kept.error());
  return kept_[name] = !kept->value_or("").empty();
}

Status ToldFields::remember(const model::Issue& issue, const std::vector<Field>& fields, bool kept) {
  if (writes_.dry_run()) return {};
  for (const auto field : fields) {
    const auto known = is_kept(issue, field);
    if (!known) return known.error();
    if (*known == kept) continue;
    const auto name = name_of_kept(issue, field);
    kept_[name] = kept;
    if (auto stored = store_.set_value(name, kept ? "yes" : ""); !stored.ok()) return stored;
  }
  return {};
}

}  // namespace estafeta::service
