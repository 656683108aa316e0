#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/config/mappings.h"
#include "connector/document/node.h"
#include "connector/render/json.h"
#include "connector/render/kit/diagnostics.h"
#include "connector/render/kit/text.h"
#include "connector/service/changes/template_from.h"
#include "connector/service/site/known.h"
#include "connector/template/parameters.h"
#include "connector/template/parse.h"
#include "connector/template/problems.h"

namespace estafeta::cli {

namespace {

int list(const App& app) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto speaker = speaker_of(app, *opened.site);
  const std::string language = speaker.style().language;
  render::Table table{{speaker.say("template.head_name"), speaker.say("template.head_version"),
                       speaker.say("template.head_tasks"), speaker.say("template.head_about")},
                      {}};
  for (const auto& [name, file] : opened.site->templates) {
    const auto* about = tmpl::in_language(file.content.description, language);
    table.rows.push_back({name, std::to_string(file.content.version),
                          std::to_string(file.content.tasks.size()),
                          about == nullptr ? "" : render::one_line(*about)});
  }
  app.out << render::text_table(table);
  return kOk;
}

int show(const App& app, const std::string& name) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto speaker = speaker_of(app, *opened.site);
  const auto found = opened.site->templates.find(name);
  if (found == opened.site->templates.end())
    return fail_by_name(app, service::known_template(*opened.site, name), speaker);
  app.out << found->second.text;
  return kOk;
}

// Departments and roles are checked only where there is a configuration that names them.
struct Known {
  std::set<std::string> departments;
  std::set<std::string> roles;
};

Known known_names(const App& app) {
  const auto settings = config::load_settings(app.config);
  if (base::has_errors(settings.problems)) return {};
  const auto loaded = config::load_mappings(settings.settings.mappings_folder);
  return {config::names_for_templates(loaded.mappings.departments),
          config::roles_for_templates(loaded.mappings.tracker)};
}

int lint(const App& app, const std::vector<std::string>& files) {
  const auto speaker = builtin_speaker(app);
  const auto known = known_names(app);
  base::Diagnostics all;
  for (const auto& file : files) {
    const auto text = document::read_file(file);
    if (!text) {
      fail(app, text.error(), speaker);
      return kWrongUse;
    }
    const auto found = tmpl::lint(*text, file, known.departments, known.roles);
    all.insert(all.end(), found.begin(), found.end());
  }
  if (app.json()) {
    app.out << render::diagnostics_json(all, speaker) << "\n";
  } else {
    const auto source = [](const std::string& file) -> std::optional<std::string> {
      auto text = document::read_file(file);
      return text ? std::optional(std::move(*text)) : std::nullopt;
    };
    app.out << render::diagnostics_text(all, speaker, source, app.color());
    const auto key = all.empty() ? "template.lint_good" : "template.lint_found";
    app.out << speaker.say(base::Phrase(key, {{"n", static_cast<std::int64_t>(all.size())}})) << "\n";
  }
  return base::has_errors(all) ? kBadContent : kOk;
}

int from_issue(const App& app, const std::string& change, std::string name) {
  const auto id = read_issue_number(change);
  if (!id) return fail_by_flag(app, id.error(), builtin_speaker(app));
  if (name.empty()) name = "change-" + base::to_string(*id);
  if (!tmpl::is_id(name)) {
    fail(app, {base::Code::invalid_argument, base::Phrase("template.bad_id", {{"id", name}})},
         builtin_speaker(app));
    return kWrongUse;
  }
  return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
    ReadOnlyEngine reader(site, tracker);
    const auto decision = reader.engine().decide(*id);
    if (!decision) return fail_by_name(app, decision.error(), speaker);
    const auto text = service::template_from(site, decision->observation.situation, name, speaker);
    if (!text) return fail(app, text.error(), speaker);
    app.out << *text;
    const auto& mappings = site.mappings;
    const auto problems = tmpl::lint(*text, name + ".yaml", config::names_for_templates(mappings.departments),
                                     config::roles_for_templates(mappings.tracker));
    return print_problems(app, problems, speaker);
  });
}

void add_from_issue(CLI::App& group, App& app) {
  auto id = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  auto* command = group.add_subcommand("from-issue", "print a template made from a change that went well");
  command->add_option("change", *id, "number of the change in the tracker, 23 or #23")->required();
  command->add_option("--name", *name, "name of the template (default: change-<id>)");
  command->callback([&app, id, name] { app.run = [&app, id, name] { return from_issue(app, *id, *name); }; });
}

}  // namespace

void add_template(CLI::App& commands, App& app) {
  auto* group = commands.add_subcommand("template", "templates: list, show, lint, from-issue, calibrate");
  group->require_subcommand(1);
  group->add_subcommand("list", "list the templates")->callback([&app] {
    app.run = [&app] { return list(app); };
  });
  auto name = std::make_shared<std::string>();
  auto* show_command = group->add_subcommand("show", "print a template");
  show_command->add_option("template", *name, "its name")->required();
  show_command->callback([&app, name] { app.run = [&app, name] { return show(app, *name); }; });
  auto files = std::make_shared<std::vector<std::string>>();
  auto* lint_command =
      group->add_subcommand("lint", "check template files; every problem with line and column");
  lint_command->add_option("file", *files, "files to check")->required();
  lint_command->callback([&app, files] {
    app.formats = {"text", "json"};
    app.run = [&app, files] { return lint(app, *files); };
  });
  add_from_issue(*group, app);
  add_template_calibrate(*group, app);
}

}  // namespace estafeta::cli
