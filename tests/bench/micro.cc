// Google Benchmark: one question at a time.
#include <benchmark/benchmark.h>

#include <random>

#include "connector/calendar/calendar.h"
#include "connector/change/schedule/schedule.h"
#include "connector/change/steps/reconcile.h"
#include "connector/document/yaml.h"
#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/policy_parse.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"

namespace {

using namespace estafeta;
using base::Instant;
using base::Seconds;

const Instant kBegin = std::chrono::sys_days(std::chrono::year{2026} / 1 / 5);

calendar::Calendar office() {
  calendar::CalendarSpec spec;
  spec.zone = calendar::Zone::find("Europe/Berlin").value();
  for (std::size_t day = 0; day < 5; ++day) {
    spec.week[day] = {*calendar::parse_shift("09:00-13:00"), *calendar::parse_shift("14:00-18:00")};
  }
  return calendar::Calendar(spec);
}

std::vector<Instant> instants() {
  std::mt19937_64 random(20260615);
  std::vector<Instant> all;
  for (int i = 0; i < 4096; ++i) all.push_back(kBegin + Seconds(random() % (300 * 86400)));
  return all;
}

void elapsed(benchmark::State& state) {
  const auto calendar = office();
  const auto begins = instants();
  std::size_t i = 0;
  for (auto _ : state) {
    const Instant begin = begins[i++ % begins.size()];
    benchmark::DoNotOptimize(calendar.elapsed(begin, begin + Seconds(state.range(0))));
  }
}
BENCHMARK(elapsed)->ArgName("span_s")->Arg(4 * 3600)->Arg(30 * 86400)->Arg(365 * 86400);

void add(benchmark::State& state) {
  const auto calendar = office();
  const auto begins = instants();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.add(begins[i++ % begins.size()], Seconds(state.range(0))));
  }
}
BENCHMARK(add)->ArgName("amount_s")->Arg(3600)->Arg(100 * 3600);

void compile_five_years(benchmark::State& state) {
  for (auto _ : state) {
    const auto calendar = office();
    benchmark::DoNotOptimize(calendar.elapsed(kBegin, kBegin + std::chrono::days(5 * 365)));
  }
}
BENCHMARK(compile_five_years);

model::Incident incident_of(int events) {
  model::Incident incident;
  incident.created = kBegin + std::chrono::hours(9);
  incident.status.state = model::State::fresh;
  for (int i = 0; i < events; ++i) {
    auto& event = incident.events.emplace_back();
    event.at = incident.created + std::chrono::hours(2 * i);
    event.by = i % 3 == 0 ? model::Actor::customer : model::Actor::staff;
    if (i % 5 == 1) event.status = model::StatusWord{model::State::in_progress, model::HoldReason::none};
    if (i % 5 == 4) event.status = model::StatusWord{model::State::on_hold, model::HoldReason::client};
    if (i % 2 == 0) event.comment = model::SlaEvent::CommentKind::open;
  }
  return incident;
}

void judge_by(benchmark::State& state, const char* rules) {
  calendar::CalendarSet calendars;
  calendars.add("office", office());
  const auto node = document::parse_yaml(rules, "p");
  base::Diagnostics problems;
  const auto policy = sla::parse_policy(*node, calendars, problems);
  const auto incident = incident_of(static_cast<int>(state.range(0)));
  const Instant now = incident.events.back().at + std::chrono::hours(1);
  for (auto _ : state) benchmark::DoNotOptimize(sla::evaluate(*policy, incident, now));
}

void judge(benchmark::State& state) {
  judge_by(state, "targets: [ { calendar: office, response: 1h, resolution: 8h } ]\nwarn_at: 0.75\n");
}
BENCHMARK(judge)->ArgName("events")->Arg(5)->Arg(50)->Arg(500);

// The same two clocks with everything beside them: clocks in cycles, days, the hour of creation, warnings by
// time.
void judge_all_clocks(benchmark::State& state) {
  judge_by(
      state,
      "clocks: { next_reply: { kind: next_reply, pause_in: [ on_hold ] }, update: { kind: update } }\n"
      "targets: [ { when: { created: { out_of: office } }, calendar: office, response: 2h, resolution: 2bd "
      "},\n"
      "           { calendar: office, response: 1h, resolution: 2bd_end, next_reply: 4h, update: 1bd } ]\n"
      "warn_at: [ 0.5, 2h before, 1h after ]\n");
}
BENCHMARK(judge_all_clocks)->ArgName("events")->Arg(5)->Arg(50)->Arg(500);

// Ten rows of tasks; each task needs three of the row before.
void schedule_of(benchmark::State& state, bool all_edges) {
  calendar::CalendarSet calendars;
  calendars.add("office", office());
  change::ScheduleInput input;
  input.from = kBegin;
  const auto count = static_cast<int>(state.range(0));
  for (int i = 0; i < count; ++i) {
    auto& task = input.tasks.emplace_back();
    task.shown.key = "t" + std::to_string(i);
    task.calendar = "office";
    task.duration = std::chrono::hours(1 + i % 7);
    const int row = count / 10;
    for (int need = 0; i >= row && need < 3; ++need) {
      auto& edge = task.needs.emplace_back();
      edge.task = "t" + std::to_string((i / row - 1) * row + (i + need * 17) % row);
      if (all_edges && need == 1) edge.on = model::On::begun;
      if (all_edges && need == 2) edge.lag = std::chrono::hours(2);
    }
    task.late = all_edges && i % 10 == 0;
  }
  for (auto _ : state) {
    const auto result = change::schedule(input, calendars);
    if (!result) state.SkipWithError("no schedule");
    benchmark::DoNotOptimize(result);
  }
}
void schedule(benchmark::State& state) {
  schedule_of(state, false);
}
BENCHMARK(schedule)->ArgName("tasks")->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

// A third of the edges on the beginning, a third with a lag, a tenth of the tasks as late as can be.
void schedule_all_edges(benchmark::State& state) {
  schedule_of(state, true);
}
BENCHMARK(schedule_all_edges)->ArgName("tasks")->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

// Ten rows of tasks, each with a value handed over from one of the three it needs.
std::string template_text(int count) {
  std::string text =
      "template: large\nversion: 1\ntitle: \"Large {{ system }}\"\nparameters: { system: { type: string } }\n"
      "tasks:\n";
  const int row = count / 10;
  for (int i = 0; i < count; ++i) {
    const std::string key = "t" + std::to_string(i);
    text += "  " + key + ": { department: office, duration: " + std::to_string(1 + i % 7) +
            "h, gives: { v: { type: string } }, title: \"Task of {{ system }}";
    std::string needs;
    for (int need = 0; i >= row && need < 3; ++need) {
      const auto needed = "t" + std::to_string((i / row - 1) * row + (i + need * 17) % row);
      if (need == 0) text += ", {{ " + needed + ".v }}";
      needs += (need == 0 ? "" : ", ") + needed;
    }
    text += "\", needs: [" + needs + "] }\n";
  }
  return text;
}

// A template's file, read and checked.
void read_template(benchmark::State& state) {
  const auto text = template_text(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const auto parsed = tmpl::parse(text, "large.yaml");
    if (!parsed) state.SkipWithError("no template");
    benchmark::DoNotOptimize(parsed);
  }
}
BENCHMARK(read_template)->ArgName("tasks")->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

// From a template that was read and its parameters to tasks with dates, critical path and slack.
void plan(benchmark::State& state) {
  const auto parsed = tmpl::parse(template_text(static_cast<int>(state.range(0))), "large.yaml");
  change::Rules rules;
  rules.calendars.add("office", office());
  rules.departments.all["office"].calendar = "office";
  for (auto _ : state) {
    const auto values = tmpl::read_parameters(*parsed, "system: shop", "");
    const auto desired = tmpl::expand(*parsed, *values, "en");
    const auto schedule = change::provisional_schedule(rules, std::nullopt, *desired, kBegin);
    if (!schedule) state.SkipWithError("no plan");
    benchmark::DoNotOptimize(schedule);
  }
}
BENCHMARK(plan)->ArgName("tasks")->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

}  // namespace
