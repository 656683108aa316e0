// What people enter in the tracker, added to the mapping files.
#include "connector/config/entered.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

base::Instant at(const char* text) {
  return *base::parse_instant(text);
}

class Entered : public ::testing::Test {
 protected:
  AddedEntries add(const std::string& text) { return add_entered(text, mappings_); }
  void load() { mappings_ = load_mappings(folder_.path()).mappings; }
  bool is_window(const char* client, const char* instant) {
    const auto* hours = mappings_.calendars.find(mappings_.clients.all.at(client).windows);
    return hours != nullptr && hours->is_open(at(instant));
  }
  const std::vector<model::Freeze>& freezes() const { return mappings_.clients.all.at("aurora").freezes; }

  static constexpr const char* kThursdays =
      R"({"windows":[{"project":"aurora","zone":"Europe/Moscow","days":["thu"],"from":"23:00","until":"02:00",
          "valid_from":"2026-06-18","valid_until":"2026-06-25"}]})";
  static constexpr const char* kFreeze =
      R"({"freezes":[{"project":"aurora","from":"2026-06-16T00:00:00Z","until":"2026-06-18T00:00:00Z",
          "why":"Audit"}]})";

  Folder folder_;
  Mappings mappings_ = load_mappings(folder_.path()).mappings;
};

TEST_F(Entered, AWindowIsOpenBesideThoseOfTheMappingAsLongAsItIsValid) {
  const auto added = add(kThursdays);
  EXPECT_EQ(added.windows, 1);
  EXPECT_THAT(listed(added.problems), IsEmpty());
  EXPECT_TRUE(is_window("aurora", "2026-06-15T23:00:00Z")) << "Tuesday 02:00 in Moscow, by the mapping";
  EXPECT_FALSE(is_window("aurora", "2026-06-11T21:00:00Z")) << "before it is valid";
  EXPECT_TRUE(is_window("aurora", "2026-06-18T20:00:00Z"));
  EXPECT_TRUE(is_window("aurora", "2026-06-25T22:59:59Z")) << "the last night is a whole one";
  EXPECT_FALSE(is_window("aurora", "2026-07-02T21:00:00Z"));
  EXPECT_FALSE(is_window("meridian", "2026-06-18T20:00:00Z"));
}

TEST_F(Entered, AClientWithoutWindowsInTheMappingHasThoseThatWereEntered) {
  EXPECT_EQ(mappings_.clients.all.at("meridian").windows, "");
  add(R"({"windows":[{"project":"meridian","zone":"UTC","days":["mon"],"from":"01:00","until":"02:00"}]})");
  EXPECT_TRUE(is_window("meridian", "2026-06-15T01:30:00Z"));
}

TEST_F(Entered, FreezesAndAbsencesJoinThoseOfTheMapping) {
  EXPECT_EQ(add(kFreeze).freezes, 1);
  ASSERT_THAT(freezes(), SizeIs(2));
  EXPECT_EQ(freezes().back(),
            (model::Freeze{at("2026-06-16T00:00:00Z"), at("2026-06-18T00:00:00Z"), "Audit"}));
  const auto added =
      add(R"({"absences":[{"who":"boris","name":"Boris Brown","from":"2026-06-16","until":"2026-06-17",
                           "stand_in":"Alice Adams"}]})");
  EXPECT_EQ(added.absences, 1);
  EXPECT_EQ(mappings_.departments.away.back().stand_in, "Alice Adams");
}

TEST_F(Entered, TheMappingsSayWhichOfBothCounts) {
  folder_.replace("clients.yaml", "windows: both\n  freezes: both", "windows: mappings\n  freezes: tracker");
  load();
  const auto ignored = add(kThursdays);
  EXPECT_EQ(ignored.windows, 0);
  EXPECT_FALSE(is_window("aurora", "2026-06-18T20:00:00Z"));
  EXPECT_THAT(listed(ignored.problems), ElementsAre(" entered.not_counted{what=[entered.windows]}"));
  const auto& aurora = mappings_.clients.all.at("aurora");
  EXPECT_EQ(aurora.entry_problems.front().key, "entered.not_counted") << "its TAM is told";
  EXPECT_THAT(aurora.mapped_windows, SizeIs(2));
  EXPECT_THAT(mappings_.clients.all.at("meridian").entry_problems, IsEmpty());
  add(kFreeze);
  ASSERT_THAT(freezes(), SizeIs(1));
  EXPECT_EQ(freezes().front().why, "Audit");
  EXPECT_THAT(aurora.mapped_freezes, IsEmpty()) << "they do not count";
}

TEST_F(Entered, UntilAnythingWasReadTheMappingsCountWhateverTheySay) {
  folder_.replace("clients.yaml", "freezes: both", "freezes: tracker");
  load();
  add("");
  EXPECT_THAT(freezes(), SizeIs(1));
  add("{}");
  EXPECT_THAT(freezes(), IsEmpty());
}

TEST_F(Entered, WhatCannotBeUsedIsNamedAndTheRestCounts) {
  const auto added = add(R"({
    "windows":[{"project":"nobody","zone":"UTC","days":["mon"],"from":"01:00","until":"02:00"},
               {"project":"aurora","zone":"Moon/Base","days":["mon"],"from":"01:00","until":"02:00"},
               {"project":"aurora","zone":"UTC","days":["someday"],"from":"01:00","until":"02:00"},
               {"project":"aurora","zone":"UTC","days":[],"from":"01:00","until":"02:00"}],
    "freezes":[{"project":"aurora","from":"2026-06-18T00:00:00Z","until":"2026-06-16T00:00:00Z","why":"x"},
               {"project":"aurora","from":"2026-06-16T00:00:00Z","until":"2026-06-18T00:00:00Z","why":"y"}],
    "absences":[{"who":null,"name":"Boris Brown","from":"2026-06-16","until":"2026-06-17"},
                {"who":"boris","name":"Boris Brown","from":"2026-06-17","until":"2026-06-16"}]})");
  std::vector<std::string> keys;
  for (const auto& problem : added.problems) {
    EXPECT_EQ(problem.severity, base::Severity::warning);
    keys.push_back(problem.what.key);
  }
  EXPECT_THAT(keys,
              ElementsAre("entered.no_client", "entered.bad_zone", "entered.bad_window", "entered.bad_window",
                          "entered.bad_freeze", "entered.person_gone", "entered.bad_absence"));
  EXPECT_EQ(freezes().back().why, "y");
  std::vector<std::string> told;
  for (const auto& problem : mappings_.clients.all.at("aurora").entry_problems) told.push_back(problem.key);
  EXPECT_THAT(told, ElementsAre("entered.bad_zone", "entered.bad_window", "entered.bad_window",
                                "entered.bad_freeze"));
  EXPECT_TRUE(is_window("aurora", "2026-06-15T23:00:00Z"));
}

TEST_F(Entered, WhatIsNotReadableChangesNothing) {
  const auto added = add("{");
  EXPECT_THAT(listed(added.problems), ElementsAre(" entered.unreadable"));
  EXPECT_THAT(freezes(), SizeIs(1));
}

}  // namespace
}  // namespace estafeta::config
