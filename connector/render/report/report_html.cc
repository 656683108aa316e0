#include "connector/render/report/report_html.h"

#include "connector/render/kit/html.h"
#include "connector/render/kit/text.h"
#include "connector/render/report/report.h"
#include "connector/render/report/report_charts.h"
#include "connector/render/report/report_style.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using base::IssueId;
using base::Phrase;
using messages::Speaker;
using sla::Figures;
using sla::Group;
using sla::Report;
using sla::Row;
using sla::Standing;

// A cell: HTML already, and whether it holds a number.
struct Cell {
  std::string html;
  const char* kind = "";
};

Cell text(std::string_view value) {
  return {html_escape(value)};
}
Cell figure(const std::string& html) {
  return {html, "n"};
}

std::string row(const std::vector<Cell>& cells, const char* kind = "", const char* cell_name = "td") {
  std::string inner;
  for (const Cell& cell : cells) {
    inner +=
        element(cell_name, cell.kind[0] == '\0' ? Attributes{} : Attributes{{"class", cell.kind}}, cell.html);
  }
  return element("tr", kind[0] == '\0' ? Attributes{} : Attributes{{"class", kind}}, inner) + "\n";
}

std::string table(const std::vector<Cell>& heads, const std::string& rows) {
  const std::string head = element("thead", {}, row(heads, "", "th"));
  return element("div", {{"class", "scroll"}}, element("table", {}, head + element("tbody", {}, rows))) +
         "\n";
}

// None of them is broken across lines.
std::string parts(const std::vector<std::string>& all, const char* between) {
  std::string html;
  for (const std::string& part : all) {
    html += (html.empty() ? "" : between) + element("span", {{"class", "w"}}, html_escape(part));
  }
  return html;
}

std::string heading(const std::string& words) {
  return element("h2", {}, html_escape(words)) + "\n";
}

std::string paragraph(const std::string& words, const char* kind = "soft") {
  return element("p", {{"class", kind}}, html_escape(words)) + "\n";
}

// What a figure counts; `rule` only of what is left out.
struct Kind {
  std::string id;
  Standing standing = Standing::met;
  std::optional<sla::LeftOut> rule;
};

class ReportHtml {
 public:
  ReportHtml(const ReportView& view, const Speaker& speaker)
      : view_(view), report_(view.report), words_(view, speaker), speaker_(speaker) {}

  std::string page() const {
    const std::string body = top() + figures() + credits() + charts() + breaches() + departments() +
                             repeats() + tallies(true) + tallies(false) + left_out() + corrections() + how() +
                             lists();
    const std::string head =
        empty_element("meta", {{"charset", "utf-8"}}) +
        empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
        element("title", {}, html_escape(words_.title())) + element("style", {}, kPageStyle);
    return "<!DOCTYPE html>\n" +
           element("html", {{"lang", speaker_.style().language}},
                   element("head", {}, head) + "\n" + element("body", {}, body)) +
           "\n";
  }

 private:
  std::string issue(IssueId id) const {
    const std::string shown = reference(id);
    const std::string address = view_.link ? view_.link(id) : "";
    return address.empty() ? shown : element("a", {{"href", address}}, shown);
  }

  std::string issues(const std::vector<IssueId>& all) const {
    std::string html;
    for (const IssueId id : all) html += (html.empty() ? "" : ", ") + issue(id);
    return html;
  }

  Cell head(const char* name, const char* kind = "") const {
    return {html_escape(words_.say("report.head_" + std::string(name))), kind};
  }

  std::string top() const {
    std::string html = element("h1", {}, html_escape(words_.title())) + "\n";
    html += paragraph(words_.about());
    std::string cards;
    for (const Group& total : report_.totals) cards += card(total);
    for (const auto& restated : view_.sign_offs) html += sign_off(restated);
    return html + element("div", {{"class", "cards"}}, cards) + "\n";
  }

  std::string card(const Group& total) const {
    const Figures& f = total.figures;
    const Phrase of("report.count_of",
                    {{"met", std::int64_t{f.met}}, {"all", std::int64_t{f.met} + f.breached}});
    const int open = f.running + f.at_risk + f.paused;
    const std::string fine =
        words_.say(of) + "; " + before(total) + words_.say("standing.open") + " " + std::to_string(open);
    return element("div", {{"class", "card"}},
                   element("div", {{"class", "name"}},
                           html_escape(words_.say("report.compliance") + ", " + words_.clock(total.clock))) +
                       element("div", {{"class", "big"}}, html_escape(words_.compliance(f))) +
                       element("div", {{"class", "fine"}}, html_escape(fine)));
  }

  std::string before(const Group& total) const {
    if (!words_.compares()) return "";
    return words_.say("report.before") + " " + words_.compliance(total.before) + points(total) + "; ";
  }

  std::string points(const Group& group) const {
    if (!group.figures.compliance() || !group.before.compliance()) return "";
    return " (" + words_.say(Phrase("report.points", {{"trend", words_.trend(group)}})) + ")";
  }

  // Groups are numbered in the order shown, totals apart.
  std::string id_of(const Group& group) const {
    if (&group >= report_.totals.data() && &group < report_.totals.data() + report_.totals.size()) {
      return "t" + std::to_string(&group - report_.totals.data());
    }
    return "g" + std::to_string(&group - report_.groups.data());
  }

  Cell linked(const Group& group, const char* kind, int n) const {
    const std::string shown = std::to_string(n);
    if (n == 0) return figure(shown);
    return figure(element("a", {{"href", "#" + id_of(group) + "-" + kind}}, shown));
  }

  // Columns that would have nothing in them are left out.
  bool shown(std::string_view column) const { return column != "trend" || words_.compares(); }

  std::string figures() const {
    if (report_.totals.empty()) return heading(words_.say("report.figures")) + paragraph(words_.no_clocks());
    std::vector<Cell> heads;
    for (const auto dimension : report_.asked.by) {
      heads.push_back(text(words_.say("report.head_" + std::string(to_string(dimension)))));
    }
    heads.push_back(head("clock"));
    for (const char* name :
         {"count", "met", "breached", "compliance", "trend", "median", "ninetieth", "open_as", "left_out"}) {
      if (shown(name)) heads.push_back(head(name, "n"));
    }
    std::string rows;
    if (!report_.asked.by.empty()) {
      for (const Group& group : report_.groups) rows += figures_row(group, "");
    }
    for (const Group& total : report_.totals) rows += figures_row(total, "total");
    std::string sentences;
    for (const std::string& sentence : words_.cycles()) sentences += paragraph(sentence);
    return heading(words_.say("report.figures")) +
           element("div", {{"class", "figures"}}, table(heads, rows)) + sentences;
  }

  // Clients' names have the room they need.
  Cell named(sla::Dimension dimension, const std::string& key) const {
    return {html_escape(words_.name(dimension, key)), dimension == sla::Dimension::client ? "name" : ""};
  }

  std::string figures_row(const Group& group, const char* kind) const {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < report_.asked.by.size(); ++i) {
      if (group.keys.empty()) {
        cells.push_back(text(i == 0 ? words_.say("report.total") : ""));
      } else {
        cells.push_back(named(report_.asked.by[i], report_.names[group.keys[i]]));
      }
    }
    const Figures& f = group.figures;
    cells.push_back(text(words_.clock(group.clock)));
    cells.push_back(figure(std::to_string(f.count)));
    cells.push_back(linked(group, "met", f.met));
    cells.push_back(linked(group, "breached", f.breached));
    cells.push_back(figure(html_escape(words_.compliance(f))));
    if (shown("trend")) cells.push_back(figure(html_escape(words_.trend(group))));
    cells.push_back(figure(html_escape(words_.time(f.median))));
    cells.push_back(figure(html_escape(words_.time(f.ninetieth))));
    cells.push_back(figure(linked(group, "running", f.running).html + " / " +
                           linked(group, "at_risk", f.at_risk).html + " / " +
                           linked(group, "paused", f.paused).html));
    cells.push_back(linked(group, "left_out", f.left_out_in_all()));
    return row(cells, kind);
  }

  static std::string framed(const std::string& title, const std::string& chart) {
    return chart.empty() ? "" : heading(title) + element("figure", {}, chart) + "\n";
  }

  std::string charts() const {
    return framed(words_.say("report.months"), months_chart(view_, words_)) +
           framed(words_.say("report.distribution"), distribution_chart(view_, words_));
  }

  std::string breaches() const {
    std::string html = heading(words_.count("report.breaches", report_.breaches.size()));
    if (report_.breaches.empty()) return html + paragraph(words_.say("report.breaches_none"));
    std::string rows;
    for (const sla::Breach& breach : report_.breaches) rows += breach_rows(breach);
    std::vector<Cell> heads{head("issue"),    head("subject"), head("client"),      head("clock"),
                            head("priority"), head("at"),      head("target", "n"), head("used", "n")};
    if (!words_.is_of_tasks()) heads.insert(heads.end(), {head("cause"), head("measure")});
    return html + table(heads, rows);
  }

  std::string breach_rows(const sla::Breach& breach) const {
    const Row& r = report_.rows[breach.row];
    const auto name = [&](sla::Dimension dimension) { return named(dimension, report_.name(r, dimension)); };
    std::vector<std::string> spent = words_.spent(breach.spent);
    if (breach.bounces > 0) {
      spent.push_back(words_.say("report.head_bounces") + ": " + std::to_string(breach.bounces));
    }
    std::vector<Cell> cells{{issue(r.issue)},
                            {html_escape(one_line(r.subject)), "subject"},
                            name(sla::Dimension::client),
                            text(words_.clock(r)),
                            name(sla::Dimension::priority),
                            {html_escape(speaker_.instant(r.counted_at)), "w"},
                            figure(html_escape(words_.time(r.target))),
                            figure(html_escape(words_.time(r.elapsed)))};
    if (!words_.is_of_tasks()) {
      // That nobody recorded one is for the TAM to know.
      const bool is_silent = view_.for_client;
      cells.push_back(text(is_silent && breach.cause.empty() ? "" : words_.cause(breach.cause)));
      cells.push_back(text(is_silent && breach.measure.empty() ? "" : words_.measure(breach.measure)));
    }
    if (spent.empty()) return row(cells, "first");
    const std::string detail =
        element("td", {}, "") +
        element("td", {{"colspan", std::to_string(cells.size() - 1)}}, parts(spent, "; "));
    return row(cells, "first") + element("tr", {{"class", "detail"}}, detail) + "\n";
  }

  std::string departments() const {
    if (report_.shares.empty()) return "";
    std::string rows;
    for (const sla::Holding& share : report_.shares) {
      std::vector<IssueId> held;
      for (const std::size_t breach : share.breaches)
        held.push_back(report_.rows[report_.breaches[breach].row].issue);
      std::vector<Cell> cells{text(words_.clock(share.clock)),
                              figure(html_escape(to_the_minute(share.counted.front(), speaker_))),
                              {parts(words_.waits(share.counted), ", ")},
                              {parts(words_.waits(share.paused), ", ")},
                              {issues(held)}};
      if (words_.knows_departments()) cells.insert(cells.begin(), text(words_.department(share.department)));
      rows += row(cells);
    }
    std::vector<Cell> heads{head("clock"), head("worked", "n"), head("waited"), head("paused"),
                            head("breaches")};
    if (words_.knows_departments()) heads.insert(heads.begin(), head("held"));
    return heading(words_.say("report.departments")) + departments_charts() + table(heads, rows);
  }

  std::string departments_charts() const {
    std::string html;
    for (const Group& total : report_.totals) {
      const std::string chart = departments_chart(view_, words_, total.clock);
      if (!chart.empty()) {
        html +=
            element("h3", {}, html_escape(words_.clock(total.clock))) + element("figure", {}, chart) + "\n";
      }
    }
    return html;
  }

  std::string repeats() const {
    if (report_.repeats.empty()) return "";
    std::string rows;
    for (const sla::Repeat& repeat : report_.repeats) {
      rows += row({text(words_.client(report_.names[repeat.client])),
                   text(words_.name(sla::Dimension::category, report_.names[repeat.category])),
                   figure(std::to_string(repeat.issues.size())),
                   {issues(repeat.issues)}});
    }
    return heading(words_.say("report.repeats")) +
           table({head("client"), head("category"), head("breaches", "n"), head("issues")}, rows);
  }

  std::string tallies(bool causes) const {
    const auto& all = causes ? report_.causes : report_.measures;
    if (all.empty()) return "";
    std::string rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      rows += row({text(causes ? words_.cause(all[i].text) : words_.measure(all[i].text)),
                   figure(std::to_string(all[i].issues.size())),
                   figure(html_escape(words_.together(all, i + 1))),
                   {issues(all[i].issues)}});
    }
    const std::string title = words_.say(causes ? "report.causes" : "report.measures");
    const std::string chart = pareto_chart(view_, words_, causes);
    return (chart.empty() ? heading(title) : framed(title, chart)) +
           table({head(causes ? "cause" : "measure"), head("number", "n"), head("together", "n"),
                  head("issues")},
                 rows);
  }

  std::string left_out() const {
    std::string rows;
    std::size_t all = 0;
    for (const Group& total : report_.totals) {
      for (int i = 0; i < sla::kLeftOutRules; ++i) {
        const auto rule = static_cast<sla::LeftOut>(i);
        const auto found = issues_of(total, {"", Standing::left_out, rule});
        all += found.size();
        if (found.empty()) continue;
        rows += row({text(speaker_.word("left_out", to_string(rule))),
                     text(words_.clock(total.clock)),
                     figure(std::to_string(found.size())),
                     {issues(found)}});
      }
    }
    if (rows.empty()) return "";
    return heading(words_.count("report.left_out", all)) +
           table({head("rule"), head("clock"), head("number", "n"), head("issues")}, rows);
  }

  std::string credits() const {
    std::string html;
    for (const auto& one : view_.credits) {
      std::string items;
      for (const auto& line : one.lines) {
        const auto behind = line.issues.empty() ? "" : " (" + issues(line.issues) + ")";
        items += element("li", {}, html_escape(words_.credit(line)) + behind) + "\n";
      }
      html += element("p", {}, html_escape(words_.credits(one))) + "\n" + element("ul", {}, items) + "\n";
    }
    return html.empty() ? html : heading(words_.say("report.credits")) + html;
  }

  std::string corrections() const {
    if (report_.corrections.empty()) return "";
    std::string rows;
    for (const sla::CorrectionLine& one : report_.corrections) {
      rows += row({{issue(one.issue)},
                   text(speaker_.word("correction", to_string(one.type))),
                   text(words_.span(one)),
                   text(one_line(one.reason))});
    }
    return heading(words_.count("report.corrections", report_.corrections.size())) +
           table({head("issue"), head("correction"), head("when"), head("reason")}, rows);
  }

  std::string sign_off(const sla::Restated& restated) const {
    const auto& signed_month = restated.sign_off;
    std::string html = element(
        "strong", {},
        html_escape(words_.say(Phrase(signed_month.by.empty() ? "report.signed_unnamed" : "report.signed",
                                      {{"client", words_.client(signed_month.client)},
                                       {"at", signed_month.at},
                                       {"by", signed_month.by}}))));
    for (const auto& [clock, figures] : restated.signed_figures) {
      const auto now = restated.figures.find(clock);
      const auto counted = now == restated.figures.end() ? sla::MetAndBreached{} : now->second;
      html += paragraph(words_.say(Phrase("report.signed_figures", {{"clock", clock},
                                                                    {"signed", words_.figures(figures)},
                                                                    {"now", words_.figures(counted)}})),
                        "");
    }
    if (restated.restatements.empty()) {
      html += paragraph(words_.say("report.restated_none"));
    } else {
      html += paragraph(words_.count("report.restated", restated.restatements.size()), "bad");
      std::string rows;
      for (const sla::Restatement& one : restated.restatements) {
        rows += row({{issue(one.issue)},
                     text(name_of_clock(one.clock, one.cycle, speaker_)),
                     text(words_.counted(one.was)),
                     text(words_.counted(one.is)),
                     text(speaker_.word("restated", to_string(one.why)))});
      }
      html += table({head("issue"), head("clock"), head("was"), head("is"), head("why")}, rows);
    }
    return element("div", {{"class", "signed"}}, html) + "\n";
  }

  std::string how() const {
    std::string items;
    for (const std::string& sentence : words_.how()) items += element("li", {}, html_escape(sentence));
    return heading(words_.say("report.how")) + element("ul", {{"class", "soft"}}, items) + "\n";
  }

  std::vector<IssueId> issues_of(const Group& group, const Kind& kind) const {
    std::vector<IssueId> found;
    for (const std::size_t index : group.rows) {
      const Row& r = report_.rows[index];
      if (r.standing == kind.standing && (!kind.rule || r.rule == *kind.rule)) found.push_back(r.issue);
    }
    return found;
  }

  // The issues behind every figure above, at the place its link leads to.
  std::string lists() const {
    std::string html;
    if (!report_.asked.by.empty()) {
      for (const Group& group : report_.groups) html += lists_of(group);
    }
    for (const Group& total : report_.totals) html += lists_of(total);
    return heading(words_.say("report.lists")) + element("div", {{"class", "lists"}}, html) + "\n";
  }

  std::string lists_of(const Group& group) const {
    std::string html;
    for (int i = 0; i <= static_cast<int>(Standing::left_out); ++i) {
      const auto standing = static_cast<Standing>(i);
      const std::string word(to_string(standing));
      const auto found = issues_of(group, {word, standing, {}});
      if (found.empty()) continue;
      const Phrase title("report.list_title", {{"group", words_.group(group)},
                                               {"what", speaker_.word("standing", word)},
                                               {"n", static_cast<std::int64_t>(found.size())}});
      html += element("h3", {{"id", id_of(group) + "-" + word}}, html_escape(words_.say(title))) +
              element("p", {}, issues(found)) + "\n";
    }
    return html;
  }

  const ReportView& view_;
  const Report& report_;
  ReportWords words_;
  const Speaker& speaker_;
};

}  // namespace

std::string report_html(const ReportView& view, const Speaker& speaker) {
  return ReportHtml(view, speaker).page();
}

}  // namespace estafeta::render
