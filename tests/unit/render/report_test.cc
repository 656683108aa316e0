#include "connector/render/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/report/report_csv.h"
#include "connector/render/report/report_html.h"
#include "connector/render/report/report_json.h"
#include "connector/render/report/report_text.h"
#include "tests/support/source_dir.h"
#include "tests/unit/render/speakers.h"
#include "tests/unit/sla/provider.h"

namespace estafeta::render {
namespace {

using document::Node;
using sla::Dimension;
using sla::Figures;
using sla::Group;
using ::testing::HasSubstr;
using ::testing::Not;

sla::Record urgent(std::int64_t id, const std::string& resolved) {
  model::Incident life =
      sla::incident({sla::event(at("2026-10-05T06:05:00Z"), model::Actor::staff, {.comment = "public"}),
                     sla::event(at(resolved), model::Actor::staff, {.status = "resolved"})});
  life.id = {id};
  life.created = at("2026-10-05T06:00:00Z");
  life.priority = "urgent";
  life.department = "unix";
  return sla::record_of(std::move(life));
}

ReportView small() {
  auto late = urgent(2, "2026-10-05T12:30:00Z");
  late.subject = "Disks <full> & \"slow\"";
  late.cause = "No runbook";
  late.incident.events.push_back(
      sla::event(at("2026-10-05T07:00:00Z"), model::Actor::staff, {.status = "on_hold:vendor"}));
  auto copy = urgent(3, "2026-10-05T07:00:00Z");
  copy.duplicate_of = {{{1}, "aurora"}};
  model::Correction correction;
  correction.author = "Somebody Named";
  correction.from = at("2026-10-05T06:05:00Z");
  correction.reason = "answered by telephone";
  copy.incident.corrections = {correction};
  ReportView view;
  view.report =
      sla::provider().report({urgent(1, "2026-10-05T07:00:00Z"), late, copy}, "2026-10", {Dimension::client});
  view.clients = {{"aurora", "Aurora Retail"}};
  view.departments = {{"unix", "Unix department"}};
  view.link = [](base::IssueId id) { return "https://redmine.example/issues/" + to_string(id); };
  return view;
}

ReportView large(std::uint64_t seed) {
  ReportView view;
  view.report = sla::provider().report(sla::RandomIncidents(seed).make(500), "2026-10",
                                       {Dimension::client, Dimension::priority});
  view.link = small().link;
  return view;
}

std::string golden(const std::string& name) {
  return document::read_file(tests::source_dir() + "/tests/unit/render/golden/" + name).value_or("");
}

TEST(ReportText, TellsTheWholeMonth) {
  EXPECT_EQ(report_text(small(), plain()), golden("report.en.txt"));
}

ReportView with_credits() {
  ReportView view = small();
  sla::CreditLine compliance;
  compliance.clock = "resolution";
  compliance.met = 19;
  compliance.breached = 1;
  compliance.reached = 95'000;
  compliance.below = 99'000;
  compliance.credit = 5'000;
  compliance.issues = {{2}};
  sla::CreditLine each;
  each.kind = sla::CreditLine::Kind::each_breach;
  each.clock = "response";
  each.breached = 3;
  each.credit = 1'500;
  sla::CreditLine availability;
  availability.kind = sla::CreditLine::Kind::availability;
  availability.down = std::chrono::minutes(61);
  availability.promised = std::chrono::hours(744);
  availability.reached = 99'863;
  view.credits = {{"aurora", "gold", {compliance, each, availability}, 6'500, false}};
  return view;
}

TEST(ReportText, SaysWhatTheClientGetsBackAndWhy) {
  EXPECT_THAT(
      report_text(with_credits(), plain()),
      HasSubstr("Aurora Retail gets back 6.5% of the month’s fee by policy gold.\n"
                "- resolution: 95% met (19 of 20), less than 99%: 5% (#2)\n"
                "- response: 3 breached, 1.5% for all of them\n"
                "- Availability: 99.863%. Down for 1 h 1 min of 744 h, maintenance windows not counted\n"));
  EXPECT_THAT(report_text(with_credits(), plain("ru")),
              HasSubstr("Aurora Retail: возвращается 6,5 % месячной платы по политике gold.\n"));
  auto most = with_credits();
  most.credits[0].is_capped = true;
  EXPECT_THAT(report_text(most, plain()),
              HasSubstr("6.5% of the month’s fee, the most that policy gold allows."));
}

TEST(ReportHtml, LinksWhatCreditsComeFrom) {
  const auto page = report_html(with_credits(), plain());
  EXPECT_THAT(page, HasSubstr("<h2>Credits</h2>"));
  EXPECT_THAT(page, HasSubstr("5% (<a href=\"https://redmine.example/issues/2\">#2</a>)"));
  EXPECT_THAT(report_html(small(), plain()), Not(HasSubstr("<h2>Credits</h2>")));
}

TEST(ReportJson, HasCreditsAsNumbers) {
  const auto text = report_json(with_credits());
  EXPECT_THAT(text, HasSubstr("\"reached\":99.863,\"below\":null,\"credit\":0"));
  EXPECT_THAT(text, HasSubstr("\"credit\":6.5,\"capped\":false"));
}

TEST(ReportText, SpeaksRussianWithItsNumbers) {
  EXPECT_EQ(report_text(small(), plain("ru")), golden("report.ru.txt"));
}

// The figures of a group in the order count, met, breached, running, at risk, paused, left out, compliance.
using Row = std::vector<std::string>;
using Rows = std::map<std::string, Row>;  // by `keys,clock`

std::string tenths(const std::optional<int>& share) {
  return share ? std::to_string(*share / 10) + "." + std::to_string(*share % 10) : "";
}

Rows rows_of(const sla::Report& report) {
  Rows rows;
  const auto take = [&](const Group& group) {
    std::string key;
    for (const auto name : group.keys) key += report.names[name] + ",";
    const Figures& f = group.figures;
    Row& row = rows[key + report.clocks[group.clock]];
    for (const int n : {f.count, f.met, f.breached, f.running, f.at_risk, f.paused, f.left_out_in_all()}) {
      row.push_back(std::to_string(n));
    }
    row.push_back(tenths(f.compliance()));
  };
  for (const Group& group : report.groups) take(group);
  for (const Group& group : report.totals) take(group);
  return rows;
}

Row row_of_json(const Node& group) {
  Row row;
  for (const char* key : {"count", "met", "breached", "running", "at_risk", "paused"}) {
    row.push_back(group.find(key)->text);
  }
  int left_out = 0;
  for (const auto& [rule, count] : group.find("left_out")->entries) left_out += std::stoi(count.text);
  row.push_back(std::to_string(left_out));
  const Node& compliance = *group.find("compliance");
  row.push_back(compliance.is_null() ? "" : compliance.text);
  return row;
}

TEST(ReportJson, HasTheSameFiguresAndTheListBehindEach) {
  for (const std::uint64_t seed : {1u, 2u}) {
    const ReportView view = large(seed);
    const auto json = document::parse_json(report_json(view), "report");
    ASSERT_TRUE(json);
    Rows rows;
    for (const char* list : {"groups", "totals"}) {
      for (const Node& group : json->find(list)->items) {
        const Node* client = group.find("client");
        const std::string keys =
            client == nullptr ? "" : client->text + "," + group.find("priority")->text + ",";
        rows[keys + group.find("clock")->text] = row_of_json(group);
        for (const char* standing : {"met", "breached", "running", "at_risk", "paused"}) {
          EXPECT_EQ(std::to_string(group.find("issues")->find(standing)->items.size()),
                    group.find(standing)->text);
        }
      }
    }
    EXPECT_EQ(rows, rows_of(view.report));
  }
}

std::vector<Row> parse_csv(const std::string& text) {
  std::vector<Row> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\r') {
      continue;
    } else if (!quoted && c == '\n') {
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();  // after the last line's end
  return rows;
}

TEST(ReportCsv, HasTheSameFiguresAndItsIncidentsAddUpToThem) {
  const ReportView view = large(3);
  const auto lines = parse_csv(report_csv(view));
  const Row& heads = lines.front();
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(heads.begin(), heads.end(), name) - heads.begin());
  };
  Rows rows;
  std::map<std::string, int> listed;  // clock -> breached incidents
  for (const Row& line : lines) {
    ASSERT_EQ(line.size(), heads.size());
    if (line[0] == "incident") listed[line[column("clock")]] += std::stoi(line[column("breached")]);
    if (line[0] != "group" && line[0] != "total") continue;
    const std::string keys =
        line[0] == "total" ? "" : line[column("client")] + "," + line[column("priority")] + ",";
    Row& row = rows[keys + line[column("clock")]];
    for (const char* name :
         {"count", "met", "breached", "running", "at_risk", "paused", "left_out", "compliance"}) {
      row.push_back(line[column(name)]);
    }
  }
  EXPECT_EQ(rows, rows_of(view.report));
  for (const Group& total : view.report.totals) {
    EXPECT_EQ(listed[view.report.clocks[total.clock]], total.figures.breached);
  }
}

TEST(ReportCsv, GivesASpreadsheetNoFormulaAndKeepsQuotesAndCommas) {
  ReportView view = small();
  for (sla::Row& row : view.report.rows) row.subject = "=HYPERLINK(\"http://evil\"),\n@x";
  const auto lines = parse_csv(report_csv(view));
  const auto subject = std::find(lines[0].begin(), lines[0].end(), "subject") - lines[0].begin();
  EXPECT_EQ(lines.back().at(static_cast<std::size_t>(subject)), "'=HYPERLINK(\"http://evil\"),\n@x");
  EXPECT_THAT(report_csv(view), HasSubstr("\r\n"));
}

// Cells of the table of figures, links taken away.
std::vector<Row> figures_of_page(const std::string& page) {
  const auto begin = page.find("<div class=\"figures\">");
  std::string table = page.substr(begin, page.find("</table>", begin) - begin);
  std::vector<Row> rows;
  static const std::regex row("<tr[^>]*>(.*?)</tr>");
  static const std::regex cell("<td[^>]*>(.*?)</td>");
  static const std::regex tag("<[^>]*>");
  for (std::sregex_iterator r(table.begin(), table.end(), row), end; r != end; ++r) {
    const std::string cells = (*r)[1];
    Row& found = rows.emplace_back();
    for (std::sregex_iterator c(cells.begin(), cells.end(), cell); c != end; ++c) {
      found.push_back(std::regex_replace((*c)[1].str(), tag, ""));
    }
    if (found.empty()) rows.pop_back();  // the heads
  }
  return rows;
}

std::string percent(const std::string& tenth, bool russian) {
  if (tenth.empty()) return "–";
  if (!russian) return tenth + "%";
  return tenth.substr(0, tenth.size() - 2) + "," + tenth.back() + " %";
}

TEST(ReportHtml, HasTheSameFiguresInBothLanguages) {
  const ReportView view = large(4);
  for (const char* language : {"en", "ru"}) {
    const auto speaker = plain(language);
    const auto rows = figures_of_page(report_html(view, speaker));
    const auto expected = rows_of(view.report);
    ASSERT_EQ(rows.size(), expected.size());
    std::size_t at_row = 0;
    const auto check = [&](const Group& group) {
      std::string key;
      for (const auto name : group.keys) key += view.report.names[name] + ",";
      const Row& want = expected.at(key + view.report.clocks[group.clock]);
      const Row& is = rows[at_row++];
      EXPECT_EQ(Row(is.begin() + 3, is.begin() + 6), Row(want.begin(), want.begin() + 3));
      EXPECT_EQ(is[6], percent(want[7], std::string(language) == "ru"));
      EXPECT_EQ(is[10], want[3] + " / " + want[4] + " / " + want[5]);
      EXPECT_EQ(is[11], want[6]);
    };
    for (const Group& group : view.report.groups) check(group);
    for (const Group& group : view.report.totals) check(group);
  }
}

TEST(ReportText, HasTheSameFigures) {
  const ReportView view = large(4);
  const std::string text = report_text(view, plain());
  for (const Group& total : view.report.totals) {
    const Figures& f = total.figures;
    std::string line = "\nTotal +" + view.report.clocks[total.clock];
    for (const int n : {f.count, f.met, f.breached}) line += " +" + std::to_string(n);
    line += " +" + tenths(f.compliance()) + "% .* " + std::to_string(f.running) + " +" +
            std::to_string(f.at_risk) + " +" + std::to_string(f.paused) + " +" +
            std::to_string(f.left_out_in_all()) + "\n";
    EXPECT_TRUE(std::regex_search(text, std::regex(line))) << line << text;
  }
}

TEST(ReportHtml, LeadsEveryLinkOfAFigureToAListOfThatLength) {
  const std::string page = report_html(large(5), plain());
  static const std::regex link("href=\"#([a-z0-9_-]+)\">([0-9]+)</a>");
  int seen = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), link), end; at != end; ++at, ++seen) {
    const auto list = page.find("<h3 id=\"" + (*at)[1].str() + "\"");
    ASSERT_NE(list, std::string::npos) << (*at)[1];
    const std::string inner = page.substr(list, page.find("</p>", list) - list);
    static const std::regex issue("https://redmine.example/issues/");
    EXPECT_EQ(std::to_string(std::distance(std::sregex_iterator(inner.begin(), inner.end(), issue), end)),
              (*at)[2]);
  }
  EXPECT_GT(seen, 30);
}

TEST(ReportHtml, EscapesEveryValueAndNamesNoPerson) {
  const ReportView view = small();
  const std::string page = report_html(view, plain());
  EXPECT_THAT(page, HasSubstr("Disks &lt;full&gt; &amp; &quot;slow&quot;"));
  EXPECT_THAT(page, Not(HasSubstr("<full>")));
  for (const std::string& text : {page, report_text(view, plain()), report_json(view), report_csv(view)}) {
    EXPECT_THAT(text, Not(HasSubstr("Somebody")));
  }
}

TEST(ReportHtml, StandsAlone) {
  const std::string page = report_html(large(6), plain());
  for (const char* outside : {"src=", "<link", "<script", "url(http", "@import"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
  EXPECT_THAT(page, HasSubstr("<title id=\"months-t\">Compliance by month</title>"));
  EXPECT_THAT(page, HasSubstr("@page { size: A4;"));
}

// Every element closed by its own end, in order.
TEST(ReportHtml, ClosesWhatItOpens) {
  const std::string page = report_html(large(7), plain("ru"));
  static const std::regex tag("<(/?)([a-z0-9]+)[^>]*?(/?)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(page.begin(), page.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if ((*at)[3] == "/") continue;
    if ((*at)[1] != "/") {
      open.push_back(name);
    } else {
      ASSERT_FALSE(open.empty());
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

// Two questions, the second answered after two of the promised hours.
TEST(Report, OfCyclesTellsEachApartAndTheWorstOfThem) {
  sla::Provider made = sla::provider();
  made.policies.add("gold",
                    {{base::parse_date("2026-01-01").value(),
                      sla::policy("clocks: { next_reply: { kind: next_reply } }\n"
                                  "targets: [ { calendar: 24x7, response: 1h, next_reply: 1h } ]\n")}});
  auto record = urgent(7, "2026-10-06T06:00:00Z");
  for (const auto& [when, who] : {std::pair("2026-10-05T08:00:00Z", model::Actor::customer),
                                  std::pair("2026-10-05T08:30:00Z", model::Actor::staff),
                                  std::pair("2026-10-05T09:00:00Z", model::Actor::customer),
                                  std::pair("2026-10-05T11:00:00Z", model::Actor::staff)}) {
    record.incident.events.push_back(sla::event(at(when), who, {.comment = "public"}));
  }
  ReportView view;
  view.report = made.report({record}, "2026-10");
  const std::string worst = "next reply: 2 cycles in 1 incident; the worst, cycle 2 of #7, took 2 h of 1 h.";
  EXPECT_THAT(report_text(view, plain()), HasSubstr("\n" + worst + "\n"));
  EXPECT_THAT(report_text(view, plain()), HasSubstr("next reply (2) 2 h / 1 h"));
  EXPECT_THAT(report_text(view, plain("ru")),
              HasSubstr("ответ на вопрос: 2 цикла, инцидентов — 1; хуже всего цикл 2 в #7: 2 ч из 1 ч."));
  EXPECT_THAT(report_html(view, plain()), HasSubstr(worst));
  EXPECT_THAT(report_html(view, plain()), HasSubstr("next reply (2)"));
  EXPECT_THAT(report_json(view),
              HasSubstr(R"("cycles":[{"clock":"next_reply","cycles":2,"incidents":1,"worst":{"issue":7,)"
                        R"("cycle":2,"target_s":3600,"elapsed_s":7200}}])"));
  const std::string csv = report_csv(view);
  EXPECT_THAT(csv, HasSubstr(",used,due,cycle\r\n"));
  EXPECT_THAT(csv, HasSubstr("2026-10-05T10:00:00Z,2\r\n"));
}

TEST(Report, OfAnEmptyMonthIsStillAReport) {
  ReportView view;
  view.report = sla::provider().report({}, "2026-10", {Dimension::client});
  EXPECT_THAT(report_text(view, plain()), HasSubstr("SLA report: October 2026, all clients"));
  EXPECT_THAT(report_html(view, plain()), HasSubstr("Nothing was breached in this period."));
  for (const std::string& text : {report_text(view, plain()), report_html(view, plain())}) {
    EXPECT_THAT(text, HasSubstr("No incident has a clock in this period."));
    for (const char* head : {"Compliance  ", "<th", "<table"}) EXPECT_THAT(text, Not(HasSubstr(head)));
  }
  EXPECT_TRUE(document::parse_json(report_json(view), "report"));
  EXPECT_EQ(parse_csv(report_csv(view)).size(), 1u);
}

TEST(Report, OfAMonthThatIsNotOverSaysSo) {
  ReportView view;
  view.report = sla::provider().report({}, "2026-10", {});
  const auto says_so = [&](const char* now) {
    view.report.asked.now = at(now);
    const bool text = report_text(view, plain()).find("October 2026 is not over yet") != std::string::npos;
    EXPECT_EQ(report_html(view, plain()).find("October 2026 is not over yet") != std::string::npos, text);
    return text;
  };
  EXPECT_TRUE(says_so("2026-10-31T20:59:59Z")) << "the clocks of Moscow";
  EXPECT_FALSE(says_so("2026-10-31T21:00:00Z"));
}

TEST(Report, TellsPeopleWholeMinutesAndFilesTheSecond) {
  auto late = urgent(2, "2026-10-05T12:30:55Z");
  late.incident.events.push_back(
      sla::event(at("2026-10-05T07:00:05Z"), model::Actor::staff, {.status = "on_hold:vendor"}));
  ReportView view;
  view.report = sla::provider().report({late}, "2026-10");
  for (const char* language : {"en", "ru"}) {
    for (const auto& text : {report_text(view, plain(language)), report_html(view, plain(language))}) {
      EXPECT_FALSE(std::regex_search(text, std::regex("[0-9] (s|с)[^a-z0-9]"))) << text;
    }
  }
  EXPECT_THAT(report_json(view), HasSubstr("23455"));
}

TEST(Report, SaysPlainlyWhatARepeatLacks) {
  std::vector<sla::Record> records;
  for (const std::int64_t id : {1, 2, 3}) records.push_back(urgent(id, "2026-10-05T12:30:00Z"));
  ReportView view;
  view.report = sla::provider().report(records, "2026-10", {Dimension::category});
  ASSERT_FALSE(view.report.repeats.empty());
  for (const auto& text : {report_text(view, plain()), report_html(view, plain())}) {
    EXPECT_THAT(text, HasSubstr("without a category"));
    EXPECT_THAT(text, Not(HasSubstr("(none)")));
  }
  EXPECT_THAT(report_text(view, plain("ru")), HasSubstr("без категории"));
}

TEST(Report, WithoutAPeriodBeforeSaysNothingOfATrend) {
  sla::Question question;
  question.period = sla::parse_month("2026-10").value();
  question.compares = false;
  ReportView view;
  view.report = sla::provider().report(sla::RandomIncidents(8).make(200), question);
  EXPECT_EQ(view.report.months.front().month, "2026-10");
  for (const char* language : {"en", "ru"}) {
    for (const std::string& text : {report_text(view, plain(language)), report_html(view, plain(language))}) {
      for (const char* word :
           {"The period before", "; before ", "Trend", "Предыдущий период", "; ранее", "Динамика"}) {
        EXPECT_THAT(text.substr(0, text.find("</table>")), Not(HasSubstr(word)));
      }
    }
  }
  EXPECT_THAT(report_json(view), Not(HasSubstr("\"before\"")));
}

TEST(Report, OfIncidentsWithoutDepartmentsHasNoWordOfThem) {
  auto records = sla::RandomIncidents(9).make(200);
  for (sla::Record& record : records) {
    record.incident.department.clear();
    for (auto& event : record.incident.events) event.department.reset();
  }
  ReportView view;
  view.report = sla::provider().report(records, "2026-10");
  for (const std::string& text : {report_text(view, plain()), report_html(view, plain())}) {
    EXPECT_THAT(text, Not(HasSubstr("(no department)")));
    EXPECT_THAT(text, Not(HasSubstr("Held")));
    EXPECT_THAT(text, HasSubstr("Where the time of breached clocks went"));
    EXPECT_THAT(text, HasSubstr("work "));
  }
}

ReportView signed_month() {
  ReportView view = small();
  sla::Restated restated;
  restated.sign_off = {"aurora", "2026-10", "A. Ivanova, service manager", at("2026-11-03T09:00:00Z"),
                       "UTC",    {}};
  restated.signed_figures["resolution"] = {9, 1};
  restated.figures["resolution"] = {8, 2};
  restated.restatements = {{{7},
                            "resolution",
                            sla::Counted{sla::Standing::met, {}, base::Seconds(3600)},
                            sla::Counted{sla::Standing::breached, {}, base::Seconds(36000)},
                            sla::Why::history},
                           {{8}, "resolution", sla::Counted{}, {}, sla::Why::went_on}};
  view.sign_offs = {restated};
  return view;
}

TEST(Report, OfASignedMonthShowsSignedAndRestatedFiguresSideBySide) {
  EXPECT_THAT(report_text(signed_month(), plain()),
              HasSubstr("Signed off for Aurora Retail on 2026-11-03 12:00 by A. Ivanova, service manager\n"
                        "- resolution: signed 90.0% (9 of 10), now 80.0% (8 of 10)\n"
                        "Restated since: 2\n"
                        "- #7 resolution: met, 1 h → breached, 10 h; the tracker’s history of that time is "
                        "different now\n"
                        "- #8 resolution: met → not in this month; it went on after the signing\n"));
  EXPECT_THAT(report_html(signed_month(), plain("ru")),
              HasSubstr("подписано 90,0 % (9 из 10), сейчас 80,0 % (8 из 10)"));
  const auto json = document::parse_json(report_json(signed_month()), "report");
  ASSERT_TRUE(json);
  const Node& sign_off = json->find("sign_offs")->items.at(0);
  EXPECT_EQ(sign_off.find("signed")->find("resolution")->find("met")->text, "9");
  EXPECT_EQ(sign_off.find("now")->find("resolution")->find("met")->text, "8");
  EXPECT_EQ(sign_off.find("restatements")->items.at(0).find("why")->text, "history");
}

}  // namespace
}  // namespace estafeta::render
