#include "connector/render/report/report_text.h"

#include "connector/render/kit/text.h"
#include "connector/render/report/report.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Figures;
using sla::Group;
using sla::Report;
using sla::Row;
using sla::Standing;

constexpr std::size_t kSubjectColumns = 40;

std::string number(int n) {
  return std::to_string(n);
}

std::string listed(const std::vector<base::IssueId>& issues) {
  std::string text;
  for (const base::IssueId issue : issues) text += (text.empty() ? "" : ", ") + reference(issue);
  return text;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::vector<std::string> heads(const ReportWords& words, const std::vector<const char*>& names) {
  std::vector<std::string> texts;
  for (const char* name : names) texts.push_back(words.say("report.head_" + std::string(name)));
  return texts;
}

class ReportText {
 public:
  ReportText(const ReportView& view, const Speaker& speaker)
      : view_(view), report_(view.report), words_(view, speaker), speaker_(speaker) {}

  std::string text() const {
    return words_.title() + "\n" + words_.about() + "\n" + sign_offs() + "\n" + figures() + credits() +
           left_out() + breaches() + shares() + repeats() + tallies("report.causes", report_.causes, true) +
           tallies("report.measures", report_.measures, false) + corrections() + how();
  }

 private:
  std::string figures() const {
    if (report_.totals.empty()) return words_.no_clocks() + "\n";
    Table table;
    for (const auto dimension : report_.asked.by) {
      table.heads.push_back(words_.say("report.head_" + std::string(to_string(dimension))));
    }
    std::vector<const char*> names{"clock", "count", "met", "breached", "compliance"};
    if (words_.compares()) names.push_back("trend");
    names.insert(names.end(), {"median", "ninetieth", "running", "at_risk", "paused", "left_out"});
    const auto more = heads(words_, names);
    table.heads.insert(table.heads.end(), more.begin(), more.end());
    for (const Group& group : report_.groups) {
      if (!report_.asked.by.empty()) table.rows.push_back(figures_row(group));
    }
    for (const Group& group : report_.totals) table.rows.push_back(figures_row(group));
    std::string text = text_table(table);
    for (const std::string& sentence : words_.cycles()) text += sentence + "\n";
    return text;
  }

  std::vector<std::string> figures_row(const Group& group) const {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < group.keys.size(); ++i) {
      row.push_back(words_.name(report_.asked.by[i], report_.names[group.keys[i]]));
    }
    if (group.keys.empty()) row.assign(report_.asked.by.size(), "");
    if (group.keys.empty() && !row.empty()) row.front() = words_.say("report.total");
    const Figures& f = group.figures;
    row.insert(row.end(), {words_.clock(group.clock), number(f.count), number(f.met), number(f.breached),
                           words_.compliance(f)});
    if (words_.compares()) row.push_back(words_.trend(group));
    row.insert(row.end(), {words_.time(f.median), words_.time(f.ninetieth), number(f.running),
                           number(f.at_risk), number(f.paused), number(f.left_out_in_all())});
    return row;
  }

  std::string left_out() const {
    std::string text;
    int all = 0;
    for (const Group& total : report_.totals) {
      all += total.figures.left_out_in_all();
      for (int rule = 0; rule < sla::kLeftOutRules; ++rule) {
        const auto place = static_cast<std::size_t>(rule);
        if (total.figures.left_out[place] == 0) continue;
        text += "- " + words_.clock(total.clock) + ", " +
                speaker_.word("left_out", to_string(static_cast<sla::LeftOut>(rule))) + ": " +
                number(total.figures.left_out[place]) + " (" +
                listed(left_out_issues(total, static_cast<sla::LeftOut>(rule))) + ")\n";
      }
    }
    return all == 0 ? ""
                    : "\n" + words_.count("report.left_out", static_cast<std::size_t>(all)) + "\n" + text;
  }

  std::vector<base::IssueId> left_out_issues(const Group& group, sla::LeftOut rule) const {
    std::vector<base::IssueId> issues;
    for (const std::size_t index : group.rows) {
      const Row& row = report_.rows[index];
      if (row.standing == Standing::left_out && row.rule == rule) issues.push_back(row.issue);
    }
    return issues;
  }

  std::string breaches() const {
    std::string text = "\n" + words_.count("report.breaches", report_.breaches.size()) + "\n";
    for (const sla::Breach& breach : report_.breaches) {
      const Row& row = report_.rows[breach.row];
      text += "- #" + to_string(row.issue) + " " + clip(one_line(row.subject), kSubjectColumns) + "; " +
              words_.client(report_.name(row, sla::Dimension::client)) + "; " + words_.clock(row) + " " +
              words_.time(row.elapsed) + " / " + words_.time(row.target) + "; " +
              speaker_.instant(row.counted_at) + "\n  " + joined(words_.spent(breach.spent), "; ") + "\n";
      if (words_.is_of_tasks()) continue;
      text += "  " + words_.say("report.head_cause") + ": " + words_.cause(breach.cause) + "; " +
              words_.say("report.head_measure") + ": " + words_.measure(breach.measure) + "\n";
    }
    return text;
  }

  std::string shares() const {
    if (report_.shares.empty()) return "";
    Table table{heads(words_, {"clock", "breaches", "worked", "waited", "paused"}), {}};
    for (const sla::Holding& share : report_.shares) {
      table.rows.push_back({words_.clock(share.clock), std::to_string(share.breaches.size()),
                            to_the_minute(share.counted.front(), speaker_),
                            joined(words_.waits(share.counted), ", "),
                            joined(words_.waits(share.paused), ", ")});
    }
    if (words_.knows_departments()) add_departments(table);
    return "\n" + words_.say("report.departments") + "\n" + text_table(table);
  }

  void add_departments(Table& table) const {
    table.heads.insert(table.heads.begin() + 1, words_.say("report.head_held"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      auto& row = table.rows[i];
      row.insert(row.begin() + 1, words_.department(report_.shares[i].department));
    }
  }

  std::string repeats() const {
    if (report_.repeats.empty()) return "";
    std::string text = "\n" + words_.say("report.repeats") + "\n";
    for (const sla::Repeat& repeat : report_.repeats) {
      text += "- " + words_.client(report_.names[repeat.client]) + ", " +
              words_.name(sla::Dimension::category, report_.names[repeat.category]) + ": " +
              std::to_string(repeat.issues.size()) + " (" + listed(repeat.issues) + ")\n";
    }
    return text;
  }

  std::string tallies(const char* heading, const std::vector<sla::Tally>& all, bool causes) const {
    if (all.empty()) return "";
    std::string text = "\n" + words_.say(heading) + "\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string said = causes ? words_.cause(all[i].text) : words_.measure(all[i].text);
      const Phrase together("report.cumulative", {{"share", words_.together(all, i + 1)}});
      text += "- " + said + ": " + std::to_string(all[i].issues.size()) + ", " + words_.say(together) + " (" +
              listed(all[i].issues) + ")\n";
    }
    return text;
  }

  std::string credits() const {
    std::string text;
    for (const auto& one : view_.credits) {
      text += "\n" + words_.credits(one) + "\n";
      for (const auto& line : one.lines) {
        text +=
            "- " + words_.credit(line) + (line.issues.empty() ? "" : " (" + listed(line.issues) + ")") + "\n";
      }
    }
    return text;
  }

  std::string corrections() const {
    if (report_.corrections.empty()) return "";
    std::string text = "\n" + words_.count("report.corrections", report_.corrections.size()) + "\n";
    for (const sla::CorrectionLine& correction : report_.corrections) {
      text += "- #" + to_string(correction.issue) + " " +
              speaker_.word("correction", to_string(correction.type)) + " " + words_.span(correction) + ": " +
              one_line(correction.reason) + "\n";
    }
    return text;
  }

  std::string sign_offs() const {
    std::string text;
    for (const sla::Restated& restated : view_.sign_offs) {
      const auto& sign_off = restated.sign_off;
      text += words_.say(Phrase(
                  "report.signed",
                  {{"client", words_.client(sign_off.client)}, {"at", sign_off.at}, {"by", sign_off.by}})) +
              "\n";
      for (const auto& [clock, figures] : restated.signed_figures) {
        const auto now = restated.figures.find(clock);
        text +=
            "- " +
            words_.say(Phrase("report.signed_figures",
                              {{"clock", clock},
                               {"signed", words_.figures(figures)},
                               {"now", words_.figures(now == restated.figures.end() ? sla::MetAndBreached{}
                                                                                    : now->second)}})) +
            "\n";
      }
      text += restatements(restated);
    }
    return text;
  }

  std::string restatements(const sla::Restated& restated) const {
    if (restated.restatements.empty()) return words_.say("report.restated_none") + "\n";
    std::string text = words_.count("report.restated", restated.restatements.size()) + "\n";
    for (const sla::Restatement& one : restated.restatements) {
      text += "- #" + to_string(one.issue) + " " + name_of_clock(one.clock, one.cycle, speaker_) + ": " +
              words_.counted(one.was) + " → " + words_.counted(one.is) + "; " +
              speaker_.word("restated", to_string(one.why)) + "\n";
    }
    return text;
  }

  std::string how() const {
    std::string text = "\n" + words_.say("report.how") + "\n";
    for (const std::string& sentence : words_.how()) text += "- " + sentence + "\n";
    return text;
  }

  const ReportView& view_;
  const Report& report_;
  ReportWords words_;
  const Speaker& speaker_;
};

}  // namespace

std::string report_text(const ReportView& view, const Speaker& speaker) {
  return ReportText(view, speaker).text();
}

}  // namespace estafeta::render
