#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

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

class Json {
 public:
  Json& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }
  void text(std::string_view value) {
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void number(std::int64_t value) { writer_.Int64(value); }
  void seconds(const std::optional<base::Seconds>& value) {
    value ? number(value->count()) : static_cast<void>(writer_.Null());
  }
  void instant(const std::optional<base::Instant>& value) {
    value ? text(base::format_instant(*value)) : static_cast<void>(writer_.Null());
  }
  void percent(const std::optional<int>& per_mille) {
    if (!per_mille) return static_cast<void>(writer_.Null());
    const std::string digits = plain_percent(*per_mille);
    writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  }
  template <typename Body>
  void object(Body body) {
    writer_.StartObject();
    body();
    writer_.EndObject();
  }
  // `put` writes each of them.
  template <typename List, typename Put>
  void list(const List& all, Put put) {
    writer_.StartArray();
    for (const auto& one : all) put(one);
    writer_.EndArray();
  }
  void issues(const std::vector<base::IssueId>& all) {
    list(all, [this](base::IssueId issue) { number(issue.value); });
  }
  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

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
      json_.key("repeats").list(report_.repeats, [&](const auto& repeat) { put(repeat); });
      json_.key("causes").list(report_.causes, [&](const auto& tally) { put("cause", tally); });
      json_.key("measures").list(report_.measures, [&](const auto& tally) { put("measure", tally); });
      json_.key("corrections").list(report_.corrections, [&](const auto& one) { put(one); });
      json_.key("sign_offs").list(view_.sign_offs, [&](const auto& one) { put(one); });
    });
    return json_.take();
  }

 private:
  void put(const sla::Period& period) {
    json_.object([&] {
      json_.key("from").text(base::format_date(period.from));
      json_.key("until").text(base::format_date(period.until));
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
    json_.key("zone").text(asked.zone.name());
    json_.key("now").instant(asked.now);
    if (!asked.client.empty()) json_.key("client").text(asked.client);
    json_.key("by").list(asked.by, [&](Dimension dimension) { json_.text(to_string(dimension)); });
  }

  void put_counts(const Figures& figures) {
    json_.key("count").number(figures.count);
    json_.key("met").number(figures.met);
    json_.key("breached").number(figures.breached);
    json_.key("running").number(figures.running);
    json_.key("at_risk").number(figures.at_risk);
    json_.key("paused").number(figures.paused);
    json_.key("left_out").object([&] {
      for (std::size_t i = 0; i < figures.left_out.size(); ++i) {
        json_.key(to_string(static_cast<sla::LeftOut>(i))).number(figures.left_out[i]);
      }
    });
    json_.key("compliance").percent(figures.compliance());
    json_.key("median_s").seconds(figures.median);
    json_.key("p90_s").seconds(figures.ninetieth);
  }

  void put_distribution(const Figures& figures) {
    json_.key("distribution").list(figures.distribution, [&, i = std::size_t{0}](int count) mutable {
      json_.object([&] {
        if (i < sla::kShareEnds.size()) json_.key("up_to_percent").number(sla::kShareEnds[i]);
        json_.key("count").number(count);
      });
      ++i;
    });
  }

  void put(const Group& group) {
    json_.object([&] {
      for (std::size_t i = 0; i < group.keys.size(); ++i) {
        json_.key(to_string(report_.asked.by[i])).text(report_.names[group.keys[i]]);
      }
      json_.key("clock").text(report_.clocks[group.clock]);
      put_counts(group.figures);
      put_distribution(group.figures);
      if (report_.before) put_before(group.before);
      json_.key("issues").object([&] { put_issues(group); });
    });
  }

  void put_before(const Figures& figures) {
    json_.key("before").object([&] {
      json_.key("met").number(figures.met);
      json_.key("breached").number(figures.breached);
      json_.key("compliance").percent(figures.compliance());
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
    json_.key(key).issues(issues);
  }

  void put(const sla::MonthFigures& month) {
    json_.object([&] {
      json_.key("month").text(month.month);
      json_.key("clock").text(report_.clocks[month.clock]);
      json_.key("met").number(month.met);
      json_.key("breached").number(month.breached);
    });
  }

  void put(const sla::Breach& breach) {
    const Row& row = report_.rows[breach.row];
    json_.object([&] {
      json_.key("issue").number(row.issue.value);
      json_.key("subject").text(row.subject);
      for (int i = 0; i < sla::kDimensions; ++i) {
        const auto dimension = static_cast<Dimension>(i);
        json_.key(to_string(dimension)).text(report_.name(row, dimension));
      }
      json_.key("clock").text(report_.clock(row));
      json_.key("breached_at").instant(row.counted_at);
      json_.key("target_s").seconds(row.target);
      json_.key("elapsed_s").seconds(row.elapsed);
      json_.key("cause").text(breach.cause);
      json_.key("measure").text(breach.measure);
      json_.key("bounces").number(breach.bounces);
      json_.key("spent").list(breach.spent, [&](const sla::Spending& spent) { put(spent); });
    });
  }

  void put(const sla::Spending& spent) {
    json_.object([&] {
      json_.key("department").text(spent.department);
      json_.key("spent").text(to_string(spent.spent));
      json_.key("waited_for").text(to_string(spent.wait));
      json_.key("seconds").number(spent.time.count());
    });
  }

  void put_waits(const char* key, const std::array<base::Seconds, sla::kWaits>& times) {
    json_.key(key).object([&] {
      for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i].count() != 0) json_.key(to_string(static_cast<sla::Wait>(i))).number(times[i].count());
      }
    });
  }

  void put(const sla::Holding& share) {
    json_.object([&] {
      json_.key("clock").text(report_.clocks[share.clock]);
      json_.key("department").text(share.department);
      json_.key("issues").list(share.breaches, [&](std::size_t breach) {
        json_.number(report_.rows[report_.breaches[breach].row].issue.value);
      });
      put_waits("counted_s", share.counted);
      put_waits("paused_s", share.paused);
    });
  }

  void put(const sla::Repeat& repeat) {
    json_.object([&] {
      json_.key("client").text(report_.names[repeat.client]);
      json_.key("category").text(report_.names[repeat.category]);
      json_.key("issues").issues(repeat.issues);
    });
  }

  void put(const char* key, const sla::Tally& tally) {
    json_.object([&] {
      json_.key(key).text(tally.text);
      json_.key("issues").issues(tally.issues);
    });
  }

  void put(const sla::CorrectionLine& correction) {
    json_.object([&] {
      json_.key("issue").number(correction.issue.value);
      json_.key("type").text(to_string(correction.type));
      json_.key("from").instant(correction.from);
      json_.key("until").instant(correction.until);
      json_.key("reason").text(correction.reason);
    });
  }

  void put(const std::map<std::string, sla::MetAndBreached>& figures) {
    json_.object([&] {
      for (const auto& [clock, counted] : figures) {
        json_.key(clock).object([&, &counts = counted] {
          json_.key("met").number(counts.met);
          json_.key("breached").number(counts.breached);
        });
      }
    });
  }

  void put(const std::optional<sla::Counted>& counted) {
    json_.object([&] {
      if (!counted) return;
      json_.key("standing").text(to_string(counted->standing));
      if (counted->standing == Standing::left_out) json_.key("rule").text(to_string(counted->rule));
      json_.key("elapsed_s").seconds(counted->elapsed);
    });
  }

  void put(const sla::Restated& restated) {
    json_.object([&] {
      json_.key("client").text(restated.sign_off.client);
      json_.key("month").text(restated.sign_off.month);
      json_.key("by").text(restated.sign_off.by);
      json_.key("at").instant(restated.sign_off.at);
      json_.key("signed");
      put(restated.signed_figures);
      json_.key("now");
      put(restated.figures);
      json_.key("restatements").list(restated.restatements, [&](const sla::Restatement& one) {
        json_.object([&] {
          json_.key("issue").number(one.issue.value);
          json_.key("clock").text(one.clock);
          json_.key("was");
          put(one.was);
          json_.key("is");
          put(one.is);
          json_.key("why").text(to_string(one.why));
        });
      });
    });
  }

  const ReportView& view_;
  const Report& report_;
  Json json_;
};

}  // namespace

std::string report_json(const ReportView& view) {
  return ReportJson(view).text();
}

}  // namespace estafeta::render
