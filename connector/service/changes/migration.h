// A change that runs goes over to another version of its template, by order of the operator.
//
// The order stands in the tracker, in one write: the new version as an attachment, its name in the stamp, the
// state `agreed`, and a note that says what comes of it. From there the ordinary pass makes it so, as if the
// TAM had agreed to a new plan: whatever breaks meanwhile, and whoever's store is lost.
#pragma once

#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct Migration {
  int from = 0;
  int to = 0;
  base::Phrase says;  // `told.new_version`: added, cancelled, again, altered, n; none: it is there already
  // The new version with the parameters of the change; none: Estafeta has attached it already.
  std::optional<tracker::Upload> origin;
  std::string stamp;  // for the field change_plan

  bool is_there() const { return from == to; }
};

struct NoMigration {
  std::vector<base::Phrase> why;
  bool unknown_version = false;  // the files do not have the version that was asked for
};

// Every reason why not, at once: no template, not under way, another template named, files that hold another
// version, parameters that do not fit it.
tl::expected<Migration, NoMigration> migration_of(const Site& site, const change::Situation& situation,
                                                  int version);

// Gives the order. failed_precondition while the project is paused; else errors as the ports'.
base::Status order(const Site& site, tracker::Tracker tracker, const model::Issue& change,
                   const Migration& migration);

}  // namespace estafeta::service
