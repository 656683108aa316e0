#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/set_values.h"
#include "connector/cli/wiring.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/preview.h"
#include "connector/service/site/known.h"

namespace estafeta::cli {

namespace {

struct NewFlags {
  std::string name;
  std::string project;
  std::vector<std::string> values;
};

// The draft's assignee: the TAM of the project, if there is exactly one to ask.
std::optional<base::PrincipalId> tam_of(const tracker::ProjectFacts& facts) {
  std::optional<base::PrincipalId> found;
  for (const auto& member : facts.members) {
    if (member.is_group || member.roles.count("tam") == 0) continue;
    if (found) return std::nullopt;
    found = member.principal.id;
  }
  return found;
}

base::Result<tracker::ProjectFacts> project_named(const service::Site& site, tracker::Tracker tracker,
                                                  const std::string& name) {
  if (auto account = tracker.directory.account(); !account) return base::fail(account.error());
  const auto facts = tracker.directory.project(name);
  if (facts) return *facts;
  if (facts.error().code() != base::Code::not_found) return base::fail(facts.error());
  const auto known = service::known_project(site, name);
  return base::fail(known.ok() ? facts.error() : known);
}

base::Result<model::Issue> make(tracker::Tracker tracker, const tracker::ProjectFacts& project,
                                const NewFlags& flags, const std::string& parameters,
                                const model::DesiredChange& desired) {
  tracker::NewIssue issue;
  issue.project = flags.project;
  issue.kind = model::Kind::change;
  issue.subject = render::subject(desired.title, nullptr);
  issue.state = model::State::draft;
  issue.assignee = tam_of(project);
  issue.fields[model::Field::change_template] = flags.name;
  issue.fields[model::Field::change_parameters] = parameters;
  return tracker.writer.create(issue);
}

int run_new(const App& app, const NewFlags& flags) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  const auto parameters = parameters_text(flags.values);
  if (!parameters) {
    fail(app, parameters.error(), speaker);
    return kWrongUse;
  }
  if (const auto known = service::known_template(site, flags.name); !known.ok())
    return fail_by_name(app, known, speaker);
  const auto desired = service::expand_template(site, flags.name, *parameters, site.language());
  if (!desired) return refuse_values(app, desired.error(), speaker);
  auto connection = Connection::open(site);
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  const auto project = project_named(site, (*connection)->tracker(), flags.project);
  if (!project) return fail_by_name(app, project.error(), speaker);
  const auto made = make((*connection)->tracker(), *project, flags, *parameters, *desired);
  if (!made) return fail(app, made.error(), speaker);
  app.out << speaker.say(
                 base::Phrase("new.made", {{"issue", to_string(made->id)}, {"subject", made->subject}}))
          << "  " << (*connection)->tracker().reader.url(made->id) << "\n";
  return kOk;
}

}  // namespace

void add_new(CLI::App& commands, App& app) {
  auto flags = std::make_shared<NewFlags>();
  auto* command = commands.add_subcommand("new", "a draft change in the tracker");
  command->add_option("template", flags->name, "name of the template")->required();
  command->add_option("--project", flags->project, "identifier of the client's project")->required();
  command->add_option("--set", flags->values, "parameters, name=value")->take_all();
  command->callback([&app, flags] { app.run = [&app, flags] { return run_new(app, *flags); }; });
}

}  // namespace estafeta::cli
