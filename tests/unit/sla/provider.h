// A provider with two clients and random incidents over some months, for tests of statistics and reports.
#pragma once

#include <array>
#include <random>
#include <string>
#include <vector>

#include "connector/sla/statistics/statistics.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {

struct Provider {
  model::Clients clients;
  PolicySet policies;
  calendar::Zone zone = calendar::Zone::find("Europe/Moscow").value();
  base::Instant now = at("2026-11-10T09:00:00Z");

  Judged judge(const Record& record, base::Instant then) const {
    return sla::judge(record, clients, policies, zone, then);
  }
  Judged judge(const Record& record) const { return judge(record, now); }

  Report report(const std::vector<Record>& records, Question question) const {
    question.zone = zone;
    question.now = now;
    Statistics statistics(question);
    for (const Record& record : records) statistics.add(record, judge(record));
    return statistics.report();
  }
  Report report(const std::vector<Record>& records, const std::string& month,
                std::vector<Dimension> by = {}) const {
    Question question;
    question.period = parse_month(month).value();
    question.by = std::move(by);
    return report(records, question);
  }
};

inline const std::string kGold =
    "warn_at: 0.75\n"
    "clocks: { resolution: { pause_in: [ \"on_hold:client\" ] }, response: { staff_created: skip } }\n"
    "targets:\n"
    "  - { when: { priority: [ urgent ] }, calendar: 24x7, response: 15m, resolution: 4h }\n"
    "  - { calendar: office, response: 1h, resolution: 16h }\n";
inline const std::string kSilver =
    "warn_at: 0.75\n"
    "clocks: { resolution: { on_reopen: new_cycle, pause_in: [ on_hold ] } }\n"
    "targets: [ { calendar: office, response: 4h, resolution: 24h } ]\n";

inline Provider provider() {
  Provider made;
  const auto add = [&](const std::string& id, const std::string& name, const std::string& name_of_policy,
                       const std::string& yaml) {
    model::Client client;
    client.id = id;
    client.project = id;
    client.name = name;
    client.contracts = {{name_of_policy, base::parse_date("2026-01-01").value(),
                         base::parse_date("2027-12-31").value(), false}};
    made.clients.all[id] = client;
    made.policies.add(name_of_policy, {{base::parse_date("2026-01-01").value(), policy(yaml)}});
  };
  add("aurora", "Aurora Retail", "gold", kGold);
  add("meridian", "Meridian Bank", "silver", kSilver);
  return made;
}

inline Record record_of(model::Incident incident, const std::string& client = "aurora") {
  Record made;
  made.incident = std::move(incident);
  made.client = made.client_now = made.project = client;
  made.subject = "Incident " + to_string(made.incident.id);
  return made;
}

class RandomIncidents {
 public:
  explicit RandomIncidents(std::uint64_t seed) : random_(seed) {}

  std::vector<Record> make(std::size_t count, const std::string& from = "2026-07-01T06:00:00Z") {
    std::vector<Record> all;
    base::Instant when = at(from);
    const base::Seconds step = (at("2026-11-10T00:00:00Z") - when) / static_cast<std::int64_t>(count);
    for (std::size_t i = 0; i < count; ++i, when += step) {
      all.push_back(make_one(static_cast<std::int64_t>(i) + 1, when));
    }
    return all;
  }

 private:
  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  template <std::size_t N>
  std::string one_of(const std::array<const char*, N>& words) {
    return words[pick(N)];
  }
  base::Seconds within(int minutes) { return std::chrono::minutes(pick(static_cast<std::size_t>(minutes))); }

  Record make_one(std::int64_t id, base::Instant created) {
    static constexpr std::array<const char*, 5> kDepartments{"network", "unix", "dba", "backup", "security"};
    static constexpr std::array<const char*, 4> kPriorities{"low", "normal", "high", "urgent"};
    static constexpr std::array<const char*, 4> kCategories{"Network", "Servers", "Databases", ""};
    model::Incident incident;
    incident.id = {id};
    incident.created = created;
    incident.by = pick(9) == 0 ? Actor::staff : Actor::customer;
    incident.status = status_word("new");
    incident.priority = one_of(kPriorities);
    incident.department = one_of(kDepartments);
    incident.attributes = {{"category", one_of(kCategories)}, {"tracker", "Incident"}};
    base::Instant when = created + within(90);
    incident.events.push_back(event(when, Actor::staff, {.status = "in_progress", .comment = "public"}));
    live(incident, when, kDepartments);
    Record record = record_of(std::move(incident), pick(3) == 0 ? "meridian" : "aurora");
    finish(record);
    return record;
  }

  template <std::size_t N>
  void live(model::Incident& incident, base::Instant when, const std::array<const char*, N>& departments) {
    static constexpr std::array<const char*, 6> kHolds{"on_hold:client",   "on_hold:vendor", "on_hold:window",
                                                       "on_hold:internal", "on_hold",        "returned"};
    for (std::size_t n = pick(3); n > 0; --n) {
      when += within(400);
      incident.events.push_back(event(when, Actor::staff, {.status = one_of(kHolds)}));
      when += within(900);
      incident.events.push_back(event(when, Actor::staff, {.status = "in_progress"}));
      incident.events.back().department = one_of(departments);
    }
    when += within(pick(5) == 0 ? 6000 : 700);
    if (pick(25) == 0) return;  // still open
    incident.events.push_back(event(when, Actor::staff, {.status = "resolved"}));
    if (pick(12) != 0) return;
    when += within(3000);
    incident.events.push_back(event(when, Actor::customer, {.status = "in_progress", .comment = "public"}));
    if (pick(4) == 0) return;
    incident.events.push_back(event(when + within(900), Actor::staff, {.status = "resolved"}));
  }

  void finish(Record& record) {
    static constexpr std::array<const char*, 5> kCauses{"", "Cable cut by builders",
                                                        "Spare part was not in stock",
                                                        "Handed to the wrong department", "No runbook"};
    static constexpr std::array<const char*, 3> kMeasures{"", "Keep two spare disks on site",
                                                          "Runbook written and rehearsed"};
    record.cause = one_of(kCauses);
    record.measure = one_of(kMeasures);
    if (pick(40) == 0) record.verdict = model::Verdict::history_incomplete;
    if (pick(50) == 0) record.verdict = model::Verdict::unknown_status;
    if (pick(40) == 0) record.client = record.client_now = "nobody";
    if (pick(30) == 0) record.duplicate_of = {{{1}, record.client}};
    if (pick(40) == 0) {
      model::Correction correction;
      correction.type = model::Correction::Type::excluded;
      correction.entered = record.incident.created;
      correction.author = "Somebody Named";
      correction.reason = "the client's own mistake";
      record.incident.corrections.push_back(correction);
    }
  }

  std::mt19937_64 random_;
};

}  // namespace estafeta::sla
