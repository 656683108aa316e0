#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/document/json_writer.h"
#include "connector/service/desks/client_pack.h"
#include "connector/service/incidents/reports.h"

namespace estafeta::cli {

namespace {

namespace fs = std::filesystem;
using base::Phrase;

struct PackFlags {
  std::string client;
  std::string month;
  std::string to;
};

base::Result<sla::Period> month_of(const PackFlags& flags, base::Date today) {
  if (flags.month.empty()) return sla::last_full_month(today);
  return read_month(flags.month, today);
}

std::string folder_of(const PackFlags& flags, const sla::Period& month) {
  return flags.to.empty() ? flags.client + "-" + sla::format_month(month.from) : flags.to;
}

// Nothing that somebody may have put there is lost.
base::Status check_folder(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) || (fs::is_directory(folder, error) && fs::is_empty(folder, error)))
    return {};
  return {base::Code::invalid_argument, Phrase("pack.folder_exists", {{"folder", folder}})};
}

// All of it or nothing: a folder that is there is complete.
base::Status write_folder(const std::string& folder, const std::map<std::string, std::string>& files) {
  const fs::path to = fs::path(folder) / "";
  const fs::path part = to.parent_path().string() + ".part";
  std::error_code error;
  fs::remove_all(part, error);
  bool written = fs::create_directories(part, error);
  for (const auto& [name, text] : files) {
    std::ofstream out(part / name, std::ios::binary);
    out << text;
    out.close();
    written = written && static_cast<bool>(out);
  }
  if (written) fs::rename(part, to.parent_path(), error);
  if (written && !error) return {};
  fs::remove_all(part, error);
  return {base::Code::invalid_argument, Phrase("pack.cannot_write", {{"folder", folder}})};
}

void print_json(const App& app, const std::string& folder, const service::ClientPack& made,
                const messages::Speaker& speaker) {
  document::JsonWriter json;
  json.begin_object().key("folder").value(folder).key("files").begin_array();
  for (const auto& [name, text] : made.files) json.value(name);
  json.end_array();
  for (const auto& [key, said] : {std::pair{"lacks", &made.lacks}, {"remarks", &made.remarks}}) {
    json.key(key).begin_array();
    for (const Phrase& phrase : *said) json.value(speaker.say(phrase));
    json.end_array();
  }
  app.out << json.end_object().text() << "\n";
}

void print(const App& app, const std::string& folder, const service::ClientPack& made,
           const messages::Speaker& speaker) {
  app.out << speaker.say(Phrase("pack.done", {{"folder", folder}})) << "\n";
  for (const auto& [name, text] : made.files) app.out << "  " << name << "\n";
  if (!made.lacks.empty()) app.err << speaker.say("pack.before_sending") << "\n";
  for (const Phrase& phrase : made.lacks) app.err << "- " << speaker.say(phrase) << "\n";
  for (const Phrase& phrase : made.remarks) app.err << speaker.say(phrase) << "\n";
}

int pack(const App& app, const PackFlags& flags) {
  const auto since = [&](const service::Site& site, base::Instant now) -> base::Result<base::Instant> {
    const auto month = month_of(flags, site.rules.zone.local_date(now));
    if (!month) return base::fail(month.error());
    if (auto may = service::may_pack(site, flags.client, *month, now); !may.ok())
      return base::fail(std::move(may));
    if (auto free = check_folder(folder_of(flags, *month)); !free.ok()) return base::fail(std::move(free));
    return service::needed_since(site, *month);
  };
  return with_incidents(app, since, [&](Incidents& incidents) {
    const auto& [site, tracker, archive, speaker, now] = incidents;
    const auto month = month_of(flags, site.rules.zone.local_date(now));
    if (!month) return fail_by_flag(app, month.error(), speaker);
    const auto made = service::make_client_pack(site, tracker, archive, flags.client, *month, now);
    if (!made) return fail_by_store(app, site, made.error(), speaker);
    const auto folder = folder_of(flags, *month);
    if (auto written = write_folder(folder, made->files); !written.ok())
      return fail_by_flag(app, written, speaker);
    if (app.json()) {
      print_json(app, folder, *made, speaker);
    } else {
      print(app, folder, *made, speaker);
    }
    return int{made->lacks.empty() ? kOk : kBadContent};
  });
}

}  // namespace

void add_sla_pack(CLI::App& group, App& app) {
  auto flags = std::make_shared<PackFlags>();
  auto* command = group.add_subcommand(
      "pack", "a folder to send to a client: the month's report as a page, its incidents as CSV, the digest");
  command->add_option("client", flags->client, "its id in clients.yaml")->required();
  command->add_option("--month", flags->month, "2026-10 (default: the last full month)");
  command->add_option("--to", flags->to,
                      "the folder to write, which must not be there yet (default: client and month, "
                      "aurora-2026-10)");
  command->callback([&app, flags] {
    app.formats = {"text", "json"};
    app.run = [&app, flags] { return pack(app, *flags); };
  });
}

}  // namespace estafeta::cli
