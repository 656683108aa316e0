#include "connector/render/plan/window.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/changes/plan_view.h"
#include "connector/service/engine.h"

namespace estafeta::cli {

namespace {

int window(const App& app, base::IssueId change, const service::Site& site, tracker::Tracker tracker,
           const messages::Speaker& speaker) {
  ReadOnlyEngine reader(site, tracker);
  const auto decision = reader.engine().decide(change);
  if (!decision) return fail_by_name(app, decision.error(), speaker);
  const auto view = service::plan_view(site, decision->plan, decision->observation.situation);
  if (!view.window) {
    if (app.json()) {
      app.out << "null\n";
    } else {
      app.out << speaker.say(base::Phrase("window.none", {{"issue", change.value}})) << "\n";
    }
    return kOk;
  }
  const auto now = base::system_clock().now();
  app.out << (app.json() ? render::window_json(view, change, now, speaker)
                         : render::window_text(view, now, speaker));
  return now < view.window->closes && render::any_misses(*view.window) ? kBadContent : kOk;
}

}  // namespace

void add_window(CLI::App& commands, App& app) {
  auto id = std::make_shared<std::string>();
  auto* command = commands.add_subcommand(
      "window", "a change's maintenance window to the minute: who is on, who is next, what is late");
  command->add_option("change", *id, "number of the change in the tracker, 12 or #12")->required();
  command->callback([&app, id] {
    app.formats = {"text", "json"};
    app.run = [&app, id] {
      return with_tracker(app, [&app, id](const auto& site, const auto& tracker, const auto& speaker) {
        const auto number = read_issue_number(*id);
        return number ? window(app, *number, site, tracker, speaker)
                      : fail_by_flag(app, number.error(), speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
