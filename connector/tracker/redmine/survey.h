// The Survey port over Redmine's REST interface, with any key that may read issues.
#pragma once

#include <memory>

#include "connector/base/time.h"
#include "connector/document/node.h"
#include "connector/http/client.h"
#include "connector/tracker/survey.h"

namespace estafeta::tracker::redmine {

// `http` and `clock` must outlive the survey.
std::unique_ptr<Survey> make_survey(http::Client& http, const base::Clock& clock);

}  // namespace estafeta::tracker::redmine
