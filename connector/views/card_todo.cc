#include "connector/views/card_todo.h"

#include <algorithm>
#include <string_view>

#include "connector/base/text.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::State;

// A remark of the plan that asks something of the TAM, and how the desk says it.
struct Asking {
  std::string_view remark;
  TodoKind kind;
  const char* sentence;
};
constexpr Asking kAsking[] = {
    {"told.bad_parameters", TodoKind::question, "desk.bad_parameters"},
    {"decision.no_reason", TodoKind::decision, "desk.decision_reason"},
    {"told.bad_template", TodoKind::question, "desk.bad_template"},
    {"told.failed", TodoKind::decision, "desk.failed"},
    {"told.refused", TodoKind::decision, "desk.refused"},
    {"told.cancelled", TodoKind::decision, "desk.cancelled"},
    {"told.lost", TodoKind::decision, "desk.lost"},
    {"told.turned_needed", TodoKind::decision, "desk.turned_needed"},
    {"told.turned", TodoKind::decision, "desk.turned"},
    {"told.strangers", TodoKind::decision, "desk.strangers"},
    {"told.kept_open", TodoKind::decision, "desk.kept_open"},
    {"told.offer_roll_back", TodoKind::decision, "desk.offer_roll_back"},
    {"told.lost_undo", TodoKind::decision, "desk.lost_undo"},
    {"told.new_plan", TodoKind::decision, "desk.new_plan"},
    {"told.template_named", TodoKind::decision, "desk.template_named"},
    {"told.template_named_badly", TodoKind::question, "desk.template_named_badly"},
    {"told.finished", TodoKind::decision, "desk.finished"},
    {"told.ended", TodoKind::decision, "desk.ended"},
    {"told.last_call", TodoKind::window, "desk.last_call"},
    {"told.last_call_of_all", TodoKind::window, "desk.last_call_of_all"},
    {"dates.latest_missed", TodoKind::promise, "desk.latest_missed"},
    {"dates.latest_missed_that_day", TodoKind::promise, "desk.latest_missed_that_day"},
    {"dates.change_latest_missed", TodoKind::promise, "desk.change_latest_missed"},
    {"dates.change_latest_missed_that_day", TodoKind::promise, "desk.change_latest_missed_that_day"},
};

constexpr std::size_t kQuestionLength = 160;

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
    if (card_.state == State::draft) add_draft();
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

  void add_asking(const Phrase& remark) {
    const auto* asking = std::find_if(std::begin(kAsking), std::end(kAsking),
                                      [&](const Asking& one) { return one.remark == remark.key; });
    if (asking == std::end(kAsking)) return;
    TodoItem need{
        asking->kind, card_.issue, card_.title, speaker_.say(Phrase(asking->sentence, remark.values)),
        {},           {},          {}};
    const auto* issue = value<std::int64_t>(remark, "issue");
    const auto* title = value<std::string>(remark, "task");
    // A row of what is gone leads to the change: nobody could open it.
    if (issue != nullptr && title != nullptr && is_there({*issue})) {
      need.issue = {*issue};
      need.title = *title;
      need.change = card_.issue;
      need.since = since_of(need.issue);
    }
    if (const auto* by = value<base::Instant>(remark, "by")) need.by = *by;
    found_.push_back(std::move(need));
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
    for (const auto& follower : reopened.followers) followers.push_back("#" + to_string(follower.issue));
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
    if (const auto approver = approver_of(task); !approver.key.empty()) {
      const auto detail = Phrase("desk.approval", {{"approver", std::vector{approver}}});
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

  Phrase approver_of(const CardTask& task) const {
    for (const auto& planned : plan_.schedule.tasks) {
      const bool open = !change::has_ended(planned.state) && planned.key == task.key;
      if (open && planned.holder.key == "holder.approver") return planned.holder;
    }
    return {};
  }

  // What was asked: the note that came with the status, or the first one of a person after it.
  static std::string question_of(const model::Issue& issue, const model::Event& returned) {
    for (const auto& event : issue.events) {
      const bool is_meant = &event == &returned || event.at > returned.at;
      if (!is_meant || event.own || !event.comment) continue;
      return base::clip(base::one_line(event.comment->text), kQuestionLength);
    }
    return "";
  }

  Phrase returned(const CardTask& task) const {
    const std::string asked = task.assignee.name.empty() ? task.holder : task.assignee.name;
    for (const auto& child : situation_.children) {
      if (child.id != task.issue) continue;
      const auto passage = change::last_into(child, State::returned);
      if (!passage) break;
      const auto question = question_of(child, *passage->event);
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
      if (remark.key == "promise.late") detail = Phrase("desk.promise_because", remark.values);
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

std::vector<TodoItem> todo_items(const change::Situation& situation, const model::Plan& plan,
                                 const change::Tree& tree, const ChangeCard& card,
                                 const messages::Speaker& speaker) {
  return Needs(situation, plan, tree, card, speaker).run();
}

}  // namespace estafeta::views
