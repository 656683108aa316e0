// The attachment that keeps what a change was made from, and files of others that are called like it.
//
// A name proves nothing: anybody may attach a file of any name. Only what Estafeta's own account attached
// counts. Needs issues whose attachments say who attached them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/model/issue.h"

namespace estafeta::change {

class PlanBuilder;

// Whether origin_name() makes such names: `estafeta-landscape-v3-5f2c09ab12cd.json`.
bool is_origin_name(std::string_view name);

// Those of that name that this account attached, the newest first.
std::vector<model::Attachment> own_files(const model::Issue& issue, const std::string& name,
                                         const base::PrincipalId& account);

// Once for each: what somebody else attached under such a name does not count.
void tell_foreign_origins(PlanBuilder& builder);
// What the change was made from is gone or cannot be read, so that its tasks are steered as hand-made ones.
void tell_lost_origin(PlanBuilder& builder);

}  // namespace estafeta::change
