#include "connector/change/tree/hand_over.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using model::Segment;
// Two tasks, done, with their values; and one that is not.
struct Gives : ::testing::Test {
  Gives() {
    tree.nodes.resize(3);
    const char* keys[] = {"network/north", "network/south", "vms"};
    for (std::size_t at = 0; at < 3; ++at) {
      issues[at].id = {static_cast<std::int64_t>(at) + 14};
      issues[at].status.state = at < 2 ? model::State::done : model::State::waiting;
      tree.nodes[at].key = keys[at];
      tree.index.emplace(keys[at], at);
      tree.nodes[at].issue = &issues[at];
    }
    const char* vlans[] = {"101", "102", "103"};
    for (std::size_t at = 0; at < 3; ++at) {
      said[at].values = {{"vlan", vlans[at]}};
      tree.nodes[at].hand_over = &said[at];
    }
  }

  static Segment given(std::vector<std::string> tasks, std::vector<std::string> items = {}) {
    Segment segment;
    segment.kind = Segment::Kind::given;
    segment.tasks = std::move(tasks);
    segment.items = std::move(items);
    segment.name = "vlan";
    return segment;
  }

  std::string filled(const Segment& segment) const { return plain(with_given_values({segment}, tree)); }

  model::Issue issues[3];
  model::HandOver said[3];
  Tree tree;
};

TEST_F(Gives, OneValueOfOneTask) {
  EXPECT_EQ(filled(given({"network/north"})), "101");
}

TEST_F(Gives, TheValuesOfAFanOutByItem) {
  EXPECT_EQ(filled(given({"network/north", "network/south"}, {"north", "south"})), "north: 101, south: 102");
}

TEST_F(Gives, NothingBeforeTheTaskIsDone) {
  EXPECT_EQ(filled(given({"vms"})), "…");
  EXPECT_EQ(filled(given({"network/north", "vms"}, {"north", "vms"})), "…");
  EXPECT_EQ(filled(given({"nobody"})), "…");
}

TEST_F(Gives, TheDefaultOfWhatIsLeftOut) {
  auto segment = given({});
  segment.has_default = true;
  segment.text = "none";
  EXPECT_EQ(plain({segment}), "none");
  EXPECT_EQ(filled(segment), "none");
}

TEST_F(Gives, AValueIsNoMarkupOfTheTemplate) {
  const auto text = with_given_values({given({"network/north"})}, tree);
  EXPECT_EQ(text.at(0).kind, Segment::Kind::value);
}

TEST_F(Gives, OnlyATaskThatIsAskedForValuesOwesThem) {
  said[0].problems = {base::Phrase("hand_over.untitled")};
  EXPECT_TRUE(hand_over_problems(tree.nodes[0]).empty()) << "made by hand";
  model::DesiredTask wanted;
  tree.nodes[0].wanted = &wanted;
  EXPECT_EQ(hand_over_problems(tree.nodes[0]), said[0].problems);
}

TEST_F(Gives, TheNamesToFillInComeIntoAnEmptyFieldOnly) {
  model::DesiredTask wanted;
  wanted.hand_over_form = "vlan:\n";
  tree.nodes[0].wanted = &wanted;
  model::IssueChange change;
  issues[0].fields[model::Field::hand_over] = " \r\n";
  lay_out_hand_over(tree.nodes[0], change);
  EXPECT_EQ(change.fields[model::Field::hand_over], "vlan:\n");
  change = {};
  issues[0].fields[model::Field::hand_over] = "see the file";
  lay_out_hand_over(tree.nodes[0], change);
  EXPECT_TRUE(change.fields.empty());
}

}  // namespace
}  // namespace estafeta::change
