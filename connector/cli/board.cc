#include "connector/service/desks/board.h"

#include <CLI/CLI.hpp>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/render/desks/board.h"
#include "connector/render/json.h"

namespace estafeta::cli {

namespace {

int board(const App& app, const service::Site& site, tracker::Tracker tracker,
          const messages::Speaker& speaker) {
  ReadOnlyEngine reader(site, tracker);
  const auto gathered = service::gather_board(site, tracker, reader.decide(), base::system_clock().now());
  if (!gathered) return fail(app, gathered.error(), speaker);
  app.out << (app.json() ? render::board_json(*gathered, speaker) + "\n"
                         : render::board_text(*gathered, speaker));
  return gathered->all_read ? kOk : kBadContent;
}

}  // namespace

void add_board(CLI::App& commands, App& app) {
  commands.add_subcommand("board", "changes under way, who holds them, what is late and why")
      ->callback([&app] {
        app.formats = {"text", "json"};
        app.run = [&app] {
          return with_tracker(app, [&app](const auto& site, const auto& tracker, const auto& speaker) {
            return board(app, site, tracker, speaker);
          });
        };
      });
}

}  // namespace estafeta::cli
