// Documents by Estafeta's plugin, and what becomes of them where it is not there or fails.
#include "connector/tracker/redmine/documents.h"

#include <gtest/gtest.h>

#include "tests/unit/tracker/stub_redmine.h"

namespace estafeta::tracker::redmine {
namespace {

class DocumentsTest : public ::testing::Test {
 protected:
  Documents& documents() { return tracker_->ports().documents; }
  base::Instant now() const { return clock_.now(); }

  StubRedmine redmine_;
  base::ManualClock clock_{base::parse_instant("2026-06-15T08:00:00Z").value()};
  std::unique_ptr<Backend> tracker_ = make_tracker(redmine_, clock_, settings());
};

TEST_F(DocumentsTest, AreKeptOnlyWhereThePluginOffersIt) {
  EXPECT_FALSE(documents().keeps_documents());
  redmine_.on("GET /estafeta/capabilities.json", R"({"capabilities":["guard","views"]})");
  EXPECT_FALSE(documents().keeps_documents()) << "it was asked a moment ago";
  clock_.sleep(std::chrono::minutes(6));
  EXPECT_TRUE(documents().keeps_documents());
}

TEST_F(DocumentsTest, AreSentWithTheirTextsInEachLanguageAndWhatIsToBeDropped) {
  redmine_.on("POST /estafeta/documents.json", R"({"kept":1,"dropped":1})");
  const Document change{"change/12", "aurora", "d1", now(), {{"en", R"({"id":12})"}, {"ru", R"({"id":12})"}}};
  const Document department{"department/network", "", "d2", now(), {{"en", "{}"}}};
  ASSERT_TRUE(documents().publish({change, department}, {"incident/7"}, now()).ok());
  EXPECT_EQ(redmine_.calls.back(),
            "POST /estafeta/documents.json "
            R"({"seen":"2026-06-15T08:00:00Z","zone":"UTC","put":[)"
            R"({"name":"change/12","project":"aurora","digest":"d1","made":"2026-06-15T08:00:00Z",)"
            R"("texts":{"en":{"id":12},"ru":{"id":12}}},)"
            R"({"name":"department/network","project":null,"digest":"d2","made":"2026-06-15T08:00:00Z",)"
            R"("texts":{"en":{}}}],"drop":["incident/7"]})");
}

TEST_F(DocumentsTest, ThatItHasAreKnownByTheirDigests) {
  redmine_.on("GET /estafeta/documents.json", R"({"documents":{"change/12":"d1","desk/aurora":"d2"}})");
  const auto found = documents().digests();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::map<std::string, std::string>{{"change/12", "d1"}, {"desk/aurora", "d2"}}));
}

TEST_F(DocumentsTest, AreNotSentAgainBeforeAPluginThatFailedIsAskedAgain) {
  redmine_.on("GET /estafeta/capabilities.json", R"({"capabilities":["views"]})");
  redmine_.on("POST /estafeta/documents.json", "", 500);
  ASSERT_TRUE(documents().keeps_documents());
  EXPECT_FALSE(documents().publish({}, {}, now()).ok());
  EXPECT_FALSE(documents().keeps_documents());
  clock_.sleep(std::chrono::minutes(6));
  EXPECT_TRUE(documents().keeps_documents());
  EXPECT_FALSE(documents().digests());
  EXPECT_FALSE(documents().keeps_documents());
}

}  // namespace
}  // namespace estafeta::tracker::redmine
