// Whether the file of ids is this Redmine's: what each id stands for must be called there as the mapping
// says.
//
// The ids of another Redmine are numbers like any other: with them values would be written into fields, and
// read from fields, that mean something else. Pure.
#pragma once

#include "connector/base/status.h"
#include "connector/model/mapping.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/ids.h"

namespace estafeta::tracker::redmine {

// failed_precondition with Cause::not_a_tracker names all that do not fit. An id of a field whose name no
// answer has shown yet is believed.
base::Status ids_fit(const Ids& ids, const model::TrackerMapping& mapping, const Names& names);

// Whether every id of a field could be compared.
bool all_fields_seen(const Ids& ids, const Names& names);

}  // namespace estafeta::tracker::redmine
