// What Redmine would refuse, asked for without writing anything.
//
// REST tells an account that is no administrator neither which fields are required nor which extensions are
// allowed. But Redmine checks all of a write before it refuses any of it. So it is asked for writes that it
// cannot take whatever its settings: once with an empty subject, once with one that is too long. What it
// refuses both times is not about the subject; thus no sentence has to be understood. Not safe for several
// threads.
#pragma once

#include <string>
#include <vector>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class Rehearsing {
 public:
  // All must outlive it; the names must be loaded.
  Rehearsing(Rest& rest, const Codec& codec) : rest_(rest), codec_(codec) {}

  // A new issue of that kind, as Estafeta makes it.
  base::Result<Rehearsal> creation(const std::string& project, model::Kind kind);
  // Those to whom a new task there could not be assigned.
  base::Result<std::vector<base::PrincipalId>> refused_assignees(const std::string& project,
                                                                 const std::vector<base::PrincipalId>& who);
  // What Estafeta keeps in that issue.
  base::Result<Rehearsal> update(const model::Issue& issue);
  // The endings of Estafeta's files that Redmine does not take.
  base::Result<std::vector<std::string>> refused_extensions();

 private:
  base::Result<Rehearsal> both(http::Method method, const std::string& path, model::Kind kind,
                               const std::string& first, const std::string& second);
  bool fills(model::Kind kind, const std::string& sentence) const;

  Rest& rest_;
  const Codec& codec_;
};

}  // namespace estafeta::tracker::redmine
