#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/document/json.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/incidents/sign_offs.h"
#include "connector/service/site/known.h"

namespace estafeta::cli {

namespace {

struct SignOffFlags {
  std::string client;
  std::string month;
  std::string by;
  bool again = false;
  bool confirm_empty = false;
};

int print(const App& app, Incidents& incidents, const sla::SignOff& signed_off) {
  const std::string page = service::sign_off_page(signed_off.client, signed_off.month);
  if (app.json()) {
    app.out << sla::to_json(signed_off) << "\n";
  } else {
    app.out << incidents.speaker.say(
                   base::Phrase("sign_off.done",
                                {{"n", static_cast<std::int64_t>(signed_off.clocks.size())}, {"page", page}}))
            << "\n";
  }
  return kOk;
}

int sign(const App& app, Incidents& incidents, const SignOffFlags& flags, const sla::Period& month) {
  const auto& [site, tracker, archive, speaker, now] = incidents;
  const auto made = service::sign_month(
      site, tracker, archive, {flags.client, month, flags.by, flags.again, flags.confirm_empty}, now);
  if (!made) return fail(app, made.error(), speaker);
  return print(app, incidents, *made);
}

int sign_off(const App& app, const SignOffFlags& flags) {
  const auto month_of = [&flags](const service::Site& site, base::Instant now) {
    return read_month(flags.month, site.rules.zone.local_date(now));
  };
  const auto since = [&](const service::Site& site, base::Instant now) -> base::Result<base::Instant> {
    const auto month = month_of(site, now);
    if (!month) return base::fail(month.error());
    if (auto known = service::known_client(site, flags.client); !known.ok())
      return base::fail(std::move(known));
    return site.rules.zone.start_of_day(month->from);
  };
  return with_incidents(app, since, [&](Incidents& incidents) {
    const auto month = month_of(incidents.site, incidents.now);
    if (!month) return fail_by_flag(app, month.error(), incidents.speaker);
    return sign(app, incidents, flags, *month);
  });
}

}  // namespace

void add_sla_sign_off(CLI::App& group, App& app) {
  auto flags = std::make_shared<SignOffFlags>();
  auto* command = group.add_subcommand(
      "sign-off", "freeze the figures of a client's month; later changes are shown as restatements");
  command->add_option("--client", flags->client, "its id in clients.yaml")->required();
  command->add_option("--month", flags->month, "2026-10")->required();
  command->add_option("--by", flags->by, "who signs: name and role")->required();
  command->add_flag("--again", flags->again, "sign a month again; the earlier figures are kept");
  command->add_flag("--confirm-empty", flags->confirm_empty,
                    "sign a month in which no incident of the client was measured");
  command->callback([&app, flags] {
    app.formats = {"text", "json"};
    app.run = [&app, flags] { return sign_off(app, *flags); };
  });
}

}  // namespace estafeta::cli
