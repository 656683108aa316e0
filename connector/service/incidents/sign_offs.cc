#include "connector/service/incidents/sign_offs.h"

#include <map>

#include "connector/base/log.h"
#include "connector/document/json.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::service {

namespace {

using base::Phrase;

std::string file_name(const sla::SignOff& sign_off, std::size_t number) {
  return "sla-" + sign_off.client + "-" + sign_off.month + "-" + std::to_string(number) + ".json";
}

std::string client_name(const Site& site, const std::string& id) {
  const auto found = site.mappings.clients.all.find(id);
  return found == site.mappings.clients.all.end() ? id : found->second.name;
}

struct Counts {
  std::int64_t met = 0;
  std::int64_t breached = 0;
  std::int64_t left_out = 0;
};

std::map<std::string, Counts> counts_of(const sla::SignOff& sign_off) {
  std::map<std::string, Counts> counts;
  for (const auto& clock : sign_off.clocks) {
    Counts& count = counts[clock.clock];
    if (clock.standing == sla::Standing::met) ++count.met;
    if (clock.standing == sla::Standing::breached) ++count.breached;
    if (clock.standing == sla::Standing::left_out) ++count.left_out;
  }
  return counts;
}

std::string paragraph(const Site& site, const sla::SignOff& sign_off, const std::string& file) {
  const auto speaker = site.in_tracker();
  std::string text = speaker.say(Phrase("sign_off.page_signed",
                                        {{"at", sign_off.at}, {"by", sign_off.by}, {"file", file}})) +
                     "\n";
  for (const auto& [clock, count] : counts_of(sign_off)) {
    sla::Figures figures;
    figures.met = static_cast<int>(count.met);
    figures.breached = static_cast<int>(count.breached);
    // A phrase is worded as it is; a text would be escaped.
    std::vector<Phrase> shown{Phrase("list.none")};
    if (const auto share = figures.compliance()) {
      shown = {Phrase("report.percent",
                      {{"whole", std::int64_t{*share / 10}}, {"tenth", std::int64_t{*share % 10}}})};
    }
    text += "* " +
            speaker.say(Phrase("sign_off.page_clock", {{"clock", clock},
                                                       {"share", shown},
                                                       {"met", count.met},
                                                       {"breached", count.breached},
                                                       {"left_out", count.left_out}})) +
            "\n";
  }
  return text;
}

std::string page_text(const Site& site, const std::vector<sla::SignOff>& all) {
  const auto speaker = site.in_tracker();
  const sla::SignOff& last = all.back();
  std::string text = speaker.say(Phrase("sign_off.page_title", {{"client", client_name(site, last.client)},
                                                                {"month", last.month}})) +
                     "\n";
  for (std::size_t i = all.size(); i > 0; --i) {
    text += "\n" + paragraph(site, all[i - 1], file_name(all[i - 1], i));
  }
  return text + "\n" + speaker.say("sign_off.page_end") + "\n";
}

}  // namespace

std::string sign_off_page(const std::string& client, const std::string& month) {
  return "SLA-" + client + "-" + month;
}

base::Result<std::vector<sla::SignOff>> read_sign_offs(const Site& site, tracker::Tracker tracker,
                                                       const std::string& client, const std::string& month) {
  std::vector<sla::SignOff> all;
  const std::string page = sign_off_page(client, month);
  const auto files = tracker.pages.page_files(site.mappings.tracker.staff_project, page);
  if (!files && files.error().code() == base::Code::not_found) return all;
  if (!files) return base::fail(files.error());
  const auto account = tracker.directory.account();
  if (!account) return base::fail(account.error());
  for (const auto& file : *files) {
    if (file.name.rfind("sla-" + client + "-" + month + "-", 0) != 0) continue;
    // Anybody may attach a file of any name.
    if (file.author.id != account->id) {
      const Phrase ignored("sign_off.foreign",
                           {{"file", file.name}, {"page", page}, {"person", file.author.name}});
      base::log(base::LogLevel::warning, site.plain().say(ignored));
      continue;
    }
    const auto content = tracker.reader.download(file);
    if (!content) return base::fail(content.error());
    auto sign_off = sla::sign_off_from_json(*content);
    const bool whole = sign_off && sign_off->client == client && sign_off->month == month;
    if (!whole) {
      return base::fail(base::Code::failed_precondition,
                        Phrase("sign_off.damaged", {{"page", page}, {"file", file.name}}));
    }
    all.push_back(std::move(*sign_off));
  }
  return all;
}

base::Status write_sign_off(const Site& site, tracker::Tracker tracker,
                            const std::vector<sla::SignOff>& former, const sla::SignOff& sign_off) {
  const std::string& project = site.mappings.tracker.staff_project;
  const std::string page = sign_off_page(sign_off.client, sign_off.month);
  std::vector<sla::SignOff> all = former;
  all.push_back(sign_off);
  // The file is what counts: a page without it is written again by the next signing.
  if (auto done = tracker.pages.write_page(project, page, page_text(site, all)); !done.ok()) return done;
  return tracker.pages.attach_to_page(
      project, page, {file_name(sign_off, all.size()), sla::to_json(sign_off), "application/json"});
}

}  // namespace estafeta::service
