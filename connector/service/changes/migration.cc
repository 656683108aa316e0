#include "connector/service/changes/migration.h"

#include "connector/change/steps/origin.h"
#include "connector/change/steps/proposal.h"
#include "connector/change/steps/reconcile.h"
#include "connector/change/tree/stamp.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/desired.h"
#include "connector/service/site/pauses.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using model::Field;

// What stands in the way whatever the version is.
std::optional<Phrase> obstacle(const change::Situation& situation, const change::Stamp& stamp) {
  const auto& change = situation.change;
  const std::int64_t issue = change.id.value;
  if (!stamp.made || stamp.template_name.empty()) return Phrase("migration.no_template", {{"issue", issue}});
  if (change.status.state != model::State::in_progress) {
    return Phrase("migration.not_running",
                  {{"issue", issue}, {"state", std::string(to_string(change.status.state))}});
  }
  const auto named = template_named(change);
  if (named != stamp.template_name) {
    return Phrase("migration.other_template",
                  {{"issue", issue}, {"named", named}, {"template", stamp.template_name}});
  }
  if (!situation.desired) return Phrase("migration.origin_gone", {{"issue", issue}});
  return std::nullopt;
}

std::optional<Phrase> other_version(const Site& site, const std::string& name, int version) {
  const auto file = site.templates.find(name);
  if (file == site.templates.end()) return Phrase("migration.no_file", {{"template", name}});
  const int held = file->second.content.version;
  if (held == version) return std::nullopt;
  return Phrase("migration.file_holds",
                {{"template", name}, {"held", std::int64_t{held}}, {"version", std::int64_t{version}}});
}

Phrase said(const Site& site, change::Situation situation, const Migration& migration) {
  auto phrase = change::proposal(site.rules, situation);
  phrase.key = "told.new_version";
  phrase.values.emplace_back("version", std::int64_t{migration.to});
  phrase.values.emplace_back("from", std::int64_t{migration.from});
  return phrase;
}

}  // namespace

tl::expected<Migration, NoMigration> migration_of(const Site& site, const change::Situation& situation,
                                                  int version) {
  const auto refuse = [](Phrase why, bool unknown_version = false) {
    return tl::unexpected(NoMigration{{std::move(why)}, unknown_version});
  };
  auto stamp = change::stamp_of(situation.change);
  if (auto why = obstacle(situation, stamp)) return refuse(std::move(*why));
  Migration migration{stamp.version, version, {}, {}, {}};
  if (migration.is_there()) return migration;
  if (auto why = other_version(site, stamp.template_name, version)) return refuse(std::move(*why), true);
  auto next = desired_from_files(site, situation.change);
  if (!next.problems.empty()) return tl::unexpected(NoMigration{std::move(next.problems)});
  change::go_over(stamp, *next.change);
  migration.stamp = change::format_stamp(stamp);
  const auto name = change::origin_name(*next.change);
  if (change::own_files(situation.change, name, situation.account).empty())
    migration.origin = {name, std::move(next.origin), "application/json"};
  auto proposed = situation;
  proposed.proposed = std::move(next.change);
  migration.says = said(site, std::move(proposed), migration);
  return migration;
}

base::Status order(const Site& site, tracker::Tracker tracker, const model::Issue& change,
                   const Migration& migration) {
  const auto pauses = Pauses::read(site, tracker.pages);
  if (!pauses) return pauses.error();
  if (const auto why = pauses->why(change.project)) {
    return {base::Code::failed_precondition,
            Phrase("service.paused", {{"project", change.project}, {"why", *why}}), base::Cause::paused};
  }
  tracker::IssueUpdate update;
  update.state = model::State::agreed;
  update.fields[Field::change_plan] = migration.stamp;
  auto note = migration.says;
  note.key = "told.goes_over";
  update.note = render::note({note}, site.in_tracker());
  if (migration.origin) update.uploads.push_back(*migration.origin);
  return tracker.writer.update(change.id, update);
}

}  // namespace estafeta::service
