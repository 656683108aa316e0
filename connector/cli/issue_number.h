// The number of an issue as people write it on a command line: `23`, or `#23` as Redmine shows it. Pure.
#pragma once

#include <string>

#include "connector/base/ids.h"
#include "connector/base/status.h"

namespace estafeta::cli {

// invalid_argument for anything else.
base::Result<base::IssueId> read_issue_number(const std::string& text);

}  // namespace estafeta::cli
