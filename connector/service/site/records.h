// Records of incidents from issues of a site, with what only other issues tell: whose the originals of
// duplicates are.
#pragma once

#include <vector>

#include "connector/model/issue.h"
#include "connector/service/site/site.h"
#include "connector/sla/incident/record.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

// In the order of the issues, which must be read with their histories. The tracker is asked only where there
// are duplicates; errors are its own.
base::Result<std::vector<sla::Record>> read_records(const Site& site, tracker::IssueReader& tracker,
                                                    const std::vector<model::Issue>& issues);
base::Result<sla::Record> read_record(const Site& site, tracker::IssueReader& tracker,
                                      const model::Issue& issue);

}  // namespace estafeta::service
