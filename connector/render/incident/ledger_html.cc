#include "connector/render/incident/ledger_html.h"

#include <array>
#include <utility>

#include "connector/render/incident/explanation.h"
#include "connector/render/incident/ledger.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Ledger;
using sla::Spent;

constexpr const char* kStyle = R"css(
body { font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #1d2530; max-width: 62rem;
  margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.45rem; margin: 0 0 .4rem; } h1 a { color: inherit; }
h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; padding-left: .7rem; border-left: .35rem solid #8a94a3; }
h2.met { border-color: #2e8b57; } h2.breached { border-color: #c0392b; } h2.at_risk { border-color: #d98c00; }
h2.running { border-color: #2f6fb5; }
h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
p { margin: .25rem 0; } ul { margin: .25rem 0; padding-left: 1.3rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .88rem; }
th { text-align: left; border-bottom: 2px solid #c9d0d9; padding: .2rem .6rem .2rem 0; }
td { border-bottom: 1px solid #e6eaef; padding: .2rem .6rem .2rem 0; vertical-align: top; }
td, th { font-variant-numeric: tabular-nums; }
svg { width: 100%; height: 1.5rem; display: block; margin: .6rem 0 .2rem; }
.key { font-size: .82rem; color: #4c5766; } .key span { display: inline-block; margin-right: 1.1rem; }
.key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; vertical-align: -.1rem; }
.evidence { list-style: none; padding: 0; } .evidence li { padding: .1rem 0 .1rem 1.4rem; position: relative; }
.evidence li::before { content: "+"; position: absolute; left: .2rem; font-weight: 700; color: #2e8b57; }
.evidence li.not { color: #5b6675; } .evidence li.not::before { content: "–"; color: #8a94a3; }
time { font-variant-numeric: tabular-nums; margin-right: .6rem; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2, h3 { break-after: avoid; }
  tr, li { break-inside: avoid; } svg, i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
)css";

constexpr std::array<const char*, sla::kSpentCount> kColours{"#2f6fb5", "#d5dbe3", "#b9a7d6", "#e3c25b",
                                                             "#a6c8a0", "#eef1f4", "#f7f8fa"};

std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string tagged(const std::string& name, std::string_view text) {
  return "<" + name + ">" + html(text) + "</" + name.substr(0, name.find(' ')) + ">\n";
}

class Page {
 public:
  Page(const LedgerView& view, const Speaker& speaker) : view_(view), speaker_(speaker) {}

  std::string make() {
    const std::string title =
        say(Phrase("explain.title", {{"issue", view_.issue.value}, {"title", one_line(view_.title)}}));
    out_ = "<!DOCTYPE html>\n<html lang=\"" + speaker_.style().language +
           "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
           tagged("title", title) + "<style>" + kStyle + "</style>\n</head>\n<body>\n";
    out_ += view_.url.empty() ? tagged("h1", title)
                              : "<h1><a href=\"" + html(view_.url) + "\">" + html(title) + "</a></h1>\n";
    paragraphs(opening(view_));
    for (const model::ClockJudgement& clock : view_.judgement.clocks) put_clock(clock);
    put_list("explain.corrections", corrections_of(view_));
    put_list("explain.lessons", lessons_of(view_));
    return std::move(out_) + "</body>\n</html>\n";
  }

 private:
  std::string say(const Phrase& phrase) const { return speaker_.say(phrase); }

  void paragraphs(const std::vector<Phrase>& phrases) {
    for (const Phrase& phrase : phrases) out_ += tagged("p", say(phrase));
  }

  void put_list(const char* heading, const std::vector<Phrase>& phrases) {
    if (phrases.empty()) return;
    out_ += tagged("h3", speaker_.say(heading)) + "<ul>\n";
    for (const Phrase& phrase : phrases) out_ += tagged("li", say(phrase));
    out_ += "</ul>\n";
  }

  void put_clock(const model::ClockJudgement& clock) {
    const Ledger* ledger = find_ledger(view_, clock.clock);
    out_ +=
        tagged("h2 class=\"" + std::string(to_string(clock.state)) + "\"", say(verdict_of(clock, ledger)));
    if (ledger == nullptr) return;
    paragraphs(background_of(view_, clock, *ledger));
    if (clock.target) {
      put_bar(*ledger);
      put_table(entries_table(*ledger, speaker_));
      paragraphs(sums_of(view_, *ledger));
    }
    put_evidence(*ledger);
  }

  // The life as a bar, by what the clock did.
  void put_bar(const Ledger& ledger) {
    if (ledger.entries.empty()) return;
    const base::Instant begin = ledger.entries.front().start;
    const base::Seconds life = ledger.entries.back().end - begin;
    const auto place = [&](base::Seconds time) {
      return std::to_string(10000 * time.count() / std::max<std::int64_t>(1, life.count()));
    };
    out_ +=
        "<svg viewBox=\"0 0 10000 100\" preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\" "
        "role=\"img\">\n";
    for (const sla::LedgerEntry& entry : ledger.entries) {
      out_ += "<rect x=\"" + place(entry.start - begin) + "\" width=\"" + place(entry.length()) +
              "\" height=\"100\" fill=\"" + kColours[static_cast<std::size_t>(entry.spent)] + "\"/>\n";
    }
    out_ += "</svg>\n<p class=\"key\">";
    for (int i = 0; i < sla::kSpentCount; ++i) {
      const auto spent = static_cast<Spent>(i);
      if (ledger.total(spent) == base::Seconds(0)) continue;
      out_ += "<span><i style=\"background:" + std::string(kColours[static_cast<std::size_t>(i)]) +
              "\"></i>" + html(speaker_.word("spent", to_string(spent))) + "</span>";
    }
    out_ += "</p>\n";
  }

  void put_table(const Table& table) {
    out_ += "<table>\n<thead><tr>";
    for (const std::string& head : table.heads) out_ += "<th>" + html(head) + "</th>";
    out_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      out_ += "<tr>";
      for (const std::string& cell : row) out_ += "<td>" + html(cell) + "</td>";
      out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table>\n";
  }

  void put_evidence(const Ledger& ledger) {
    if (ledger.evidence.empty()) return;
    out_ += tagged("h3", speaker_.say("explain.evidence")) + "<ul class=\"evidence\">\n";
    for (const sla::Evidence& piece : ledger.evidence) {
      const std::string time = "<time>" + html(speaker_.instant(piece.at)) + "</time>";
      const bool known = !view_.url.empty() && piece.journal.value != 0;
      out_ += piece.counted ? "<li>" : "<li class=\"not\">";
      out_ += known ? "<a href=\"" + html(view_.url) + "#change-" + std::to_string(piece.journal.value) +
                          "\">" + time + "</a>"
                    : time;
      out_ += html(say(piece.what)) + "</li>\n";
    }
    out_ += "</ul>\n";
  }

  const LedgerView& view_;
  const Speaker& speaker_;
  std::string out_;
};

}  // namespace

std::string ledger_html(const LedgerView& view, const Speaker& speaker) {
  return Page(view, speaker).make();
}

}  // namespace estafeta::render
