// When each task starts and ends, in the working time of who does it, and what fixes the end of the change.
//
// Forward: a task starts at the first open instant after all it needs has ended, or begun where the need says
// so, and the lags have passed.
// Backward from the last end: the latest end of each task with which the change still ends when it does;
// slack is the working time between. Of alternatives each one that comes in time is held to that, so that
// slack is never more than there is. What begins late is then put as late as it can be without moving what
// follows it; its driver is what would let it begin earlier. What has begun keeps its real start, what has
// ended its real end. Pure; instants are whole seconds UTC; safe to call from any thread.
//
// Errors: invalid_argument for a cycle or a calendar nobody knows, failed_precondition when no maintenance
// window is long enough or nothing is open any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/calendar/calendar.h"
#include "connector/model/change.h"
#include "connector/model/mapping.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// What has happened to a task so far; nothing for one that is only planned.
struct Reality {
  std::optional<base::Instant> began;
  std::optional<base::Instant> ended;
  std::vector<calendar::Interval> held;     // on hold or returned since it began; up to now if it still is
  std::optional<base::Instant> not_before;  // a day a person chose for the start
};

struct ScheduleTask {
  model::PlannedTask shown;         // key and whatever else is to stand in the schedule; times are filled in
  std::vector<model::Edge> needs;   // those that are not among the tasks hold nothing up
  std::vector<model::Edge> any_of;  // of these the first that is there will do
  std::string calendar;             // name; of the lags too
  base::Seconds duration{0};
  bool milestone = false;           // takes no time and waits for no opening
  bool maintenance_window = false;  // fits into one of the client's windows, whatever its calendar says
  bool late = false;                // as late as it can without moving what follows
  Reality reality;
};

struct ScheduleInput {
  std::vector<ScheduleTask> tasks;  // in the template's order
  std::string windows;              // name of the client's calendar of windows; empty: none
  std::vector<model::Freeze> freezes;
  bool overdue_ends_now = false;  // else at the close of its day, as far as that can be
  base::Instant from;             // nothing new begins earlier: the plan's start, or now once it runs
};

base::Result<model::Schedule> schedule(const ScheduleInput& input, const calendar::CalendarSet& calendars);

}  // namespace estafeta::change
