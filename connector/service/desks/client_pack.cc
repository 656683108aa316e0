#include "connector/service/desks/client_pack.h"

#include <set>
#include <utility>

#include "connector/render/desks/client_digest.h"
#include "connector/render/report/client_pack.h"
#include "connector/render/report/report_html.h"
#include "connector/service/desks/client_digests.h"
#include "connector/service/desks/client_sight.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/site/known.h"
#include "connector/views/client_digest.h"

namespace estafeta::service {

namespace {

using base::IssueId;
using base::Phrase;

std::vector<std::string> references(const std::set<IssueId>& issues) {
  std::vector<std::string> all;
  for (const IssueId issue : issues) all.push_back("#" + base::to_string(issue));
  return all;
}

void add(std::vector<Phrase>& said, const char* key, const std::set<IssueId>& issues,
         const std::string& field = {}) {
  if (issues.empty()) return;
  Phrase phrase(key, {{"issues", references(issues)}});
  if (!field.empty()) phrase.values.emplace_back("field", field);
  said.push_back(std::move(phrase));
}

std::string name_of(const Site& site, model::Field field) {
  const auto names = site.mappings.tracker.fields.find(field);
  return names == site.mappings.tracker.fields.end() || names->second.empty() ? std::string(to_string(field))
                                                                              : names->second.front();
}

// Whatever a page of the report could name.
std::set<IssueId> issues_of(const render::ReportView& view) {
  std::set<IssueId> all;
  for (const auto& row : view.report.rows) all.insert(row.issue);
  for (const auto& one : view.report.corrections) all.insert(one.issue);
  for (const auto& one : view.report.repeats) all.insert(one.issues.begin(), one.issues.end());
  for (const auto& signed_off : view.sign_offs) {
    for (const auto& one : signed_off.restatements) all.insert(one.issue);
  }
  for (const auto& credits : view.credits) {
    for (const auto& line : credits.lines) all.insert(line.issues.begin(), line.issues.end());
  }
  return all;
}

// As the tracker has it, before anything was left out.
void find_lacks(const Site& site, const model::Client& client, const std::string& month,
                const render::ReportView& view, ClientPack& pack) {
  if (view.sign_offs.empty())
    pack.lacks.emplace_back(Phrase("pack.not_signed", {{"client", client.id}, {"month", month}}));
  std::set<IssueId> restated, doubtful, without_cause, without_measure;
  for (const auto& signed_off : view.sign_offs) {
    for (const auto& one : signed_off.restatements) restated.insert(one.issue);
  }
  for (const auto& row : view.report.rows) {
    const bool is_doubtful =
        row.standing == sla::Standing::left_out &&
        (row.rule == sla::LeftOut::history_incomplete || row.rule == sla::LeftOut::unknown_status);
    if (is_doubtful) doubtful.insert(row.issue);
  }
  for (const auto& breach : view.report.breaches) {
    const IssueId issue = view.report.rows[breach.row].issue;
    if (breach.cause.empty()) without_cause.insert(issue);
    if (breach.measure.empty()) without_measure.insert(issue);
  }
  add(pack.lacks, "pack.doubtful", doubtful);
  add(pack.lacks, "pack.no_cause", without_cause, name_of(site, model::Field::cause));
  add(pack.lacks, "pack.no_measure", without_measure, name_of(site, model::Field::measure));
  add(pack.remarks, "pack.restated", restated);
}

void say_withheld(const Site& site, const render::Withheld& withheld, ClientPack& pack) {
  add(pack.lacks, "pack.internal_text", withheld.causes, name_of(site, model::Field::cause));
  add(pack.lacks, "pack.internal_text", withheld.measures, name_of(site, model::Field::measure));
  add(pack.remarks, "pack.hidden", withheld.hidden);
  add(pack.remarks, "pack.reasons", withheld.reasons);
}

// Its name; empty: the month has none.
base::Result<std::string> add_digest(const Site& site, tracker::Tracker tracker, const model::Client& client,
                                     const sla::Period& month, ClientPack& pack) {
  if (client.digest != model::DigestRhythm::monthly) return std::string();
  const auto digest = digest_text(site, tracker, client, month);
  if (!digest) return base::fail(digest.error());
  if (!*digest) {
    pack.lacks.emplace_back(Phrase("pack.no_digest", {{"page", draft_title(client.id, month)}}));
    return std::string();
  }
  if (!(*digest)->draft.empty())
    pack.lacks.emplace_back(Phrase("pack.digest_draft", {{"page", (*digest)->draft}}));
  auto name = "digest-" + sla::format_month(month.from) + ".txt";
  pack.files[name] = render::digest_plain(site.markup->blocks((*digest)->text));
  return name;
}

}  // namespace

base::Status may_pack(const Site& site, const std::string& client, const sla::Period& month,
                      base::Instant now) {
  if (auto known = known_client(site, client); !known.ok()) return known;
  if (site.rules.zone.local_date(now) > month.until) return {};
  const base::Date next(std::chrono::sys_days(month.until) + std::chrono::days(1));
  return {base::Code::failed_precondition, Phrase("pack.not_over", {{"month", sla::format_month(month.from)},
                                                                    {"day", base::format_date(next)}})};
}

base::Result<ClientPack> make_client_pack(const Site& site, tracker::Tracker tracker, Archive& archive,
                                          const std::string& id, const sla::Period& month,
                                          base::Instant now) {
  if (auto may = may_pack(site, id, month, now); !may.ok()) return base::fail(std::move(may));
  const auto& client = site.mappings.clients.all.at(id);
  auto view = make_report(site, tracker, archive, {month, {sla::Dimension::priority}, id, {}}, now);
  if (!view) return base::fail(view.error());
  std::erase_if(view->clients, [&](const auto& one) { return one.first != id; });

  ClientSight sight(site, tracker);
  auto titles = sight.titles(client, issues_of(*view));
  if (!titles) return base::fail(titles.error());
  const auto names = sight.internal_names(client);
  if (!names) return base::fail(names.error());

  ClientPack pack;
  const auto name = sla::format_month(month.from);
  find_lacks(site, client, name, *view, pack);
  const auto withheld = render::make_for_client(
      *view,
      {std::move(*titles), [&names](const std::string& text) { return views::names_one_of(text, *names); }});
  say_withheld(site, withheld, pack);

  const auto speaker = site.plain(client.language);
  render::PackIndex index;
  index.client = client.name;
  index.period = render::digest_period(month, speaker);
  index.made = now;
  index.report = "sla-" + name + ".html";
  index.csv = "incidents-" + name + ".csv";
  index.has_hidden = !withheld.hidden.empty();
  pack.files[index.report] = render::report_html(*view, speaker);
  pack.files[index.csv] = render::client_csv(*view);
  auto digest = add_digest(site, tracker, client, month, pack);
  if (!digest) return base::fail(digest.error());
  index.digest = std::move(*digest);
  pack.files["README.txt"] = render::pack_index(index, speaker);
  return pack;
}

}  // namespace estafeta::service
