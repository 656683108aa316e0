#include "connector/render/plan/window.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "connector/render/kit/text.h"

namespace estafeta::render {

namespace {

using base::Instant;
using base::Phrase;
using base::Seconds;
using document::JsonWriter;
using messages::Speaker;
using model::PlannedTask;
using model::WindowPlan;
using model::WindowTask;

constexpr std::size_t kTitleInWindow = 40;

const PlannedTask* planned(const PlanView& view, const std::string& key) {
  const auto& tasks = view.schedule.tasks;
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const PlannedTask& task) { return task.key == key; });
  return found == tasks.end() ? nullptr : &*found;
}

// Nobody looks at seconds.
Seconds minutes_of(Seconds time) {
  return std::chrono::floor<std::chrono::minutes>(time);
}

std::string clock(Instant instant, const PlanView& view) {
  return calendar::format_local_clock(instant, view.zone);
}

std::string stretch(std::optional<Instant> from, std::optional<Instant> until, const PlanView& view) {
  if (!from && !until) return "";
  return (from ? clock(*from, view) : "…") + " – " + (until ? clock(*until, view) : "…");
}

std::string name_of(const WindowTask& task, const PlanView& view, const Speaker& speaker) {
  const auto* known = planned(view, task.key);
  if (known == nullptr) return speaker.escape(task.key);
  const auto title = speaker.escape(clip(one_line(known->title), kTitleInWindow));
  return known->issue ? reference(*known->issue) + " " + title : title;
}

std::string holder_in(const WindowTask& task, const PlanView& view, const Speaker& speaker) {
  const auto holder = view.holders.find(task.key);
  if (holder != view.holders.end()) return speaker.escape(holder->second);
  const auto* known = planned(view, task.key);
  return known == nullptr ? "" : speaker.escape(doer_of(*known, view, speaker));
}

std::string how_late(Seconds late, const Speaker& speaker) {
  const auto minutes = std::chrono::round<std::chrono::minutes>(late);
  if (minutes.count() == 0) return speaker.say("window.on_time");
  const Seconds by = std::chrono::abs(Seconds(minutes));
  return speaker.say(Phrase(minutes.count() > 0 ? "window.late" : "window.early", {{"time", by}}));
}

// Without `now`: of what has ended alone.
std::string lateness(const WindowTask& task, const PlanView& view, std::optional<Instant> now,
                     const Speaker& speaker) {
  const bool counts = task.ended || (now && *now >= view.window->opens && *now < view.window->closes);
  if (!counts) return speaker.say("list.none");
  if (misses(task)) return speaker.say(Phrase("window.misses", {{"by", clock(*task.latest_start, view)}}));
  if (!task.began && !task.ended && task.start > task.planned_start)
    return speaker.say(Phrase("window.begins_late", {{"at", clock(task.start, view)}}));
  return how_late(late_by(task, now.value_or(*task.ended)), speaker);
}

Table window_table(const PlanView& view, std::optional<Instant> now, const Speaker& speaker) {
  Table table;
  for (const char* head : {"task", "holder", "state", "planned", "really", "late"})
    table.heads.push_back(speaker.say("window.head_" + std::string(head)));
  for (const WindowTask& task : view.window->tasks) {
    const auto* known = planned(view, task.key);
    const auto really = stretch(task.began ? task.began : task.ended, task.ended, view);
    table.rows.push_back({name_of(task, view, speaker), holder_in(task, view, speaker),
                          known == nullptr ? "" : speaker.word("state", to_string(known->state)),
                          stretch(task.planned_start, task.planned_due, view),
                          really.empty() ? speaker.say("list.none") : really,
                          lateness(task, view, now, speaker)});
  }
  return table;
}

Phrase window_heading(const PlanView& view) {
  return Phrase("window.heading", {{"opens", view.window->opens}, {"closes", view.window->closes}});
}

std::string how_open(const WindowPlan& window, Instant now, const Speaker& speaker) {
  if (now < window.opens)
    return speaker.say(Phrase("window.opens_in", {{"time", minutes_of(window.opens - now)}}));
  if (now < window.closes)
    return speaker.say(Phrase("window.closes_in", {{"time", minutes_of(window.closes - now)}}));
  return speaker.say("window.closed");
}

// Who is at it, and who comes after them.
std::vector<Phrase> on_and_next(const PlanView& view, const Speaker& speaker) {
  std::vector<std::string> on;
  std::vector<std::string> next;
  Instant first = Instant::max();
  for (const WindowTask& task : view.window->tasks) {
    if (task.ended) continue;
    const auto said = name_of(task, view, speaker) + " (" + holder_in(task, view, speaker) + ")";
    if (task.began) {
      on.push_back(said);
    } else if (next.empty() || task.start == first) {
      first = task.start;
      next.push_back(said);
    }
  }
  std::vector<Phrase> lines;
  if (!on.empty()) lines.push_back(Phrase("window.on", {{"tasks", std::move(on)}}));
  if (!next.empty()) lines.push_back(Phrase("window.next", {{"tasks", std::move(next)}}));
  return lines;
}

// Whether what is left still fits.
std::vector<Phrase> what_fits(const PlanView& view, Instant now, const Speaker& speaker) {
  const auto& window = *view.window;
  std::vector<Phrase> lines;
  if (now >= window.closes) return lines;
  Instant last = window.opens;
  bool is_open = false;
  for (const WindowTask& task : window.tasks) {
    if (task.ended || !task.is_bound) continue;
    is_open = true;
    last = std::max(last, end_of(task, now));
    if (!misses(task)) continue;
    lines.push_back(Phrase("window.no_longer_fits", {{"task", name_of(task, view, speaker)},
                                                     {"by", clock(*task.latest_start, view)}}));
  }
  if (!lines.empty() || !is_open) return lines;
  if (minutes_of(last - window.closes) <= Seconds(0)) {
    lines.push_back(Phrase(
        "window.fits",
        {{"at", clock(last, view)}, {"time", minutes_of(std::max(window.closes - last, Seconds(0)))}}));
  } else {
    lines.push_back(
        Phrase("window.runs_over", {{"at", clock(last, view)}, {"time", minutes_of(last - window.closes)}}));
  }
  return lines;
}

void write_times(JsonWriter& json, const WindowTask& task) {
  json.key("planned_start").value(task.planned_start).key("planned_due").value(task.planned_due);
  json.key("began").value(task.began).key("ended").value(task.ended);
  json.key("start").value(task.start).key("due").value(task.due).key("bound").value(task.is_bound);
  json.key("latest_start").value(task.latest_start);
}

}  // namespace

bool any_misses(const WindowPlan& window) {
  return std::any_of(window.tasks.begin(), window.tasks.end(), model::misses);
}

std::string window_text(const PlanView& view, Instant now, const Speaker& speaker) {
  std::string text = one_line(view.title) + "\n" + speaker.say(window_heading(view)) + ". " +
                     how_open(*view.window, now, speaker) + "\n\n" +
                     text_table(window_table(view, now, speaker)) + "\n";
  for (const Phrase& line : on_and_next(view, speaker)) text += speaker.say(line) + "\n";
  for (const Phrase& line : what_fits(view, now, speaker)) text += speaker.say(line) + "\n";
  return text;
}

std::string window_block(const PlanView& view, const Speaker& speaker, const model::Markup& markup) {
  const Layout layout(markup);
  return layout.heading(speaker.say(window_heading(view))) + "\n" +
         layout.table(window_table(view, std::nullopt, speaker)) + "\n";
}

std::string window_json(const PlanView& view, base::IssueId change, Instant now, const Speaker& speaker) {
  const auto& window = *view.window;
  JsonWriter json;
  json.begin_object().key("change").value(change).key("title").value(view.title);
  json.key("opens").value(window.opens).key("closes").value(window.closes);
  json.key("tasks").list(window.tasks, [&](const WindowTask& task) {
    const auto* known = planned(view, task.key);
    json.object([&] {
      json.key("key").value(task.key);
      if (known != nullptr) {
        json.key("issue").value(known->issue).key("title").value(known->title);
        json.key("doer").value(doer_of(*known, view, speaker)).key("state").value(to_string(known->state));
      }
      json.key("holder").value(holder_in(task, view, speaker));
      write_times(json, task);
      json.key("late_s").value(late_by(task, now).count()).key("misses").value(misses(task));
    });
  });
  return json.end_object().text() + "\n";
}

void write_window(JsonWriter& json, const WindowPlan& window) {
  json.object([&] {
    json.key("opens").value(window.opens).key("closes").value(window.closes);
    json.key("tasks").list(window.tasks, [&](const WindowTask& task) {
      json.object([&] {
        json.key("key").value(task.key);
        write_times(json, task);
      });
    });
  });
}

}  // namespace estafeta::render
