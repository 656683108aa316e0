// The account, projects, people and rights of a Redmine over REST, and what it would refuse.
//
// account() begins the next cycle: what people change from day to day is asked again. Errors as the ports'.
// Not safe for several threads.
#pragma once

#include <string>
#include <vector>

#include "connector/tracker/directory.h"
#include "connector/tracker/redmine/reader.h"
#include "connector/tracker/redmine/session.h"

namespace estafeta::tracker::redmine {

class RedmineDirectory : public Directory {
 public:
  RedmineDirectory(Session& session, RedmineReader& reader) : session_(session), reader_(reader) {}

  base::Result<Account> account() override;
  base::Result<Capabilities> self_test() override;
  base::Result<std::string> login(const base::PrincipalId& person) override;
  // No time: the module is off, or the account's role lacks "View spent time".
  base::Result<std::optional<std::vector<SpentTime>>> spent_time(const std::string& project,
                                                                 const std::vector<base::PrincipalId>& people,
                                                                 base::Date from, base::Date until) override;
  base::Result<ProjectFacts> project(const std::string& identifier) override;
  base::Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) override;
  base::Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) override;
  base::Result<std::vector<std::string>> refused_extensions() override;

 private:
  base::Status own_rights(ProjectFacts& facts);
  void trust_provisioning(model::Kind kind, ProjectFacts& facts) const;

  Session& session_;
  RedmineReader& reader_;
};

}  // namespace estafeta::tracker::redmine
