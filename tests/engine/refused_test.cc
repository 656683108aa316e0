// What the author of a correction that does not count is answered, and how often, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using tracker::fake::Fault;

const std::string kWrong = "SLA correction: answered\nAt: tonight";

base::JournalId write(SiteStage& stage, const base::PrincipalId& who, base::IssueId incident,
                      const std::string& text = kWrong) {
  tracker::fake::PersonalEdit edit;
  edit.note = text;
  edit.note_is_private = who != stage.client;
  stage.act(who, incident, edit);
  return stage.issue(incident).events.back().journal;
}

// As the field remembers it; the digest after it tells what was wrong.
std::string correction(base::JournalId journal) {
  return "correction " + std::to_string(journal.value) + " [0-9a-f]{4}";
}

class Refused : public ::testing::Test {
 protected:
  base::IssueId open(const std::optional<base::PrincipalId>& assignee = std::nullopt) {
    const auto incident = stage_.open_incident("aurora", assignee);
    stage_.settle();
    return incident;
  }
  std::string told(base::IssueId id) { return stage_.issue(id).field(Field::sla_told); }
  int mails_to(const std::string& name) {
    const auto& mails = stage_.fake.counters().mails;
    return mails.contains(name) ? mails.at(name) : 0;
  }

  SiteStage stage_;
};

TEST_F(Refused, IsAnsweredOnceByNameWithAllThatIsWrongAndTheRightForm) {
  const auto incident = open();
  const auto journal = write(stage_, stage_.tam, incident);
  stage_.settle();
  const auto notes = stage_.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_EQ(
      notes[0],
      "Tina Turner, your SLA correction of 2026-06-15 10:01 does not count. “tonight” is not a valid time. "
      "Write "
      "local time like 2026-06-14 02:10. The reason is missing. Add a line “Reason: "
      "…” that says what happened.\n\n"
      "The right form, each on a line of its own: “SLA correction: answered” (or “restored”), “At: "
      "2026-06-15 10:20”, “Reason: …”, “Evidence: …”. For “excluded” write “From” and “Until” in place "
      "of “At”, or neither to leave out the whole incident. Edit your note: as soon as it is right "
      "it counts, and about ten minutes later the SLA fields show it. After more than a day, write a new "
      "note "
      "instead.");
  EXPECT_THAT(told(incident), MatchesRegex(correction(journal)));
  for (const auto& event : stage_.issue(incident).events) {
    EXPECT_FALSE(event.own && event.comment && !event.comment->is_private);
  }
}

TEST_F(Refused, IsNotAnsweredAgainWhateverHappens) {
  const auto incident = open();
  const auto journal = write(stage_, stage_.tam, incident);
  stage_.settle();
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0);
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::sla_told] = "";  // an administrator empties the field
  stage_.act(stage_.tam, incident, edit);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  stage_.clock.sleep(std::chrono::minutes(45));
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(2));
  EXPECT_THAT(told(incident), MatchesRegex("response 75%, " + correction(journal)));
}

TEST_F(Refused, NamesTheTimeThatIsWrongBesideTheWordThatIs) {
  const auto incident = open();
  write(stage_, stage_.tam, incident, "SLA correction: answer given\nAt: tonight");
  stage_.settle();
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(incident)[0],
              AllOf(HasSubstr("“answer given” is not a kind of correction"),
                    HasSubstr("“tonight” is not a valid"), HasSubstr("The reason is missing")));
}

TEST_F(Refused, IsAnsweredAgainWhenItIsEditedAndStillWrongInAnotherWay) {
  const auto incident = open();
  const auto journal = write(stage_, stage_.tam, incident);
  stage_.settle();
  const auto edit = [&](const std::string& text) {
    stage_.fake.edit_note(incident, journal, text);
    for (int minutes = 0; minutes < 15; ++minutes) {
      stage_.clock.sleep(std::chrono::minutes(1));
      stage_.settle();
    }
  };
  edit(kWrong + "\n");  // another text, and the same is wrong
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  edit("SLA correction: answered\nAt: 2027-01-01 10:00\nReason: by telephone");
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(2));
  EXPECT_THAT(stage_.private_notes(incident)[1],
              AllOf(StartsWith("Tina Turner, "), HasSubstr("later than the note itself")));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(2));
  edit("SLA correction: answered\nAt: 06/15/2026 10:00 am\nReason: by telephone");
  EXPECT_EQ(stage_.issue(incident).field(Field::sla_response), "met");
}

TEST_F(Refused, IsAnsweredThreeTimesAtMost) {
  const auto incident = open();
  const auto journal = write(stage_, stage_.tam, incident);
  for (const char* time : {"yesterday", "at ten", "06/07/2026 10:00", "soon", "now"}) {
    stage_.settle();
    stage_.fake.edit_note(incident, journal, "SLA correction: restored\nAt: " + std::string(time));
    stage_.clock.sleep(std::chrono::minutes(10));
  }
  stage_.settle();
  const auto notes = stage_.private_notes(incident);
  EXPECT_EQ(std::count_if(notes.begin(), notes.end(),
                          [](const auto& note) { return note.starts_with("Tina Turner, "); }),
            3);
}

TEST_F(Refused, IsNotReadAgainAfterADay) {
  const auto incident = open();
  stage_.move(stage_.tam, incident, State::closed);
  write(stage_, stage_.tam, incident);
  stage_.settle();
  stage_.clock.sleep(std::chrono::hours(25));
  stage_.settle();
  stage_.fake.reset_counters();
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().calls.count("issues"), 0U);
}

TEST_F(Refused, OfSomebodyWhoMayNotSaysWhoMay) {
  const auto incident = open();
  write(stage_, stage_.engineer, incident,
        "SLA correction: answered\nAt: 2026-06-15 10:00\nReason: by telephone");
  stage_.settle();
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_EQ(
      stage_.private_notes(incident)[0],
      "Alice Adams, your SLA correction of 2026-06-15 10:01 does not count. Alice Adams may not correct "
      "an SLA. Ask for the same note from somebody who may: Tina Turner.");
}

TEST_F(Refused, GetsANoteEachThoughTheyAreReadAtOnce) {
  const auto incident = open();
  const auto first = write(stage_, stage_.tam, incident);
  const auto second = write(stage_, stage_.engineer, incident, "SLA correction: excluded\nReason: theirs");
  stage_.settle();
  const auto notes = stage_.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_THAT(notes[0], AllOf(StartsWith("Tina Turner, "), HasSubstr("is not a valid time")));
  EXPECT_THAT(notes[1], AllOf(StartsWith("Alice Adams, "), HasSubstr("may not correct an SLA")));
  EXPECT_THAT(told(incident), MatchesRegex(correction(first) + ", " + correction(second)));
}

TEST_F(Refused, IsAnsweredBesideTheThresholdThatPassedAtTheSameTime) {
  const auto incident = open();
  const auto journal = write(stage_, stage_.tam, incident);
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.pass();
  const auto notes = stage_.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_THAT(notes[0], StartsWith("SLA, response: 78% of the promised time"));
  EXPECT_THAT(notes[1], StartsWith("Tina Turner, "));
  EXPECT_THAT(told(incident), MatchesRegex("response 75%, " + correction(journal)));
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0);
}

TEST_F(Refused, IsAnsweredOnAClosedIncidentToo) {
  const auto incident = open();
  stage_.move(stage_.tam, incident, State::closed);
  stage_.settle();
  write(stage_, stage_.tam, incident);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
}

TEST_F(Refused, MailsTheAuthorWhoWatchesForThatMomentOnly) {
  const auto incident = open(stage_.engineer);
  write(stage_, stage_.tam, incident);
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_EQ(mails_to("Tina Turner"), 1);
  EXPECT_EQ(mails_to("Dora Duty"), 0);
  EXPECT_THAT(stage_.issue(incident).watchers, IsEmpty());
}

TEST_F(Refused, PutsNobodyOnTheWatchWhoIsMailedAnyway) {
  const auto held = open(stage_.engineer), watched = open();
  ASSERT_TRUE(stage_.fake.watch(watched, stage_.tam).ok());  // as they would themselves
  write(stage_, stage_.engineer, held);
  write(stage_, stage_.tam, watched);
  stage_.fake.reset_counters();
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().calls.count("watch"), 0U);
  EXPECT_THAT(stage_.private_notes(held), SizeIs(1));
  EXPECT_THAT(stage_.issue(watched).watchers, SizeIs(1));
}

TEST_F(Refused, OfAClientIsAnsweredForStaffAloneToRead) {
  const auto incident = open(stage_.engineer);
  write(stage_, stage_.client, incident);
  stage_.fake.reset_counters();
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_EQ(mails_to("Carol Norris"), 0);
  EXPECT_EQ(stage_.fake.counters().calls.count("watch"), 0U);
}

TEST_F(Refused, IsNotAnsweredOnAnIncidentOlderThanLiveFrom) {
  const auto incident = stage_.open_incident();
  const auto site = site_with(
      [&](service::Site& s) { s.settings.live_from = stage_.clock.now() + std::chrono::seconds(1); });
  stage_.use(*site);
  stage_.restart();
  write(stage_, stage_.tam, incident);
  EXPECT_EQ(stage_.pass().writes, 0);
  EXPECT_THAT(stage_.private_notes(incident), IsEmpty());
}

TEST_F(Refused, WaitsUntilNotesMayBePrivate) {
  const auto incident = open();
  stage_.fake.allow_private_notes(false);
  write(stage_, stage_.tam, incident);
  stage_.pass();
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.no_private_notes");
  EXPECT_EQ(told(incident), "");
  for (const auto& event : stage_.issue(incident).events) EXPECT_FALSE(event.own && event.comment);
  stage_.fake.allow_private_notes(true);
  write(stage_, stage_.engineer, incident, "Had a look.");
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
}

TEST_F(Refused, IsNotSpokenOfAnyMoreOnceItCounts) {
  const auto incident = open();
  write(stage_, stage_.engineer, incident, "SLA correction: excluded\nReason: a test of theirs");
  stage_.fake.set_hook([](std::string_view at) { return at == "after:update" ? Fault::kill : Fault::none; });
  EXPECT_THROW(stage_.pass(), tracker::fake::Killed);
  stage_.fake.set_hook(nullptr);
  EXPECT_THAT(told(incident), StartsWith("correction "));
  const auto site =
      site_with([](service::Site& s) { s.mappings.tracker.correction.roles.insert("engineer"); });
  stage_.use(*site);
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), IsEmpty());
}

TEST(RefusedInRussian, ShowsTheFormInTheWordsOfTheSite) {
  const auto site = site_with([](service::Site& s) {
    s.mappings.tracker.language = "ru";
    for (auto& [word, spellings] : s.mappings.tracker.correction.words) std::swap(spellings[0], spellings[1]);
  });
  SiteStage stage(*site);
  const auto incident = stage.open_incident();
  stage.settle();
  write(stage, stage.tam, incident);
  stage.clock.sleep(std::chrono::minutes(75));
  stage.settle();
  const auto notes = stage.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_THAT(
      notes[0],
      AllOf(HasSubstr("«Поправка SLA: ответ дан», «Когда: 2026-06-15 10:20», «Основание: по телефону»"),
            Not(HasSubstr("SLA correction"))));
  EXPECT_THAT(notes[1], AllOf(StartsWith("Tina Turner, ваша поправка SLA от 2026-06-15 10:01 не учтена."),
                              HasSubstr("«Поправка SLA: ответ дан» (или «восстановлено»)"),
                              HasSubstr("Для «исключить» вместо «Когда» напишите «С» и «До»")));
}

// A threshold passed and two corrections refused, and nobody has been told of any yet.
struct ThreeToTell {
  ThreeToTell() {
    incident = stage.open_incident("aurora", stage.engineer);
    stage.settle();
    first = write(stage, stage.tam, incident);
    second = write(stage, stage.engineer, incident);
    stage.clock.sleep(std::chrono::minutes(46));
  }
  SiteStage stage;
  base::IssueId incident;
  base::JournalId first, second;
};

int points_of_a_telling() {
  ThreeToTell three;
  return points_until_settled(three.stage);
}

void expect_each_told_once(ThreeToTell& three, const std::string& when, bool duty_refused = false) {
  auto& stage = three.stage;
  stage.fake.set_hook(nullptr);
  stage.clock.sleep(std::chrono::minutes(2));
  stage.pass();
  stage.clock.sleep(std::chrono::minutes(2));
  stage.settle();
  auto notes = stage.private_notes(three.incident);
  std::sort(notes.begin(), notes.end());
  // The duty that could not be put on the watch is told by a second note.
  if (duty_refused && notes.size() == 4) {
    EXPECT_THAT(notes[2], StartsWith("SLA, response")) << when;
    notes.erase(notes.begin() + 2);
  }
  ASSERT_THAT(notes, ::testing::ElementsAre(StartsWith("Alice Adams, "), StartsWith("SLA, response"),
                                            StartsWith("Tina Turner, ")))
      << when;
  EXPECT_THAT(stage.issue(three.incident).field(Field::sla_told),
              MatchesRegex("response 75%, " + correction(three.first) + ", " + correction(three.second)))
      << when;
}

class EachToldOnce : public ::testing::TestWithParam<bool> {};

TEST_P(EachToldOnce, WhereverTheProcessIsKilled) {
  const bool store_lost = GetParam();
  const int points = points_of_a_telling();
  ASSERT_GT(points, 24);
  for (int n = 1; n <= points; ++n) {
    ThreeToTell three;
    three.stage.fake.set_hook(at_point_if_possible(n, Fault::kill));
    try {
      three.stage.settle();
    } catch (const tracker::fake::Killed&) {
      three.stage.restart(store_lost);
    }
    expect_each_told_once(three, "killed at point " + std::to_string(n));
    // Only a lost store forgets who was put on the watch for a moment.
    if (store_lost) continue;
    EXPECT_THAT(three.stage.issue(three.incident).watchers, IsEmpty()) << "point " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTheStore, EachToldOnce, ::testing::Values(false, true));

TEST(RefusedFaults, LeaveOneNoteEachAndNobodyOnTheWatch) {
  const int points = points_of_a_telling();
  for (const Fault fault : {Fault::unavailable, Fault::conflict, Fault::denied}) {
    for (int n = 1; n <= points; ++n) {
      ThreeToTell three;
      std::string hit;
      three.stage.fake.set_hook(at_point_if_possible(n, fault, &hit));
      static_cast<void>(three.stage.engine().pass());
      expect_each_told_once(
          three, "fault " + std::to_string(static_cast<int>(fault)) + " at point " + std::to_string(n),
          hit == "before:watch 1" && fault != Fault::unavailable);
      EXPECT_THAT(three.stage.issue(three.incident).watchers, IsEmpty()) << "point " << n;
    }
  }
}

TEST_F(Refused, OfAClientIsSaidToThoseWhoMayCorrect) {
  const auto incident = open();
  write(stage_, stage_.client, incident, "SLA correction: excluded\nReason: your mistake");
  stage_.settle();
  const auto notes = stage_.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_THAT(notes[0], AllOf(HasSubstr("Carol Norris, who belongs to the client, asked"),
                              HasSubstr("clients cannot make corrections"),
                              HasSubstr("it can be made by: Tina Turner"), Not(HasSubstr("Ask for"))));
  EXPECT_EQ(mails_to("Carol Norris"), 0);
}

}  // namespace
}  // namespace estafeta::testing
