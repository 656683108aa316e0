#include "connector/service/board.h"

#include <CLI/CLI.hpp>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"

namespace estafeta::cli {

namespace {

int board(const App& app) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  auto connection = Connection::open(site);
  if (!connection) return fail(app, connection.error(), speaker);
  auto& tracker = (*connection)->tracker();
  ReadOnlyEngine reader(site, tracker);
  const auto gathered = service::gather_board(site, tracker, reader.engine(), base::system_clock().now());
  if (!gathered) return fail(app, gathered.error(), speaker);
  app.out << (app.json() ? render::board_json(*gathered, speaker) + "\n"
                         : render::board_text(*gathered, speaker));
  return kOk;
}

}  // namespace

void add_board(CLI::App& commands, App& app) {
  commands.add_subcommand("board", "changes under way, who holds them, what is late and why")
      ->callback([&app] { app.run = [&app] { return board(app); }; });
}

}  // namespace estafeta::cli
