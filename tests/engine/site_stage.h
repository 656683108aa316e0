// A whole site in memory: the bundled mappings and templates, the fake tracker with its people, an engine.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/service/engine.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/store.h"
#include "tests/fake/fake.h"

namespace estafeta::testing {

// Read once: the files do not change while the tests run.
const service::Site& bundled_site();

// The bundled site with one thing otherwise.
std::unique_ptr<service::Site> site_with(const std::function<void(service::Site&)>& edit);
// Puts a policy, by its YAML, in the place of the version there is.
void replace_policy(service::Site& site, const std::string& name, const std::string& yaml);

// What a task asks its department for, filled in; with values of no use where `of_use` is false.
std::string filled(const std::string& asked, bool of_use = true);

class SiteStage : public service::Reporter {
 public:
  explicit SiteStage(const service::Site& site = bundled_site());

  // From the next restart on; it must outlive the stage.
  void use(const service::Site& site) { site_ = &site; }
  // From the next restart on the engine is given the tracker that `opens` answers; it must outlive the
  // engine.
  void reach_through(std::function<tracker::Tracker()> opens) { opens_ = std::move(opens); }

  // Likewise a clock that differs from the tracker's.
  void tell_time_by(const base::Clock& machine) { machine_ = &machine; }

  // A new engine, as after a restart; with `forget` also a new store.
  void restart(bool forget = false);
  // A pass that must be possible; what did not work within it is in `troubles`.
  service::PassResult pass();
  // Passes until one writes nothing.
  void settle();
  service::PassResult dry_pass();

  base::IssueId open_incident(const std::string& project = "aurora",
                              const std::optional<base::PrincipalId>& assignee = std::nullopt);
  // The client's, in the project of aurora.
  base::IssueId open_request(const std::string& subject);
  // Texts of Estafeta's private notes.
  std::vector<std::string> private_notes(base::IssueId id) const;
  service::Engine& engine() { return *engine_; }

  base::IssueId open_change(const std::string& name, const std::string& parameters, model::State state,
                            const std::string& project = "aurora");
  void act(const base::PrincipalId& who, base::IssueId id, const tracker::fake::PersonalEdit& edit);
  void move(const base::PrincipalId& who, base::IssueId id, model::State state);
  // A public note, and whatever comes of it.
  void say(const base::PrincipalId& who, base::IssueId id);
  // A department takes its task and finishes it, handing over these lines.
  void finish(base::IssueId task, const std::string& hand_over);

  model::Issue issue(base::IssueId id) const;
  std::vector<model::Issue> tasks(base::IssueId change) const;
  model::Issue task(base::IssueId change, const std::string& key) const;
  // Keys, states, assignees, relations of a change's tasks, one line each: what must be the same whatever
  // broke.
  std::string picture(base::IssueId change) const;

  void wrote(const service::WriteReport& write) override;
  void trouble(std::optional<base::IssueId> issue, const base::Status& status) override;

  base::ManualClock clock;
  tracker::fake::FakeTracker fake;
  std::unique_ptr<store::Store> store;
  base::PrincipalId tam, engineer, client, duty, duty_group;
  std::vector<std::string> written;    // worded, of the last pass
  std::vector<base::Status> troubles;  // of the last pass

 private:
  service::PassResult run(bool dry);
  const service::Site* site_;
  std::function<tracker::Tracker()> opens_;
  const base::Clock* machine_ = &clock;
  std::unique_ptr<service::Engine> engine_;
};

}  // namespace estafeta::testing
