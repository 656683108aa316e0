#include "connector/render/report/report_json.h"

#include "connector/document/json_writer.h"
#include "connector/render/report/report.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using sla::Dimension;
using sla::Figures;
using sla::Group;
using sla::Report;
using sla::Row;
using sla::Standing;

class ReportJson {
 public:
  explicit ReportJson(const ReportView& view) : view_(view), report_(view.report) {}

  std::string text() {
    json_.object([&] {
      put_question();
      json_.key("totals").list(report_.totals, [&](const Group& group) { put(group); });
      json_.key("groups").list(report_.groups, [&](const Group& group) { put(group); });
      json_.key("months").list(report_.months, [&](const auto& month) { put(month); });
      json_.key("breaches").list(report_.breaches, [&](const auto& breach) { put(breach); });
      json_.key("departments").list(report_.shares, [&](const auto& share) { put(share); });
      if (!report_.cycles.empty()) {
        json_.key("cycles").list(report_.cycles, [&](const auto& sum) { put(sum); });
      }
      json_.key("repeats").list(report_.repeats, [&](const auto& repeat) { put(repeat); });
      json_.key("causes").list(report_.causes, [&](const auto& tally) { put("cause", tally); });
      json_.key("measures").list(report_.measures, [&](const auto& tally) { put("measure", tally); });
      json_.key("corrections").list(report_.corrections, [&](const auto& one) { put(one); });
      if (!view_.credits.empty())
        json_.key("credits").list(view_.credits, [&](const auto& one) { put(one); });
      json_.key("sign_offs").list(view_.sign_offs, [&](const auto& one) { put(one); });
    });
    return json_.text();
  }

 private:
  void put_exact(const char* key, const std::optional<sla::Percent>& percent) {
    json_.key(key);
    percent ? json_.raw(plain_percent_of(*percent)) : json_.null();
  }

  void put(const sla::ClientCredits& credits) {
    json_.object([&] {
      json_.key("client").value(credits.client).key("policy").value(credits.policy);
      put_exact("credit", credits.credit);
      json_.key("capped").value(credits.is_capped);
      json_.key("lines").list(credits.lines, [&](const sla::CreditLine& line) { put(line); });
    });
  }

  void put(const sla::CreditLine& line) {
    json_.object([&] {
      json_.key("kind").value(to_string(line.kind));
      if (!line.clock.empty()) json_.key("clock").value(line.clock);
      if (line.kind == sla::CreditLine::Kind::availability) {
        json_.key("down_s").value(line.down.count()).key("promised_s").value(line.promised.count());
      } else {
        json_.key("met").value(line.met).key("breached").value(line.breached);
      }
      put_exact("reached", line.reached);
      put_exact("below", line.below);
      put_exact("credit", line.credit);
      json_.key("issues").values(line.issues);
    });
  }

  void put(const sla::CyclesInSum& sum) {
    json_.object([&] {
      json_.key("clock").value(report_.clocks[sum.clock]);
      json_.key("cycles").value(sum.cycles).key("incidents").value(sum.incidents);
      if (!sum.worst) return;
      const Row& worst = report_.rows[*sum.worst];
      json_.key("worst").object([&] {
        json_.key("issue").value(worst.issue.value).key("cycle").value(worst.cycle);
        json_.key("target_s").value(worst.target).key("elapsed_s").value(worst.elapsed);
      });
    });
  }

  void put_percent(const std::optional<int>& per_mille) {
    per_mille ? json_.raw(plain_percent(*per_mille)) : json_.null();
  }

  void put(const sla::Period& period) {
    json_.object([&] {
      json_.key("from").value(base::format_date(period.from));
      json_.key("until").value(base::format_date(period.until));
    });
  }

  void put_question() {
    const auto& asked = report_.asked;
    json_.key("period");
    put(asked.period);
    if (report_.before) {
      json_.key("before");
      put(*report_.before);
    }
    json_.key("zone").value(asked.zone.name());
    json_.key("now").value(asked.now);
    if (!asked.client.empty()) json_.key("client").value(asked.client);
    json_.key("by").list(asked.by, [&](Dimension dimension) { json_.value(to_string(dimension)); });
  }

  void put_counts(const Figures& figures) {
    json_.key("count").value(figures.count);
    json_.key("met").value(figures.met);
    json_.key("breached").value(figures.breached);
    json_.key("running").value(figures.running);
    json_.key("at_risk").value(figures.at_risk);
    json_.key("paused").value(figures.paused);
    json_.key("left_out").object([&] {
      for (std::size_t i = 0; i < figures.left_out.size(); ++i) {
        json_.key(to_string(static_cast<sla::LeftOut>(i))).value(figures.left_out[i]);
      }
    });
    json_.key("compliance");
    put_percent(figures.compliance());
    json_.key("median_s").value(figures.median);
    json_.key("p90_s").value(figures.ninetieth);
  }

  void put_distribution(const Figures& figures) {
    json_.key("distribution").list(figures.distribution, [&, i = std::size_t{0}](int count) mutable {
      json_.object([&] {
        if (i < sla::kShareEnds.size()) json_.key("up_to_percent").value(sla::kShareEnds[i]);
        json_.key("count").value(count);
      });
      ++i;
    });
  }

  void put(const Group& group) {
    json_.object([&] {
      for (std::size_t i = 0; i < group.keys.size(); ++i) {
        json_.key(to_string(report_.asked.by[i])).value(report_.names[group.keys[i]]);
      }
      json_.key("clock").value(report_.clocks[group.clock]);
      put_counts(group.figures);
      put_distribution(group.figures);
      if (report_.before) put_before(group.before);
      json_.key("issues").object([&] { put_issues(group); });
    });
  }

  void put_before(const Figures& figures) {
    json_.key("before").object([&] {
      json_.key("met").value(figures.met);
      json_.key("breached").value(figures.breached);
      json_.key("compliance");
      put_percent(figures.compliance());
    });
  }

  // The list behind each number.
  void put_issues(const Group& group) {
    for (int standing = 0; standing < static_cast<int>(Standing::left_out); ++standing) {
      put_issues(to_string(static_cast<Standing>(standing)), group, static_cast<Standing>(standing), {});
    }
    json_.key("left_out").object([&] {
      for (int rule = 0; rule < sla::kLeftOutRules; ++rule) {
        const auto word = static_cast<sla::LeftOut>(rule);
        put_issues(to_string(word), group, Standing::left_out, word);
      }
    });
  }

  void put_issues(std::string_view key, const Group& group, Standing standing,
                  std::optional<sla::LeftOut> rule) {
    std::vector<base::IssueId> issues;
    for (const std::size_t index : group.rows) {
      const Row& row = report_.rows[index];
      if (row.standing == standing && (!rule || row.rule == *rule)) issues.push_back(row.issue);
    }
    json_.key(key).values(issues);
  }

  void put(const sla::MonthFigures& month) {
    json_.object([&] {
      json_.key("month").value(month.month);
      json_.key("clock").value(report_.clocks[month.clock]);
      json_.key("met").value(month.met);
      json_.key("breached").value(month.breached);
    });
  }

  void put(const sla::Breach& breach) {
    const Row& row = report_.rows[breach.row];
    json_.object([&] {
      json_.key("issue").value(row.issue.value);
      json_.key("subject").value(row.subject);
      for (int i = 0; i < sla::kDimensions; ++i) {
        const auto dimension = static_cast<Dimension>(i);
        json_.key(to_string(dimension)).value(report_.name(row, dimension));
      }
      json_.key("clock").value(report_.clock(row));
      if (row.cycle != 0) json_.key("cycle").value(row.cycle);
      json_.key("breached_at").value(row.counted_at);
      json_.key("target_s").value(row.target);
      json_.key("elapsed_s").value(row.elapsed);
      json_.key("cause").value(breach.cause);
      json_.key("measure").value(breach.measure);
      json_.key("bounces").value(breach.bounces);
      json_.key("spent").list(breach.spent, [&](const sla::Spending& spent) { put(spent); });
    });
  }

  void put(const sla::Spending& spent) {
    json_.object([&] {
      json_.key("department").value(spent.department);
      json_.key("spent").value(to_string(spent.spent));
      json_.key("waited_for").value(to_string(spent.wait));
      json_.key("seconds").value(spent.time.count());
    });
  }

  void put_waits(const char* key, const std::array<base::Seconds, sla::kWaits>& times) {
    json_.key(key).object([&] {
      for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i].count() != 0) json_.key(to_string(static_cast<sla::Wait>(i))).value(times[i].count());
      }
    });
  }

  void put(const sla::Holding& share) {
    json_.object([&] {
      json_.key("clock").value(report_.clocks[share.clock]);
      json_.key("department").value(share.department);
      json_.key("issues").list(share.breaches, [&](std::size_t breach) {
        json_.value(report_.rows[report_.breaches[breach].row].issue.value);
      });
      put_waits("counted_s", share.counted);
      put_waits("paused_s", share.paused);
    });
  }

  void put(const sla::Repeat& repeat) {
    json_.object([&] {
      json_.key("client").value(report_.names[repeat.client]);
      json_.key("category").value(report_.names[repeat.category]);
      json_.key("issues").values(repeat.issues);
    });
  }

  void put(const char* key, const sla::Tally& tally) {
    json_.object([&] {
      json_.key(key).value(tally.text);
      json_.key("issues").values(tally.issues);
    });
  }

  void put(const sla::CorrectionLine& correction) {
    json_.object([&] {
      json_.key("issue").value(correction.issue.value);
      json_.key("type").value(to_string(correction.type));
      json_.key("from").value(correction.from);
      json_.key("until").value(correction.until);
      json_.key("reason").value(correction.reason);
    });
  }

  void put(const std::map<std::string, sla::MetAndBreached>& figures) {
    json_.object([&] {
      for (const auto& [clock, counted] : figures) {
        json_.key(clock).object([&, &counts = counted] {
          json_.key("met").value(counts.met);
          json_.key("breached").value(counts.breached);
        });
      }
    });
  }

  void put(const std::optional<sla::Counted>& counted) {
    json_.object([&] {
      if (!counted) return;
      json_.key("standing").value(to_string(counted->standing));
      if (counted->standing == Standing::left_out) json_.key("rule").value(to_string(counted->rule));
      json_.key("elapsed_s").value(counted->elapsed);
    });
  }

  void put(const sla::Restated& restated) {
    json_.object([&] {
      json_.key("client").value(restated.sign_off.client);
      json_.key("month").value(restated.sign_off.month);
      json_.key("by").value(restated.sign_off.by);
      json_.key("at").value(restated.sign_off.at);
      json_.key("signed");
      put(restated.signed_figures);
      json_.key("now");
      put(restated.figures);
      json_.key("restatements").list(restated.restatements, [&](const sla::Restatement& one) {
        json_.object([&] {
          json_.key("issue").value(one.issue.value);
          json_.key("clock").value(one.clock);
          if (one.cycle != 0) json_.key("cycle").value(one.cycle);
          json_.key("was");
          put(one.was);
          json_.key("is");
          put(one.is);
          json_.key("why").value(to_string(one.why));
        });
      });
    });
  }

  const ReportView& view_;
  const Report& report_;
  document::JsonWriter json_;
};

}  // namespace

std::string report_json(const ReportView& view) {
  return ReportJson(view).text();
}

}  // namespace estafeta::render
