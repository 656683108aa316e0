#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/live_check.h"

namespace estafeta::cli {

namespace {

int check(const App& app, bool live) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto speaker = speaker_of(app, *opened.site);
  app.out << speaker.say(base::Phrase(
                 "check.files_good",
                 {{"templates", static_cast<std::int64_t>(opened.site->templates.size())},
                  {"departments", static_cast<std::int64_t>(opened.site->mappings.departments.all.size())},
                  {"clients", static_cast<std::int64_t>(opened.site->mappings.clients.all.size())}}))
          << "\n";
  if (!live) return kOk;
  auto connection = Connection::open(*opened.site);
  if (!connection) return fail(app, connection.error(), speaker);
  const auto findings = service::check_live(*opened.site, (*connection)->tracker());
  if (!findings) return fail(app, findings.error(), speaker);
  bool good = true;
  for (const auto& finding : *findings) {
    good &= finding.good;
    app.out << speaker.say(finding.good ? "check.mark_good" : "check.mark_bad") << " "
            << speaker.say(finding.what) << "\n";
  }
  return good ? kOk : kBadContent;
}

}  // namespace

void add_check(CLI::App& commands, App& app) {
  auto live = std::make_shared<bool>(false);
  auto* command =
      commands.add_subcommand("check", "configuration, mappings and templates; --live also the tracker");
  command->add_flag("--live", *live,
                    "every precondition in the tracker, with what follows and how to mend it");
  command->callback([&app, live] { app.run = [&app, live] { return check(app, *live); }; });
}

}  // namespace estafeta::cli
