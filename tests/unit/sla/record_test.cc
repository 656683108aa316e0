#include "connector/sla/incident/record.h"

#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

Record full_record() {
  Record record;
  record.incident.id = {7};
  record.incident.created = monday("10:00");
  record.incident.status = status_word("new");
  record.incident.priority = "high";
  record.incident.department = "network";
  record.incident.assigned = model::Assigned::unknown;
  record.incident.attributes = {{"client", "aurora"}, {"category", "“Сеть” \\ \n"}};
  SlaEvent held;
  held.at = monday("11:00");
  held.journal = {3};
  held.by = Actor::customer;
  held.status = status_word("on_hold:vendor");
  held.comment = SlaEvent::CommentKind::open;
  SlaEvent raised;
  raised.at = monday("11:30");
  raised.by = Actor::system;
  raised.priority = "urgent";
  raised.department = "";
  raised.assigned = model::Assigned::group;
  raised.group = "Unix group";
  raised.comment = SlaEvent::CommentKind::closed;
  record.incident.events = {held, raised};
  record.incident.corrections = {{model::Correction::Type::excluded,
                                  monday("12:00"),
                                  {4},
                                  "Tam One",
                                  monday("10:30"),
                                  monday("10:45"),
                                  "client's own mistake",
                                  "mail 17",
                                  model::NoteEdit{monday("12:05"), "Tam Two"}},
                                 {model::Correction::Type::answered,
                                  monday("12:10"),
                                  {5},
                                  "Tam One",
                                  monday("10:05"),
                                  std::nullopt,
                                  "by telephone",
                                  "",
                                  std::nullopt,
                                  true}};
  record.verdict = model::Verdict::history_incomplete;
  record.problems = {base::Phrase("sla.history_gap", {{"journal", std::int64_t{9}}, {"before", "new"}}),
                     base::Phrase("sla.doubtful_authors", {{"people", std::vector<std::string>{"a", "b"}}}),
                     base::Phrase("sla.at", {{"at", monday("10:00")}})};
  record.client = "aurora";
  record.client_now = "meridian";
  record.project = "meridian";
  record.subject = "Shop front unreachable";
  record.holder = "Network group";
  record.open = false;
  record.derived_priority = "urgent";
  record.cause = "cable";
  record.measure = "second path";
  record.updated = monday("13:00");
  record.duplicate_of = {{{5}, "aurora"}, {{6}, ""}};
  record.kind = model::Kind::task;
  record.refused = {{{11}, monday("12:20"), "Anna", {base::Phrase("sla.correction.no_reason")}},
                    {{12}, monday("12:30"), "", {}}};
  return record;
}

TEST(ARecord, ComesBackFromJsonAsItWas) {
  EXPECT_EQ(record_from_json(to_json(full_record())), full_record());
  Record small;
  small.incident.status = status_word("new");
  EXPECT_EQ(record_from_json(to_json(small)), small);
}

TEST(ARecord, OfAnotherVersionOrDamagedIsNone) {
  std::string text = to_json(full_record());
  EXPECT_FALSE(record_from_json(text.substr(0, text.size() / 2)));
  EXPECT_FALSE(record_from_json("{}"));
  EXPECT_FALSE(record_from_json("{\"version\":3}"));
  std::string other = text;
  other.replace(other.find("\"version\":3"), 11, "\"version\":0");
  EXPECT_FALSE(record_from_json(other));
  std::string odd = text;
  odd.replace(odd.find("\"customer\""), 10, "\"pharaoh!\"");
  EXPECT_FALSE(record_from_json(odd));
}

}  // namespace
}  // namespace estafeta::sla
