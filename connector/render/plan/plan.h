// A plan as people read it: in a terminal, as JSON, on the change's page in the tracker.
//
// Pure; no thread rule. Instants are shown by the speaker's style; the JSON has them as `…Z`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/calendar/zone.h"
#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/model/markup.h"
#include "connector/model/plan.h"

namespace estafeta::render {

struct PlanView {
  std::string title;                               // of the change
  model::State state = model::State::in_progress;  // of the change
  std::string template_name;                       // empty: a change without a template
  int version = 0;
  std::string hash;
  bool was_edited = false;                          // a person had edited the page that this one replaces
  bool provisional = false;                         // a preview: dates are fixed when the change is agreed
  const model::Departments* departments = nullptr;  // for their titles; must outlive the view
  model::Schedule schedule;
  std::map<std::string, std::string> holders;    // local key -> who must act now, worded and in plain text
  std::map<std::string, std::string> approvers;  // local key -> the role that answers, by its name
  std::vector<base::Phrase> remarks;
  calendar::Zone zone = calendar::Zone::utc();  // of the days in pictures
  std::optional<base::Instant> now;             // marked in pictures
  std::optional<model::Promise> promise;        // nothing: no day was promised
  std::optional<model::WindowPlan> window;      // nothing: none has opened yet or is near
  std::string client_text;                      // what the client may be told of a late one, in markup
};

// Who does it, in plain words: a department, the client, a vendor, or the role that answers.
std::string doer_of(const model::PlannedTask& task, const PlanView& view, const messages::Speaker& speaker);

// A table in the order of work, then the finish, the critical path and the remarks.
std::string plan_text(const PlanView& view, const messages::Speaker& speaker);
// The page of the change. The speaker's style must escape for that markup.
std::string plan_page(const PlanView& view, const messages::Speaker& speaker, const model::Markup& markup);

// What would be written, one line per action with its reason: `plan --change`, `sync --dry-run`.
std::string actions_text(const std::vector<model::Action>& actions, const messages::Speaker& speaker);

}  // namespace estafeta::render
