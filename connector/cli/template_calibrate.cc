#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/planned_change.h"
#include "connector/cli/wiring.h"
#include "connector/render/plan/calibration.h"
#include "connector/service/changes/end_range.h"
#include "connector/service/site/known.h"
#include "connector/views/calibration.h"

namespace estafeta::cli {

namespace {

// Older changes tell of other people and other machines.
constexpr base::Seconds kYear{366 * 24 * 3600};

struct CalibrateFlags {
  PlannedFlags next;  // one more change: where more than its template is named, when it would end
  int last = 20;
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
    if (is_run_of(change, flags.next.name)) ids.push_back(change.id);
  }
  std::sort(ids.rbegin(), ids.rend());
  if (ids.size() > static_cast<std::size_t>(flags.last)) ids.resize(static_cast<std::size_t>(flags.last));
  return ids;
}

int calibrate(const App& app, const CalibrateFlags& flags, const service::Site& site,
              tracker::Tracker tracker, const messages::Speaker& speaker) {
  const auto found = site.templates.find(flags.next.name);
  if (found == site.templates.end())
    return fail_by_name(app, service::known_template(site, flags.next.name), speaker);
  PlannedChange next;
  const bool is_asked = flags.next.names_more_than_a_template();
  if (is_asked) {
    if (const int refused = read_planned(app, flags.next, site, speaker, next); refused != kOk)
      return refused;
  }
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
  if (is_asked) {
    const auto end = service::end_range(site, next.desired, calibration, flags.next.project, next.start);
    if (!end) return fail(app, end.error(), speaker);
    calibration.end = *end;
  }
  app.out << (app.json() ? render::calibration_json(flags.next.name, calibration)
                         : render::calibration_text(flags.next.name, calibration, speaker));
  return kOk;
}

}  // namespace

void add_template_calibrate(CLI::App& group, App& app) {
  auto flags = std::make_shared<CalibrateFlags>();
  auto* command = group.add_subcommand(
      "calibrate", "what the tasks of a template are planned for, and what they really took");
  command->add_option("template", flags->next.name, "its name")->required();
  command->add_option("--last", flags->last, "so many changes, the newest (default: 20)")
      ->check(CLI::Range(1, 1000));
  add_planned_flags(*command, flags->next);
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
