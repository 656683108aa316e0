#include "connector/change/tree/holder.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using model::HoldReason;
using model::Owner;
using model::State;

struct Holding : ::testing::Test {
  Holding() {
    rules.departments.all["unix"] = {"unix", "Unix", "Unix group", "office"};
    situation.change.assignee = model::Principal{{"tam"}, "Tanja"};
    issue.id = {14};
    tree.nodes.resize(1);
    tree.nodes[0].key = "web";
    tree.nodes[0].issue = &issue;
    tree.nodes[0].department = "unix";
  }

  std::string holder(State state, HoldReason reason = HoldReason::none) {
    issue.status = {state, reason};
    return to_string(task_holder(rules, situation, tree, tree.nodes[0]).value_or(base::Phrase()));
  }

  Rules rules;
  Situation situation;
  model::Issue issue;
  Tree tree;
};

const std::string kUnix = "holder.department{name=Unix}";
const std::string kTam = "holder.named_tam{name=Tanja}";

TEST_F(Holding, ByStateOfTheTask) {
  EXPECT_EQ(holder(State::waiting), "");
  EXPECT_EQ(holder(State::ready), kUnix);
  EXPECT_EQ(holder(State::in_progress), kUnix);
  EXPECT_EQ(holder(State::on_hold, HoldReason::internal), kUnix);
  EXPECT_EQ(holder(State::on_hold, HoldReason::client), "holder.client");
  EXPECT_EQ(holder(State::on_hold, HoldReason::vendor), "holder.vendor");
  EXPECT_EQ(holder(State::returned), kTam);
  EXPECT_EQ(holder(State::failed), kTam);
  EXPECT_EQ(holder(State::done), "");
}

TEST_F(Holding, ThePersonWhoTookIt) {
  issue.assignee = model::Principal{{"5"}, "Boris"};
  EXPECT_EQ(holder(State::in_progress), "holder.person{name=Boris}");
  issue.assignee = model::Principal{{"6"}, "Unix group"};
  EXPECT_EQ(holder(State::in_progress), kUnix);
}

TEST_F(Holding, OutsidersHoldTheirOwnTasks) {
  tree.nodes[0].owner = Owner::client;
  EXPECT_EQ(holder(State::ready), "holder.client");
  tree.nodes[0].owner = Owner::vendor;
  EXPECT_EQ(holder(State::in_progress), "holder.vendor");
}

TEST_F(Holding, WhatWillNeverComeIsTheTams) {
  tree.links.resize(1);
  tree.nodes[0].needs = {0};
  tree.links[0].verdict = LinkVerdict::cancelled;
  EXPECT_EQ(holder(State::waiting), kTam);
  EXPECT_EQ(holders_back(rules, situation, tree, tree.nodes[0]).size(), 1U);
  tree.links[0].verdict = LinkVerdict::ended;
  EXPECT_EQ(holder(State::waiting), "");
  EXPECT_TRUE(holders_back(rules, situation, tree, tree.nodes[0]).empty());
}

TEST_F(Holding, ATamWithoutANameIsATamAllTheSame) {
  situation.change.assignee.reset();
  EXPECT_EQ(holder(State::returned), "holder.tam");
}

}  // namespace
}  // namespace estafeta::change
