#include "connector/change/tree/stamp.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using base::IssueId;

Stamp full() {
  Stamp stamp;
  stamp.page = "staff:Change-12";
  stamp.made = true;
  stamp.template_name = "landscape";
  stamp.version = 3;
  stamp.hash = "5f2c";
  stamp.tasks = {{"network/north", IssueId{14}}, {"vms", IssueId{15}}};
  stamp.edges = {{"network/north", "vms"}};
  stamp.told = {"finished", "lost:network/north"};
  return stamp;
}

constexpr const char* kText =
    "page: staff:Change-12\n"
    "landscape v3 5f2c\n"
    "tasks: network/north=14 vms=15\n"
    "edges: network/north>vms\n"
    "told: finished lost:network/north\n";

TEST(Stamp, ReadsAsItIsWritten) {
  EXPECT_EQ(format_stamp(full()), kText);
  EXPECT_EQ(parse_stamp(kText), full());
}

model::Issue change_with(std::int64_t id, const std::string& plan) {
  model::Issue change;
  change.id = IssueId{id};
  change.fields[model::Field::change_plan] = plan;
  return change;
}

TEST(Stamp, BelongsToTheChangeItNames) {
  auto stamp = full();
  stamp.change = IssueId{12};
  const auto text = format_stamp(stamp);
  EXPECT_EQ(parse_stamp(text), stamp);
  EXPECT_EQ(stamp_of(change_with(12, text)), stamp);
  EXPECT_EQ(stamp_of(change_with(31, text)), Stamp{});
  EXPECT_TRUE(holds_foreign_stamp(change_with(31, text)));
}

TEST(Stamp, WithoutAnIdBelongsToTheChangeWhosePageItNames) {
  EXPECT_EQ(stamp_of(change_with(12, kText)), full());
  EXPECT_TRUE(holds_foreign_stamp(change_with(1, kText)));
  EXPECT_TRUE(holds_foreign_stamp(change_with(31, "page: staff:Change-12\n")));
  EXPECT_FALSE(holds_foreign_stamp(change_with(31, "page: staff:Change-31\n")));
  EXPECT_FALSE(holds_foreign_stamp(change_with(31, "")));
  // Nothing says that it is another's.
  EXPECT_FALSE(holds_foreign_stamp(change_with(31, "tasks: vms=15\nedges:\n")));
}

TEST(Stamp, SaysWhoseReviewTheChangeIsBeforeItHasTasksAndAfterwards) {
  Stamp stamp;
  stamp.review = {IssueId{7}, IssueId{9}};
  EXPECT_EQ(format_stamp(stamp), "review: 7 9\n");
  EXPECT_EQ(parse_stamp("review: 7 9\n"), stamp);
  EXPECT_EQ(stamp_of(change_with(31, "review: 7 9\n")), stamp);
  auto made = full();
  made.review = stamp.review;
  EXPECT_EQ(parse_stamp(format_stamp(made)), made);
}

TEST(Stamp, ReadsTheLineEndsOfABrowser) {
  std::string text = kText;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\r\n");
  EXPECT_EQ(parse_stamp(text), full());
}

TEST(Stamp, KnowsAChangeThatOnlyHasAPage) {
  const auto stamp = parse_stamp("page: staff:Change-12\n");
  EXPECT_EQ(stamp.page, "staff:Change-12");
  EXPECT_FALSE(stamp.made);
  EXPECT_EQ(format_stamp(stamp), "page: staff:Change-12\n");
}

TEST(Stamp, KnowsAChangeWithoutATemplate) {
  Stamp stamp;
  stamp.made = true;
  EXPECT_EQ(parse_stamp(format_stamp(stamp)), stamp);
}

TEST(Stamp, OverlooksWhatHasAnotherForm) {
  EXPECT_EQ(parse_stamp(""), Stamp{});
  EXPECT_EQ(parse_stamp("somebody wrote here\n tasks: a=1"), Stamp{});
  const auto stamp = parse_stamp("landscape\ntasks: a=x b= c=3\nwhat: ever\n tasks: d=4");
  EXPECT_EQ(stamp.tasks, (std::map<std::string, IssueId>{{"c", IssueId{3}}}));
  EXPECT_TRUE(stamp.template_name.empty());
}

TEST(Stamp, TakesTheIssuesOfTasksMadeMeanwhile) {
  auto stamp = full();
  stamp.tasks["vms"] = IssueId{0};
  const auto text =
      complete_stamp(format_stamp(stamp), {{"vms", IssueId{99}}, {"network/north", IssueId{98}}});
  EXPECT_EQ(parse_stamp(text).tasks.at("vms"), IssueId{99});
  EXPECT_EQ(parse_stamp(text).tasks.at("network/north"), IssueId{14}) << "an issue that is known stays";
}

TEST(Stamp, NamesPageAndOrigin) {
  model::DesiredChange desired;
  desired.template_name = "landscape";
  desired.version = 3;
  desired.hash = "5f2c09ab12cd34ef";
  EXPECT_EQ(plan_page(IssueId{12}), "Change-12");
  EXPECT_EQ(origin_name(desired), "estafeta-landscape-v3-5f2c09ab12cd.json");
}

}  // namespace
}  // namespace estafeta::change
