#include "connector/render/desks/desk.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/cards.h"
#include "connector/render/json.h"
#include "connector/service/site/known.h"
#include "connector/views/desk.h"

namespace estafeta::cli {

namespace {

int desk(const App& app, const std::string& wanted, const service::Site& site, tracker::Tracker tracker,
         const messages::Speaker& speaker) {
  const auto& clients = site.mappings.clients.all;
  const auto known = wanted.empty() ? base::Status() : service::known_client(site, wanted);
  if (!known.ok()) return fail_by_name(app, known, speaker);
  return with_desk_sources(app, site, tracker, speaker, [&](const DeskSources& sources) {
    std::vector<views::Desk> desks;
    for (const auto& [id, client] : clients) {
      if (wanted.empty() || id == wanted) desks.push_back(desk_of(sources, client));
    }
    if (app.json()) {
      app.out << render::desks_json(desks);
      return kOk;
    }
    for (std::size_t i = 0; i < desks.size(); ++i) {
      app.out << (i == 0 ? "" : "\n\n") << render::desk_text(desks[i], speaker);
    }
    return kOk;
  });
}

}  // namespace

void add_desk(CLI::App& commands, App& app) {
  auto client = std::make_shared<std::string>();
  auto* command = commands.add_subcommand("desk", "what needs the TAM, and every change under way");
  command->add_option("--client", *client, "only that client's desk");
  command->callback([&app, client] {
    app.formats = {"text", "json"};
    app.run = [&app, client] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return desk(app, *client, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
