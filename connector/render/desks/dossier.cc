#include "connector/render/desks/dossier.h"

#include <algorithm>
#include <array>

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Dossier;

std::string day_cell(const std::optional<base::Date>& day, const Speaker& speaker) {
  return day ? base::format_date(*day) : speaker.say("list.none");
}

// `5: quick and without a hitch`
std::string mark_said(const std::optional<views::CardMark>& mark) {
  if (!mark) return "";
  return std::to_string(mark->mark) + (mark->text.empty() ? "" : ": " + one_line(mark->text));
}

std::string joined(const std::vector<std::string>& texts, const Speaker& speaker) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + speaker.escape(one_line(text));
  return all.empty() ? speaker.say("list.none") : all;
}

Table roles_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_role", "dossier.head_people"}, speaker), {}};
  for (const auto& role : dossier.roles)
    table.rows.push_back({speaker.escape(one_line(role.role)), joined(role.people, speaker)});
  return table;
}

Table departments_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"report.head_department", "dossier.head_open", "dossier.head_done", "dossier.head_last"},
                    speaker),
              {}};
  for (const auto& one : dossier.departments) {
    table.rows.push_back({speaker.escape(one_line(one.title)), std::to_string(one.open),
                          std::to_string(one.done), instant_cell(one.last, speaker)});
  }
  return table;
}

Table under_way_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_state", "board.head_progress",
                     "board.head_forecast", "board.head_promised"},
                    speaker),
              {}};
  for (const auto& change : dossier.under_way) {
    table.rows.push_back({issue_cell(change.issue, speaker), title_cell(change.title, speaker),
                          speaker.word("state", to_string(change.state)),
                          speaker.say(Phrase("board.progress", {{"done", std::int64_t{change.done}},
                                                                {"n", std::int64_t{change.total}}})),
                          day_cell(change.forecast, speaker), day_cell(change.promised, speaker)});
  }
  return table;
}

Table questions_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{
      heads({"desk.head_what", "board.head_issue", "board.head_title", "desk.head_since", "desk.head_detail"},
            speaker),
      {}};
  for (const auto& question : dossier.questions) {
    table.rows.push_back({speaker.word("desk_need", to_string(question.kind)),
                          issue_cell(question.issue, speaker), title_cell(question.title, speaker),
                          instant_cell(question.since, speaker), speaker.escape(one_line(question.detail))});
  }
  return table;
}

Table changed_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_ended", "board.head_issue", "board.head_title", "board.head_state",
                     "dossier.head_by"},
                    speaker),
              {}};
  const bool is_marked = std::any_of(dossier.changed.begin(), dossier.changed.end(),
                                     [](const auto& change) { return change.mark.has_value(); });
  if (is_marked) table.heads.push_back(speaker.say("dossier.head_mark"));
  for (const auto& change : dossier.changed) {
    auto& row = table.rows.emplace_back(std::vector<std::string>{
        speaker.instant(change.at), issue_cell(change.issue, speaker), title_cell(change.title, speaker),
        speaker.word("state", to_string(change.state)), joined(change.who, speaker)});
    if (is_marked) row.push_back(speaker.escape(mark_said(change.mark)));
  }
  return table;
}

std::string values_cell(const views::DossierResult& result, const Speaker& speaker) {
  std::string text;
  for (const auto& value : result.values) {
    const std::string one = value.title.empty() ? value.text : value.title + ": " + value.text;
    text += (text.empty() ? "" : "; ") + speaker.escape(one_line(one));
  }
  return text;
}

std::string files_cell(const views::DossierResult& result, const Speaker& speaker) {
  std::vector<std::string> names;
  for (const auto& file : result.files) names.push_back(file.name);
  return names.empty() ? "" : joined(names, speaker);
}

// Files hang on the task, to which its number leads.
Table results_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"board.head_change", "board.head_issue", "board.head_title", "dossier.head_by",
                     "dossier.head_values", "dossier.head_files"},
                    speaker),
              {}};
  for (const auto& change : dossier.changed) {
    for (const auto& result : change.results) {
      table.rows.push_back({issue_cell(change.issue, speaker), issue_cell(result.issue, speaker),
                            title_cell(result.title, speaker), speaker.escape(one_line(result.who)),
                            values_cell(result, speaker), files_cell(result, speaker)});
    }
  }
  return table;
}

void add_clock(const std::string& clock, const sla::Period& period, const sla::Figures& figures,
               const Speaker& speaker, Table& table) {
  const auto share = compliance_said(figures, speaker);
  table.rows.push_back({speaker.word("clock", clock), period_said(period, speaker),
                        std::to_string(figures.met), std::to_string(figures.breached),
                        share.empty() ? speaker.say("list.none") : share,
                        figures.median ? to_the_minute(*figures.median, speaker) : speaker.say("list.none")});
}

Table clocks_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"report.head_clock", "dossier.head_period", "report.head_met", "report.head_breached",
                     "report.head_compliance", "report.head_median"},
                    speaker),
              {}};
  for (const auto& clock : dossier.clocks) {
    add_clock(clock.clock, dossier.month, clock.month, speaker, table);
    add_clock(clock.clock, dossier.year, clock.year, speaker, table);
  }
  return table;
}

std::string standing(const views::DossierDocument& one, const Speaker& speaker) {
  std::string tasks;
  for (const auto task : one.tasks) tasks += (tasks.empty() ? "" : ", ") + reference(task);
  return speaker.word("checked", to_string(one.standing)) + (tasks.empty() ? "" : ": " + tasks);
}

Table documents_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_document", "dossier.head_link", "dossier.head_owner",
                     "dossier.head_checked", "board.head_state"},
                    speaker),
              {}};
  for (const auto& one : dossier.documents) {
    const auto& document = one.document;
    table.rows.push_back({title_cell(document.title, speaker), speaker.escape(one_line(document.link)),
                          speaker.escape(one_line(document.owner)), day_cell(document.checked, speaker),
                          standing(one, speaker)});
  }
  return table;
}

Table risks_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_day", "dossier.head_risk"}, speaker), {}};
  for (const auto& risk : dossier.risks)
    table.rows.push_back({base::format_date(risk.on), speaker.escape(one_line(risk.text))});
  return table;
}

Table proposals_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "board.head_title", "board.head_state", "desk.head_since",
                     "dossier.head_people"},
                    speaker),
              {}};
  for (const auto& one : dossier.proposals) {
    table.rows.push_back({issue_cell(one.issue, speaker), title_cell(one.title, speaker),
                          speaker.word("proposal_state", to_string(one.state)),
                          instant_cell(one.since, speaker), joined(one.people, speaker)});
  }
  return table;
}

Table windows_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_window"}, speaker), {}};
  for (const auto& window : dossier.windows) table.rows.push_back({window_said(window, speaker)});
  return table;
}

Table freezes_table(const Dossier& dossier, const Speaker& speaker) {
  Table table{heads({"dossier.head_from", "dossier.head_until", "dossier.head_why"}, speaker), {}};
  for (const auto& freeze : dossier.freezes) {
    table.rows.push_back(
        {speaker.instant(freeze.from), speaker.instant(freeze.until), speaker.escape(one_line(freeze.why))});
  }
  return table;
}

// Parts that have nothing to say are left out, but for what people look here for.
class Parts {
 public:
  Parts(const Speaker& speaker, const Layout& layout) : speaker_(speaker), layout_(layout) {}

  void add(const char* heading, const Table& table, bool is_always_there = false) {
    if (table.rows.empty() && !is_always_there) return;
    text_ += "\n" + layout_.heading(said(heading, table));
    if (!table.rows.empty()) text_ += "\n" + layout_.table(table);
  }
  void add_folded(const char* heading, const Table& table) {
    if (!table.rows.empty()) text_ += "\n" + layout_.folded(said(heading, table), layout_.table(table));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string said(const char* heading, const Table& table) const {
    return speaker_.say(Phrase(heading, {{"n", static_cast<std::int64_t>(table.rows.size())}}));
  }

  const Speaker& speaker_;
  const Layout& layout_;
  std::string text_;
};

std::string show(const Dossier& dossier, const Speaker& speaker, const Layout& layout) {
  Parts parts(speaker, layout);
  parts.add("dossier.questions", questions_table(dossier, speaker));
  parts.add("desk.changes", under_way_table(dossier, speaker), true);
  parts.add("dossier.people", roles_table(dossier, speaker));
  parts.add("dossier.departments", departments_table(dossier, speaker));
  parts.add("dossier.changed", changed_table(dossier, speaker), true);
  parts.add_folded("dossier.results", results_table(dossier, speaker));
  parts.add("dossier.risks", risks_table(dossier, speaker));
  parts.add("dossier.proposals", proposals_table(dossier, speaker));
  parts.add("dossier.documents", documents_table(dossier, speaker));
  parts.add("dossier.sla", clocks_table(dossier, speaker));
  parts.add("dossier.windows", windows_table(dossier, speaker));
  parts.add("dossier.freezes", freezes_table(dossier, speaker));
  return parts.take();
}

}  // namespace

std::string window_said(const views::DossierWindow& window, const Speaker& speaker) {
  constexpr std::array<const char*, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const auto day = speaker.word("weekday", kDays[static_cast<std::size_t>(window.weekday - 1)]);
  std::string said = day + " " + window.from + "–" + window.until;
  if (window.first)
    said += ", " + speaker.say(Phrase("dossier.window_from", {{"day", base::format_date(*window.first)}}));
  if (window.last)
    said += ", " + speaker.say(Phrase("dossier.window_until", {{"day", base::format_date(*window.last)}}));
  return said;
}

std::string period_said(const sla::Period& period, const Speaker& speaker) {
  if (!is_month(period)) return std::to_string(static_cast<int>(period.from.year()));
  const auto month = sla::format_month(period.from);
  return speaker.say(Phrase("report.month", {{"month", month.substr(5)}, {"year", month.substr(0, 4)}}));
}

std::string compliance_said(const sla::Figures& figures, const Speaker& speaker) {
  const auto share = figures.compliance();
  if (!share) return "";
  return speaker.say(
      Phrase("report.percent", {{"whole", std::int64_t{*share / 10}}, {"tenth", std::int64_t{*share % 10}}}));
}

std::string dossier_text(const Dossier& dossier, const Speaker& speaker) {
  return speaker.say(Phrase("dossier.heading", {{"client", dossier.client}})) + "\n" +
         show(dossier, speaker, Layout());
}

std::string dossier_page(const Dossier& dossier, const Speaker& speaker, const model::Markup& markup) {
  return speaker.say(Phrase("dossier.title", {{"client", dossier.client}})) + "\n" +
         show(dossier, speaker, Layout(markup));
}

}  // namespace estafeta::render
