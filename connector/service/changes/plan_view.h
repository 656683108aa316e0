// A plan with what render/ needs to show it: titles of departments, worded holders, the template's name.
#pragma once

#include <map>
#include <string>

#include "connector/change/tree/situation.h"
#include "connector/model/plan.h"
#include "connector/render/plan/plan.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

render::PlanView plan_view(const Site& site, const model::Plan& plan, const change::Situation& situation);

// Who answers the approvals of it: local key -> the role, as the tracker calls it.
std::map<std::string, std::string> approvers_of(const Site& site, const model::DesiredChange& desired);

// The change's page in the tracker; `issues` are the issues of local keys, those made just now included. A
// `picture` is shown by that name, `.png` and `.svg`. The last line of a whole page holds the digest by which
// the next pass knows whether it must be written again.
std::string plan_page_text(const Site& site, const model::Plan& plan, const change::Situation& situation,
                           const std::map<std::string, base::IssueId>& issues, const std::string& picture,
                           bool is_whole, bool was_edited);

// Whether a person edited that page since Estafeta wrote it: what it then said is told by its last line. One
// without that line is Estafeta's if it reads like `unfinished`, the page before its pictures are there.
bool is_edited(const std::string& page, const std::string& unfinished);

// The digest at the end of a plan's page; empty if there is none.
std::string digest_of_page(const std::string& page);

}  // namespace estafeta::service
