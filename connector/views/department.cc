#include "connector/views/department.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::State;

constexpr std::chrono::days kAhead{14};

struct Sure {
  Sureness sureness = Sureness::sure;
  Phrase why;
};

Phrase about(const char* key, const CardTask& task) {
  return Phrase(key, {{"issue", task.issue ? task.issue->value : std::int64_t{0}}});
}

std::optional<Phrase> waits_outside(const CardTask& task) {
  if (task.outside.empty()) return std::nullopt;
  return Phrase("sureness_why.outside", {{"issue", task.outside.front().value}});
}

// What makes the day of whatever waits for this task unsure; nothing: it goes its way.
std::optional<Phrase> doubt(const CardTask& task) {
  using model::HoldReason;
  using model::Owner;
  const bool on_hold = task.state == State::on_hold;
  if (task.state == State::failed || task.state == State::cancelled || task.state == State::cancelling) {
    return about("sureness_why.decision", task);
  }
  if (change::was_done(task.state)) {
    return task.owes.empty() ? std::nullopt : std::optional(about("sureness_why.values", task));
  }
  if (task.owner == Owner::client || (on_hold && task.reason == HoldReason::client)) {
    return about("sureness_why.client", task);
  }
  if (task.owner == Owner::vendor || (on_hold && task.reason == HoldReason::vendor)) {
    return about("sureness_why.vendor", task);
  }
  if (on_hold) return about("sureness_why.on_hold", task);
  if (task.state == State::returned) return about("sureness_why.returned", task);
  if (task.overdue) return about("sureness_why.overdue", task);
  return waits_outside(task);
}

// Of everything before the task, the nearest first.
Sure sureness_of(const ChangeCard& card, const CardTask& task) {
  const bool agreed = card.state == State::in_progress || card.state == State::agreed;
  if (card.state == State::on_hold) return {Sureness::unsure, Phrase("sureness_why.change_on_hold")};
  if (card.state == State::cancelling || card.state == State::failing) {
    return {Sureness::unsure, Phrase("sureness_why.winding_up")};
  }
  if (!agreed) return {Sureness::unsure, Phrase("sureness_why.not_agreed")};
  if (!card.trouble.empty()) return {Sureness::unsure, Phrase("sureness_why.stands_still")};
  if (auto why = waits_outside(task)) return {Sureness::unsure, std::move(*why)};
  std::vector<std::string> front = task.waits_for;
  std::set<std::string> seen(front.begin(), front.end());
  std::int64_t not_begun = 0;
  for (std::size_t i = 0; i < front.size(); ++i) {
    const auto* before = card.find(front[i]);
    if (before == nullptr) return {Sureness::unsure, Phrase("sureness_why.gone")};
    if (auto why = doubt(*before)) return {Sureness::unsure, std::move(*why)};
    if (before->state == State::waiting || before->state == State::ready) ++not_begun;
    for (const auto& key : before->waits_for) {
      if (seen.insert(key).second) front.push_back(key);
    }
  }
  if (not_begun == 0) return {Sureness::sure, Phrase("sureness_why.in_time")};
  return {Sureness::likely, Phrase("sureness_why.not_begun", {{"n", not_begun}})};
}

class DepartmentPage {
 public:
  DepartmentPage(const Overview& overview, const model::Department& department)
      : overview_(overview), department_(department) {
    view_.id = department.id;
    view_.title = department.title;
  }

  DepartmentView run() {
    for (const auto& [id, card] : overview_.cards) {
      for (const auto& wait : card.waits) {
        if (wait.department == department_.id) add_wait(wait);
      }
      if (has_ended(card)) continue;
      if (!card.trouble.empty()) view_.troubled.push_back({card.issue, card.title, card.trouble});
      for (const auto& reopened : card.reopened) add_reopened(card, reopened);
      for (const auto& task : card.tasks) {
        if (task.owner == model::Owner::department && task.department == department_.id) add(card, task);
      }
    }
    sort();
    take_waited();
    return std::move(view_);
  }

 private:
  void add(const ChangeCard& card, const CardTask& task) {
    if (task.state == State::waiting) return add_coming(card, task);
    if (!task.issue) return;
    if (!task.owes.empty()) add_owing(card, task);
    if (change::has_ended(task.state)) return;
    auto& list = task.state == State::ready ? view_.ready : view_.under_way;
    list.push_back({*task.issue, task.title, card.issue, task.state, task.reason, task.holder, task.since,
                    task.due, remark_on(card, task)});
    add_held(card, task);
  }

  void add_owing(const ChangeCard& card, const CardTask& task) {
    std::string values;
    for (const auto& value : task.owes) values += (values.empty() ? "" : "; ") + value;
    view_.owing.push_back({*task.issue, task.title, card.issue, task.holder, task.since, std::move(values)});
    add_held(card, task);
  }

  std::string remark_on(const ChangeCard& card, const CardTask& task) const {
    std::string remark;
    if (const auto why = absence_of(overview_, task)) {
      remark = overview_.speaker.say(*why);
    }
    if (card.state == State::on_hold) {
      remark += (remark.empty() ? "" : "; ") + overview_.speaker.say("department.change_on_hold");
    }
    for (const auto& clock : task.promised) {
      if (!clock.due) continue;
      const Phrase said(*clock.due < overview_.now ? "department.promise_broken" : "department.promised",
                        {{"clock", clock.clock}, {"due", *clock.due}});
      remark += (remark.empty() ? "" : "; ") + overview_.speaker.say(said);
    }
    if (task.dates_until) {
      const Phrase said("department.dates_until", {{"until", *task.dates_until}});
      remark += (remark.empty() ? "" : "; ") + overview_.speaker.say(said);
    }
    const bool silent = is_silent(task, overview_.now);
    if (silent && card.state == State::in_progress) {
      const Phrase said("department.silent",
                        {{"since", task.spoken ? *task.spoken : task.since.value_or(base::Instant{})}});
      remark += (remark.empty() ? "" : "; ") + overview_.speaker.say(said);
    }
    return remark;
  }

  void add_coming(const ChangeCard& card, const CardTask& task) {
    const std::chrono::sys_days today = overview_.organisation.rules.zone.local_date(overview_.now);
    if (std::chrono::sys_days(task.start) >= today + kAhead) return;
    auto sure = sureness_of(card, task);
    ComingTask coming{task.issue, task.title, card.issue, task.start, {}, sure.sureness, std::move(sure.why)};
    for (const auto& key : task.waits_for) {
      const auto* before = card.find(key);
      if (before != nullptr && before->issue) coming.waits_for.push_back(*before->issue);
    }
    coming.waits_for.insert(coming.waits_for.end(), task.outside.begin(), task.outside.end());
    coming.dates_until = task.dates_until;
    view_.coming.push_back(std::move(coming));
  }

  void add_reopened(const ChangeCard& card, const CardReopened& reopened) {
    ReopenedTask task{reopened.issue, reopened.title, card.issue, reopened.at, reopened.person, {}};
    for (const auto& follower : reopened.followers) {
      if (follower.department == department_.id) task.followers.push_back(follower.issue);
    }
    if (!task.followers.empty()) view_.reopened.push_back(std::move(task));
  }

  std::string name_of(const std::string& who) const {
    const auto* department = overview_.organisation.departments.find(who);
    return department == nullptr ? overview_.speaker.word("owner", who) : department->title;
  }

  // Its own tasks that wait for it are its own affair.
  void add_held(const ChangeCard& card, const CardTask& task) {
    std::set<std::string> waiting;
    for (const auto& other : card.tasks) {
      const bool waits =
          std::find(other.waits_for.begin(), other.waits_for.end(), task.key) != other.waits_for.end();
      const bool own = other.owner == model::Owner::department && other.department == department_.id;
      if (!waits || own) continue;
      waiting.insert(other.owner == model::Owner::department ? other.department
                                                             : std::string(to_string(other.owner)));
    }
    if (waiting.empty()) return;
    HeldUp held{*task.issue, task.title, card.issue, {}, task.since, task.slips_after};
    for (const auto& who : waiting) held.waiting.push_back(name_of(who));
    view_.holds_up.push_back(std::move(held));
  }

  void add_wait(const CardWait& wait) {
    const auto& rules = overview_.organisation.rules;
    const auto midnight = rules.zone.start_of_day(rules.zone.local_date(overview_.now));
    const auto from = std::max(wait.from, midnight - std::chrono::days(kDaysOfWaiting));
    const auto until = std::min(wait.until.value_or(midnight), midnight);
    const auto* calendar = rules.calendars.find(department_.calendar);
    if (calendar == nullptr || until <= from) return;
    const auto time = calendar->elapsed(from, until);
    if (time == base::Seconds(0)) return;
    auto& waited = waited_[wait.for_whom];
    waited.time += time;
    ++waited.tasks;
  }

  void sort() {
    const auto by_slip = [](const auto& one, const auto& other) {
      return std::tie(one.due, one.issue) < std::tie(other.due, other.issue);
    };
    std::sort(view_.ready.begin(), view_.ready.end(), by_slip);
    std::sort(view_.under_way.begin(), view_.under_way.end(), by_slip);
    std::stable_sort(view_.owing.begin(), view_.owing.end(),
                     [](const auto& one, const auto& other) { return one.since < other.since; });
    std::stable_sort(view_.coming.begin(), view_.coming.end(),
                     [](const auto& one, const auto& other) { return one.start < other.start; });
    std::stable_sort(view_.holds_up.begin(), view_.holds_up.end(),
                     [](const auto& one, const auto& other) { return one.slips_after < other.slips_after; });
  }

  void take_waited() {
    for (auto& [who, waited] : waited_) {
      waited.who = name_of(who);
      view_.waited.push_back(std::move(waited));
    }
    std::stable_sort(view_.waited.begin(), view_.waited.end(),
                     [](const auto& one, const auto& other) { return one.time > other.time; });
  }

  const Overview& overview_;
  const model::Department& department_;
  DepartmentView view_;
  std::map<std::string, WaitedFor> waited_;
};

}  // namespace

std::string_view to_string(Sureness sureness) {
  if (sureness == Sureness::sure) return "sure";
  return sureness == Sureness::likely ? "likely" : "unsure";
}

DepartmentView department_of(const Overview& overview, const model::Department& department) {
  return DepartmentPage(overview, department).run();
}

}  // namespace estafeta::views
