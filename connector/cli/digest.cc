#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/render/desks/client_digest.h"
#include "connector/service/desks/client_digests.h"
#include "connector/service/site/known.h"

namespace estafeta::cli {

namespace {

using base::Phrase;

struct DigestFlags {
  std::string client;
  std::string period;
};

// By its name; nothing: the client gets none for such a one.
std::optional<sla::Period> period_named(const model::Client& client, const std::string& name,
                                        base::Date today) {
  constexpr int kPeriodsBack = 1200;
  auto period = service::digest_period(client, today);
  for (int i = 0; period && i < kPeriodsBack; ++i) {
    if (name.empty() || service::period_name(*period) == name) return period;
    period = service::digest_period(client, period->from);
  }
  return std::nullopt;
}

// What the client got; a draft where it was not sent yet, which is said.
base::Result<std::string> text_of(const App& app, const service::Site& site, tracker::Tracker tracker,
                                  const model::Client& client, const sla::Period& period,
                                  const messages::Speaker& speaker) {
  auto found = service::digest_text(site, tracker, client, period);
  if (!found) return base::fail(found.error());
  if (!*found) {
    return base::fail(base::Code::not_found,
                      Phrase("client_digest.none",
                             {{"client", client.name}, {"period", render::digest_period(period, speaker)}}));
  }
  const auto& digest = **found;
  if (!digest.draft.empty())
    app.err << speaker.say(Phrase("client_digest.not_sent", {{"page", digest.draft}})) << "\n";
  return digest.text;
}

int digest(const App& app, const DigestFlags& flags, const service::Site& site, tracker::Tracker tracker,
           const messages::Speaker& speaker) {
  if (const auto known = service::known_client(site, flags.client); !known.ok())
    return fail_by_name(app, known, speaker);
  const auto& client = site.mappings.clients.all.at(flags.client);
  const auto today = site.rules.zone.local_date(base::system_clock().now());
  const auto last = service::digest_period(client, today);
  if (!last) {
    const Phrase said("client_digest.not_asked", {{"client", client.name}});
    return fail_by_name(app, {base::Code::invalid_argument, said}, speaker);
  }
  const auto period = period_named(client, flags.period, today);
  if (!period) {
    const Phrase said(
        "client_digest.bad_period",
        {{"text", flags.period}, {"client", client.name}, {"example", service::period_name(*last)}});
    return fail_by_flag(app, {base::Code::invalid_argument, said}, speaker);
  }
  const auto text = text_of(app, site, tracker, client, *period, speaker);
  if (!text) return fail_by_name(app, text.error(), speaker);
  const auto blocks = site.markup->blocks(*text);
  app.out << (app.format == "html" ? render::digest_html(blocks, client.language)
                                   : render::digest_plain(blocks));
  return kOk;
}

}  // namespace

void add_digest(CLI::App& commands, App& app) {
  auto flags = std::make_shared<DigestFlags>();
  auto* command = commands.add_subcommand(
      "digest", "what a client is told of a month or a week, or its draft: text, html");
  command->add_option("client", flags->client, "its id in clients.yaml")->required();
  command->add_option("--period", flags->period,
                      "a month (2026-06) or a week (2026-W27); default: the last one that is over");
  command->callback([&app, flags] {
    app.formats = {"text", "html"};
    app.run = [&app, flags] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return digest(app, *flags, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
