// What a client is told of a month: the draft that its TAM finds, what the TAM makes of it, and what the
// client gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

constexpr const char* kDraft = "Digest-aurora-2026-06";
constexpr const char* kPage = "Digest-2026-06";

std::unique_ptr<service::Site> monthly_site(const std::string& language = "en") {
  return site_with([&](auto& site) {
    auto& client = site.mappings.clients.all.at("aurora");
    client.digest = model::DigestRhythm::monthly;
    client.language = language;
  });
}

class ClientsDigest : public ::testing::Test {
 protected:
  ClientsDigest() { stage_.fake.open_wiki("aurora"); }

  base::IssueId request(const std::string& subject) { return stage_.open_request(subject); }
  base::IssueId change_of(base::IssueId request, const std::string& system = "polaris") {
    const auto change = stage_.open_change("landscape", "system: " + system + "\n", State::agreed);
    EXPECT_TRUE(stage_.fake.tie(stage_.tam, change, request).ok());
    stage_.settle();
    return change;
  }
  void fill(base::IssueId issue, const std::map<Field, std::string>& fields, const std::string& note = "") {
    tracker::fake::PersonalEdit edit;
    edit.fields = fields;
    edit.note = note;
    stage_.act(stage_.tam, issue, edit);
    stage_.settle();
  }
  void release(base::IssueId change, const std::string& promised) {
    fill(change, {{Field::shown_to_client, "1"}, {Field::promised, promised}});
  }
  void finish(base::IssueId change) {
    for (const auto& task : stage_.tasks(change)) stage_.move(stage_.tam, task.id, State::cancelling);
    stage_.settle();
    stage_.move(stage_.tam, change, State::done);
    stage_.settle();
  }
  // A breached incident with a cause and a measure.
  base::IssueId breach(const std::string& cause, const std::string& measure) {
    const auto incident = stage_.open_incident("aurora", stage_.engineer);
    stage_.settle();
    stage_.clock.sleep(std::chrono::hours(30));
    stage_.move(stage_.engineer, incident, State::in_progress);
    stage_.move(stage_.engineer, incident, State::resolved);
    fill(incident, {{Field::cause, cause}, {Field::measure, measure}});
    return incident;
  }
  // One change done in time, one under way.
  void month_of_work() {
    done_ = request("A new shop, please");
    const auto first = change_of(done_);
    release(first, "2026-06-20");
    finish(first);
    coming_ = request("A second shop");
    release(change_of(coming_, "vega"), "2026-07-10");
  }
  void go_to(const char* instant) {
    stage_.clock.set(*base::parse_instant(instant));
    stage_.settle();
  }
  void after_the_month() { go_to("2026-07-01T07:00:00Z"); }
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.settle();
  }
  void use(const service::Site& site) {
    stage_.use(site);
    stage_.restart();
  }
  std::string draft() { return stage_.fake.page("staff", kDraft).value_or("none"); }
  std::string page() { return stage_.fake.page("aurora", kPage).value_or("none"); }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); }
  void edit(const std::string& from, const std::string& to) { edit_as(stage_.tam, from, to); }
  void edit_as(const base::PrincipalId& who, const std::string& from, const std::string& to) {
    auto text = draft();
    ASSERT_NE(text.find(from), std::string::npos) << text;
    text.replace(text.find(from), from.size(), to);
    stage_.fake.edit_page("staff", kDraft, text, who);
  }
  void send() {
    edit("Send to the client: no", "Send to the client: yes");
    later(std::chrono::minutes(6));
  }
  int writes_of(const std::function<void()>& what) {
    stage_.fake.reset_counters();
    what();
    return stage_.fake.counters().writes;
  }

  const std::unique_ptr<service::Site> site_ = monthly_site();
  SiteStage stage_{*site_};
  base::IssueId done_, coming_;
};

TEST_F(ClientsDigest, IsADraftForTheTamOnceTheMonthIsOver) {
  month_of_work();
  const auto late = breach("A cable was cut.", "A second line.");
  EXPECT_EQ(draft(), "none");
  after_the_month();
  EXPECT_THAT(draft(),
              AllOf(HasSubstr("Aurora Retail: digest, June 2026"), HasSubstr("Send to the client: no"),
                    HasSubstr("#" + to_string(done_) + " A new shop, please: done on 2026-06-1"),
                    HasSubstr("promised for 2026-06-20"),
                    HasSubstr("#" + to_string(coming_) + " A second shop: promised for 2026-07-10"),
                    HasSubstr("Promised dates kept: 1 of 1"), HasSubstr("#" + to_string(late))));
  EXPECT_THAT(draft(), AllOf(HasSubstr("Cause: A cable was cut"), HasSubstr("Measure: A second line")));
  EXPECT_EQ(page(), "none");
  EXPECT_THAT(desk(), HasSubstr(std::string("|Digest for the client|–|[[") + kDraft + "|" + kDraft + "]]|"));
}

TEST_F(ClientsDigest, IsSentOnceTheTamSaysSoInTheWordsOfTheTam) {
  month_of_work();
  after_the_month();
  edit("A second shop: promised", "Your second shop, which we look forward to: promised");
  later(std::chrono::hours(30));
  EXPECT_THAT(draft(), HasSubstr("which we look forward to")) << "nobody takes it back";
  EXPECT_EQ(page(), "none");
  send();
  EXPECT_THAT(page(), AllOf(HasSubstr("which we look forward to"), HasSubstr("A new shop, please")));
  EXPECT_THAT(page(), Not(HasSubstr("Send to the client")));
  EXPECT_THAT(draft(), HasSubstr("Sent to the client on 2026-07-02 by Tina Turner"));
  EXPECT_THAT(desk(), Not(HasSubstr(kDraft)));
}

TEST_F(ClientsDigest, IsSentOnceWhateverIsLost) {
  done_ = request("A new shop, please");
  const auto change = change_of(done_);
  release(change, "2026-06-20");
  finish(change);
  after_the_month();
  send();
  EXPECT_THAT(page(), HasSubstr("A new shop, please"));
  stage_.fake.edit_page("aurora", kPage, page() + "\nP.S.: thank you\n", stage_.tam);
  later(std::chrono::hours(24));
  EXPECT_EQ(writes_of([&] {
              later(std::chrono::hours(24));
              stage_.restart(true);
              stage_.settle();
              later(std::chrono::hours(24));
            }),
            0);
}

TEST_F(ClientsDigest, FollowsWhatIsEnteredLateUntilSomebodyEditsIt) {
  month_of_work();
  const auto incident = breach("", "");
  after_the_month();
  EXPECT_THAT(draft(), Not(HasSubstr("Cause:")));
  fill(incident, {{Field::cause, "A cable was cut"}});
  later(std::chrono::hours(24));
  EXPECT_THAT(draft(), HasSubstr("Cause: A cable was cut"));
  edit("Under way", "What we work at");
  const auto theirs = draft();
  fill(incident, {{Field::measure, "A second line"}});
  later(std::chrono::hours(48));
  EXPECT_EQ(draft(), theirs);
}

TEST_F(ClientsDigest, WritesNothingOnADayWithoutChangeNorAfterTheStoreWasLost) {
  month_of_work();
  after_the_month();
  later(std::chrono::hours(25));
  const auto first = draft();
  EXPECT_EQ(writes_of([&] {
              later(std::chrono::minutes(30));
              stage_.restart();
              stage_.settle();
              stage_.restart(true);
              stage_.settle();
              later(std::chrono::minutes(30));
            }),
            0);
  EXPECT_EQ(draft(), first);
}

TEST_F(ClientsDigest, IsMadeOnceEveryChangeWasSeen) {
  month_of_work();
  const auto last = request("A third shop");
  const auto change = change_of(last, "deneb");
  release(change, "2026-07-12");
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.restart(true);
  stage_.clock.set(*base::parse_instant("2026-07-01T07:00:00Z"));
  stage_.pass();
  EXPECT_EQ(draft(), "none") << "a task of that change became ready in this pass";
  stage_.settle();
  EXPECT_THAT(draft(), HasSubstr("#" + to_string(last) + " A third shop: promised for 2026-07-12"));
}

TEST_F(ClientsDigest, IsNotMadeWhereThereIsNothingToTellOrNobodyAskedForIt) {
  after_the_month();
  EXPECT_EQ(draft(), "none");
  use(bundled_site());
  month_of_work();
  go_to("2026-08-01T07:00:00Z");
  EXPECT_THAT(stage_.fake.pages_of("aurora"), IsEmpty());
  EXPECT_FALSE(stage_.fake.page("staff", "Digest-aurora-2026-07"));
}

TEST_F(ClientsDigest, IsLeftOutWhenTheTamSaysSo) {
  month_of_work();
  after_the_month();
  edit("Send to the client: no", "*Send to the client:* Skip");
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), Not(HasSubstr(kDraft)));
  later(std::chrono::hours(48));
  EXPECT_EQ(page(), "none");
}

TEST_F(ClientsDigest, IsSentByNobodyButTheTam) {
  month_of_work();
  after_the_month();
  edit_as(stage_.engineer, "Send to the client: no", "Send to the client: yes");
  later(std::chrono::minutes(6));
  EXPECT_EQ(page(), "none");
  EXPECT_THAT(desk(), HasSubstr("Alice Adams set it to be sent"));
  stage_.fake.edit_page("staff", kDraft, draft() + "\nAll the best\n", stage_.tam);
  later(std::chrono::minutes(6));
  EXPECT_THAT(page(), HasSubstr("All the best"));
}

TEST_F(ClientsDigest, StaysWhereItIsAsLongAsTheDeskSaysWhatIsInTheWay) {
  month_of_work();
  after_the_month();
  edit("Send to the client: no", "Send to the client: maybe");
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), HasSubstr("says “maybe”: set it to yes, no or skip"));
  edit("Send to the client: maybe", "");
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), HasSubstr("is missing above the text"));
  edit("h3. What the client gets", "Send to the client: YES.");
  stage_.fake.open_wiki("aurora", false);
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), HasSubstr("Switch on the module Wiki there"));
  stage_.fake.open_wiki("aurora");
  stage_.fake.edit_page("aurora", kPage, "Ours", stage_.client);
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), HasSubstr(std::string("has a page ") + kPage + " already"));
  EXPECT_EQ(page(), "Ours");
  stage_.fake.edit_page("staff", "Estafeta-pause", "* aurora: a move\n");
  later(std::chrono::minutes(6));
  EXPECT_THAT(desk(), HasSubstr("when the pause of aurora ends"));
}

TEST_F(ClientsDigest, IsNotSentWithoutTheMarkAboveItsText) {
  month_of_work();
  after_the_month();
  edit("<!-- Estafeta sends what is below -->", "");
  send();
  EXPECT_EQ(page(), "none");
  EXPECT_THAT(desk(), HasSubstr("“Estafeta sends what is below”, or the text under it, is missing"));
}

TEST_F(ClientsDigest, IsOneWhereTheProcessEndsAnywhereWhileItIsSent) {
  month_of_work();
  after_the_month();
  edit("Send to the client: no", "Send to the client: yes");
  for (const char* point :
       {"before:write_page", "after:write_page", "before:write_page", "after:write_page"}) {
    bool is_killed = false;
    stage_.fake.set_hook([&](std::string_view at) {
      if (is_killed || at != point) return tracker::fake::Fault::none;
      is_killed = true;
      return tracker::fake::Fault::kill;
    });
    stage_.clock.sleep(std::chrono::minutes(6));
    try {
      stage_.pass();
    } catch (const tracker::fake::Killed&) {
    }
    stage_.fake.set_hook({});
    stage_.restart(true);
  }
  stage_.settle();
  later(std::chrono::minutes(6));
  EXPECT_EQ(stage_.fake.pages_of("aurora").size(), 1U);
  EXPECT_THAT(page(), HasSubstr("A new shop, please"));
  EXPECT_THAT(draft(), HasSubstr("Sent to the client on"));
}

TEST_F(ClientsDigest, SpeaksTheLanguageOfTheClientToTheClientAndThatOfTheSiteToTheTam) {
  const auto site = monthly_site("ru");
  use(*site);
  month_of_work();
  after_the_month();
  EXPECT_THAT(draft(), AllOf(HasSubstr("Send to the client: no"), HasSubstr("сводка, июнь 2026"),
                             HasSubstr("обещано к 2026-07-10")));
  edit("Send to the client: no", "Отправить клиенту: да");
  later(std::chrono::minutes(6));
  EXPECT_THAT(page(), AllOf(HasSubstr("Выполнено"), Not(HasSubstr("promised"))));
}

TEST_F(ClientsDigest, ComesByTheWeekWhereThatIsWanted) {
  const auto site = site_with(
      [](auto& site) { site.mappings.clients.all.at("aurora").digest = model::DigestRhythm::weekly; });
  use(*site);
  month_of_work();
  go_to("2026-06-22T07:00:00Z");
  const auto text = stage_.fake.page("staff", "Digest-aurora-2026-W25").value_or("none");
  EXPECT_THAT(text, HasSubstr("digest, 2026-06-15 – 2026-06-21"));
}

// Everything that is internal has a canary; the one place that may have some is the draft's head, for staff.
TEST_F(ClientsDigest, HoldsNothingThatIsInternal) {
  const auto site = site_with([](auto& site) {
    site.mappings.clients.all.at("aurora").digest = model::DigestRhythm::monthly;
    for (auto& [id, department] : site.mappings.departments.all) department.title = "Canarydept " + id;
  });
  use(*site);
  const auto asked = request("A new shop, please");
  const auto change = change_of(asked);
  tracker::fake::PersonalEdit told;
  told.subject = "Canary subject of a change";
  told.note = "Canary of a private note";
  told.note_is_private = true;
  stage_.act(stage_.tam, change, told);
  release(change, "2026-06-20");
  for (const auto& task : stage_.tasks(change)) {
    told.subject = "Canary subject of a task";
    stage_.act(stage_.tam, task.id, told);
  }
  stage_.settle();
  finish(change);
  const auto hidden = change_of(request("A request whose change is not released, Canary"), "vega");
  fill(hidden, {{Field::promised, "2026-07-30"}}, "Canary note");
  const auto cause =
      breach("Alice forgot it, Canary cause", "canarydept network gets a second shift, Canary");
  const auto secret = breach("Canary of a private incident", "");
  stage_.fake.make_private(secret);
  told.subject = "Shop front unreachable";
  stage_.act(stage_.engineer, cause, told);
  const auto excluded = stage_.open_incident("aurora", stage_.engineer);
  told.note = "SLA correction: excluded\nReason: Canary of the ledger";
  stage_.act(stage_.tam, excluded, told);
  stage_.settle();
  after_the_month();
  EXPECT_THAT(draft(), AllOf(HasSubstr("Canary cause"), HasSubstr("not released to the client"),
                             HasSubstr("#" + to_string(secret) + ": not counted")))
      << "or the hints prove nothing";
  send();
  EXPECT_THAT(page(), AllOf(HasSubstr("A new shop, please"), HasSubstr("response: 0 of 1 in time"),
                            HasSubstr("#" + to_string(cause)), Not(HasSubstr("#" + to_string(secret))),
                            Not(HasSubstr("#" + to_string(hidden)))));
  for (const auto& [title, text] : stage_.fake.pages_of("aurora")) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("anary")), Not(HasSubstr("Alice")), Not(HasSubstr("Tina")),
                            Not(HasSubstr("Network"))))
        << title;
  }
}

TEST_F(ClientsDigest, CostsARequestEveryFiveMinutesWhileItWaitsAndNoneOnceItIsSettled) {
  month_of_work();
  after_the_month();
  const auto looks_in_an_hour = [&] {
    stage_.fake.reset_counters();
    for (int minute = 0; minute < 60; ++minute) later(std::chrono::minutes(1));
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("page_version") ? calls.at("page_version") : 0;
  };
  EXPECT_THAT(looks_in_an_hour(), AllOf(Ge(10), Le(12)));
  send();
  EXPECT_EQ(looks_in_an_hour(), 0);
}

TEST_F(ClientsDigest, HoldsUpNoDeskWhereItsDraftCannotBeRead) {
  month_of_work();
  after_the_month();
  stage_.fake.set_hook([](std::string_view at) {
    return at == "before:page_version" ? tracker::fake::Fault::denied : tracker::fake::Fault::none;
  });
  stage_.clock.sleep(std::chrono::minutes(6));
  const auto change = stage_.open_change("landscape", "system: rigel\n", State::agreed);
  std::size_t troubles = 0;
  for (int i = 0; i < 3; ++i) {
    stage_.pass();
    troubles += stage_.troubles.size();
  }
  EXPECT_EQ(troubles, 1U) << "said, and not asked for again at once";
  EXPECT_THAT(desk(), AllOf(HasSubstr("#" + to_string(change)), HasSubstr(kDraft)));
  stage_.fake.set_hook({});
  edit("Send to the client: no", "Send to the client: yes");
  later(std::chrono::minutes(6));
  EXPECT_NE(page(), "none");
}

}  // namespace
}  // namespace estafeta::testing
