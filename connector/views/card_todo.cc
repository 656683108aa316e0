#include "connector/views/card_todo.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "connector/base/text.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::State;

// How the desk says what a remark of the plan asks of the TAM.
struct Asking {
  TodoKind kind;
  const char* sentence;
};
std::optional<Asking> asking_of(model::Ask ask) {
  using model::Ask;
  switch (ask) {
    case Ask::nothing:
    case Ask::late_promise:  // an item of its own, with or without the remark
      return std::nullopt;
    case Ask::right_parameters:
      return Asking{TodoKind::question, "desk.bad_parameters"};
    case Ask::right_template:
      return Asking{TodoKind::question, "desk.bad_template"};
    case Ask::right_first_template:
      return Asking{TodoKind::question, "desk.template_named_badly"};
    case Ask::reason:
      return Asking{TodoKind::decision, "desk.decision_reason"};
    case Ask::after_failure:
      return Asking{TodoKind::decision, "desk.failed"};
    case Ask::after_refusal:
      return Asking{TodoKind::decision, "desk.refused"};
    case Ask::after_cancelling:
      return Asking{TodoKind::decision, "desk.cancelled"};
    case Ask::after_loss:
      return Asking{TodoKind::decision, "desk.lost"};
    case Ask::after_loss_of_rollback:
      return Asking{TodoKind::decision, "desk.lost_undo"};
    case Ask::after_turning_needed:
      return Asking{TodoKind::decision, "desk.turned_needed"};
    case Ask::after_turning:
      return Asking{TodoKind::decision, "desk.turned"};
    case Ask::strangers:
      return Asking{TodoKind::decision, "desk.strangers"};
    case Ask::kept_open:
      return Asking{TodoKind::decision, "desk.kept_open"};
    case Ask::roll_back:
      return Asking{TodoKind::decision, "desk.offer_roll_back"};
    case Ask::new_plan:
      return Asking{TodoKind::decision, "desk.new_plan"};
    case Ask::first_template:
      return Asking{TodoKind::decision, "desk.template_named"};
    case Ask::finish:
      return Asking{TodoKind::decision, "desk.finished"};
    case Ask::finish_incomplete:
      return Asking{TodoKind::decision, "desk.ended"};
    case Ask::last_call:
      return Asking{TodoKind::window, "desk.last_call"};
    case Ask::last_call_of_all:
      return Asking{TodoKind::window, "desk.last_call_of_all"};
    case Ask::latest_missed:
      return Asking{TodoKind::promise, "desk.latest_missed"};
    case Ask::latest_missed_that_day:
      return Asking{TodoKind::promise, "desk.latest_missed_that_day"};
    case Ask::change_latest_missed:
      return Asking{TodoKind::promise, "desk.change_latest_missed"};
    case Ask::change_latest_missed_that_day:
      return Asking{TodoKind::promise, "desk.change_latest_missed_that_day"};
    case Ask::max_lag_missed:
      return Asking{TodoKind::promise, "desk.max_lag_missed"};
    case Ask::max_lag_missed_begun:
      return Asking{TodoKind::promise, "desk.max_lag_missed_begun"};
  }
  return std::nullopt;
}

constexpr std::size_t kQuotedLength = 160;

template <typename T>
const T* value(const Phrase& phrase, std::string_view name) {
  const auto* found = phrase.find(name);
  return found == nullptr ? nullptr : std::get_if<T>(found);
}

class Needs {
 public:
  Needs(const change::Situation& situation, const model::Plan& plan, const change::Tree& tree,
        const ChangeCard& card, const messages::Speaker& speaker)
      : situation_(situation), plan_(plan), tree_(tree), card_(card), speaker_(speaker) {}

  std::vector<TodoItem> run() {
    if (card_.state == State::needs_input) {
      found_.push_back(
          {TodoKind::question, card_.issue, card_.title, speaker_.say("desk.answer"), entered(), {}, {}});
    }
    if (card_.state == State::draft && !card_.review) add_draft();
    if (!situation_.lost_origin.empty()) {
      const Phrase detail("desk.lost_origin", {{"file", situation_.lost_origin}});
      found_.push_back({TodoKind::decision, card_.issue, card_.title, speaker_.say(detail), {}, {}, {}});
    }
    for (const auto& remark : plan_.remarks) add_asking(remark);
    for (const auto& reopened : card_.reopened) add_reopened(reopened);
    for (const auto& task : card_.tasks) add_task(task);
    add_promise();
    return std::move(found_);
  }

 private:
  std::optional<base::Instant> entered() const {
    const auto passage = change::last_into(situation_.change, card_.state);
    return passage ? passage->event->at : situation_.change.created;
  }

  // One without a template and without tasks needs nothing from Estafeta's side.
  void add_draft() {
    const bool is_wrong = !situation_.problems.empty();
    if (!is_wrong && plan_.schedule.tasks.empty()) return;
    const auto* what = is_wrong ? "desk.draft_incomplete" : "desk.draft";
    found_.push_back({TodoKind::draft, card_.issue, card_.title, speaker_.say(what), entered(), {}, {}});
  }

  void add_asking(const model::Remark& remark) {
    const auto asking = asking_of(remark.ask);
    if (!asking) return;
    TodoItem need{asking->kind, card_.issue, card_.title, speaker_.say(detail_of(*asking, remark)),
                  {},           {},          {}};
    const auto* issue = value<std::int64_t>(remark.said, "issue");
    const auto* title = value<std::string>(remark.said, "task");
    // A row of what is gone leads to the change: nobody could open it.
    if (issue != nullptr && title != nullptr && is_there({*issue})) {
      need.issue = {*issue};
      need.title = *title;
      need.change = card_.issue;
      need.since = since_of(need.issue);
    }
    if (const auto* by = value<base::Instant>(remark.said, "by")) need.by = *by;
    found_.push_back(std::move(need));
  }

  // Why a check failed stands beside its result.
  std::optional<Phrase> result_of_check(base::IssueId id) const {
    for (const auto& node : tree_.nodes) {
      if (!node.exists() || node.issue->id != id || !node.check_result()) continue;
      const auto why = base::clip(base::one_line(node.check_remark()), kQuotedLength);
      return why.empty() ? Phrase("desk.check_failed") : Phrase("desk.check_failed_because", {{"why", why}});
    }
    return std::nullopt;
  }

  // Of a failure also why, as far as somebody wrote it down.
  Phrase detail_of(const Asking& asking, const model::Remark& remark) const {
    const auto* issue = value<std::int64_t>(remark.said, "issue");
    if (remark.ask == model::Ask::after_failure && issue != nullptr) {
      if (const auto said = result_of_check(base::IssueId{*issue})) return *said;
      for (const auto& child : situation_.children) {
        if (child.id != base::IssueId{*issue}) continue;
        const auto passage = change::last_into(child, State::failed);
        const auto why = passage ? said_with(child, *passage->event) : "";
        if (!why.empty())
          return Phrase("desk.failed_because", {{"person", passage->event->author.name}, {"why", why}});
      }
    }
    return Phrase(asking.sentence, remark.said.values);
  }

  bool is_there(base::IssueId id) const {
    return std::any_of(situation_.children.begin(), situation_.children.end(),
                       [&](const model::Issue& child) { return child.id == id; });
  }

  // Of a task that has ended the card may know nothing.
  std::optional<base::Instant> since_of(base::IssueId id) const {
    for (const auto& child : situation_.children) {
      if (child.id != id) continue;
      const auto passage = change::last_into(child, child.status.state);
      return passage ? passage->event->at : child.created;
    }
    return std::nullopt;
  }

  void add_reopened(const CardReopened& reopened) {
    std::vector<std::string> followers;
    for (const auto& follower : reopened.followers) followers.push_back(reference(follower.issue));
    const Phrase detail("desk.reopened", {{"person", reopened.person}, {"followers", std::move(followers)}});
    found_.push_back({TodoKind::decision,
                      reopened.issue,
                      reopened.title,
                      speaker_.say(detail),
                      reopened.at,
                      card_.issue,
                      {}});
  }

  void add_task(const CardTask& task) {
    if (!task.issue) return;
    const auto* node = tree_.find(task.key);
    if (node != nullptr && change::is_nobodys(*node) && card_.state == State::in_progress) {
      found_.push_back(need_of(task, TodoKind::decision, speaker_.say("desk.no_department")));
    }
    if (task.state == State::returned) {
      found_.push_back(need_of(task, TodoKind::returned, speaker_.say(returned(task))));
    }
    if (const auto approver = approver_of(task)) {
      const auto detail = Phrase("desk.approval", {{"approver", std::vector{*approver}}});
      found_.push_back(need_of(task, TodoKind::approval, speaker_.say(detail)));
    }
  }

  TodoItem need_of(const CardTask& task, TodoKind kind, std::string detail) const {
    return {kind,
            *task.issue,
            task.title,
            std::move(detail),
            task.since,
            card_.issue,
            base::Instant(std::chrono::sys_days(task.slips_after))};
  }

  std::optional<Phrase> approver_of(const CardTask& task) const {
    const auto* node = tree_.find(task.key);
    if (node == nullptr || change::has_ended(task.state) || !change::awaits_approver(tree_, *node)) return {};
    for (const auto& planned : plan_.schedule.tasks) {
      if (planned.key == task.key) return planned.holder;
    }
    return std::nullopt;
  }

  // What was said: the note that came with the status, or the first one of a person after it.
  static std::string said_with(const model::Issue& issue, const model::Event& status) {
    for (const auto& event : issue.events) {
      const bool is_meant = &event == &status || event.at > status.at;
      if (!is_meant || event.own || !event.comment) continue;
      return base::clip(base::one_line(event.comment->text), kQuotedLength);
    }
    return "";
  }

  Phrase returned(const CardTask& task) const {
    const std::string asked = task.assignee.name.empty() ? task.holder : task.assignee.name;
    for (const auto& child : situation_.children) {
      if (child.id != task.issue) continue;
      const auto passage = change::last_into(child, State::returned);
      if (!passage) break;
      const auto question = said_with(child, *passage->event);
      return Phrase(question.empty() ? "desk.returned_unasked" : "desk.returned",
                    {{"person", passage->event->author.name}, {"asked", asked}, {"question", question}});
    }
    return Phrase("desk.returned_by_nobody", {{"asked", asked}});
  }

  void add_promise() {
    if (!card_.forecast || !card_.promised || !card_.promised->ok() || *card_.forecast <= *card_.promised)
      return;
    const auto days =
        (std::chrono::sys_days(*card_.forecast) - std::chrono::sys_days(*card_.promised)).count();
    Phrase detail("desk.promise", {{"promised", base::format_date(*card_.promised)},
                                   {"forecast", base::format_date(*card_.forecast)},
                                   {"n", std::int64_t{days}}});
    for (const auto& remark : plan_.remarks) {
      if (remark.ask == model::Ask::late_promise) detail = Phrase("desk.promise_because", remark.said.values);
    }
    found_.push_back({TodoKind::promise,
                      card_.issue,
                      card_.title,
                      speaker_.say(detail),
                      {},
                      {},
                      base::Instant(std::chrono::sys_days(*card_.promised))});
  }

  const change::Situation& situation_;
  const model::Plan& plan_;
  const change::Tree& tree_;
  const ChangeCard& card_;
  const messages::Speaker& speaker_;
  std::vector<TodoItem> found_;
};

}  // namespace

bool says_it_all(model::Ask ask) {
  using model::Ask;
  switch (ask) {
    case Ask::late_promise:
    case Ask::after_failure:
    case Ask::after_refusal:
    case Ask::new_plan:
    case Ask::finish:
    case Ask::finish_incomplete:
    case Ask::last_call:
    case Ask::last_call_of_all:
    case Ask::latest_missed:
    case Ask::latest_missed_that_day:
    case Ask::change_latest_missed:
    case Ask::change_latest_missed_that_day:
    case Ask::max_lag_missed:
    case Ask::max_lag_missed_begun:
      return true;
    case Ask::nothing:
    case Ask::right_parameters:
    case Ask::right_template:
    case Ask::right_first_template:
    case Ask::reason:
    case Ask::after_cancelling:
    case Ask::after_loss:
    case Ask::after_loss_of_rollback:
    case Ask::after_turning_needed:
    case Ask::after_turning:
    case Ask::strangers:
    case Ask::kept_open:
    case Ask::roll_back:
    case Ask::first_template:
      return false;
  }
  return false;
}

std::vector<TodoItem> todo_items(const change::Situation& situation, const model::Plan& plan,
                                 const change::Tree& tree, const ChangeCard& card,
                                 const messages::Speaker& speaker) {
  return Needs(situation, plan, tree, card, speaker).run();
}

}  // namespace estafeta::views
