#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "connector/cli/app.h"
#include "connector/cli/service_log.h"
#include "connector/cli/sharers.h"
#include "connector/cli/site_store.h"
#include "connector/cli/trackers.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/service/site/site.h"
#include "connector/service/telemetry/service_state.h"
#include "connector/service/telemetry/state_text.h"

namespace estafeta::cli {

namespace {

// Numbers of processes are given again: by then another command has it.
bool runs(std::int64_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
  std::stringstream command;
  command << file.rdbuf();
  return command.str().find("serve") != std::string::npos;
}

// Also where files have errors: that is when somebody asks. Of what the service said of itself it may be
// known how it speaks.
messages::Speaker speaker_for(const App& app, service::Site& site,
                              const service::ServiceState* state = nullptr) {
  auto& tracker = site.mappings.tracker;
  if (state != nullptr && !state->language.empty()) tracker.language = state->language;
  if (state != nullptr && !state->zone.empty()) tracker.zone = state->zone;
  auto style = site.plain().style();
  if (!app.language.empty()) style.language = app.language;
  return {builtin_catalogue(), style};
}

int status(const App& app) {
  auto loaded = service::load_site(app.config, markup_of, &builtin_catalogue());
  const auto speaker = speaker_for(app, loaded.site);
  if (loaded.site.settings.store.status_file.empty()) {
    print_problems(app, loaded.problems, speaker);
    return kWrongUse;
  }
  const std::string file = loaded.site.settings.store.status_file;
  const auto text = document::read_file(file);
  if (!text) {
    const bool never = text.error().code() == base::Code::not_found;
    return fail(app,
                never ? base::Status(base::Code::not_found, base::Phrase("status.never", {{"file", file}}))
                      : text.error(),
                speaker);
  }
  const auto state = service::state_from_json(*text);
  if (!state)
    return fail(app, {base::Code::failed_precondition, base::Phrase("status.unreadable", {{"file", file}})},
                speaker);
  const bool is_there = state->doing != service::Doing::stopped && runs(state->process);
  // A database that does not answer is what the service says of itself.
  const auto sharers = store::sharers_of(location_of(loaded.site.settings.store));
  if (app.json()) {
    document::JsonWriter json;
    json.object([&] {
      json.key("runs").value(is_there).key("service").raw(to_json(*state));
      if (sharers && !sharers->empty()) write_sharers(json.key("sharing"), *sharers);
    });
    app.out << json.text() << "\n";
  } else {
    const auto speaks = speaker_for(app, loaded.site, &*state);
    app.out << state_text(*state, is_there, speaks);
    if (sharers) {
      for (const auto& line : sharer_lines(*sharers, speaks)) app.out << line << "\n";
    }
  }
  return service::needs_somebody(*state, is_there) ? kBadContent : kOk;
}

}  // namespace

void add_status(CLI::App& commands, App& app) {
  auto* command = commands.add_subcommand(
      "status", "what the service did last, what it waits for, what is blocked and why");
  command->callback([&app] {
    app.formats = {"text", "json"};
    app.run = [&app] { return status(app); };
  });
}

}  // namespace estafeta::cli
