#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/command_line.h"
#include "connector/cli/site_store.h"
#include "connector/cli/wiring.h"
#include "connector/render/kit/diagnostics.h"
#include "connector/service/engine.h"
#include "connector/service/entered.h"
#include "connector/service/incidents/first_sync.h"
#include "connector/service/site/read_only_store.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::cli {

namespace {

struct SyncFlags {
  bool once = false;
  bool dry_run = false;
  std::int64_t confirmed = 0;  // incidents
  std::string stop_at;
};

// One pass makes what the next one finds done; more than this many in a row means that something never
// settles.
constexpr int kMostPasses = 10;

class Printer : public service::Reporter {
 public:
  Printer(const App& app, const messages::Speaker& speaker, tracker::Tracker tracker, bool dry_run)
      : app_(app), speaker_(speaker), tracker_(tracker), dry_run_(dry_run) {}

  void wrote(const service::WriteReport& write) override {
    app_.out << (dry_run_ ? speaker_.say("sync.would") + " " : "") << speaker_.say(write.what);
    if (write.issue) app_.out << "  " << tracker_.reader.url(*write.issue);
    app_.out << std::endl;
  }
  void trouble(std::optional<base::IssueId> issue, const base::Status& status) override {
    app_.err << render::status_text(status, speaker_, app_.color());
    if (issue) app_.err << "  " << tracker_.reader.url(*issue) << std::endl;
    worst_ = std::max(worst_, exit_code(status));
  }
  int worst() const { return worst_; }

 private:
  const App& app_;
  const messages::Speaker& speaker_;
  tracker::Tracker tracker_;
  bool dry_run_;
  int worst_ = kOk;
};

// What an earlier pass could not do is not tried by every pass, and must not be forgotten for that.
void print_unfinished(const App& app, const messages::Speaker& speaker, const service::PassResult& sum) {
  for (const auto& one : sum.unfinished) {
    std::vector<std::pair<std::string, base::PhraseValue>> values{{"issue", one.issue.value},
                                                                  {"why", one.why}};
    if (one.next) values.emplace_back("next", *one.next);
    const char* key = one.next ? "sync.unfinished" : "sync.unfinished_paused";
    app.out << speaker.say(base::Phrase(key, std::move(values))) << std::endl;
  }
}

int exit_code(const service::PassResult& sum) {
  if (sum.stopped > 0) return kBadContent;
  return sum.to_retry > 0 ? kTracker : kOk;
}

void print_sum(const App& app, const messages::Speaker& speaker, const service::PassResult& sum,
               bool dry_run) {
  app.out << speaker.say(base::Phrase(dry_run ? "sync.dry_sum" : "sync.sum",
                                      {{"issues", std::int64_t{sum.issues_looked_at}},
                                       {"writes", std::int64_t{sum.writes}},
                                       {"mailing", std::int64_t{sum.mailing_writes}},
                                       {"stopped", std::int64_t{sum.stopped}},
                                       {"retry", std::int64_t{sum.to_retry}}}))
          << std::endl;
}

int sync(const App& app, const SyncFlags& flags) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  auto store = store::open_store(location_of(site.settings.store), store::Patience::one_lease,
                                 base::system_clock(), base::system_sleeper());
  if (!store) return fail_to_open_store(app, site, store.error(), speaker);
  service::ReadOnlyStore looked_at(**store);
  store::Store& used = flags.dry_run ? static_cast<store::Store&>(looked_at) : **store;
  auto connection = Connection::open(site, flags.stop_at, nullptr, {}, [&used] { return used.still_ours(); });
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  const auto tracker = (*connection)->tracker();
  Printer printer(app, speaker, tracker, flags.dry_run);
  service::EnteredKeeper entered(tracker, used);
  if (const auto begun = entered.begin(); !begun.ok()) return fail_by_store(app, site, begun, speaker);
  const auto rules = site_with_entered(app, site, entered.text(), speaker);
  // What services that share a database keep is kept by parts.
  const auto& clients = rules.mappings.clients;
  const auto share =
      site.settings.store.postgresql ? service::Share(clients, service::parts_of(clients)) : service::Share();
  service::Engine engine(rules, tracker, used, base::system_clock(), base::system_sleeper(), printer,
                         flags.dry_run, share);

  const auto first = service::foresee_first_sync(site, tracker, used, base::system_clock());
  if (!first) return fail_by_store(app, site, first.error(), speaker);
  if (*first && flags.dry_run) app.out << speaker.say(service::figures_of(**first, site)) << std::endl;
  if (*first && !flags.dry_run) {
    const auto may = service::confirmed(**first, site, flags.confirmed);
    if (!may.ok()) return fail(app, may, speaker);
  }

  service::PassResult sum;
  const int passes = flags.once || flags.dry_run ? 1 : kMostPasses;
  for (int pass = 0; pass < passes; ++pass) {
    const auto result = engine.pass();
    if (!result) return fail_by_store(app, site, result.error(), speaker);
    sum.issues_looked_at = std::max(sum.issues_looked_at, result->issues_looked_at);
    sum.writes += result->writes;
    sum.mailing_writes += result->mailing_writes;
    sum.stopped = result->stopped;
    sum.to_retry = result->to_retry;
    sum.unfinished = result->unfinished;
    if (result->writes == 0) break;
  }
  print_unfinished(app, speaker, sum);
  print_sum(app, speaker, sum, flags.dry_run);
  return std::max(printer.worst(), exit_code(sum));
}

}  // namespace

void add_sync(CLI::App& commands, App& app) {
  auto flags = std::make_shared<SyncFlags>();
  auto* command =
      commands.add_subcommand("sync", "pass over everything that changed: changes and SLA clocks");
  command->add_flag("--once", flags->once, "one pass only (default: until nothing is left to do)");
  command->add_flag("--dry-run", flags->dry_run, "print what the next pass would write, and write nothing");
  add_whole_number(*command, "--confirm-incidents", flags->confirmed, {0, {}},
                   "let the first sync write to that many incidents and mail people about them");
  command->add_option("--stop-at", flags->stop_at, "end the process at that request, for tests")->group("");
  command->callback([&app, flags] { app.run = [&app, flags] { return sync(app, *flags); }; });
}

}  // namespace estafeta::cli
