#include <CLI/CLI.hpp>

#include "connector/cli/cards.h"
#include "connector/render/desks/tams.h"
#include "connector/views/tams.h"

namespace estafeta::cli {

namespace {

int show_tams(const App& app, const service::Site& site, tracker::Tracker tracker,
              const messages::Speaker& speaker) {
  return with_desk_sources(app, site, tracker, speaker, [&](const DeskSources& sources) {
    std::map<std::string, views::Desk> desks;
    for (const auto& [id, client] : site.mappings.clients.all) desks[id] = desk_of(sources, client);
    const auto view = views::tams_of(sources.overview, desks, sources.daily);
    app.out << (app.json() ? render::tams_json(view) + "\n" : render::tams_text(view, speaker));
    return static_cast<int>(kOk);
  });
}

}  // namespace

void add_tam(CLI::App& commands, App& app) {
  auto* command = commands.add_subcommand(
      "tam", "the role of the TAM: what each one carries, which clients need one, how they fare with one");
  command->callback([&app] {
    app.formats = {"text", "json"};
    app.run = [&app] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return show_tams(app, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
