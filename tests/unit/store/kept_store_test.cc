// What a store that is kept over a restart does, in a file and on a server alike: batches, deaths, who else
// uses it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "connector/base/time.h"
#include "connector/store/store.h"
#include "tests/unit/store/place.h"

namespace estafeta::store {
namespace {

base::Instant at(const char* text) {
  return *base::parse_instant(text);
}

const IncidentRecord kIncident{{7}, at("2026-06-15T07:00:00Z"), "{}", "{}"};

class KeptStore : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Store> open() { return opened(place_->open()); }
  std::unique_ptr<Store> view() { return opened(place_->view()); }

  // Runs `work` in a process that then dies without a word.
  template <typename Work>
  void die_after(Work work) {
    const pid_t child = fork();
    if (child == 0) {
      work();
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    place_->outlive_the_dead();
  }

  std::unique_ptr<Place> place_ = make_place(GetParam());
};

TEST_P(KeptStore, RemembersEverythingAfterARestart) {
  const Waiting waiting{
      .issue = {3}, .attempts = 3, .next = at("2026-06-15T10:04:00Z"), .seen = {77}, .why = "why"};
  const Refusal refusal{.issue = {14}, .of = {12}, .parts = {"dates"}, .next = at("2026-06-15T10:02:00Z")};
  {
    const auto store = open();
    ASSERT_TRUE(store->set_value("cursor", "one").ok());
    ASSERT_TRUE(store->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}).ok());
    ASSERT_TRUE(store->set_incident(kIncident).ok());
    ASSERT_TRUE(store->set_card({3}, "{}").ok());
    ASSERT_TRUE(store->look_again({3}, at("2026-06-15T10:00:00Z")).ok());
    ASSERT_TRUE(store->set_waiting(waiting).ok());
    ASSERT_TRUE(store->set_refusal(refusal).ok());
  }
  const auto store = open();
  EXPECT_EQ(*store->value("cursor"), "one");
  EXPECT_EQ(store->open_intents()->size(), 1U);
  EXPECT_EQ(*store->incident({7}), kIncident);
  EXPECT_EQ(*store->next_due(), at("2026-06-15T10:00:00Z"));
  EXPECT_EQ(*store->waiting(), std::vector<Waiting>{waiting});
  EXPECT_EQ(*store->refusals(), std::vector<Refusal>{refusal});
  int cards = 0;
  EXPECT_TRUE(store->each_card([&](base::IssueId, const std::string&) { ++cards; }).ok());
  EXPECT_EQ(cards, 1);
}

TEST_P(KeptStore, KeepsABatchAsAWholeOrNotAtAll) {
  die_after([&] {
    const auto store = open();
    static_cast<void>(store->set_value("before", "kept"));
    static_cast<void>(store->begin_batch());
    static_cast<void>(store->set_value("cursor", "lost"));
    static_cast<void>(store->look_again({1}, at("2026-06-15T10:00:00Z")));
  });
  EXPECT_EQ(*open()->value("before"), "kept");
  EXPECT_EQ(*open()->value("cursor"), std::nullopt);
  EXPECT_EQ(*open()->next_due(), std::nullopt);
  die_after([&] {
    const auto store = open();
    Batch batch(*store);
    static_cast<void>(store->set_value("cursor", "kept"));
    EXPECT_EQ(*store->value("cursor"), "kept");
    EXPECT_TRUE(batch.end().ok());
  });
  EXPECT_EQ(*open()->value("cursor"), "kept");
}

TEST_P(KeptStore, KeepsAnIntentAtOnceThoughABatchIsOpen) {
  die_after([&] {
    const auto store = open();
    static_cast<void>(store->begin_batch());
    static_cast<void>(store->set_value("before", "kept"));
    static_cast<void>(store->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}));
    static_cast<void>(store->set_value("after", "lost"));
  });
  EXPECT_EQ(open()->open_intents()->size(), 1U);
  EXPECT_EQ(*open()->value("before"), "kept");
  EXPECT_EQ(*open()->value("after"), std::nullopt);
}

TEST_P(KeptStore, KeepsWhatWasSetInABatchThatAnErrorLeavesEarly) {
  const auto failing = [&](Store& store) -> base::Status {
    Batch batch(store);
    if (auto done = store.set_value("cursor", "kept"); !done.ok()) return done;
    return {base::Code::unavailable, base::Phrase("http.timed_out")};
  };
  const auto store = open();
  EXPECT_FALSE(failing(*store).ok());
  EXPECT_TRUE(store->end_batch().ok());  // none is open
  EXPECT_EQ(*view()->incident({7}), std::nullopt);
  EXPECT_EQ(*store->value("cursor"), "kept");
}

TEST_P(KeptStore, IsOneWaitForTheDiskABatch) {
  const auto store = open();
  const auto before = store->commits();
  {
    Batch batch(*store);
    for (std::int64_t id = 1; id <= 10; ++id) ASSERT_TRUE(store->set_card({id}, "{}").ok());
  }
  EXPECT_EQ(store->commits() - before, 1);
  { const Batch nothing_set(*store); }
  EXPECT_EQ(store->commits() - before, 1);
}

TEST_P(KeptStore, TellsASecondProcessWhoHoldsIt) {
  const auto store = open();
  const pid_t child = fork();
  if (child == 0) {
    const auto second = place_->open();
    const bool told = !second && second.error().code() == base::Code::held &&
                      base::to_string(second.error()).find(std::to_string(getppid())) != std::string::npos;
    _exit(told ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_P(KeptStore, CanBeLookedAtWhileAnotherHasItInTheMiddleOfABatch) {
  const auto holder = open();
  ASSERT_TRUE(holder->set_incident(kIncident).ok());
  ASSERT_TRUE(holder->set_card({3}, "{}").ok());
  ASSERT_TRUE(holder->look_again({3}, kIncident.updated).ok());
  Batch batch(*holder);
  ASSERT_TRUE(holder->set_incident({{8}, kIncident.updated, "{}", "{}"}).ok());
  const auto copy = view();
  ASSERT_TRUE(copy);
  EXPECT_EQ(*copy->incident({7}), kIncident);
  EXPECT_EQ(*copy->incident({8}), std::nullopt) << "not kept yet";
  EXPECT_EQ(*copy->next_due(), kIncident.updated);
  ASSERT_TRUE(copy->set_card({3}, "").ok());
  ASSERT_TRUE(copy->set_incident({{9}, kIncident.updated, "{}", "{}"}).ok());
  int cards = 0;
  EXPECT_TRUE(holder->each_card([&](base::IssueId, const std::string&) { ++cards; }).ok());
  EXPECT_EQ(cards, 1) << "what is written to the copy stays there";
  EXPECT_EQ(*holder->incident({9}), std::nullopt);
}

TEST_P(KeptStore, GivesIncidentsAndValuesToWhoeverReadsBesideItsHolder) {
  const auto holder = open();
  ASSERT_TRUE(holder->set_incident(kIncident).ok());
  ASSERT_TRUE(holder->set_value("cursor", "one").ok());
  EXPECT_EQ(*place_->read_value("cursor"), "one");
  EXPECT_EQ(*place_->read_value("never set"), std::nullopt);
  std::vector<IncidentRecord> read;
  EXPECT_TRUE(place_->read_incidents([&](const auto& record) { read.push_back(record); }).ok());
  EXPECT_EQ(read, std::vector<IncidentRecord>{kIncident});
}

TEST_P(KeptStore, IsEmptyForWhoeverLooksBeforeItIsThere) {
  EXPECT_EQ(*view()->incident({7}), std::nullopt);
  EXPECT_EQ(*place_->read_value("cursor"), std::nullopt);
}

TEST_P(KeptStore, OfANewerReleaseIsLeftAlone) {
  place_->make_newer();
  for (const auto& opened : {place_->open(), place_->view()}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
    EXPECT_NE(base::to_string(opened.error()).find("version=999"), std::string::npos);
  }
}

TEST_P(KeptStore, OfSomebodyElseIsLeftAsItIs) {
  place_->make_foreign();
  const auto opened = place_->open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
}

std::string name_of(const ::testing::TestParamInfo<Kind>& info) {
  return info.param == Kind::file ? "sqlite" : "postgresql";
}

INSTANTIATE_TEST_SUITE_P(InEachPlace, KeptStore, ::testing::Values(Kind::file, Kind::server), name_of);

}  // namespace
}  // namespace estafeta::store
