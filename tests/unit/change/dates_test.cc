#include "connector/change/schedule/dates.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using model::Event;

Event set_due(bool own, const char* from, const char* to) {
  Event event;
  event.own = own;
  event.fields = {{"due_date", from, to}};
  return event;
}

// A task that Estafeta made, as it stands after these changes of its due date.
std::optional<base::Date> pinned_due(std::vector<Event> events) {
  Rules rules;
  Situation situation;
  situation.account = base::PrincipalId{"15"};
  model::Issue issue;
  issue.author.id = situation.account;
  if (!events.empty()) issue.due_date = base::parse_date(events.back().fields.front().to);
  issue.events = std::move(events);
  Node node;
  node.issue = &issue;
  return pins_of(rules, situation, node).due;
}

TEST(Pins, ADateIsAPersonsChoiceWhileTheirsIsTheLastWord) {
  const auto theirs = base::parse_date("2027-03-02");
  struct Row {
    const char* what;
    std::vector<Event> events;
    bool pinned;
  };
  const std::vector<Row> rows{
      {"nobody set it", {}, false},
      {"Estafeta did", {set_due(true, "", "2026-12-04")}, false},
      {"a person did", {set_due(true, "", "2026-12-04"), set_due(false, "2026-12-04", "2027-03-02")}, true},
      {"Estafeta wrote over it and put it back",
       {set_due(false, "", "2027-03-02"), set_due(true, "2027-03-02", "2026-12-04"),
        set_due(true, "2026-12-04", "2027-03-02")},
       true},
      {"the person cleared it, and Estafeta came to the same date",
       {set_due(false, "", "2027-03-02"), set_due(false, "2027-03-02", ""), set_due(true, "", "2027-03-02")},
       false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(pinned_due(row.events), row.pinned ? theirs : std::nullopt) << row.what;
}

}  // namespace
}  // namespace estafeta::change
