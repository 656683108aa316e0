#include "connector/render/desks/board.h"

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Board;
using views::BoardChange;
using views::BoardIncident;
using views::BoardTask;

constexpr std::size_t kBoardTitle = 48;  // columns

std::string promise(const BoardChange& change, const Speaker& speaker) {
  return change.promised ? base::format_date(*change.promised) : speaker.say("list.none");
}

std::string progress(const BoardChange& change, const Speaker& speaker) {
  return speaker.say(
      Phrase("board.progress", {{"done", std::int64_t{change.done}}, {"n", std::int64_t{change.total}}}));
}

std::string late_mark(bool late, const Speaker& speaker) {
  return late ? speaker.say("board.late") : "";
}

std::string holder_of(const std::string& holder, const Speaker& speaker) {
  return holder.empty() ? speaker.say("holder.nobody") : speaker.escape(holder);
}

Table changes_table(const Board& board, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_client", "board.head_title", "board.head_state",
                     "board.head_progress", "board.head_holder", "board.head_forecast", "board.head_promised",
                     "board.head_late"},
                    speaker),
              {}};
  for (const BoardChange& change : board.changes) {
    table.rows.push_back({issue_cell(change.issue, speaker), speaker.escape(change.client),
                          title_cell(change.title, speaker, kBoardTitle),
                          state_cell(change.state, model::HoldReason::none, speaker),
                          progress(change, speaker), holder_of(change.holder, speaker),
                          instant_cell(change.forecast, speaker), promise(change, speaker),
                          late_mark(change.late, speaker)});
  }
  return table;
}

Table tasks_table(const Board& board, const Speaker& speaker) {
  Table table{heads({"board.head_change", "board.head_issue", "board.head_title", "board.head_state",
                     "board.head_holder", "board.head_due", "board.head_late"},
                    speaker),
              {}};
  for (const BoardChange& change : board.changes) {
    for (const BoardTask& task : change.tasks) {
      table.rows.push_back({issue_cell(change.issue, speaker), issue_cell(task.issue, speaker),
                            title_cell(task.title, speaker, kBoardTitle),
                            state_cell(task.state, task.reason, speaker), holder_of(task.holder, speaker),
                            speaker.instant(task.due), late_mark(task.late, speaker)});
    }
  }
  return table;
}

std::string clocks(const model::Judgement& judgement, const Speaker& speaker) {
  if (judgement.verdict != model::Verdict::complete)
    return speaker.word("verdict", to_string(judgement.verdict));
  std::vector<Phrase> words;
  for (const model::ClockJudgement& clock : judgement.clocks) {
    if (clock.state == model::ClockState::none) continue;
    // When it was due no longer matters to what was met.
    const bool awaited = clock.due && clock.state != model::ClockState::met;
    const char* key = awaited ? "board.clock_due" : "board.clock";
    words.push_back(Phrase(key, {{"clock", clock.clock},
                                 {"state", std::string(to_string(clock.state))},
                                 {"due", clock.due.value_or(base::Instant{})}}));
  }
  return speaker.say(Phrase("board.clocks", {{"clocks", words}}));
}

Table incidents_table(const Board& board, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_client", "board.head_title", "board.head_priority",
                     "board.head_holder", "board.head_clocks"},
                    speaker),
              {}};
  for (const BoardIncident& incident : board.incidents) {
    table.rows.push_back({issue_cell(incident.issue, speaker), speaker.escape(incident.client),
                          title_cell(incident.title, speaker, kBoardTitle),
                          speaker.word("priority", incident.priority), holder_of(incident.holder, speaker),
                          incident.why.empty() ? clocks(incident.judgement, speaker) : ""});
  }
  return table;
}

std::vector<std::string> reasons(const Board& board, const Speaker& speaker) {
  std::vector<std::string> lines;
  for (const BoardChange& change : board.changes) {
    for (const Phrase& why : change.why)
      lines.push_back(issue_cell(change.issue, speaker) + ": " + one_line(speaker.say(why)));
  }
  for (const BoardIncident& incident : board.incidents) {
    for (const Phrase& why : incident.why)
      lines.push_back(issue_cell(incident.issue, speaker) + ": " + one_line(speaker.say(why)));
  }
  return lines;
}

std::string heading(const char* key, std::size_t count, const Speaker& speaker) {
  return speaker.say(Phrase(key, {{"n", static_cast<std::int64_t>(count)}}));
}

}  // namespace

std::string board_text(const Board& board, const Speaker& speaker) {
  std::string text = speaker.say(Phrase("board.title", {{"now", board.now}})) + "\n\n";
  text += heading("board.changes", board.changes.size(), speaker) + "\n";
  if (!board.changes.empty()) text += "\n" + text_table(changes_table(board, speaker));
  const auto why = reasons(board, speaker);
  if (!why.empty()) text += "\n";
  for (const std::string& line : why) text += "- " + line + "\n";
  const Table tasks = tasks_table(board, speaker);
  if (!tasks.rows.empty())
    text += "\n" + heading("board.tasks", tasks.rows.size(), speaker) + "\n\n" + text_table(tasks);
  text += "\n" + heading("board.incidents", board.incidents.size(), speaker) + "\n";
  if (!board.incidents.empty()) text += "\n" + text_table(incidents_table(board, speaker));
  return text;
}

}  // namespace estafeta::render
