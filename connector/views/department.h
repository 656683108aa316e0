// A department's page: what may begin now, what is under way, what comes in the next two weeks and how sure
// that is, where it holds others up, how long it waited for others.
//
// As the desk it says no time of its own making; all stands in the order in which it is to be shown. Pure; no
// thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/ids.h"
#include "connector/model/mapping.h"
#include "connector/model/words.h"
#include "connector/views/overview.h"

namespace estafeta::views {

// How sure it is that a task comes on its day.
enum class Sureness { sure, likely, unsure };
std::string_view to_string(Sureness sureness);

struct DepartmentTask {
  base::IssueId issue;
  std::string title;
  base::IssueId change;
  model::State state = model::State::ready;
  model::HoldReason reason = model::HoldReason::none;
  std::string holder;                  // empty: nobody
  std::optional<base::Instant> since;  // it is in that state
  base::Date due{};                    // by the plan
  std::string remark;                  // worded, in plain text: nobody writes, the holder is away
};

// A task that was closed without values others need, or with wrong ones.
struct OwingTask {
  base::IssueId issue;
  std::string title;
  base::IssueId change;
  std::string holder;                  // who closed it, as far as known
  std::optional<base::Instant> since;  // it is closed
  std::string values;                  // worded, in plain text
};

struct ComingTask {
  std::optional<base::IssueId> issue;  // none: not made yet
  std::string title;
  base::IssueId change;
  base::Date start{};  // by the plan
  std::vector<base::IssueId> waits_for;
  Sureness sureness = Sureness::sure;
  base::Phrase why;
  std::optional<base::Instant> dates_until = {};  // the department may move its dates
};

struct HeldUp {
  base::IssueId issue;  // the department's task
  std::string title;
  base::IssueId change;
  std::vector<std::string> waiting;    // who waits for it, as people call them
  std::optional<base::Instant> since;  // it has been with the department
  base::Date slips_after{};            // done later, and the whole change ends later
};

// Work of the department was begun or done on its result, and it is not finished any more.
struct ReopenedTask {
  base::IssueId issue;
  std::string title;
  base::IssueId change;
  base::Instant since;
  std::string person;                    // who opened it
  std::vector<base::IssueId> followers;  // the department's tasks after it
};

struct WaitedFor {
  std::string who;
  base::Seconds time{0};
  int tasks = 0;
};

// A change whose tasks are shown as they were known before, or not at all.
struct TroubledChange {
  base::IssueId change;
  std::string title;
  std::string why;  // worded, in plain text
};

struct DepartmentView {
  std::string id;
  std::string title;
  std::vector<DepartmentTask> ready;
  std::vector<DepartmentTask> under_way;
  std::vector<OwingTask> owing;
  std::vector<ComingTask> coming;
  std::vector<HeldUp> holds_up;
  std::vector<ReopenedTask> reopened;
  std::vector<WaitedFor> waited;
  std::vector<TroubledChange> troubled;  // any of the site's, since nobody can tell whose tasks it has

  bool empty() const {
    return ready.empty() && under_way.empty() && owing.empty() && coming.empty() && holds_up.empty() &&
           reopened.empty() && waited.empty();
  }
};

DepartmentView department_of(const Overview& overview, const model::Department& department);

}  // namespace estafeta::views
