#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/set_values.h"
#include "connector/cli/wiring.h"
#include "connector/render/plan/calibration.h"
#include "connector/service/changes/end_range.h"
#include "connector/service/changes/preview.h"
#include "connector/service/site/known.h"
#include "connector/views/calibration.h"

namespace estafeta::cli {

namespace {

// Older changes tell of other people and other machines.
constexpr base::Seconds kYear{366 * 24 * 3600};

struct CalibrateFlags {
  std::string name;
  int last = 20;
  // Of one more change, where any of these is given: when it would end.
  std::vector<std::string> values;
  std::string project;
  std::string start;
};

struct NextChange {
  model::DesiredChange desired;
  base::Instant begin;
};

bool is_run_of(const model::Issue& change, const std::string& name) {
  const bool ended_well =
      change.status.state == model::State::done || change.status.state == model::State::closed;
  return ended_well && change.field(model::Field::change_template) == name;
}

// The newest changes of the template that ended well.
base::Result<std::vector<base::IssueId>> runs_of(tracker::IssueReader& reader, const CalibrateFlags& flags) {
  auto changes = reader.issues_since(model::Kind::change, base::system_clock().now() - kYear);
  if (!changes) return base::fail(changes.error());
  std::vector<base::IssueId> ids;
  for (const auto& change : *changes) {
    if (is_run_of(change, flags.name)) ids.push_back(change.id);
  }
  std::sort(ids.rbegin(), ids.rend());
  if (ids.size() > static_cast<std::size_t>(flags.last)) ids.resize(static_cast<std::size_t>(flags.last));
  return ids;
}

// None: nobody asked about one.
int read_next(const App& app, const CalibrateFlags& flags, const service::Site& site,
              const messages::Speaker& speaker, std::optional<NextChange>& next) {
  if (flags.values.empty() && flags.project.empty() && flags.start.empty()) return kOk;
  const auto parameters = parameters_text(flags.values);
  if (!parameters) {
    fail(app, parameters.error(), speaker);
    return kWrongUse;
  }
  const auto begin = flags.start.empty() ? base::system_clock().now() : base::parse_instant(flags.start);
  if (!begin) {
    fail(app, {base::Code::invalid_argument, base::Phrase("cli.bad_start", {{"text", flags.start}})},
         speaker);
    return kWrongUse;
  }
  const auto project = flags.project.empty() ? base::Status() : service::known_project(site, flags.project);
  if (!project.ok()) return fail_by_name(app, project, speaker);
  auto desired = service::expand_template(site, flags.name, *parameters, site.language());
  if (!desired) return refuse_values(app, desired.error(), speaker);
  next = NextChange{std::move(*desired), *begin};
  return kOk;
}

int calibrate(const App& app, const CalibrateFlags& flags, const service::Site& site,
              tracker::Tracker tracker, const messages::Speaker& speaker) {
  const auto found = site.templates.find(flags.name);
  if (found == site.templates.end())
    return fail_by_name(app, service::known_template(site, flags.name), speaker);
  std::optional<NextChange> next;
  if (const int refused = read_next(app, flags, site, speaker, next); refused != kOk) return refused;
  const auto ids = runs_of(tracker.reader, flags);
  if (!ids) return fail(app, ids.error(), speaker);
  views::Calibration calibration;
  for (const auto& task : found->second.content.tasks) {
    if (model::takes_time(task.kind))
      calibration.tasks.push_back({task.id, task.duration, task.maintenance_window});
  }
  ReadOnlyEngine reader(site, tracker);
  for (const auto id : *ids) {
    const auto decision = reader.engine().decide(id);
    if (!decision) return fail(app, decision.error(), speaker);
    views::add_run(calibration, site.rules, decision->observation.situation);
  }
  if (next) {
    const auto end = service::end_range(site, next->desired, calibration, flags.project, next->begin);
    if (!end) return fail(app, end.error(), speaker);
    calibration.end = *end;
  }
  app.out << (app.json() ? render::calibration_json(flags.name, calibration)
                         : render::calibration_text(flags.name, calibration, speaker));
  return kOk;
}

}  // namespace

void add_template_calibrate(CLI::App& group, App& app) {
  auto flags = std::make_shared<CalibrateFlags>();
  auto* command = group.add_subcommand(
      "calibrate", "what the tasks of a template are planned for, and what they really took");
  command->add_option("template", flags->name, "its name")->required();
  command->add_option("--last", flags->last, "so many changes, the newest (default: 20)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--set", flags->values, "parameters of one more change, name=value: when would it end?")
      ->take_all();
  command->add_option("--project", flags->project, "the client's project, for its windows and freezes");
  command->add_option("--start", flags->start, "when it would begin, 2026-06-10T06:00:00Z (default: now)");
  command->callback([&app, flags] {
    app.formats = {"text", "json"};
    app.run = [&app, flags] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return calibrate(app, *flags, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
