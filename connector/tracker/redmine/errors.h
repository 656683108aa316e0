// What Redmine's answers mean where they differ from plain HTTP. Pure.
#pragma once

#include <string>

#include "connector/base/ids.h"
#include "connector/base/status.h"
#include "connector/http/client.h"

namespace estafeta::tracker::redmine {

// As http::status_of, but 422 with sentences is invalid_argument that carries them, 422 without any is
// aborted (Redmine's answer when two writes met).
base::Status meaning_of(const http::Request& request, const http::Response& response);

// Of a file's content that was sent: what is refused then is the file, its ending or its size.
base::Status refused_file(const base::Status& status, const std::string& file);

// The answer was no JSON, or not of the shape that was asked for.
base::Status not_understood(const std::string& path);

// A deleted issue and one that may not be seen any more are the same to Estafeta: not_found.
// A proper refusal: what was asked for is gone, or hidden from the service account.
bool is_hidden(const base::Status& status);
base::Status hidden(const std::string& path);
base::Status as_issue(const base::Status& status, base::IssueId id);

// Redmine dropped a filter without a word: `field` is not used as one, or not visible.
base::Phrase ignored_filter(const std::string& field);

}  // namespace estafeta::tracker::redmine
