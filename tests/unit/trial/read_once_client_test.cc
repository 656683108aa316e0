#include "connector/trial/read_once_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/memory_store.h"
#include "tests/unit/http/stub_client.h"

namespace estafeta::trial {
namespace {

base::Instant at(const char* text) {
  return *base::parse_instant(text);
}

http::Request get(const std::string& path, http::Pairs query = {}) {
  http::Request request;
  request.path = path;
  request.query = std::move(query);
  return request;
}

class ReadOnce : public ::testing::Test {
 protected:
  std::string body(ReadOnceClient& client, const http::Request& request) {
    const auto answer = client.send(request);
    return answer ? answer->body : to_string(answer.error());
  }

  testing::StubClient inner;
  std::unique_ptr<store::Store> store = store::in_memory();
  const base::Instant june = at("2026-06-15T07:00:00Z");
};

TEST_F(ReadOnce, NothingButGetGetsThrough) {
  ReadOnceClient client(inner, *store);
  for (const auto method : {http::Method::post, http::Method::put, http::Method::del}) {
    auto request = get("/issues/1.json");
    request.method = method;
    const auto answer = client.send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().phrase().key, "try.writes_nothing");
  }
  EXPECT_TRUE(inner.asked.empty());
}

TEST_F(ReadOnce, AnIssueThatDidNotChangeIsNotAskedForAgainEvenByAnotherRun) {
  inner.answer(200, "history");
  {
    ReadOnceClient client(inner, *store);
    client.expect({{5}, june});
    EXPECT_EQ(client.kept().value(), 0u);
    EXPECT_EQ(body(client, get("/issues/5.json", {{"include", "journals"}})), "history");
  }
  ReadOnceClient again(inner, *store);
  again.expect({{5}, june});
  EXPECT_EQ(again.kept().value(), 1u);
  EXPECT_EQ(body(again, get("/issues/5.json", {{"include", "journals"}})), "history");
  EXPECT_EQ(inner.asked.size(), 1u);
}

TEST_F(ReadOnce, AnIssueThatChangedIsReadAnew) {
  inner.answer(200, "old");
  inner.answer(200, "new");
  ReadOnceClient client(inner, *store);
  client.expect({{5}, june});
  EXPECT_EQ(body(client, get("/issues/5.json")), "old");
  client.expect({{5}, june + base::Seconds(1)});
  EXPECT_EQ(client.kept().value(), 0u);
  EXPECT_EQ(body(client, get("/issues/5.json")), "new");
}

TEST_F(ReadOnce, AnotherQuestionAboutTheSameIssueIsAsked) {
  inner.answer(200, "with");
  inner.answer(200, "without");
  ReadOnceClient client(inner, *store);
  client.expect({{5}, june});
  EXPECT_EQ(body(client, get("/issues/5.json", {{"include", "journals"}})), "with");
  EXPECT_EQ(body(client, get("/issues/5.json")), "without");
}

TEST_F(ReadOnce, FailuresAreNotKept) {
  inner.fail("http.timed_out");
  inner.answer(503);
  inner.answer(200, "history");
  inner.answer(502);
  inner.answer(200, "names");
  ReadOnceClient client(inner, *store);
  client.expect({{5}, june});
  EXPECT_FALSE(client.send(get("/issues/5.json")));
  EXPECT_EQ(client.send(get("/issues/5.json"))->status, 503);
  EXPECT_EQ(body(client, get("/issues/5.json")), "history");
  EXPECT_EQ(client.send(get("/trackers.json"))->status, 502);
  EXPECT_EQ(body(client, get("/trackers.json")), "names");
}

TEST_F(ReadOnce, OnlyAnAnswerOrAProperRefusalIsKept) {
  ReadOnceClient client(inner, *store);
  for (const int status : {302, 401, 408, 422, 429, 500}) {
    inner.answer(status);
    inner.answer(200, "names");
    const auto request = get("/trackers.json", {{"asked", std::to_string(status)}});
    EXPECT_EQ(client.send(request)->status, status);
    EXPECT_EQ(body(client, request), "names") << status;
  }
  for (const int status : {403, 404}) {
    inner.answer(status);
    const auto request = get("/users/7.json", {{"asked", std::to_string(status)}});
    for (int i = 0; i < 2; ++i) EXPECT_EQ(client.send(request)->status, status);
  }
}

TEST_F(ReadOnce, NamesAreAskedForOnceARunAndListsOfIssuesEachTime) {
  for (const char* text : {"names", "page", "page again"}) inner.answer(200, text);
  ReadOnceClient client(inner, *store);
  EXPECT_EQ(body(client, get("/trackers.json")), "names");
  EXPECT_EQ(body(client, get("/trackers.json")), "names");
  EXPECT_EQ(body(client, get("/issues.json", {{"limit", "1"}})), "page");
  EXPECT_EQ(body(client, get("/issues.json", {{"limit", "1"}})), "page again");
}

TEST_F(ReadOnce, OfManyOnlyThoseNotKeptAreAskedAndTheOrderStays) {
  inner.answer(200, "six");
  ReadOnceClient client(inner, *store);
  client.expect({{5}, june});
  client.expect({{6}, june});
  ASSERT_TRUE(store->set_incident({{5}, june, "/issues/5.json\nfive", "{}"}).ok());
  const auto answers = client.send_all({get("/issues/5.json"), get("/issues/6.json"), get("/issues/5.json")});
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0]->body, "five");
  EXPECT_EQ(answers[1]->body, "six");
  EXPECT_EQ(answers[2]->body, "five");
}

}  // namespace
}  // namespace estafeta::trial
