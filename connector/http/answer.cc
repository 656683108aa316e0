#include "connector/http/answer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace estafeta::http {

namespace {

base::Status of_status(base::Code code, const char* key, const Request& request, const Response& response,
                       base::Cause cause = base::Cause::none) {
  return {code,
          base::Phrase(key, {{"status", std::int64_t{response.status}},
                             {"method", std::string(to_string(request.method))},
                             {"path", request.path}}),
          cause};
}

base::Status redirected(const Request& request, const Response& response) {
  const std::string* to = response.header("location");
  return {base::Code::failed_precondition,
          base::Phrase("http.redirected", {{"path", request.path}, {"to", to == nullptr ? "" : *to}})};
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<std::string> month_number(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  const auto month = found - kMonths.begin() + 1;
  return (month < 10 ? "0" : "") + std::to_string(month);
}

}  // namespace

base::Status status_of(const Request& request, const Response& response) {
  using base::Cause;
  using base::Code;
  const int status = response.status;
  if (status >= 200 && status < 300) return {};
  if (status >= 300 && status < 400) return redirected(request, response);
  if (status == 401)
    return of_status(Code::permission_denied, "http.key_refused", request, response, Cause::key_refused);
  if (status == 403)
    return of_status(Code::permission_denied, "http.forbidden", request, response, Cause::forbidden);
  if (status == 404) return of_status(Code::not_found, "http.not_found", request, response);
  if (status == 409 || status == 412) return of_status(Code::aborted, "http.conflict", request, response);
  if (status == 429) return of_status(Code::unavailable, "http.too_many_requests", request, response);
  if (status >= 400 && status < 500)
    return of_status(Code::invalid_argument, "http.refused", request, response, Cause::refused);
  const bool doubtful = !is_idempotent(request);
  return of_status(Code::unavailable, doubtful ? "http.server_failed_writing" : "http.server_failed", request,
                   response);
}

std::optional<base::Instant> parse_http_date(std::string_view text) {
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  const auto month = month_number(text.substr(8, 3));
  if (!month) return std::nullopt;
  return base::parse_instant(std::string(text.substr(12, 4)) + "-" + *month + "-" +
                             std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z");
}

std::optional<base::Seconds> retry_after(const Response& response, base::Instant now) {
  const std::string* value = response.header("retry-after");
  if (value == nullptr) return std::nullopt;
  if (const auto seconds = number(*value)) return base::Seconds(*seconds);
  const auto at = parse_http_date(*value);
  if (!at) return std::nullopt;
  return std::max(base::Seconds(0), *at - now);
}

}  // namespace estafeta::http
