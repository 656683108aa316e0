#include "connector/render/desks/dossier.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/cards.h"
#include "connector/render/documents/dossier.h"
#include "connector/service/site/known.h"
#include "connector/views/desk.h"
#include "connector/views/dossier.h"

namespace estafeta::cli {

namespace {

int dossier(const App& app, const std::string& wanted, const service::Site& site, tracker::Tracker tracker,
            const messages::Speaker& speaker) {
  if (const auto known = service::known_client(site, wanted); !known.ok())
    return fail_by_name(app, known, speaker);
  return with_desk_sources(app, site, tracker, speaker, [&](const DeskSources& sources) {
    const auto& client = site.mappings.clients.all.at(wanted);
    const auto desk = desk_of(sources, client);
    const auto view = views::dossier_of(sources.overview, client, desk, sources.daily.at(wanted));
    app.out << (app.json() ? render::dossier_document(view, speaker) + "\n"
                           : render::dossier_text(view, speaker));
    return static_cast<int>(kOk);
  });
}

}  // namespace

void add_dossier(CLI::App& commands, App& app) {
  auto client = std::make_shared<std::string>();
  auto* command = commands.add_subcommand(
      "dossier", "what is known of a client: who works for it, what is under way, what was changed, its SLA");
  command->add_option("client", *client, "its id in clients.yaml")->required();
  command->callback([&app, client] {
    app.formats = {"text", "json"};
    app.run = [&app, client] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return dossier(app, *client, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
