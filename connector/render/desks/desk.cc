#include "connector/render/desks/desk.h"

#include <array>

#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;

constexpr std::size_t kTitleColumns = 60;
constexpr std::array<std::string_view, kNeedKinds> kWords{
    "question", "at_risk", "breached", "unanswered", "unjudged", "stopped", "decision", "returned", "window",
    "approval", "promise", "values",   "request",    "draft",    "silent",  "absent",   "cause"};

std::string title_of(const std::string& title, const Speaker& speaker) {
  return speaker.escape(clip(one_line(title), kTitleColumns));
}

std::string link(const std::optional<base::IssueId>& issue, const Speaker& speaker) {
  return issue ? "#" + to_string(*issue) : speaker.say("list.none");
}

std::string date(const std::optional<base::Date>& date, const Speaker& speaker) {
  return date ? base::format_date(*date) : speaker.say("list.none");
}

std::vector<std::string> heads(const Speaker& speaker, const std::vector<const char*>& keys) {
  std::vector<std::string> words;
  for (const char* key : keys) words.push_back(speaker.say(key));
  return words;
}

Table causes_table(const Desk& desk, const Speaker& speaker) {
  Table table{heads(speaker, {"board.head_issue", "board.head_title", "desk.head_since", "desk.head_detail"}),
              {}};
  for (const DeskNeed& need : desk.causes) {
    table.rows.push_back({link(need.issue, speaker), title_of(need.title, speaker),
                          need.since ? speaker.instant(*need.since) : speaker.say("list.none"),
                          speaker.escape(one_line(need.detail))});
  }
  return table;
}

Table needs_table(const Desk& desk, const Speaker& speaker) {
  Table table{heads(speaker, {"desk.head_what", "board.head_issue", "board.head_title", "board.head_change",
                              "desk.head_since", "desk.head_detail"}),
              {}};
  for (const DeskNeed& need : desk.needs) {
    table.rows.push_back({speaker.word("desk_need", to_string(need.kind)), link(need.issue, speaker),
                          title_of(need.title, speaker), link(need.change, speaker),
                          need.since ? speaker.instant(*need.since) : speaker.say("list.none"),
                          speaker.escape(one_line(need.detail))});
  }
  return table;
}

Table changes_table(const Desk& desk, const Speaker& speaker) {
  Table table{
      heads(speaker, {"board.head_issue", "board.head_title", "board.head_state", "board.head_progress",
                      "board.head_holder", "board.head_forecast", "board.head_promised"}),
      {}};
  for (const DeskChange& change : desk.changes) {
    table.rows.push_back(
        {link(change.issue, speaker), title_of(change.title, speaker),
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
           layout.table(needs_table(desk, speaker));
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

std::string_view to_string(NeedKind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

std::optional<NeedKind> need_kind_from(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<NeedKind>(i);
  }
  return std::nullopt;
}

std::string desk_text(const Desk& desk, const Speaker& speaker) {
  return speaker.say(Phrase("desk.heading", {{"client", desk.client}})) + "\n\n" +
         show(desk, speaker, Layout());
}

std::string desk_page(const Desk& desk, const Speaker& speaker, model::Markup markup) {
  return speaker.say(Phrase("desk.title", {{"client", desk.client}})) + "\n\n" +
         show(desk, speaker, Layout(markup));
}

}  // namespace estafeta::render
