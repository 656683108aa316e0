#include "connector/render/desks/desk.h"

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Desk;
using views::DeskChange;
using views::TodoItem;

std::string date(const std::optional<base::Date>& date, const Speaker& speaker) {
  return date ? base::format_date(*date) : speaker.say("list.none");
}

Table causes_table(const Desk& desk, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "desk.head_since", "desk.head_detail"}, speaker),
              {}};
  for (const TodoItem& need : desk.causes) {
    table.rows.push_back({issue_cell(need.issue, speaker), title_cell(need.title, speaker),
                          instant_cell(need.since, speaker), speaker.escape(one_line(need.detail))});
  }
  return table;
}

std::string need_cell(const TodoItem& need, const Speaker& speaker, const Layout& layout) {
  return need.kind == views::TodoKind::digest ? layout.page(need.title) : title_cell(need.title, speaker);
}

Table needs_table(const Desk& desk, const Speaker& speaker, const Layout& layout) {
  Table table{heads({"desk.head_what", "board.head_issue", "board.head_title", "board.head_change",
                     "desk.head_since", "desk.head_detail"},
                    speaker),
              {}};
  for (const TodoItem& need : desk.needs) {
    const bool has_issue = need.issue.value != 0;
    table.rows.push_back({speaker.word("desk_need", to_string(need.kind)),
                          has_issue ? issue_cell(need.issue, speaker) : speaker.say("list.none"),
                          need_cell(need, speaker, layout), issue_cell(need.change, speaker),
                          instant_cell(need.since, speaker), speaker.escape(one_line(need.detail))});
  }
  return table;
}

Table changes_table(const Desk& desk, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_state", "board.head_progress",
                     "board.head_holder", "board.head_forecast", "board.head_promised"},
                    speaker),
              {}};
  for (const DeskChange& change : desk.changes) {
    table.rows.push_back(
        {issue_cell(change.issue, speaker), title_cell(change.title, speaker),
         speaker.word("state", to_string(change.state)),
         speaker.say(Phrase("board.progress",
                            {{"done", std::int64_t{change.done}}, {"n", std::int64_t{change.total}}})),
         change.holder.empty() ? speaker.say("holder.nobody") : speaker.escape(change.holder),
         date(change.forecast, speaker), date(change.promised, speaker)});
  }
  return table;
}

std::string count(const char* key, std::size_t n, const Speaker& speaker) {
  return speaker.say(Phrase(key, {{"n", static_cast<std::int64_t>(n)}}));
}

std::string show(const Desk& desk, const Speaker& speaker, const Layout& layout) {
  std::string text;
  if (desk.needs.empty()) {
    text = speaker.say("desk.nothing") + "\n";
  } else {
    text = layout.heading(count("desk.needs", desk.needs.size(), speaker)) + "\n" +
           layout.table(needs_table(desk, speaker, layout));
  }
  text += "\n" + layout.heading(count("desk.changes", desk.changes.size(), speaker));
  if (!desk.changes.empty()) text += "\n" + layout.table(changes_table(desk, speaker));
  if (!desk.causes.empty()) {
    text += "\n" + layout.folded(count("desk.causes", desk.causes.size(), speaker),
                                 layout.table(causes_table(desk, speaker)));
  }
  return text;
}

}  // namespace

std::string desk_text(const Desk& desk, const Speaker& speaker) {
  return speaker.say(Phrase("desk.heading", {{"client", desk.client}})) + "\n\n" +
         show(desk, speaker, Layout());
}

std::string desk_page(const Desk& desk, const Speaker& speaker, const model::Markup& markup) {
  return speaker.say(Phrase("desk.title", {{"client", desk.client}})) + "\n\n" +
         show(desk, speaker, Layout(markup));
}

}  // namespace estafeta::render
