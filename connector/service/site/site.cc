#include "connector/service/site/site.h"

#include <filesystem>
#include <iterator>

#include "connector/render/kit/note.h"

namespace estafeta::service {

namespace {

void take(base::Diagnostics& all, base::Diagnostics some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

}  // namespace

change::Rules rules_of(const config::Mappings& mappings, const config::Settings& settings) {
  change::Rules rules;
  rules.mapping = mappings.tracker;
  rules.departments = mappings.departments;
  rules.owner_calendars = mappings.clients.owner_calendars;
  rules.calendars = mappings.calendars;
  if (const auto zone = calendar::Zone::find(mappings.tracker.zone)) rules.zone = *zone;
  rules.limits.tasks = settings.limits.tasks_per_change;
  rules.limits.writes = settings.limits.writes_per_pass;
  return rules;
}

messages::Speaker Site::in_tracker() const {
  return {mappings.messages, render::tracker_style(mappings.tracker, *markup)};
}

messages::Speaker Site::in_tracker(const std::string& language) const {
  auto style = render::tracker_style(mappings.tracker, *markup);
  style.language = language;
  return {mappings.messages, style};
}

messages::Speaker Site::plain() const {
  return {mappings.messages, render::plain_style(mappings.tracker)};
}

messages::Speaker Site::plain(const std::string& language) const {
  auto style = render::plain_style(mappings.tracker);
  style.language = language;
  return {mappings.messages, style};
}

std::set<std::string> Site::languages() const {
  const auto known = mappings.messages.languages();
  std::set<std::string> all(known.begin(), known.end());
  all.insert(language());
  return all;
}

views::Organisation Site::organisation() const {
  return {mappings.departments, mappings.clients, rules, settings.silent_after, mappings.policies};
}

LoadedSite load_site(const std::string& settings_file, MarkupOf markup_of,
                     const messages::Catalogue* sentences, const config::FormerText& former) {
  LoadedSite loaded;
  auto settings = config::load_settings(settings_file);
  loaded.site.settings = std::move(settings.settings);
  take(loaded.problems, std::move(settings.problems));
  const auto kind = loaded.site.settings.tracker.kind;
  loaded.site.markup = &markup_of(kind, loaded.site.mappings.tracker.markup);
  if (base::has_errors(loaded.problems)) return loaded;
  auto mappings = config::load_mappings(loaded.site.settings.mappings_folder, "", sentences,
                                        config::read_text_formatting(loaded.site.settings.tracker.ids_file));
  loaded.site.mappings = std::move(mappings.mappings);
  loaded.site.markup = &markup_of(kind, loaded.site.mappings.tracker.markup);
  take(loaded.problems, std::move(mappings.problems));
  std::error_code error;
  loaded.rules_hold = !base::has_errors(loaded.problems) &&
                      std::filesystem::is_directory(loaded.site.settings.templates_folder, error);
  auto templates =
      config::load_templates(loaded.site.settings.templates_folder, loaded.site.mappings.departments,
                             config::roles_for_templates(loaded.site.mappings.tracker), former);
  loaded.site.templates = std::move(templates.templates);
  take(loaded.problems, std::move(templates.problems));
  loaded.site.rules = rules_of(loaded.site.mappings, loaded.site.settings);
  return loaded;
}

}  // namespace estafeta::service
