#include "connector/service/desk.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/overview.h"

namespace estafeta::cli {

namespace {

// Cards of every open change as it is now; of those that ended, and of incidents, what the service has kept.
struct Gathered {
  std::unique_ptr<store::Store> kept;
  service::Cards cards;
  service::People people;
};

base::Result<Gathered> gather(const service::Site& site, tracker::Tracker& tracker,
                              const messages::Speaker& speaker) {
  Gathered gathered;
  auto kept = store::copy_of_sqlite(site.settings.store_path);
  gathered.kept = kept ? std::move(*kept) : store::in_memory();
  const auto read = gathered.kept->each_card([&](base::IssueId id, const std::string& text) {
    auto card = service::card_from_json(text);
    if (card && service::has_ended(*card)) gathered.cards[id] = std::move(*card);
  });
  if (!read.ok()) return base::fail(read);
  if (const auto account = tracker.account(); !account) return base::fail(account.error());
  const auto open = tracker.open_issues(model::Kind::change);
  if (!open) return base::fail(open.error());
  ReadOnlyEngine reader(site, tracker);
  for (const auto& issue : *open) {
    const auto decision = reader.engine().decide(issue.id);
    if (!decision) return base::fail(decision.error());
    gathered.cards[issue.id] =
        service::card_of(site, decision->observation.situation, decision->plan, speaker);
  }
  if (auto asked = service::ask_people(tracker, gathered.cards, gathered.people); !asked.ok()) {
    return base::fail(std::move(asked));
  }
  return gathered;
}

template <typename Map>
int unknown(const App& app, const char* key, const char* name, const std::string& wanted, const Map& known,
            const messages::Speaker& speaker) {
  std::vector<std::string> ids;
  for (const auto& [id, value] : known) ids.push_back(id);
  return fail(app, {base::Code::invalid_argument, base::Phrase(key, {{name, wanted}, {"known", ids}})},
              speaker);
}

int desk(const App& app, const std::string& wanted, const service::Site& site, tracker::Tracker& tracker,
         const messages::Speaker& speaker) {
  const auto& clients = site.mappings.clients.all;
  if (!wanted.empty() && !clients.contains(wanted)) {
    return unknown(app, "view.no_client", "client", wanted, clients, speaker);
  }
  const auto gathered = gather(site, tracker, speaker);
  if (!gathered) return fail(app, gathered.error(), speaker);
  const auto now = base::system_clock().now();
  service::Digests digests(site, tracker, *gathered->kept);
  const auto known = digests.known(now);
  if (!known) return fail(app, known.error(), speaker);
  const service::Overview overview{site, gathered->cards, gathered->people, now, speaker};
  std::vector<render::Desk> desks;
  for (const auto& [id, client] : clients) {
    if (!wanted.empty() && id != wanted) continue;
    const auto digest = (*known)->find(id);
    const bool quiet = digest == (*known)->end();
    desks.push_back(service::desk_of(
        overview, client, quiet ? std::vector<render::DigestIncident>() : digest->second.unexplained));
  }
  if (app.json()) {
    app.out << render::desks_json(desks);
    return kOk;
  }
  for (std::size_t i = 0; i < desks.size(); ++i) {
    app.out << (i == 0 ? "" : "\n\n") << render::desk_text(desks[i], speaker);
  }
  return kOk;
}

int department(const App& app, const std::string& wanted, const service::Site& site,
               tracker::Tracker& tracker, const messages::Speaker& speaker) {
  const auto& departments = site.mappings.departments;
  const auto* found = departments.find(wanted);
  if (found == nullptr) {
    return unknown(app, "view.no_department", "department", wanted, departments.all, speaker);
  }
  const auto gathered = gather(site, tracker, speaker);
  if (!gathered) return fail(app, gathered.error(), speaker);
  const service::Overview overview{site, gathered->cards, gathered->people, base::system_clock().now(),
                                   speaker};
  const auto view = service::department_of(overview, *found);
  app.out << (app.json() ? render::department_json(view, speaker) : render::department_text(view, speaker));
  return kOk;
}

}  // namespace

void add_desk(CLI::App& commands, App& app) {
  auto client = std::make_shared<std::string>();
  auto* command = commands.add_subcommand("desk", "what needs the TAM, and every change under way");
  command->add_option("--client", *client, "only that client's desk");
  command->callback([&app, client] {
    app.run = [&app, client] {
      return with_tracker(app, [&](const auto& site, auto& tracker, const auto& speaker) {
        return desk(app, *client, site, tracker, speaker);
      });
    };
  });
}

void add_department(CLI::App& commands, App& app) {
  auto id = std::make_shared<std::string>();
  auto* command =
      commands.add_subcommand("department", "what a department may begin, what comes, who waits for whom");
  command->add_option("id", *id, "the department's id in departments.yaml")->required();
  command->callback([&app, id] {
    app.run = [&app, id] {
      return with_tracker(app, [&](const auto& site, auto& tracker, const auto& speaker) {
        return department(app, *id, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
