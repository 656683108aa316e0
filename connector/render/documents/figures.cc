#include "connector/render/documents/figures.h"

#include <set>

#include "connector/render/documents/fields.h"
#include "connector/render/kit/text.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;
using sla::Group;
using sla::Row;
using sla::Standing;

std::string in_one_line(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

class FiguresDocument {
 public:
  FiguresDocument(const ReportView& view, const Speaker& speaker)
      : view_(view), report_(view.report), words_(view, speaker), speaker_(speaker) {}

  std::string text(const std::vector<SignOffRefusal>& refusals) {
    json_.object([&] {
      put_question();
      json_.key("clocks").list(report_.totals, [&](const Group& total) { put(total); });
      json_.key("unexplained").values(unexplained());
      json_.key("breaches").list(report_.breaches, [&](const auto& breach) { put(breach); });
      json_.key("causes").list(report_.causes, [&](const auto& one) { put(words_.cause(one.text), one); });
      json_.key("measures").list(report_.measures, [&](const auto& one) {
        put(words_.measure(one.text), one);
      });
      json_.key("repeats").list(report_.repeats, [&](const auto& repeat) { put(repeat); });
      json_.key("shares").list(report_.shares, [&](const auto& share) { put(share); });
      json_.key("credits").list(view_.credits, [&](const auto& one) { put(one); });
      json_.key("corrections").list(report_.corrections, [&](const auto& one) { put(one); });
      json_.key("months").list(report_.months, [&](const auto& month) { put(month); });
      json_.key("signed").list(view_.sign_offs, [&](const auto& one) { put(one); });
      json_.key("refusals").list(refusals, [&](const auto& one) {
        json_.object([&] { json_.key("key").value(one.key).key("why").value(speaker_.say(one.why)); });
      });
      json_.key("cycles").values(words_.cycles());
      json_.key("how").values(words_.how());
    });
    return json_.text();
  }

 private:
  void put(const sla::ClientCredits& credits) {
    json_.object([&] {
      json_.key("text").value(words_.credits(credits));
      json_.key("lines").list(credits.lines, [&](const sla::CreditLine& line) {
        json_.object([&] { json_.key("text").value(words_.credit(line)).key("issues").values(line.issues); });
      });
    });
  }

  void put_question() {
    const auto& asked = report_.asked;
    json_.key("client").value(asked.client).key("title").value(words_.client(asked.client));
    json_.key("month").value(sla::format_month(asked.period.from));
    json_.key("month_text").value(words_.period(asked.period));
    if (report_.before) json_.key("before_text").value(words_.period(*report_.before));
    json_.key("over").value(asked.period.until < asked.zone.local_date(asked.now));
  }

  void put(const Group& total) {
    const auto& figures = total.figures;
    json_.object([&] {
      json_.key("clock")
          .value(report_.clocks[total.clock])
          .key("clock_text")
          .value(words_.clock(total.clock));
      json_.key("met").value(figures.met).key("breached").value(figures.breached);
      json_.key("running").value(figures.running).key("at_risk").value(figures.at_risk);
      json_.key("paused").value(figures.paused).key("left_out").value(figures.left_out_in_all());
      const auto share = figures.compliance();
      json_.key("compliance");
      share ? json_.raw(plain_percent(*share)) : json_.null();
      json_.key("compliance_text").value(share ? words_.percent(*share) : "");
      json_.key("trend_text").value(share && total.before.compliance() ? words_.trend(total) : "");
      put_time("median_text", figures.median);
      put_time("ninetieth_text", figures.ninetieth);
      put_lists(total);
    });
  }

  // The list behind each number.
  void put_lists(const Group& total) {
    json_.key("issues").object([&] {
      for (int i = 0; i < sla::kStandings; ++i) {
        const auto standing = static_cast<Standing>(i);
        json_.key(to_string(standing)).begin_array();
        for (const auto index : total.rows) {
          if (report_.rows[index].standing == standing) json_.value(report_.rows[index].issue);
        }
        json_.end_array();
      }
    });
    json_.key("rules").begin_array();
    for (int i = 0; i < sla::kLeftOutRules; ++i) put_rule(total, static_cast<sla::LeftOut>(i));
    json_.end_array();
  }

  void put_rule(const Group& total, sla::LeftOut rule) {
    std::vector<base::IssueId> issues;
    for (const auto index : total.rows) {
      const Row& row = report_.rows[index];
      if (row.standing == Standing::left_out && row.rule == rule) issues.push_back(row.issue);
    }
    if (issues.empty()) return;
    json_.object([&] {
      json_.key("rule_text").value(speaker_.word("left_out", to_string(rule))).key("issues").values(issues);
    });
  }

  void put_time(const char* key, const std::optional<base::Seconds>& time) {
    json_.key(key).value(time ? to_the_minute(*time, speaker_) : "");
  }

  // Breached, and nobody has recorded both why and what is done about it.
  std::set<base::IssueId> unexplained() const {
    std::set<base::IssueId> issues;
    for (const auto& breach : report_.breaches) {
      if (breach.cause.empty() || breach.measure.empty()) issues.insert(report_.rows[breach.row].issue);
    }
    return issues;
  }

  // What a clock that still runs has used is left out: it would be another text at each look.
  void put(const sla::Breach& breach) {
    const Row& row = report_.rows[breach.row];
    json_.object([&] {
      json_.key("issue").value(row.issue).key("title").value(row.subject);
      json_.key("clock_text").value(words_.clock(row)).key("since").value(row.counted_at);
      put_time("target_text", row.target);
      json_.key("cause").value(breach.cause).key("measure").value(breach.measure);
      json_.key("department").value(department(report_.name(row, sla::Dimension::department)));
    });
  }

  std::string department(const std::string& name) const {
    return name.empty() ? "" : words_.department(name);
  }

  void put(const std::string& text, const sla::Tally& tally) {
    json_.object([&] { json_.key("text").value(text).key("issues").values(tally.issues); });
  }

  void put(const sla::Repeat& repeat) {
    json_.object([&] {
      json_.key("text").value(words_.name(sla::Dimension::category, report_.names[repeat.category]));
      json_.key("issues").values(repeat.issues);
    });
  }

  void put(const sla::Holding& share) {
    const auto waits = [&](const auto& times) {
      bool any = false;
      for (std::size_t i = 1; i < times.size(); ++i) any = any || times[i].count() != 0;
      return any ? in_one_line(words_.waits(times)) : "";
    };
    json_.object([&] {
      json_.key("clock_text").value(words_.clock(share.clock));
      json_.key("department").value(department(share.department));
      json_.key("worked_text").value(to_the_minute(share.counted.front(), speaker_));
      json_.key("waited_text").value(waits(share.counted)).key("paused_text").value(waits(share.paused));
      json_.key("issues").list(share.breaches, [&](std::size_t breach) {
        json_.value(report_.rows[report_.breaches[breach].row].issue);
      });
    });
  }

  void put(const sla::CorrectionLine& correction) {
    json_.object([&] {
      json_.key("issue").value(correction.issue);
      json_.key("kind_text").value(speaker_.word("correction", to_string(correction.type)));
      json_.key("span_text").value(words_.span(correction)).key("reason").value(correction.reason);
    });
  }

  void put(const sla::MonthFigures& month) {
    sla::Figures figures;
    figures.met = month.met;
    figures.breached = month.breached;
    json_.object([&] {
      json_.key("month").value(month.month).key("month_text").value(words_.month(month.month));
      json_.key("clock")
          .value(report_.clocks[month.clock])
          .key("clock_text")
          .value(words_.clock(month.clock));
      json_.key("met").value(month.met).key("breached").value(month.breached);
      json_.key("compliance_text").value(figures.compliance() ? words_.compliance(figures) : "");
    });
  }

  void put(const sla::Restated& restated) {
    const auto& sign_off = restated.sign_off;
    json_.object([&] {
      json_.key("by").value(sign_off.by).key("at").value(sign_off.at).key("key").value(sign_off.key);
      json_.key("clocks").begin_array();
      for (const auto& [clock, figures] : restated.signed_figures) {
        const auto now = restated.figures.find(clock);
        const bool is_there = now != restated.figures.end();
        json_.object([&, &clock = clock, &figures = figures] {
          json_.key("clock_text").value(speaker_.word("clock", clock));
          json_.key("signed_text").value(words_.figures(figures));
          json_.key("now_text").value(words_.figures(is_there ? now->second : sla::MetAndBreached{}));
        });
      }
      json_.end_array();
      json_.key("restatements").list(restated.restatements, [&](const auto& one) { put(one); });
    });
  }

  void put(const sla::Restatement& one) {
    json_.object([&] {
      json_.key("issue").value(one.issue);
      json_.key("clock_text").value(name_of_clock(one.clock, one.cycle, speaker_));
      json_.key("was_text").value(words_.counted(one.was)).key("is_text").value(words_.counted(one.is));
      json_.key("why_text").value(speaker_.word("restated", to_string(one.why)));
    });
  }

  const ReportView& view_;
  const sla::Report& report_;
  ReportWords words_;
  const Speaker& speaker_;
  JsonWriter json_;
};

void write_line(JsonWriter& json, const ForecastLine& line, base::Instant now, const Speaker& speaker) {
  const auto& forecast = line.forecast;
  const bool is_paused = forecast.state == model::ClockState::paused;
  json.object([&] {
    json.key("issue").value(line.issue).key("title").value(line.title);
    json.key("clock").value(forecast.clock).key("clock_text").value(speaker.word("clock", forecast.clock));
    json.key("state").value(to_string(forecast.state));
    json.key("state_text").value(speaker.word("clock_state", to_string(forecast.state)));
    json.key("priority_text").value(speaker.word("priority", forecast.priority));
    json.key("holder").value(line.holder).key("department").value(forecast.department);
    if (is_paused) {
      json.key("left_s").value(forecast.left);
    } else {
      json.key("due").value(forecast.due);
      write_open_hours(json, *forecast.hours, now, forecast.due);
    }
  });
}

}  // namespace

std::string figures_document(const ReportView& view, const std::vector<SignOffRefusal>& refusals,
                             const Speaker& speaker) {
  return FiguresDocument(view, speaker).text(refusals);
}

std::string forecast_document(const std::string& client, const std::vector<ForecastLine>& clocks,
                              const std::vector<base::IssueId>& overdue, base::Instant now,
                              const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("title").value(client).key("now").value(now).key("overdue").values(overdue);
  json.key("clocks").list(clocks, [&](const auto& line) { write_line(json, line, now, speaker); });
  return json.end_object().text();
}

}  // namespace estafeta::render
