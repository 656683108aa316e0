#include "connector/http/fenced_client.h"

#include <gtest/gtest.h>

#include "tests/unit/http/stub_client.h"

namespace estafeta::http {
namespace {

class Fenced : public ::testing::Test {
 protected:
  static Request request(Method method) { return {method, "/issues/12.json", {}, {}, "", {}}; }

  testing::StubClient inner_;
  base::Status may_;
  int asked_ = 0;
  FencedClient client_{inner_, [this] {
                         ++asked_;
                         return may_;
                       }};
};

TEST_F(Fenced, WritesAreSentAsLongAsTheyMay) {
  for (const auto method : {Method::post, Method::put, Method::del}) {
    inner_.answer(200);
    EXPECT_TRUE(client_.send(request(method)));
  }
  EXPECT_EQ(asked_, 3) << "each time anew";
}

TEST_F(Fenced, WritesThatMayNotBeSentSayWhyAndThatTheyWereNot) {
  may_ = {base::Code::held, base::Phrase("store.taken_over")};
  for (const auto method : {Method::post, Method::put, Method::del}) {
    const auto answer = client_.send(request(method));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code(), base::Code::held);
    EXPECT_TRUE(surely_not_taken(answer.error()));
  }
  EXPECT_TRUE(inner_.asked.empty());
}

TEST_F(Fenced, ReadsAreNobodysBusiness) {
  may_ = {base::Code::held, base::Phrase("store.taken_over")};
  inner_.answer(200);
  EXPECT_TRUE(client_.send(request(Method::get)));
  EXPECT_EQ(asked_, 0);
}

TEST_F(Fenced, OfSeveralWithAWriteNoneIsSentWhereItMayNot) {
  may_ = {base::Code::unavailable, base::Phrase("store.server_lost")};
  const auto answers = client_.send_all({request(Method::get), request(Method::put)});
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_FALSE(answers[0]);
  EXPECT_FALSE(answers[1]);
  EXPECT_TRUE(inner_.asked.empty());
}

}  // namespace
}  // namespace estafeta::http
