// Figures that other projects' tests state (tests/table/peer-cases/README.md), and where this product differs
// from them on purpose. A peer states some of the fields of an answer: those are compared, and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "connector/document/json.h"
#include "connector/service/changes/plan_cases.h"
#include "connector/sla/clocks/cases.h"
#include "connector/template/parse.h"
#include "tests/support/source_dir.h"

namespace estafeta::service {
namespace {

using document::Node;
using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kFolder = tests::source_dir() + "/tests/table/peer-cases/";

std::string text_of(const std::string& file) {
  const auto text = document::read_file(file);
  EXPECT_TRUE(text) << file;
  return text.value_or("[]");
}

Node parsed(const std::string& text) {
  auto node = document::parse_json(text, "test", {.bytes = text.size() + 1});
  EXPECT_TRUE(node);
  return node ? *node : Node{};
}

std::string canonical(const Node* node) {
  return node == nullptr ? "(none)" : document::to_json(*node, true);
}

std::vector<std::string> files(const std::string& folder, const std::string& prefix) {
  std::vector<std::string> found;
  for (const auto& one : std::filesystem::directory_iterator(folder)) {
    if (one.path().filename().string().starts_with(prefix)) found.push_back(one.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// What of the wanted fields is otherwise in the answer; empty: nothing.
std::string differing(const Node& wanted, const Node* answer, const std::string& at) {
  std::string text;
  for (const auto& [key, value] : wanted.entries) {
    const Node* found = answer == nullptr ? nullptr : answer->find(key.text);
    if (canonical(found) != canonical(&value))
      text += at + "." + key.text + ": " + canonical(found) + ", not " + canonical(&value) + "; ";
  }
  return text;
}

std::string differing_clocks(const Node& wanted, const Node& answer) {
  const Node* clocks = answer.find("clocks");
  std::string text;
  for (const auto& [clock, fields] : wanted.entries)
    text += differing(fields, clocks == nullptr ? nullptr : clocks->find(clock.text), clock.text);
  return text;
}

const Node* task_in(const Node& answer, const std::string& key) {
  const auto& tasks = answer.find("tasks")->items;
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const Node& task) { return task.text_at("key") == key; });
  return found == tasks.end() ? nullptr : &*found;
}

// `tasks` with some fields of each, tasks that must be absent, the finish.
std::string differing_plan(const Node& wanted, const Node& answer) {
  std::string text;
  if (const Node* finish = wanted.find("finish");
      finish != nullptr && answer.text_at("finish") != finish->text)
    text += "finish: " + answer.text_at("finish") + ", not " + finish->text + "; ";
  if (const Node* tasks = wanted.find("tasks")) {
    for (const Node& task : tasks->items) {
      const auto key = task.text_at("key");
      text += differing(task, task_in(answer, key), key);
    }
  }
  if (const Node* absent = wanted.find("absent")) {
    for (const Node& key : absent->items) {
      if (task_in(answer, key.text) != nullptr) text += key.text + " is there; ";
    }
  }
  return text;
}

// Each case of the file with the answer to it.
template <typename Take>
void each_sla_case(const std::string& file, Take take) {
  const auto text = text_of(file);
  const auto cases = parsed(text);
  std::istringstream in(text);
  std::ostringstream out;
  base::Diagnostics problems;
  sla::evaluate_cases(in, file, out, problems);
  EXPECT_THAT(problems, IsEmpty()) << file << ": " << (problems.empty() ? "" : to_string(problems[0].what));
  std::istringstream answers(out.str());
  std::string line;
  for (const Node& item : cases.items) {
    ASSERT_TRUE(std::getline(answers, line)) << file << ": " << item.text_at("name");
    take(item, parsed(line));
  }
}

template <typename Take>
void each_plan_case(const std::string& file, Take take) {
  const auto cases = parsed(text_of(file));
  for (const Node& item : cases.items) {
    base::Diagnostics problems;
    const auto line = plan_case(item, problems);
    ASSERT_TRUE(line) << file << ": " << item.text_at("name") << ": " << to_string(problems.at(0).what);
    take(item, parsed(*line));
  }
}

TEST(PeersFigures, OfWorkingTimeAndSlaClocksAreOurs) {
  int cases = 0;
  for (const auto& file : files(kFolder, "sla-")) {
    each_sla_case(file, [&](const Node& item, const Node& answer) {
      ++cases;
      EXPECT_EQ(differing_clocks(*item.find("expect"), answer), "") << file << ": " << item.text_at("name");
    });
  }
  EXPECT_GE(cases, 600);
}

TEST(PeersFigures, OfPlansAreOurs) {
  int cases = 0;
  for (const auto& file : files(kFolder, "plan-")) {
    each_plan_case(file, [&](const Node& item, const Node& answer) {
      ++cases;
      EXPECT_EQ(differing_plan(*item.find("expect"), answer), "") << file << ": " << item.text_at("name");
    });
  }
  EXPECT_GE(cases, 80);
}

// A difference that went away belongs among the figures above.
TEST(WhatPeersAnswerOtherwise, IsKnownWithOurAnswerAndTheReason) {
  int cases = 0;
  const auto check = [&](const std::string& file, const Node& item, const std::string& ours,
                         const std::string& theirs) {
    ++cases;
    EXPECT_EQ(ours, "") << file << ": " << item.text_at("name");
    EXPECT_NE(theirs, "") << file << ": " << item.text_at("name");
    EXPECT_NE(item.text_at("why"), "") << file << ": " << item.text_at("name");
    EXPECT_THAT(item.text_at("kind"),
                AnyOf("peer error", "peer quirk", "documented rule", "missing feature", "question for us"));
  };
  const auto folder = kFolder + "differences";
  for (const auto& file : files(folder, "sla-")) {
    each_sla_case(file, [&](const Node& item, const Node& answer) {
      check(file, item, differing_clocks(*item.find("ours"), answer),
            differing_clocks(*item.find("expect"), answer));
    });
  }
  for (const auto& file : files(folder, "plan-")) {
    each_plan_case(file, [&](const Node& item, const Node& answer) {
      std::string ours;
      for (const auto& [key, task] : item.find("ours")->entries)
        ours += differing(task, task_in(answer, key.text), key.text);
      check(file, item, ours, differing_plan(*item.find("expect"), answer));
    });
  }
  EXPECT_GE(cases, 20);
}

// What a due date that RT sets again at each question of the requestor is here: a clock of its own.
TEST(ANextReplyClock, AnswersAsRequestTrackerDoesWhenTheRequestorAsksAgain) {
  int asked_again = 0;
  each_sla_case(kFolder + "differences/sla-request-tracker.json", [&](const Node& item, const Node&) {
    if (item.text_at("kind") != "missing feature") return;
    ++asked_again;
    std::string text = document::to_json(item);
    const std::string clocks = R"("policy":{"clocks":{"next_reply":{"kind":"next_reply"}},)";
    text.replace(text.find(R"("policy":{)"), 10, clocks);
    for (auto at = text.find(R"("response":")"); at != std::string::npos && at < text.find(R"("issue")");) {
      const auto end = text.find('"', at + 12);
      text.insert(end + 1, R"(,"next_reply":")" + text.substr(at + 12, end - at - 12) + '"');
      at = text.find(R"("response":")", end + 20);
    }
    std::istringstream in("[" + text + "]");
    std::ostringstream out;
    base::Diagnostics problems;
    sla::evaluate_cases(in, "again", out, problems);
    ASSERT_THAT(problems, IsEmpty()) << text << to_string(problems[0].what);
    const auto answer = parsed(out.str());
    const Node* clock = answer.find("clocks")->find("next_reply");
    ASSERT_NE(clock, nullptr) << out.str();
    EXPECT_EQ(differing(*item.find("expect")->find("response"), clock, "next_reply"), "") << out.str();
  });
  EXPECT_EQ(asked_again, 1);
}

TEST(PeersRulesOfTemplates, AreAcceptedAndRefusedAsTheyDo) {
  const auto expected = parsed(text_of(kFolder + "templates/expected.json"));
  EXPECT_THAT(expected.entries, SizeIs(19));
  for (const auto& [name, row] : expected.entries) {
    const auto text = text_of(kFolder + "templates/" + name.text + ".yaml");
    EXPECT_EQ(tmpl::parse(text, name.text).has_value(), row.items.at(0).text == "ok") << name.text;
  }
}

}  // namespace
}  // namespace estafeta::service
