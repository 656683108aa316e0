#include "connector/change/hand_over.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using model::Segment;
using Values = std::map<std::string, std::string>;

TEST(HandOver, IsReadLineByLine) {
  struct Row {
    const char* text;
    Values values;
  };
  const Row rows[] = {
      {"", {}},
      {"vlan: 101", {{"vlan", "101"}}},
      {"vlan: 101\r\nsubnet: 10.1.0.0/24\r\n", {{"vlan", "101"}, {"subnet", "10.1.0.0/24"}}},
      {"  vlan :  101  ", {{"vlan", "101"}}},
      {"url: https://vault/x:1", {{"url", "https://vault/x:1"}}},
      {"vlan:", {{"vlan", ""}}},
      {"vlan: 1\nvlan: 2", {{"vlan", "2"}}},
      {"please see the file\n: nothing", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(parse_hand_over(row.text), row.values) << row.text;
}

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
    issues[0].fields[model::Field::hand_over] = "vlan: 101";
    issues[1].fields[model::Field::hand_over] = "vlan: 102";
    issues[2].fields[model::Field::hand_over] = "vlan: 103";
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

TEST_F(Gives, WhatIsMissingAndWhatDoesNotFit) {
  model::DesiredTask wanted;
  wanted.gives = {{"vlan", "", "the VLAN"}, {"subnet", "", ""}, {"gateway", "", "the gateway"}};
  tree.nodes[0].wanted = &wanted;
  issues[0].fields[model::Field::hand_over] = "vlan: many\nsubnet:\ngateway: 10.0.0.1";
  Situation situation;
  situation.bad_values["network/north"] = {{"vlan", base::Phrase("schema.type")},
                                           {"subnet", base::Phrase("schema.type")}};
  std::vector<std::string> keys;
  for (const auto& problem : hand_over_problems(situation, tree.nodes[0])) keys.push_back(problem.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"hand_over.untitled", "hand_over.unfit"}));
}

}  // namespace
}  // namespace estafeta::change
