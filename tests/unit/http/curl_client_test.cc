#include "connector/http/curl_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/base/time.h"
#include "tests/unit/http/wire_server.h"

namespace estafeta::http {
namespace {

using base::Code;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ok;
using testing::WireServer;

CurlSettings settings_for(const std::string& url) {
  CurlSettings settings;
  settings.base_url = url;
  settings.key = base::Secret("0123456789abcdef");
  settings.connect_timeout = std::chrono::milliseconds(2000);
  settings.total_timeout = std::chrono::milliseconds(10'000);
  return settings;
}

std::unique_ptr<Client> client_for(const std::string& url) {
  return make_curl_client(settings_for(url)).value();
}

Request get(const std::string& path) {
  Request request;
  request.path = path;
  return request;
}

Request write(Method method) {
  Request request;
  request.method = method;
  request.path = "/issues.json";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"issue":{}})";
  return request;
}

// 65,536 times the digit 0, as gzip packs it.
std::string packed_zeros() {
  static constexpr std::string_view kHex =
      "1f8b0800000000000203edc181000000008020a5fde916a90a00000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "6a0b51496800000100";
  std::string out;
  for (std::size_t i = 0; i < kHex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(kHex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

TEST(CurlClient, SendsTheKeyTheQueryAndItsNameAndReadsTheAnswer) {
  std::string seen;
  WireServer server([&](const std::string& request) {
    seen = request;
    return ok("{\"a\":1}", "X-Thing: Value \r\n");
  });
  Request request = get("/issues.json");
  request.query = {{"updated_on", ">=2026-01-01T00:00:00Z"}, {"q", "a&b=c"}};
  const auto answer = client_for(server.url() + "/")->send(request);
  ASSERT_TRUE(answer.has_value()) << base::to_string(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{\"a\":1}");
  EXPECT_EQ(*answer->header("x-thing"), "Value");
  EXPECT_EQ(answer->header("x-other"), nullptr);
  EXPECT_THAT(seen,
              HasSubstr("GET /issues.json?updated_on=%3E%3D2026-01-01T00%3A00%3A00Z&q=a%26b%3Dc HTTP/1.1"));
  EXPECT_THAT(seen, HasSubstr("X-Redmine-API-Key: 0123456789abcdef\r\n"));
  EXPECT_THAT(seen, HasSubstr("User-Agent: estafeta"));
  EXPECT_THAT(seen, Not(HasSubstr("Cookie")));
}

TEST(CurlClient, AWriteCarriesItsBodyOnce) {
  for (const Method method : {Method::post, Method::put}) {
    std::string seen;
    WireServer server([&](const std::string& request) {
      seen = request;
      return ok("{}");
    });
    ASSERT_TRUE(client_for(server.url())->send(write(method)).has_value());
    EXPECT_TRUE(seen.starts_with(std::string(to_string(method)) + " /issues.json HTTP/1.1"));
    EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"issue\":{}}"));
    EXPECT_THAT(seen, HasSubstr("Content-Type: application/json"));
    EXPECT_THAT(seen, Not(HasSubstr("Expect")));
    EXPECT_EQ(server.requests(), 1);
  }
}

constexpr const char* kUnknownKey = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

TEST(CurlClient, TakesAKeyThatWasReplacedMeanwhileAndSendsOnceMore) {
  std::vector<std::string> seen;
  WireServer server([&](const std::string& request) {
    seen.push_back(request);
    return request.find("X-Redmine-API-Key: fresh") == std::string::npos ? kUnknownKey : ok("{}");
  });
  auto settings = settings_for(server.url());
  settings.read_key_again = [] { return base::Result<base::Secret>(base::Secret("fresh")); };
  const auto client = make_curl_client(settings).value();
  EXPECT_EQ(client->send(write(Method::post))->status, 200);
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_EQ(client->send(get("/issues.json"))->status, 200);
  EXPECT_EQ(seen.size(), 3U) << "the new key is kept";
}

TEST(CurlClient, DoesNotSendAgainWithTheKeyThatIsUnknown) {
  int seen = 0;
  WireServer server([&](const std::string&) {
    ++seen;
    return std::string(kUnknownKey);
  });
  auto settings = settings_for(server.url());
  settings.read_key_again = [key = settings.key] { return base::Result<base::Secret>(key); };
  EXPECT_EQ(make_curl_client(settings).value()->send(get("/issues.json"))->status, 401);
  EXPECT_EQ(seen, 1);
}

TEST(CurlClient, ADeletionAndAnEmptyAnswerWork) {
  WireServer server([](const std::string&) { return "HTTP/1.1 204 No Content\r\n\r\n"; });
  Request request = get("/relations/1.json");
  request.method = Method::del;
  const auto answer = client_for(server.url())->send(request);
  ASSERT_TRUE(answer.has_value()) << base::to_string(answer.error());
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->body, "");
}

TEST(CurlClient, ReadsShareAConnection) {
  WireServer server([](const std::string&) { return ok("{}"); });
  const auto client = client_for(server.url());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->send(get("/")).has_value());
  EXPECT_EQ(server.requests(), 5);
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlClient, AWriteOnAConnectionThatDiesIsNotRepeatedUnasked) {
  WireServer server([](const std::string& request) {
    return request.starts_with("GET") ? ok("{}") : std::string();  // takes it and dies
  });
  const auto client = client_for(server.url());
  ASSERT_TRUE(client->send(get("/")).has_value());
  const auto answer = client->send(write(Method::post));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code(), Code::unavailable);
  EXPECT_EQ(answer.error().phrase().key, "http.write_unanswered");
  EXPECT_FALSE(surely_not_taken(answer.error()));
  EXPECT_EQ(server.requests(), 2);
}

TEST(CurlClient, ManyAreAnsweredInTheOrderTheyWereAsked) {
  WireServer server(
      [](const std::string& request) { return ok(request.substr(4, request.find(' ', 4) - 4)); });
  CurlSettings settings = settings_for(server.url());
  settings.connections = 1;
  const auto client = make_curl_client(settings).value();
  std::vector<Request> requests;
  for (int i = 0; i < 40; ++i) requests.push_back(get("/issues/" + std::to_string(i) + ".json"));
  const auto answers = client->send_all(requests);
  ASSERT_EQ(answers.size(), 40U);
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i]->body, requests[i].path);
}

TEST(CurlClient, ManyOfNothingIsNothing) {
  EXPECT_TRUE(client_for("http://127.0.0.1:1")->send_all({}).empty());
}

TEST(CurlClient, NobodyThereIsUnreachableAndSurelyNotTaken) {
  std::string url;
  {
    const WireServer gone([](const std::string&) { return std::string(); });
    url = gone.url();
  }
  const auto answer = client_for(url)->send(write(Method::post));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code(), Code::unavailable);
  EXPECT_EQ(answer.error().phrase().key, "http.unreachable");
  EXPECT_EQ(answer.error().cause(), base::Cause::not_sent);
  EXPECT_TRUE(surely_not_taken(answer.error()));
}

TEST(CurlClient, AnUnknownHostHasItsOwnSentence) {
  const auto answer = client_for("http://no-such-host.invalid")->send(get("/"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().phrase().key, "http.unknown_host");
  EXPECT_EQ(answer.error().cause(), base::Cause::not_sent);
  EXPECT_TRUE(surely_not_taken(answer.error()));
}

TEST(CurlClient, AServerWithoutTlsIsNotTrusted) {
  WireServer server([](const std::string&) { return "!" + ok("{}"); });
  const auto answer = client_for("https" + server.url().substr(4))->send(get("/"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().phrase().key, "http.tls_plain");
  EXPECT_EQ(answer.error().cause(), base::Cause::tls_untrusted);
}

TEST(CurlClient, SilenceIsATimeOutThatForAWriteLeavesItOpenWhatHappened) {
  WireServer server([](const std::string&) { return std::string("hang"); });
  Request read = get("/slow");
  read.timeout = std::chrono::milliseconds(150);
  EXPECT_EQ(client_for(server.url())->send(read).error().phrase().key, "http.timed_out");
  Request post = write(Method::post);
  post.timeout = std::chrono::milliseconds(150);
  const auto answer = client_for(server.url())->send(post);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().phrase().key, "http.write_unanswered");
}

TEST(CurlClient, ABodyCutShortIsNoAnswer) {
  WireServer server([](const std::string&) {
    return std::string("!HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"issues\":[");
  });
  const auto answer = client_for(server.url())->send(get("/issues.json"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code(), Code::unavailable);
  EXPECT_EQ(answer.error().phrase().key, "http.cut_short");
}

TEST(CurlClient, ABodyAboveTheCapIsNotRead) {
  WireServer server([](const std::string&) { return ok(std::string(4096, 'x')); });
  CurlSettings settings = settings_for(server.url());
  settings.body_cap = 4095;
  EXPECT_EQ(make_curl_client(settings).value()->send(get("/")).error().phrase().key, "http.answer_too_long");
  settings.body_cap = 4096;
  EXPECT_EQ(make_curl_client(settings).value()->send(get("/"))->body.size(), 4096U);
}

TEST(CurlClient, CompressedAnswersAreReadAndBombsAreNot) {
  const std::string packed = packed_zeros();
  WireServer server([&](const std::string&) { return ok(packed, "Content-Encoding: gzip\r\n"); });
  CurlSettings settings = settings_for(server.url());
  settings.body_cap = 65'536;
  EXPECT_EQ(make_curl_client(settings).value()->send(get("/"))->body, std::string(65'536, '0'));
  settings.body_cap = 65'535;
  EXPECT_EQ(make_curl_client(settings).value()->send(get("/")).error().phrase().key, "http.answer_too_long");
}

TEST(CurlClient, RedirectsAreNotFollowed) {
  WireServer server([](const std::string& request) {
    return request.starts_with("GET /there")
               ? ok("{}")
               : "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n";
  });
  const auto answer = client_for(server.url())->send(get("/here"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(*answer->header("location"), "/there");
  EXPECT_EQ(server.requests(), 1);
}

TEST(CurlClient, CookiesAreNotKept) {
  std::string seen;
  WireServer server([&](const std::string& request) {
    seen = request;
    return ok("{}", "Set-Cookie: session=1\r\n");
  });
  const auto client = client_for(server.url());
  ASSERT_TRUE(client->send(get("/")).has_value());
  ASSERT_TRUE(client->send(get("/")).has_value());
  EXPECT_THAT(seen, Not(HasSubstr("Cookie")));
}

TEST(CurlClient, AnAddressThatCouldMeanSomethingElseIsRefused) {
  for (const char* url : {"", "tracker.example", "ftp://tracker.example", "file:///etc/passwd",
                          "http://user:word@tracker.example", "https://tracker.example/?key=1",
                          "https://tracker.example/#top", "http://tracker.example\r\nX: 1", "http://"}) {
    const auto client = make_curl_client(settings_for(url));
    ASSERT_FALSE(client.has_value()) << url;
    EXPECT_EQ(client.error().phrase().key, "http.bad_address") << url;
  }
}

TEST(CurlClient, AKeyOfSeveralLinesIsRefused) {
  CurlSettings settings = settings_for("http://127.0.0.1:1");
  settings.key = base::Secret("abc\r\nX-Other: 1");
  EXPECT_EQ(make_curl_client(settings).error().phrase().key, "http.bad_key");
}

TEST(CurlClient, AskedToStopItGivesUpReadsThatAreNotAnswered) {
  WireServer server([](const std::string&) { return "hang"; });
  auto settings = settings_for(server.url());
  settings.stop_asked = [] { return true; };
  settings.last_reads = std::chrono::milliseconds(50);
  const auto client = make_curl_client(settings).value();
  const auto before = base::system_clock().steady();
  const auto answers = client->send_all({get("/a.json"), get("/b.json")});
  EXPECT_LT(base::system_clock().steady() - before, std::chrono::seconds(2));
  for (const auto& answer : answers) {
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code(), Code::unavailable);
    EXPECT_EQ(answer.error().cause(), base::Cause::stopped);
  }
}

TEST(CurlClient, AskedToStopItWaitsForTheWriteUnderWayAndTheReadAfterIt) {
  WireServer server([](const std::string& request) -> std::string {
    return ok(request.starts_with("PUT") ? "written" : "read");
  });
  auto settings = settings_for(server.url());
  settings.stop_asked = [] { return true; };
  settings.last_reads = std::chrono::milliseconds(500);
  const auto client = make_curl_client(settings).value();
  EXPECT_EQ(client->send(write(Method::put))->body, "written");
  EXPECT_EQ(client->send(get("/issues/1.json"))->body, "read");
}

}  // namespace
}  // namespace estafeta::http
