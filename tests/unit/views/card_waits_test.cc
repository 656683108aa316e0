// How long tasks of one department waited for those of another.
#include "connector/views/card_waits.h"

#include <gtest/gtest.h>

namespace estafeta::views {
namespace {

using change::LinkVerdict;
using model::State;

base::Instant at(const std::string& text) {
  return base::parse_instant("2026-06-" + text + "Z").value();
}

// Of the states it went through, each from its instant; it was made waiting on the first of June.
model::Issue issue(std::int64_t id, const std::string& due,
                   const std::vector<std::pair<State, std::string>>& states) {
  model::Issue made;
  made.id = {id};
  made.created = at("01T00:00:00");
  made.due_date = base::parse_date("2026-06-" + due);
  made.initial_status.state = made.status.state = State::waiting;
  for (const auto& [state, when] : states) {
    model::Event event;
    event.at = at(when);
    event.status = made.status = {state, {}};
    made.events.push_back(event);
  }
  return made;
}

// vms of the department vmware needs network of the department network, and perhaps others.
class Waits : public ::testing::Test {
 protected:
  Waits() {
    situation_.now = at("20T12:00:00");
    add("network", issue(1, "10", {{State::ready, "09T08:00:00"}}));
    add("vmware", issue(2, "11", {}));
    link(0, 1, LinkVerdict::open);
  }

  void add(const std::string& department, model::Issue made) {
    issues_.push_back(std::make_unique<model::Issue>(std::move(made)));
    change::Node node;
    node.key = department;
    node.department = department;
    node.issue = issues_.back().get();
    tree_.nodes.push_back(std::move(node));
  }
  void link(std::size_t needed, std::size_t needing, LinkVerdict verdict) {
    change::Link made;
    made.needed = needed;
    made.needing = needing;
    made.verdict = verdict;
    tree_.nodes[needing].needs.push_back(tree_.links.size());
    tree_.links.push_back(made);
  }
  void is(std::size_t node, model::Issue made) { *issues_[node] = std::move(made); }
  std::vector<CardWait> waits() {
    return waits_of({rules_.departments, clients_, rules_, {}, policies_}, situation_, tree_);
  }

  model::Clients clients_;
  sla::PolicySet policies_;
  change::Rules rules_;
  change::Situation situation_;
  change::Tree tree_;
  std::vector<std::unique_ptr<model::Issue>> issues_;
};

TEST_F(Waits, BeginWhenTheDayItWasFirstDueIsOver) {
  EXPECT_EQ(waits(), (std::vector<CardWait>{{"vmware", "network", at("11T00:00:00"), std::nullopt}}));
}

TEST_F(Waits, GoByTheFirstDueDateWhateverItWasMovedTo) {
  model::Event moved;
  moved.at = at("09T09:00:00");
  moved.fields = {{"due_date", "2026-06-10", "2026-06-15"}};
  issues_[0]->events.push_back(moved);
  issues_[0]->due_date = base::parse_date("2026-06-15");
  EXPECT_EQ(waits().at(0).from, at("11T00:00:00"));
}

TEST_F(Waits, BeginNotBeforeItIsTheOthersTurn) {
  is(0, issue(1, "10", {{State::ready, "12T08:00:00"}}));
  EXPECT_EQ(waits().at(0).from, at("12T08:00:00"));
  is(0, issue(1, "10", {}));
  EXPECT_TRUE(waits().empty()) << "it waits for others itself";
}

TEST_F(Waits, BeginWhenAllItNeedsShouldHaveBeenThere) {
  add("unix", issue(3, "14", {{State::ready, "09T08:00:00"}, {State::done, "12T08:00:00"}}));
  link(2, 1, LinkVerdict::ended);
  EXPECT_EQ(waits(), (std::vector<CardWait>{{"vmware", "network", at("15T00:00:00"), std::nullopt}}))
      << "before the fifteenth it would not have begun anyway";
}

TEST_F(Waits, ForTwoAtOnceAreForBoth) {
  add("unix", issue(3, "11", {{State::ready, "09T08:00:00"}, {State::done, "14T08:00:00"}}));
  link(2, 1, LinkVerdict::ended);
  EXPECT_EQ(waits(), (std::vector<CardWait>{{"vmware", "network", at("12T00:00:00"), std::nullopt},
                                            {"vmware", "unix", at("12T00:00:00"), at("14T08:00:00")}}));
}

TEST_F(Waits, EndWhenTheOtherIsDone) {
  is(0, issue(1, "10", {{State::ready, "09T08:00:00"}, {State::done, "12T15:00:00"}}));
  EXPECT_EQ(waits().at(0).until, at("12T15:00:00"));
}

TEST_F(Waits, EndWhenTheTaskIsLetGoWithoutIt) {
  tree_.links[0].verdict = LinkVerdict::released;
  is(1, issue(2, "11", {{State::ready, "13T10:00:00"}}));
  EXPECT_EQ(waits().at(0).until, at("13T10:00:00"));
}

TEST_F(Waits, AreNoneWhereItCameInTime) {
  is(0, issue(1, "10", {{State::ready, "09T08:00:00"}, {State::done, "10T15:00:00"}}));
  EXPECT_TRUE(waits().empty());
}

TEST_F(Waits, AreForgottenAfterAMonth) {
  is(0, issue(1, "10", {{State::ready, "09T08:00:00"}, {State::done, "12T15:00:00"}}));
  situation_.now = at("12T15:00:00") + std::chrono::days(kDaysOfWaiting);
  EXPECT_EQ(waits().size(), 1U);
  situation_.now += std::chrono::days(2);
  EXPECT_TRUE(waits().empty());
}

TEST_F(Waits, OfADepartmentForItselfDoNotCountAndForTheClientDo) {
  tree_.nodes[0].department = "vmware";
  EXPECT_TRUE(waits().empty());
  tree_.nodes[0].owner = model::Owner::client;
  tree_.nodes[0].department.clear();
  ASSERT_EQ(waits().size(), 1U);
  EXPECT_EQ(waits()[0].for_whom, "client");
  tree_.nodes[1].owner = model::Owner::vendor;
  EXPECT_TRUE(waits().empty()) << "the vendor is no department of ours";
}

}  // namespace
}  // namespace estafeta::views
