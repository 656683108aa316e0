// The one place where a kind of tracker becomes the part of Estafeta that speaks to it.
//
// Errors as the ports'. No thread rule.
#pragma once

#include <memory>
#include <string>

#include "connector/base/time.h"
#include "connector/config/settings.h"
#include "connector/http/client.h"
#include "connector/model/mapping.h"
#include "connector/model/markup.h"
#include "connector/tracker/survey.h"
#include "connector/tracker/tracker.h"

namespace estafeta::cli {

// `http` and `clock` must outlive what is made.

// With Estafeta's own account. not_found, failed_precondition: the file of ids cannot be used.
base::Result<std::unique_ptr<tracker::Backend>> open_tracker(const config::TrackerSettings& settings,
                                                             const model::TrackerMapping& mapping,
                                                             http::Client& http, const base::Clock& clock);
// With the key of somebody who may read issues and nothing else.
std::unique_ptr<tracker::Backend> visit_tracker(config::TrackerKind kind, const std::string& url,
                                                const model::TrackerMapping& mapping, http::Client& http,
                                                const base::Clock& clock);
// For service::load_site.
const model::Markup& markup_of(config::TrackerKind kind, model::MarkupKind markup);
std::unique_ptr<tracker::Survey> survey_tracker(config::TrackerKind kind, http::Client& http,
                                                const base::Clock& clock);

}  // namespace estafeta::cli
