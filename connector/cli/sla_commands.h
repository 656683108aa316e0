// The commands below `estafeta sla`, each in the file of its name.
#pragma once

namespace CLI {
class App;
}

namespace estafeta::cli {

struct App;

void add_sla_explain(CLI::App& group, App& app);
void add_sla_forecast(CLI::App& group, App& app);
void add_sla_pack(CLI::App& group, App& app);
void add_sla_rejudge(CLI::App& group, App& app);
void add_sla_report(CLI::App& group, App& app);
void add_sla_sign_off(CLI::App& group, App& app);

}  // namespace estafeta::cli
