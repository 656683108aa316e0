// What repeats at a client: how it is counted, and when the desk says it.
#include "connector/views/repeats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/kit/note.h"
#include "connector/views/desk.h"
#include "tests/support/source_dir.h"

namespace estafeta::views {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::chrono::days kDay{1};

base::Instant midnight() {
  return base::parse_instant("2026-06-15T00:00:00Z").value();
}

class Repeating : public ::testing::Test {
 protected:
  void happens(std::int64_t issue, int days_ago, const std::string& category = "Storage") {
    counter_.add(category, {{issue}, midnight() - days_ago * kDay});
  }
  void three_times() {
    for (int i = 1; i <= 3; ++i) happens(i, 10 * i - 9);  // 1, 11 and 21 days ago
  }
  std::vector<TodoItem> needs() {
    static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
    repeats_.rule = rule_;
    repeats_.by_client["aurora"] = counter_.take();
    model::Client client;
    client.id = "aurora";
    const change::Rules rules;
    const sla::PolicySet policies;
    const Overview overview{
        {rules.departments, clients_, rules, {}, policies}, cards_,  people_,     midnight(),
        {loaded.catalogue, render::plain_style({})},        nullptr, &proposals_, &repeats_};
    return desk_of(overview, client, {}, {}).needs;
  }
  // Made of one of the incidents, and in that state since so many days.
  void propose(std::int64_t incident, model::State state, int days_ago) {
    Proposal proposal;
    proposal.client = "meridian";  // whose it is says the incident
    proposal.state = state;
    proposal.reason = "known";
    proposal.steps = {{state, midnight() - days_ago * kDay, "Tina"}};
    proposal.related = {{incident}};
    proposals_[{90}] = proposal;
  }

  RepeatRule rule_{3, std::chrono::days(30)};
  RepeatCounter counter_{rule_, midnight()};
  model::Clients clients_;
  Cards cards_;
  People people_;
  Proposals proposals_;
  Repeats repeats_;
};

TEST_F(Repeating, IsSaidOfOneCategoryWithTheIncidentsAndTheFiguresOfBothPeriods) {
  three_times();
  happens(4, 40);
  happens(5, 2, "Network");
  happens(6, 3, "");
  const auto said = needs();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].kind, TodoKind::repeats);
  EXPECT_EQ(said[0].title, "Storage");
  EXPECT_EQ(said[0].issue, base::IssueId{1});
  EXPECT_THAT(said[0].detail, HasSubstr("3 incidents in 30 days, 1 in the 30 days before: #1, #2 and #3"));
}

TEST_F(Repeating, IsNotSaidOfFewerNorOfWhatIsOlder) {
  happens(1, 1);
  happens(2, 11);
  happens(3, 31);
  EXPECT_THAT(needs(), IsEmpty());
}

TEST_F(Repeating, StaysAwayWhileAProposalOrAChangeIsLinkedToOneOfThem) {
  three_times();
  propose(2, model::State::offered, 1);
  EXPECT_THAT(needs(), IsEmpty());
  proposals_.clear();
  ChangeCard card;
  card.issue = {50};
  card.state = model::State::in_progress;
  card.related = {{3}};
  cards_[{50}] = card;
  EXPECT_THAT(counter_.take(), ElementsAre(::testing::Field(&Repeat::count, 3)));
  for (const auto& need : needs()) EXPECT_NE(need.kind, TodoKind::repeats);
}

TEST_F(Repeating, ThatWasDismissedComesBackOnlyWithAsManyNewOnes) {
  three_times();
  propose(3, model::State::cancelled, 15);
  EXPECT_THAT(needs(), IsEmpty()) << "two since then";
  happens(7, 5);
  const auto said = needs();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_THAT(said[0].detail, HasSubstr("(#90): known"));
}

TEST_F(Repeating, CanBeSwitchedOff) {
  RepeatCounter none({}, midnight());
  for (int i = 1; i <= 9; ++i) none.add("Storage", {{i}, midnight() - kDay});
  EXPECT_THAT(none.take(), IsEmpty());
}

}  // namespace
}  // namespace estafeta::views
