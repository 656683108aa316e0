// A client's month as its TAM sends it: what is in it, what is not, and what the TAM is told first.
#include "connector/service/desks/client_pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/incidents/reports.h"
#include "connector/service/incidents/sign_offs.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const sla::Period kMonth = sla::parse_month("2026-06").value();

std::unique_ptr<service::Site> packed_site(const std::string& language) {
  return site_with([&](auto& site) {
    auto& client = site.mappings.clients.all.at("aurora");
    client.digest = model::DigestRhythm::monthly;
    client.language = language;
  });
}

class AClientsPack : public ::testing::TestWithParam<std::string> {
 protected:
  void note(base::IssueId id, const base::PrincipalId& who, const std::string& text, bool is_private) {
    tracker::fake::PersonalEdit edit;
    edit.note = text;
    edit.note_is_private = is_private;
    stage_.act(who, id, edit);
  }
  void fill(base::IssueId id, const std::string& cause, const std::string& measure) {
    tracker::fake::PersonalEdit edit;
    edit.fields = {{Field::cause, cause}, {Field::measure, measure}};
    stage_.act(stage_.tam, id, edit);
  }
  base::IssueId breach(const std::string& cause, const std::string& measure,
                       const std::string& subject = "Shop front unreachable") {
    tracker::NewIssue issue;
    issue.project = "aurora";
    issue.kind = model::Kind::incident;
    issue.subject = subject;
    issue.assignee = stage_.engineer;
    const auto incident = *stage_.fake.open_issue(stage_.client, issue);
    note(incident, stage_.engineer, "CANARY private words", true);
    stage_.clock.sleep(std::chrono::hours(30));
    stage_.move(stage_.engineer, incident, State::in_progress);
    stage_.move(stage_.engineer, incident, State::resolved);
    fill(incident, cause, measure);
    return incident;
  }
  void correct(base::IssueId id, const std::string& reason, bool is_private) {
    auto when = base::format_instant(stage_.clock.now() - std::chrono::hours(20));
    when.replace(when.find('T'), 1, " ").replace(when.find('Z'), 1, " Z");
    note(id, stage_.tam,
         "SLA correction: answered\nAt: " + when + "\nReason: " + reason + "\nEvidence: CANARY mail",
         is_private);
  }
  void after_the_month() {
    stage_.clock.set(*base::parse_instant("2026-07-01T07:00:00Z"));
    stage_.settle();
  }
  service::ClientPack pack() {
    service::Archive archive(*site_, stage_.fake, *stage_.store);
    EXPECT_TRUE(archive.refresh(service::needed_since(*site_, kMonth)).ok());
    auto made = service::make_client_pack(*site_, stage_.fake, archive, "aurora", kMonth, stage_.clock.now());
    EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
    return made ? std::move(*made) : service::ClientPack{};
  }
  static std::vector<std::string> keys(const std::vector<base::Phrase>& all) {
    std::vector<std::string> keys;
    for (const auto& one : all) keys.push_back(one.key);
    return keys;
  }
  static std::string all_of(const service::ClientPack& made) {
    std::string text;
    for (const auto& [name, content] : made.files) text += content + "\n";
    return text;
  }
  void sign() {
    service::Archive archive(*site_, stage_.fake, *stage_.store);
    EXPECT_TRUE(archive.refresh(service::needed_since(*site_, kMonth)).ok());
    const auto made =
        service::sign_month(*site_, stage_.fake, archive,
                            {"aurora", kMonth, "CANARY Person, TAM", false, true}, stage_.clock.now());
    EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
  }

  const std::unique_ptr<service::Site> site_ = packed_site(GetParam());
  SiteStage stage_{*site_};
};

TEST_P(AClientsPack, HoldsTheReportTheIncidentsTheDigestAndAnIndexInItsLanguage) {
  stage_.fake.open_wiki("aurora");
  const auto late = breach("A cable was cut.", "A second line.");
  after_the_month();
  sign();
  const auto made = pack();
  EXPECT_THAT(made.files, UnorderedElementsAre(Key("README.txt"), Key("sla-2026-06.html"),
                                               Key("incidents-2026-06.csv"), Key("digest-2026-06.txt")));
  EXPECT_THAT(keys(made.lacks), ElementsAre("pack.digest_draft"));
  const bool russian = GetParam() == "ru";
  EXPECT_THAT(made.files.at("sla-2026-06.html"),
              AllOf(HasSubstr(russian ? "Отчёт по SLA" : "SLA report"), HasSubstr("A cable was cut."),
                    HasSubstr("A second line."), HasSubstr("Shop front unreachable")));
  EXPECT_THAT(made.files.at("README.txt"),
              AllOf(HasSubstr(russian ? "июнь 2026" : "June 2026"), HasSubstr("sla-2026-06.html"),
                    HasSubstr("incidents-2026-06.csv"), HasSubstr("digest-2026-06.txt")));
  EXPECT_THAT(made.files.at("incidents-2026-06.csv"),
              AllOf(HasSubstr("issue,subject,priority"), HasSubstr(base::to_string(late) + ",Shop front")));
  EXPECT_THAT(made.files.at("digest-2026-06.txt"), HasSubstr("A cable was cut."));
}

TEST_P(AClientsPack, ShowsNothingThatIsNotForTheClient) {
  const auto group = breach("The Unix group was slow.", "CANARY measure by Network");
  const auto open = breach("Power failure.", "A second line.");
  correct(open, "told by phone, in public", false);
  const auto closed = breach("Power failure.", "");
  correct(closed, "CANARY reason", true);
  breach("Power failure.", "");
  stage_.fake.make_private(breach("CANARY cause", "CANARY measure", "CANARY subject"));
  after_the_month();
  sign();
  const auto made = pack();
  const auto text = all_of(made);
  EXPECT_THAT(text, Not(HasSubstr("CANARY")));
  EXPECT_THAT(text, HasSubstr("told by phone, in public"));
  EXPECT_THAT(text, HasSubstr("Power failure."));
  for (const auto& [id, department] : site_->mappings.departments.all) {
    EXPECT_THAT(text, Not(HasSubstr(department.title + "<"))) << id;
    EXPECT_THAT(text, Not(HasSubstr(department.group))) << id;
  }
  for (const char* name : {"Alice", "Adams", "Tina", "Turner", "Dora", "Norris"}) {
    EXPECT_THAT(text, Not(HasSubstr(name)));
  }
  EXPECT_THAT(keys(made.lacks), AllOf(Contains("pack.internal_text"), Contains("pack.no_measure")));
  EXPECT_THAT(keys(made.remarks), UnorderedElementsAre("pack.hidden", "pack.reasons"));
  EXPECT_NE(text.find(base::to_string(group)), std::string::npos);
}

TEST_P(AClientsPack, OfAMonthWithoutIncidentsSaysSoAndWhatIsMissing) {
  after_the_month();
  const auto made = pack();
  EXPECT_THAT(keys(made.lacks), ElementsAre("pack.not_signed", "pack.no_digest"));
  EXPECT_THAT(made.files, Not(Contains(Key("digest-2026-06.txt"))));
  EXPECT_THAT(made.files.at("sla-2026-06.html"), HasSubstr("<html"));
  for (const auto& lack : made.lacks) EXPECT_NE(site_->plain("ru").say(lack), "") << lack.key;
}

TEST_P(AClientsPack, IsMadeOfAMonthThatIsOverAndOfAClientThereIs) {
  const auto now = *base::parse_instant("2026-06-30T20:00:00Z");
  const auto early = service::may_pack(*site_, "aurora", kMonth, now);
  EXPECT_EQ(to_string(early.phrase()), "pack.not_over{month=2026-06, day=2026-07-01}");
  EXPECT_TRUE(service::may_pack(*site_, "aurora", kMonth, now + std::chrono::hours(24)).ok());
  const auto unknown = service::may_pack(*site_, "aurra", kMonth, now);
  EXPECT_EQ(unknown.code(), base::Code::not_found);
  EXPECT_THAT(site_->plain("en").say(unknown.phrase()), HasSubstr("aurora"));
}

INSTANTIATE_TEST_SUITE_P(Languages, AClientsPack, ::testing::Values("en", "ru"),
                         [](const auto& named) { return named.param; });

}  // namespace
}  // namespace estafeta::testing
