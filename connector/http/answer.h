// What an answer's status code means: the codes of base::Status with a sentence for each.
//
// For any tracker; a tracker's own conventions (such as Redmine's 422) are looked at before. Pure.
#pragma once

#include <optional>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/http/client.h"

namespace estafeta::http {

// ok for 2xx. 401, 403: permission_denied; 404: not_found; 409, 412: aborted; 429, 5xx: unavailable (for a
// write, with the remark that it may have been taken); 3xx: failed_precondition, since redirects are never
// followed; other 4xx: invalid_argument.
base::Status status_of(const Request& request, const Response& response);

// How long the server asks to be left alone, if it does: seconds or a date (RFC 9110, 10.2.3).
std::optional<base::Seconds> retry_after(const Response& response, base::Instant now);

// The instant of an HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`), as in the headers Date and Retry-After.
std::optional<base::Instant> parse_http_date(std::string_view text);

}  // namespace estafeta::http
