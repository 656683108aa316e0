#include "connector/render/plan/plan.h"

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/cases.h"
#include "connector/cli/command_line.h"
#include "connector/cli/planned_change.h"
#include "connector/cli/wiring.h"
#include "connector/document/json_writer.h"
#include "connector/render/json.h"
#include "connector/render/plan/plan_picture.h"
#include "connector/service/changes/migration.h"
#include "connector/service/changes/plan_cases.h"
#include "connector/service/changes/plan_view.h"
#include "connector/service/changes/preview.h"
#include "connector/service/engine.h"

namespace estafeta::cli {

namespace {

struct PlanFlags {
  PlannedFlags planned;
  std::string change;           // empty: none is asked for
  std::int64_t to_version = 0;  // 0: none is asked for
  bool apply = false;
  std::vector<std::string> cases;
};

// As the flag `--format` asks for it; the text is followed by `rest`.
std::string shown(const App& app, const render::PlanView& view, const messages::Speaker& speaker,
                  const std::string& rest) {
  if (app.json()) return render::plan_json(view) + "\n";
  if (app.format == "svg") return render::plan_svg(view, speaker);
  return render::plan_text(view, speaker) + rest;
}

int plan_change(const App& app, const service::Site& site, tracker::Tracker tracker,
                const messages::Speaker& speaker, base::IssueId change) {
  ReadOnlyEngine reader(site, tracker);
  const auto decision = reader.engine().decide(change);
  if (!decision) return fail_by_name(app, decision.error(), speaker);
  const auto view = service::plan_view(site, decision->plan, decision->observation.situation);
  app.out << shown(app, view, speaker, "\n" + render::actions_text(decision->plan.actions, speaker));
  return kOk;
}

std::string migration_json(base::IssueId change, const service::Migration& migration) {
  document::JsonWriter json;
  json.begin_object();
  json.key("change").value(change.value).key("from").value(migration.from).key("to").value(migration.to);
  for (const char* name : {"added", "cancelled", "again", "altered"}) {
    const auto* list = migration.says.find(name);
    json.key(name).begin_array();
    if (list != nullptr) {
      for (const auto& title : std::get<std::vector<std::string>>(*list)) json.value(title);
    }
    json.end_array();
  }
  const auto* unchanged = migration.says.find("n");
  if (unchanged != nullptr) json.key("unchanged").value(std::get<std::int64_t>(*unchanged));
  return json.end_object().text() + "\n";
}

int refuse(const App& app, const service::NoMigration& refused, const messages::Speaker& speaker) {
  base::Diagnostics all;
  for (const auto& problem : refused.why) all.push_back({base::Severity::error, problem, {}});
  const int exit = print_problems(app, all, speaker);
  return refused.unknown_version ? int{kWrongUse} : exit;
}

int plan_migration(const App& app, const service::Site& site, tracker::Tracker tracker,
                   const messages::Speaker& speaker, base::IssueId change, const PlanFlags& flags) {
  ReadOnlyEngine reader(site, tracker);
  const auto decision = reader.engine().decide(change);
  if (!decision) return fail_by_name(app, decision.error(), speaker);
  const auto& situation = decision->observation.situation;
  const auto migration = service::migration_of(site, situation, static_cast<int>(flags.to_version));
  if (!migration) return refuse(app, migration.error(), speaker);
  const base::Phrase there("migration.is_there",
                           {{"issue", change.value}, {"version", std::int64_t{migration->to}}});
  if (app.json()) {
    app.out << migration_json(change, *migration);
  } else {
    app.out << speaker.say(migration->is_there() ? there : migration->says) << "\n";
  }
  if (!flags.apply || migration->is_there()) return kOk;
  if (auto done = service::order(site, tracker, situation.change, *migration); !done.ok()) {
    return fail(app, done, speaker);
  }
  if (!app.json()) app.out << speaker.say("migration.ordered") << "\n";
  return kOk;
}

int plan_template(const App& app, const PlanFlags& flags) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  PlannedChange planned;
  if (const int refused = read_planned(app, flags.planned, site, speaker, planned); refused != kOk)
    return refused;
  const auto view = service::preview(site, planned.desired, flags.planned.project, planned.start);
  if (!view) return fail(app, view.error(), speaker);
  app.out << shown(app, *view, speaker, "");
  return kOk;
}

int run_plan(const App& app, const PlanFlags& flags) {
  if (!flags.cases.empty()) return run_cases(app, flags.cases, service::plan_cases);
  if (!flags.change.empty()) {
    return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
      const auto change = read_issue_number(flags.change);
      if (!change) return fail_by_flag(app, change.error(), speaker);
      if (flags.to_version != 0) return plan_migration(app, site, tracker, speaker, *change, flags);
      return plan_change(app, site, tracker, speaker, *change);
    });
  }
  if (!flags.planned.name.empty()) return plan_template(app, flags);
  fail(app, {base::Code::invalid_argument, base::Phrase("cli.plan_of_what")}, builtin_speaker(app));
  return kWrongUse;
}

}  // namespace

void add_plan(CLI::App& commands, App& app) {
  auto flags = std::make_shared<PlanFlags>();
  auto* command = commands.add_subcommand(
      "plan", "what would be created, or done to a change now, with dates; writes nothing");
  command->add_option("template", flags->planned.name, "name of the template");
  add_planned_flags(*command, flags->planned);
  auto* change =
      command->add_option("--change", flags->change,
                          "number of a change in the tracker, 23 or #23: what would be done to it now");
  auto* version =
      add_whole_number(*command, "--to-version", flags->to_version, {1, std::numeric_limits<int>::max()},
                       "what that version of its template, as the files have it, would change");
  version->needs(change);
  command->add_flag("--apply", flags->apply, "let the change go over to that version in the next pass")
      ->needs(version);
  command->add_option("--cases", flags->cases,
                      "plan cases offline: reads arrays of cases, prints a line of JSON for each");
  command->callback([&app, flags] {
    app.formats = {"text", "json"};
    if (flags->cases.empty() && flags->to_version == 0) app.formats.push_back("svg");
    app.run = [&app, flags] { return run_plan(app, *flags); };
  });
}

}  // namespace estafeta::cli
