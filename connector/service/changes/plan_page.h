// Writes the change's page in the tracker, with its pictures: the task graph and the bars in time as a PNG
// that the page shows, and as an SVG beside it.
//
// The files carry the digest of what they show in their names. They are replaced only when that changed and
// the page is written anyway; what they replace is removed, where Estafeta's role may do so. A new page gets
// the mark by which the next pass knows it only once its pictures are there. Errors as the ports'.
#pragma once

#include <map>
#include <string>

#include "connector/model/plan.h"
#include "connector/service/changes/observer.h"
#include "connector/service/site/site.h"
#include "connector/tracker/pages.h"

namespace estafeta::service {

// `issues` are the issues of local keys, those made just now included.
base::Status write_plan_page(const Site& site, tracker::Pages& tracker, const model::Plan& plan,
                             const Observation& observed, const std::map<std::string, base::IssueId>& issues);

}  // namespace estafeta::service
