#include "connector/render/desks/department.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/cards.h"
#include "connector/render/json.h"
#include "connector/service/site/known.h"
#include "connector/views/department.h"

namespace estafeta::cli {

namespace {

int department(const App& app, const std::string& wanted, const service::Site& site, tracker::Tracker tracker,
               const messages::Speaker& speaker) {
  if (const auto known = service::known_department(site, wanted); !known.ok())
    return fail_by_name(app, known, speaker);
  const auto kept = copy_of_store(app, site, speaker);
  if (!kept) return fail_to_open_store(app, site, kept.error(), speaker);
  const auto gathered = gather_cards(site, tracker, **kept, speaker);
  if (!gathered) return fail(app, gathered.error(), speaker);
  const views::Overview overview{site.organisation(), gathered->cards, gathered->people,
                                 base::system_clock().now(), speaker};
  const auto view = views::department_of(overview, *site.mappings.departments.find(wanted));
  app.out << (app.json() ? render::department_json(view, speaker) : render::department_text(view, speaker));
  return gathered->all_read ? kOk : kBadContent;
}

}  // namespace

void add_department(CLI::App& commands, App& app) {
  auto id = std::make_shared<std::string>();
  auto* command = commands.add_subcommand("department",
                                          "what a department may begin, what comes next, who waits for whom");
  command->add_option("department", *id, "its id in departments.yaml")->required();
  command->callback([&app, id] {
    app.formats = {"text", "json"};
    app.run = [&app, id] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return department(app, *id, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
