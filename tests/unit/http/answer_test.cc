#include "connector/http/answer.h"

#include <gtest/gtest.h>

namespace estafeta::http {
namespace {

using base::Code;

struct Row {
  Method method;
  int status;
  Code code;
  const char* key;
};

class AnswerStatus : public ::testing::TestWithParam<Row> {};

TEST_P(AnswerStatus, HasItsCodeAndSentence) {
  const Row& row = GetParam();
  Request request;
  request.method = row.method;
  request.path = "/issues/1.json";
  const auto status = status_of(request, Response{row.status, {}, ""});
  EXPECT_EQ(status.code(), row.code);
  EXPECT_EQ(status.phrase().key, row.key);
}

INSTANTIATE_TEST_SUITE_P(
    Codes, AnswerStatus,
    ::testing::Values(Row{Method::get, 200, Code::ok, ""}, Row{Method::put, 204, Code::ok, ""},
                      Row{Method::get, 302, Code::failed_precondition, "http.redirected"},
                      Row{Method::get, 401, Code::permission_denied, "http.key_refused"},
                      Row{Method::put, 403, Code::permission_denied, "http.forbidden"},
                      Row{Method::get, 404, Code::not_found, "http.not_found"},
                      Row{Method::put, 409, Code::aborted, "http.conflict"},
                      Row{Method::put, 412, Code::aborted, "http.conflict"},
                      Row{Method::post, 406, Code::invalid_argument, "http.refused"},
                      Row{Method::get, 429, Code::unavailable, "http.too_many_requests"},
                      Row{Method::get, 500, Code::unavailable, "http.server_failed"},
                      Row{Method::post, 500, Code::unavailable, "http.server_failed_writing"},
                      Row{Method::put, 504, Code::unavailable, "http.server_failed_writing"}));

TEST(HttpDate, IsReadExactly) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), base::parse_instant("1994-11-06T08:49:37Z"));
  for (const char* text : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nou 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37 MSK", "Sun, 31 Feb 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(RetryAfter, IsSecondsOrADateAndNeverNegative) {
  const auto now = base::parse_instant("1994-11-06T08:49:37Z").value();
  const auto asked = [&](const char* value) {
    return retry_after(Response{429, {{"retry-after", value}}, ""}, now);
  };
  EXPECT_EQ(asked("120"), base::Seconds(120));
  EXPECT_EQ(asked("Sun, 06 Nov 1994 08:50:00 GMT"), base::Seconds(23));
  EXPECT_EQ(asked("Sun, 06 Nov 1994 08:00:00 GMT"), base::Seconds(0));
  EXPECT_EQ(asked("soon"), std::nullopt);
  EXPECT_EQ(asked("-5"), std::nullopt);
  EXPECT_EQ(retry_after(Response{}, now), std::nullopt);
}

TEST(Escape, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(escape("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(escape(">=2026-01-01T00:00:00Z|a b&c=+/%"),
            "%3E%3D2026-01-01T00%3A00%3A00Z%7Ca%20b%26c%3D%2B%2F%25");
  EXPECT_EQ(escape("Работа"), "%D0%A0%D0%B0%D0%B1%D0%BE%D1%82%D0%B0");
}

}  // namespace
}  // namespace estafeta::http
