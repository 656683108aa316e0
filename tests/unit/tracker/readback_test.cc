#include "connector/tracker/readback.h"

#include <gtest/gtest.h>

#include "tests/contract/site_mapping.h"

namespace estafeta::tracker {
namespace {

using model::Field;
using model::State;

TEST(Normalised, ForgetsLineEndsAndTrailingSpaceOnly) {
  EXPECT_EQ(normalised("a\r\nb \t\r\n\r\n"), "a\nb");
  EXPECT_EQ(normalised("a\rb"), "a\nb");
  EXPECT_EQ(normalised("  a\n\n b"), "  a\n\n b");
  EXPECT_EQ(normalised(""), "");
  EXPECT_EQ(normalised(normalised("x \r\n y \n")), normalised("x \r\n y \n"));
}

TEST(IsKey, TakesKeysAndNoOperators) {
  for (const char* key : {"12/net", "12/network/north", "12/", "1", "a-b"}) EXPECT_TRUE(is_key(key)) << key;
  for (const char* text : {"", "/12", "-a", "~12", "^12/", "=1", "!1", "*", "$1", "1|2", "A", "1 2", "ж"}) {
    EXPECT_FALSE(is_key(text)) << text;
  }
}

TEST(CheckCreated, NamesEverythingThatIsNotAsAskedAndTheIssue) {
  NewIssue asked;
  asked.kind = model::Kind::task;
  asked.state = State::ready;
  asked.parent = base::IssueId{1};
  asked.assignee = base::PrincipalId{"5"};
  asked.due_date = base::parse_date("2026-12-04");
  asked.fields = {{Field::task_key, "1/net"}};
  model::Issue got;
  got.id = {77};
  got.kind = model::Kind::incident;
  got.start_date = base::parse_date("2026-12-01");
  const auto status = check_created(asked, got);
  EXPECT_EQ(status.code(), base::Code::failed_precondition);
  EXPECT_EQ(std::get<std::int64_t>(*status.phrase().find("issue")), 77);
  EXPECT_EQ(std::get<std::vector<base::Phrase>>(*status.phrase().find("problems")).size(), 7U);
  got.kind = model::Kind::task;
  got.status.state = State::ready;
  got.parent = base::IssueId{1};
  got.assignee = model::Principal{{"5"}, "Network group"};
  got.start_date = std::nullopt;
  got.due_date = asked.due_date;
  got.fields = asked.fields;
  EXPECT_TRUE(check_created(asked, got).ok());
}

TEST(CheckCreated, FindsHoursFieldsAndWatchersThatWereDropped) {
  NewIssue asked;
  asked.estimate = base::Seconds(20 * 60);
  asked.other_fields = {{"Cost centre", "K-7"}};
  asked.watchers = {{"5"}, {"6"}};
  model::Issue got;
  got.kind = asked.kind;
  got.watchers = {{"6"}};
  const auto keys = [&] {
    std::vector<std::string> all;
    for (const auto& phrase : differences(asked, got)) all.push_back(phrase.key);
    return all;
  };
  EXPECT_EQ(keys(), (std::vector<std::string>{"tracker.not_written", "tracker.other_field_not_written",
                                              "tracker.watcher_dropped"}));
  got.estimate = base::Seconds(1188);  // 0.33 hours
  got.other_fields = asked.other_fields;
  got.watchers = {{"6"}, {"5"}};
  EXPECT_TRUE(keys().empty());
}

TEST(CheckUpdated, LooksOnlyAtWhatWasAsked) {
  model::Issue got;
  got.subject = "other";
  got.description = "a\nb";
  IssueUpdate asked;
  EXPECT_TRUE(check_updated(asked, got).ok());
  asked.description = "a\r\nb\r\n";
  EXPECT_TRUE(check_updated(asked, got).ok());
  asked.subject = "mine";
  EXPECT_EQ(check_updated(asked, got).code(), base::Code::failed_precondition);
}

TEST(Words, AreFoundInTheMapping) {
  const auto mapping = testing::site_mapping();
  EXPECT_EQ(*status_name(mapping, model::Kind::task, State::waiting), "Waiting");
  EXPECT_EQ(status_name(mapping, model::Kind::task, State::draft), nullptr);
  EXPECT_EQ(status_name(mapping, model::Kind::other, State::draft), nullptr);
  EXPECT_EQ(state_of(mapping, model::Kind::change, "Draft"), State::draft);
  EXPECT_EQ(state_of(mapping, model::Kind::task, "Draft"), State::unknown);
  EXPECT_EQ(kind_of(mapping, "Task"), model::Kind::task);
  EXPECT_EQ(kind_of(mapping, "Bug"), model::Kind::other);
  EXPECT_EQ(hold_reason_of(mapping, "vendor"), model::HoldReason::vendor);
  EXPECT_EQ(hold_reason_of(mapping, ""), model::HoldReason::none);
  EXPECT_EQ(priority_word(mapping, "Urgent"), "urgent");
  EXPECT_EQ(priority_word(mapping, "P1"), "P1");
}

}  // namespace
}  // namespace estafeta::tracker
