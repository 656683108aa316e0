#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/site/pauses.h"

namespace estafeta::cli {

namespace {

struct PauseFlags {
  std::string project;
  std::string why;
};

base::Phrase paused(const std::string& project, const std::string& why) {
  if (project == service::kEverywhere) return {"pause.paused_all", {{"why", why}}};
  return {"pause.paused", {{"project", project}, {"why", why}}};
}

base::Result<base::Phrase> change_pauses(const service::Site& site, tracker::Tracker tracker,
                                         const PauseFlags& flags, bool pause) {
  if (auto account = tracker.directory.account(); !account) return base::fail(account.error());
  auto pauses = service::Pauses::read(site, tracker.pages);
  if (!pauses) return base::fail(pauses.error());
  const std::string project = flags.project.empty() ? service::kEverywhere : flags.project;
  base::Phrase said;
  if (pause) {
    auto ordered = pauses->pause_on_order(site, tracker.directory, project, flags.why);
    if (!ordered.ok()) return base::fail(std::move(ordered));
    said = paused(project, flags.why);
  } else {
    if (auto may = pauses->may_resume(site, tracker.directory, project); !may.ok())
      return base::fail(std::move(may));
    auto [changed, phrase] = pauses->resume_on_order(project);
    if (!changed) return phrase;
    said = std::move(phrase);
  }
  if (auto written = pauses->write(site, tracker.pages); !written.ok()) return base::fail(std::move(written));
  return said;
}

int run_pause(const App& app, const service::Site& site, tracker::Tracker tracker,
              const messages::Speaker& speaker, const PauseFlags& flags, bool pause) {
  const auto said = change_pauses(site, tracker, flags, pause);
  if (!said && said.error().code() == base::Code::invalid_argument)
    return fail_by_flag(app, said.error(), speaker);
  if (!said) return fail(app, said.error(), speaker);
  app.out << speaker.say(*said) << "\n";
  return kOk;
}

}  // namespace

void add_pause(CLI::App& commands, App& app) {
  for (const bool pause : {true, false}) {
    auto flags = std::make_shared<PauseFlags>();
    auto* command =
        pause ? commands.add_subcommand("pause", "stop writing to one project or all; the tracker shows why")
              : commands.add_subcommand("resume", "write again after a pause");
    command->add_option("--project", flags->project, "identifier of the project (default: all)");
    auto* why = command->add_option("--why", flags->why, "the reason, shown on the page Estafeta-pause");
    if (pause) why->required();
    command->callback([&app, flags, pause] {
      app.run = [&app, flags, pause] {
        return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
          return run_pause(app, site, tracker, speaker, *flags, pause);
        });
      };
    });
  }
}

}  // namespace estafeta::cli
