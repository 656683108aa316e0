#include "connector/tracker/concurrent_edit.h"

#include <gtest/gtest.h>

namespace estafeta::tracker {
namespace {

using base::JournalId;
using model::Event;
using model::Field;
using model::State;

Event entry(std::int64_t journal, bool own, std::vector<model::FieldChange> fields) {
  Event event;
  event.journal = JournalId{journal};
  event.own = own;
  event.fields = std::move(fields);
  return event;
}

Event move(std::int64_t journal, bool own, State from, State to) {
  Event event = entry(journal, own, {});
  event.status_from = model::StatusWord{from};
  event.status = model::StatusWord{to};
  return event;
}

// A write of title, assignee and end that knows the history up to its entry 5.
IssueUpdate write() {
  IssueUpdate change;
  change.subject = "ours";
  change.assignee = base::PrincipalId{"9"};
  change.due_date = base::parse_date("2026-12-04");
  change.seen = JournalId{5};
  return change;
}

model::Issue history(std::vector<Event> events) {
  model::Issue issue;
  issue.events = std::move(events);
  return issue;
}

TEST(NewestEntry, IsTheOneWithTheHighestNumber) {
  EXPECT_EQ(newest_entry(history({})), JournalId{0});
  EXPECT_EQ(newest_entry(history({entry(7, true, {}), entry(6, false, {})})), JournalId{7});
}

TEST(WasOvertaken, ByWhatAPersonWroteOverTheSamePartsSinceThen) {
  struct Row {
    const char* what;
    Event event;
    bool overtaken;
  };
  const std::vector<Row> rows{
      {"the title, by a person", entry(6, false, {{"subject", "s", "theirs"}}), true},
      {"the title, before that", entry(5, false, {{"subject", "s", "theirs"}}), false},
      {"the title, by Estafeta", entry(6, true, {{"subject", "s", "ours"}}), false},
      {"something else", entry(6, false, {{"description", "a", "b"}}), false},
      {"the assignee", entry(6, false, {{"assignee", "", "4"}}), true},
      {"a status that is not written", move(6, false, State::waiting, State::ready), false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(was_overtaken(write(), history({row.event})), row.overtaken) << row.what;
}

TEST(WasOvertaken, ByAStatusWhereOneIsWritten) {
  auto change = write();
  change.state = State::ready;
  EXPECT_TRUE(was_overtaken(change, history({move(6, false, State::waiting, State::cancelling)})));
}

TEST(WasOvertaken, NeverWhereTheWriteKnowsNoHistory) {
  auto change = write();
  change.seen.reset();
  EXPECT_FALSE(was_overtaken(change, history({entry(6, false, {{"subject", "s", "theirs"}})})));
  EXPECT_TRUE(restoration(change, history({entry(6, false, {{"subject", "s", "theirs"}}),
                                           entry(7, true, {{"subject", "theirs", "ours"}})}))
                  .empty());
}

TEST(SharedParts, AreNoneOfEstafetasOwnFieldsAndNotes) {
  IssueUpdate change;
  change.note = "May begin.";
  change.fields[Field::change_plan] = "stamp";
  EXPECT_TRUE(shared_parts(change).empty());
  change.fields[Field::decision] = "";
  EXPECT_EQ(shared_parts(change), std::set<std::string>{"decision"});
}

TEST(Restoration, PutsBackWhatStoodRightBeforeOurWrite) {
  auto change = write();
  change.fields[Field::decision] = "";
  change.state = State::ready;
  const auto lost = restoration(
      change, history({entry(6, false, {{"subject", "s", "theirs"}, {"due_date", "", "2027-03-02"}}),
                       entry(7, false, {{"assignee", "", "4"}, {"decision", "", "again"}}),
                       move(8, false, State::waiting, State::cancelling),
                       entry(9, true,
                             {{"subject", "theirs", "ours"},
                              {"assignee", "4", "9"},
                              {"decision", "again", ""},
                              {"due_date", "2027-03-02", "2026-12-04"}}),
                       move(10, true, State::cancelling, State::ready)}));
  EXPECT_EQ(lost.subject, "theirs");
  EXPECT_EQ(lost.assignee, base::PrincipalId{"4"});
  EXPECT_EQ(lost.due_date, std::optional(base::parse_date("2027-03-02")));
  EXPECT_EQ(lost.fields.at(Field::decision), "again");
  EXPECT_EQ(lost.state, State::cancelling);
  EXPECT_FALSE(lost.start_date || lost.description);
}

TEST(Restoration, ClearsWhatAPersonHadCleared) {
  const auto lost = restoration(
      write(), history({entry(6, false, {{"due_date", "2026-12-01", ""}, {"assignee", "4", ""}}),
                        entry(7, true, {{"due_date", "", "2026-12-04"}, {"assignee", "", "9"}})}));
  ASSERT_TRUE(lost.due_date);
  EXPECT_FALSE(*lost.due_date);
  EXPECT_EQ(lost.assignee, base::PrincipalId{});
}

TEST(Restoration, LeavesAloneWhatStandsAnyway) {
  const auto theirs = entry(6, false, {{"subject", "s", "theirs"}});
  const auto ours = entry(7, true, {{"subject", "theirs", "ours"}});
  EXPECT_TRUE(restoration(write(), history({theirs})).empty()) << "as they wrote it";
  EXPECT_TRUE(
      restoration(write(), history({theirs, ours, entry(8, false, {{"subject", "ours", "again theirs"}})}))
          .empty());
  EXPECT_TRUE(restoration(write(), history({ours})).empty()) << "nobody came in between";
}

}  // namespace
}  // namespace estafeta::tracker
