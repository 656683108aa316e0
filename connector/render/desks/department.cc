#include "connector/render/desks/department.h"

#include <algorithm>
#include <utility>

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::ComingTask;
using views::DepartmentTask;
using views::DepartmentView;
using views::HeldUp;
using views::OwingTask;
using views::ReopenedTask;
using views::TroubledChange;
using views::WaitedFor;

std::string links(const std::vector<base::IssueId>& issues, const Speaker& speaker) {
  std::string text;
  for (const auto issue : issues) text += (text.empty() ? "" : ", ") + reference(issue);
  return text.empty() ? speaker.say("list.none") : text;
}

// Remarks have a column only where there are any.
Table tasks_table(const std::vector<DepartmentTask>& tasks, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_change", "board.head_state",
                     "desk.head_since", "board.head_holder", "board.head_due"},
                    speaker),
              {}};
  const bool remarked =
      std::any_of(tasks.begin(), tasks.end(), [](const auto& task) { return !task.remark.empty(); });
  if (remarked) table.heads.push_back(speaker.say("desk.head_remark"));
  for (const DepartmentTask& task : tasks) {
    auto& row = table.rows.emplace_back(std::vector<std::string>{
        issue_cell(task.issue, speaker), title_cell(task.title, speaker), issue_cell(task.change, speaker),
        state_cell(task.state, task.reason, speaker), instant_cell(task.since, speaker),
        task.holder.empty() ? speaker.say("holder.nobody") : speaker.escape(task.holder),
        base::format_date(task.due)});
    if (remarked) row.push_back(speaker.escape(one_line(task.remark)));
  }
  return table;
}

Table owing_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_change", "desk.head_since",
                     "department.head_closed_by", "department.head_values"},
                    speaker),
              {}};
  for (const OwingTask& task : view.owing) {
    table.rows.push_back({issue_cell(task.issue, speaker), title_cell(task.title, speaker),
                          issue_cell(task.change, speaker), instant_cell(task.since, speaker),
                          task.holder.empty() ? speaker.say("holder.nobody") : speaker.escape(task.holder),
                          speaker.escape(one_line(task.values))});
  }
  return table;
}

Table coming_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"department.head_start", "board.head_issue", "board.head_title", "board.head_change",
                     "department.head_waits_for", "department.head_sure", "department.head_why"},
                    speaker),
              {}};
  const bool is_asked = std::any_of(view.coming.begin(), view.coming.end(),
                                    [](const ComingTask& task) { return task.dates_until.has_value(); });
  if (is_asked) table.heads.push_back(speaker.say("department.head_dates_until"));
  for (const ComingTask& task : view.coming) {
    table.rows.push_back({base::format_date(task.start), issue_cell(task.issue, speaker),
                          title_cell(task.title, speaker), issue_cell(task.change, speaker),
                          links(task.waits_for, speaker), speaker.word("sureness", to_string(task.sureness)),
                          speaker.say(task.why)});
    if (is_asked) table.rows.back().push_back(instant_cell(task.dates_until, speaker));
  }
  return table;
}

Table held_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_change", "department.head_waiting",
                     "desk.head_since", "department.head_slips"},
                    speaker),
              {}};
  for (const HeldUp& held : view.holds_up) {
    std::string waiting;
    for (const auto& who : held.waiting) waiting += (waiting.empty() ? "" : ", ") + speaker.escape(who);
    table.rows.push_back({issue_cell(held.issue, speaker), title_cell(held.title, speaker),
                          issue_cell(held.change, speaker), waiting, instant_cell(held.since, speaker),
                          base::format_date(held.slips_after)});
  }
  return table;
}

Table reopened_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_change", "desk.head_since",
                     "department.head_reopened_by", "department.head_followers"},
                    speaker),
              {}};
  for (const ReopenedTask& task : view.reopened) {
    table.rows.push_back({issue_cell(task.issue, speaker), title_cell(task.title, speaker),
                          issue_cell(task.change, speaker), speaker.instant(task.since),
                          speaker.escape(task.person), links(task.followers, speaker)});
  }
  return table;
}

Table waited_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"department.head_for", "department.head_time", "department.head_tasks"}, speaker), {}};
  for (const WaitedFor& waited : view.waited) {
    table.rows.push_back(
        {speaker.escape(waited.who), to_the_minute(waited.time, speaker), std::to_string(waited.tasks)});
  }
  return table;
}

Table troubled_table(const DepartmentView& view, const Speaker& speaker) {
  Table table{heads({"board.head_change", "board.head_title", "desk.head_detail"}, speaker), {}};
  for (const TroubledChange& troubled : view.troubled) {
    table.rows.push_back({issue_cell(troubled.change, speaker), title_cell(troubled.title, speaker),
                          speaker.escape(one_line(troubled.why))});
  }
  return table;
}

// Parts by their headings and their rows. What may begin, is under way and comes is asked for each morning,
// so that nothing is an answer; the others are there where they have something to say.
class Sections {
 public:
  Sections(const Speaker& speaker, const Layout& layout) : speaker_(speaker), layout_(layout) {}

  void add(const char* heading, const Table& table) {
    const auto n = static_cast<std::int64_t>(table.rows.size());
    text_ += "\n" + layout_.heading(speaker_.say(Phrase(heading, {{"n", n}})));
    if (n != 0) text_ += "\n" + layout_.table(table);
  }
  void add_paragraph(const char* key) { text_ += "\n" + speaker_.say(key) + "\n"; }
  std::string take() { return std::move(text_); }

 private:
  const Speaker& speaker_;
  const Layout& layout_;
  std::string text_;
};

std::string show(const DepartmentView& view, const Speaker& speaker, const Layout& layout) {
  Sections sections(speaker, layout);
  if (!view.troubled.empty()) sections.add("department.troubled", troubled_table(view, speaker));
  if (!view.reopened.empty()) sections.add("department.reopened", reopened_table(view, speaker));
  sections.add("department.ready", tasks_table(view.ready, speaker));
  sections.add("department.under_way", tasks_table(view.under_way, speaker));
  if (!view.owing.empty()) sections.add("department.owing", owing_table(view, speaker));
  sections.add("department.coming", coming_table(view, speaker));
  if (!view.holds_up.empty()) sections.add("department.holds_up", held_table(view, speaker));
  if (!view.waited.empty()) {
    sections.add("department.waited", waited_table(view, speaker));
    sections.add_paragraph("department.waited_how");
  }
  return sections.take();
}

}  // namespace

std::string department_text(const DepartmentView& view, const Speaker& speaker) {
  return speaker.say(Phrase("department.heading", {{"department", view.title}})) + "\n" +
         show(view, speaker, Layout());
}

std::string department_page(const DepartmentView& view, const Speaker& speaker, const model::Markup& markup) {
  return speaker.say(Phrase("department.title", {{"department", view.title}})) + "\n" +
         show(view, speaker, Layout(markup));
}

}  // namespace estafeta::render
