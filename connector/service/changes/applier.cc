#include "connector/service/changes/applier.h"

#include <algorithm>
#include <map>

#include "connector/base/log.h"
#include "connector/change/steps/reconcile.h"
#include "connector/change/tree/stamp.h"
#include "connector/change/tree/watchers.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/plan_page.h"
#include "connector/service/site/audience.h"
#include "connector/tracker/concurrent_edit.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::Status;
using model::Action;
using model::Field;

// One application of one plan.
class Application {
 public:
  Application(const Site& site, WatchedWrites& writes, Creator& creator, PartialWriter& writer,
              ToldFields& told, const model::Plan& plan, const Observation& observed)
      : site_(site),
        writes_(writes),
        creator_(creator),
        writer_(writer),
        told_(told),
        plan_(plan),
        observed_(observed),
        situation_(observed.situation),
        speaker_(site.in_tracker()) {
    for (const auto& task : plan.schedule.tasks) {
      if (task.issue) issues_[task.key] = *task.issue;
    }
  }

  Status run() {
    for (const auto& action : plan_.actions) {
      if (auto done = apply(action); !done.ok()) return done;
    }
    return {};
  }

 private:
  Status apply(const Action& action) {
    switch (action.type) {
      case Action::Type::none:
        return {};
      case Action::Type::create_task:
        return create(action);
      case Action::Type::relate:
        return relate(action);
      case Action::Type::unrelate:
        return writes_.unrelate(*action.relation);
      case Action::Type::update:
        return update(action);
      case Action::Type::write_plan:
        return write_plan_page(site_, writes_, plan_, observed_, issues_);
      case Action::Type::attach_origin:
        // Goes along with the next update of the change: one journal and one mail instead of two.
        files_.push_back({action.key, observed_.origin, "application/json"});
        return {};
      case Action::Type::stop:
        return {Code::failed_precondition, action.reason};
    }
    return {};
  }

  std::string worded(const Phrase& subject) const {
    model::Text words(1);
    words.front().text = site_.plain().say(subject);
    return render::subject(words, nullptr);
  }

  Status create(const Action& action) {
    const auto& wanted = *action.task;
    tracker::NewIssue issue;
    issue.project = situation_.change.project;
    issue.kind = model::Kind::task;
    issue.subject = action.change.subject
                        ? worded(*action.change.subject)
                        : render::subject(action.change.title.value_or(wanted.title), nullptr);
    issue.description =
        render::body(action.change.description.value_or(wanted.description), nullptr, *site_.markup);
    issue.state = action.change.state;
    issue.parent = situation_.change.id;
    issue.start_date = action.change.start_date;
    issue.due_date = action.change.due_date;
    issue.fields = action.change.fields;
    if (wanted.estimate.count() > 0) issue.estimate = wanted.estimate;
    for (const auto& field : wanted.fields) issue.other_fields[field.name] = field.value;
    issue.watchers = change::watchers_of(site_.rules, situation_.facts, wanted);
    issue.fields[Field::task_key] = to_string(situation_.change.id) + "/" + action.key;
    if (auto status = assignee(action.change, issue.assignee); !status.ok()) return status;
    issue.mails = audience_of(issue);
    auto made = writer_.create(issue, [&](const tracker::NewIssue& one) { return creator_.create(one); });
    if (!made) return made.error();
    issues_[action.key] = *made;
    made_[action.key] = *made;
    return {};
  }

  Status relate(const Action& action) {
    const auto from = issues_.find(action.key);
    const auto to = issues_.find(action.to_key);
    if (from == issues_.end() || to == issues_.end()) {
      return {Code::internal, Phrase("service.unknown_key", {{"key", action.key + " > " + action.to_key}})};
    }
    auto made = writes_.relate(from->second, to->second);
    return made ? Status() : made.error();
  }

  Status update(const Action& action) {
    const auto& wanted = action.change;
    tracker::IssueUpdate update;
    update.state = wanted.state;
    if (auto status = assignee(wanted, update.assignee); !status.ok()) return status;
    if (wanted.title) update.subject = render::subject(*wanted.title, nullptr);
    if (wanted.subject) update.subject = worded(*wanted.subject);
    if (wanted.description) update.description = render::body(*wanted.description, nullptr, *site_.markup);
    if (wanted.start_date) update.start_date = wanted.start_date;
    if (wanted.due_date) update.due_date = wanted.due_date;
    update.fields = wanted.fields;
    if (auto stamp = update.fields.find(Field::change_plan); stamp != update.fields.end()) {
      stamp->second = change::complete_stamp(stamp->second, made_);
    }
    std::vector<std::string> note;
    for (const auto& paragraph : wanted.note) note.push_back(speaker_.say(paragraph));
    const base::IssueId id = action.issue.value_or(situation_.change.id);
    const auto& issue = as_observed(id);
    update.seen = tracker::newest_entry(issue);
    update.restoring_note = speaker_.say(Phrase("note.restored"));
    if (id == situation_.change.id) update.uploads = std::exchange(files_, {});
    if (auto done = told_.write(situation_.change.id, issue, std::move(update), note); !done.ok())
      return done;
    if (wanted.private_note.empty()) return {};
    return writes_.private_note(id, render::note(wanted.private_note, speaker_));
  }

  // Updates are decided for issues that were read.
  const model::Issue& as_observed(base::IssueId id) const {
    for (const auto* read : {&situation_.children, &situation_.below, &situation_.requests}) {
      for (const auto& one : *read) {
        if (one.id == id) return one;
      }
    }
    return situation_.change;
  }

  Status assignee(const model::IssueChange& wanted, std::optional<base::PrincipalId>& out) const {
    out = wanted.assignee;
    if (!wanted.assign_group) return {};
    const auto* department = site_.mappings.departments.find(*wanted.assign_group);
    const auto group = department == nullptr ? situation_.facts.groups.end()
                                             : situation_.facts.groups.find(department->group);
    if (group == situation_.facts.groups.end()) {
      const auto& group_name = department == nullptr ? *wanted.assign_group : department->group;
      return {Code::failed_precondition, Phrase("change.no_group", {{"department", *wanted.assign_group},
                                                                    {"group", group_name},
                                                                    {"project", situation_.change.project}})};
    }
    out = group->second;
    return {};
  }

  const Site& site_;
  WatchedWrites& writes_;
  Creator& creator_;
  PartialWriter& writer_;
  ToldFields& told_;
  const model::Plan& plan_;
  const Observation& observed_;
  const change::Situation& situation_;
  messages::Speaker speaker_;
  std::map<std::string, base::IssueId> issues_;  // by local key
  std::map<std::string, base::IssueId> made_;    // those of this application
  std::vector<tracker::Upload> files_;
};

}  // namespace

base::Status Applier::apply(const model::Plan& plan, const Observation& observed) {
  return Application(site_, writes_, creator_, writer_, told_, plan, observed).run();
}

}  // namespace estafeta::service
