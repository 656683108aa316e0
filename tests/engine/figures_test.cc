// What people without a shell read of clients' SLA, and the months they have signed by a button, through
// whole passes on the fake tracker.
#include "connector/render/documents/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "connector/document/json.h"
#include "connector/render/report/report_csv.h"
#include "connector/render/report/report_html.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/month_figures.h"
#include "connector/service/incidents/report_answer.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/incidents/sign_off_requests.h"
#include "connector/service/incidents/sign_offs.h"
#include "connector/store/sqlite_store.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using document::Node;
using model::State;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

class Figures : public ::testing::Test {
 protected:
  Figures() {
    stage_.fake.keep_documents(true);
    stage_.clock.set(at("2026-06-15T07:00:00Z"));
    late_ = stage_.open_incident();
    stage_.settle();
    stage_.clock.set(at("2026-06-25T12:00:00Z"));
    stage_.move(stage_.engineer, late_, State::in_progress);
    stage_.move(stage_.engineer, late_, State::resolved);
    stage_.settle();
    stage_.clock.set(at("2026-07-02T07:00:00Z"));
    stage_.engine().sign_months_of(requests_);
    stage_.settle();
  }

  Node read(const std::string& name) {
    const auto& all = stage_.fake.documents();
    const auto found = all.find(name);
    if (found == all.end()) return {};
    return document::parse_json(found->second.texts.at("en"), name).value_or(Node{});
  }
  static std::string text_at(const Node& node, std::string_view key) {
    const auto* found = node.find(key);
    return found == nullptr ? "" : found->text;
  }
  static std::vector<Node> items_at(const Node& node, std::string_view key) {
    const auto* found = node.find(key);
    return found == nullptr ? std::vector<Node>() : found->items;
  }
  Node clock_of(const Node& figures, const std::string& clock) {
    for (const auto& one : items_at(figures, "clocks")) {
      if (text_at(one, "clock") == clock) return one;
    }
    return {};
  }
  int published() { return stage_.fake.counters().calls.at("publish"); }
  void ask(const std::string& key, const std::string& more = "") {
    const auto put = requests_.put(R"({"client":"aurora","month":"2026-06","by":"A. Ivanova, TAM","key":")" +
                                   key + "\"" + more + "}");
    EXPECT_TRUE(put.ok());
  }
  std::vector<sla::SignOff> signed_june() {
    return service::read_sign_offs(bundled_site(), stage_.fake, "aurora", "2026-06").value();
  }

  SiteStage stage_;
  service::SignOffRequests requests_;
  base::IssueId late_;
};

TEST_F(Figures, OfEachOfThirteenMonthsAreThoseOfTheReport) {
  const auto june = read("figures/aurora-2026-06");
  const auto month = sla::parse_month("2026-06").value();
  service::Archive archive(bundled_site(), stage_.fake, *stage_.store);
  const auto report = service::make_report(bundled_site(), stage_.fake, archive, {month, {}, "aurora", {}},
                                           stage_.clock.now());
  ASSERT_TRUE(report);
  ASSERT_FALSE(report->report.totals.empty());
  for (const auto& total : report->report.totals) {
    const auto told = clock_of(june, report->report.clocks[total.clock]);
    EXPECT_EQ(text_at(told, "met"), std::to_string(total.figures.met));
    EXPECT_EQ(text_at(told, "breached"), std::to_string(total.figures.breached));
  }
  const auto resolution = clock_of(june, "resolution");
  EXPECT_EQ(text_at(resolution, "breached"), "1");
  ASSERT_NE(resolution.find("issues"), nullptr);
  ASSERT_THAT(items_at(*resolution.find("issues"), "breached"), SizeIs(1));
  EXPECT_EQ(items_at(*resolution.find("issues"), "breached").front().text, to_string(late_));
  EXPECT_EQ(text_at(june, "over"), "true");
  EXPECT_EQ(text_at(read("figures/aurora-2026-07"), "over"), "false");
  EXPECT_THAT(stage_.fake.documents(), Contains(Key("figures/meridian-2025-07")));
  EXPECT_THAT(stage_.fake.documents(), Not(Contains(Key("figures/aurora-2025-06"))));
}

TEST_F(Figures, AreTheSameWhereOneReadingOfTheStoreCannotHoldThemAll) {
  stage_.clock.set(at("2026-07-03T07:00:00Z"));
  stage_.open_incident();
  stage_.open_incident();
  stage_.settle();
  const auto made = [&](std::size_t most_rows) {
    std::map<std::string, std::string> texts;
    const auto done = service::make_month_figures(
        bundled_site(), *stage_.store, {"aurora", "meridian"},
        [](const auto&, const auto&) { return std::optional<sla::SignOff>(); }, stage_.clock.now(),
        [&](const std::string& client, const render::ReportView& month) {
          const auto name = client + sla::format_month(month.report.asked.period.from);
          EXPECT_FALSE(texts.contains(name));
          texts[name] = render::figures_document(month, {}, bundled_site().plain("en"));
          return base::Status();
        },
        most_rows);
    EXPECT_TRUE(done);
    return std::pair(texts, done ? done->read : 0);
  };
  const auto [at_once, read_once] = made(service::kMostRows);
  const auto [in_parts, read_in_parts] = made(1);
  EXPECT_EQ(at_once, in_parts);
  EXPECT_THAT(at_once, SizeIs(26));
  EXPECT_GT(read_in_parts, read_once);
}

TEST_F(Figures, ArePublishedOnlyWhenAnIncidentSaysSomethingElse) {
  stage_.clock.sleep(std::chrono::hours(2));
  stage_.settle();
  const int before = published();
  stage_.pass();
  stage_.pass();
  EXPECT_EQ(published(), before);
  tracker::fake::PersonalEdit edit;
  edit.note = "Any news?";
  stage_.act(stage_.client, late_, edit);
  stage_.settle();
  EXPECT_EQ(text_at(clock_of(read("figures/aurora-2026-06"), "resolution"), "breached"), "1");
}

TEST_F(Figures, OfTheNextMonthAreThereWhenItBegins) {
  stage_.clock.set(at("2026-08-01T07:00:00Z"));
  stage_.settle();
  EXPECT_EQ(text_at(read("figures/aurora-2026-07"), "over"), "true");
  EXPECT_EQ(text_at(read("figures/aurora-2026-08"), "over"), "false");
  EXPECT_THAT(stage_.fake.documents(), Not(Contains(Key("figures/aurora-2025-07"))));
}

TEST_F(Figures, TellWhatWillBreachAndWhoHoldsIt) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  const auto clocks = items_at(read("forecast/aurora"), "clocks");
  ASSERT_FALSE(clocks.empty());
  EXPECT_EQ(text_at(clocks.front(), "issue"), to_string(incident));
  EXPECT_EQ(text_at(clocks.front(), "clock"), "response");
  EXPECT_FALSE(text_at(clocks.front(), "due").empty());
  const auto open = items_at(clocks.front(), "open");
  ASSERT_FALSE(open.empty());
  EXPECT_EQ(open.back().items.back().text, text_at(clocks.front(), "due"));
  EXPECT_THAT(items_at(read("forecast/meridian"), "clocks"), IsEmpty());
}

TEST_F(Figures, AreSignedOnceHoweverOftenOneAsks) {
  ask("k1");
  ask("k1");
  stage_.pass();
  ask("k1", R"(,"again":true)");
  stage_.pass();
  const auto signed_off = signed_june();
  ASSERT_THAT(signed_off, SizeIs(1));
  EXPECT_EQ(signed_off.front().by, "A. Ivanova, TAM");
  const auto told = items_at(read("figures/aurora-2026-06"), "signed");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(text_at(told.front(), "key"), "k1");
  EXPECT_THAT(items_at(read("figures/aurora-2026-06"), "refusals"), IsEmpty());
}

TEST_F(Figures, WhoseAnswerWasLostWithTheProcessAreNotSignedTwice) {
  ask("k1");
  int failing = 1;
  stage_.fake.set_hook([&](std::string_view point) {
    return point == "after:attach_to_page" && failing-- > 0 ? tracker::fake::Fault::unavailable
                                                            : tracker::fake::Fault::none;
  });
  stage_.pass();
  stage_.restart();
  stage_.engine().sign_months_of(requests_);
  ask("k1");
  stage_.pass();
  EXPECT_THAT(signed_june(), SizeIs(1));
}

TEST_F(Figures, ThatCannotBeSignedSayWhyAsTheCommandDoes) {
  ask("k1");
  stage_.pass();
  ask("k2");
  stage_.pass();
  const auto refusals = items_at(read("figures/aurora-2026-06"), "refusals");
  ASSERT_THAT(refusals, SizeIs(1));
  EXPECT_EQ(text_at(refusals.front(), "key"), "k2");
  EXPECT_THAT(text_at(refusals.front(), "why"), HasSubstr("was signed on"));
  ask("k3", R"(,"again":true)");
  stage_.pass();
  EXPECT_THAT(signed_june(), SizeIs(2));
}

TEST_F(Figures, SignedByACommandAreKnownAtTheNextLook) {
  service::Archive archive(bundled_site(), stage_.fake, *stage_.store);
  ASSERT_TRUE(service::sign_month(bundled_site(), stage_.fake, archive,
                                  {"aurora", sla::parse_month("2026-06").value(), "B. Petrov"},
                                  stage_.clock.now()));
  stage_.clock.sleep(std::chrono::minutes(2));
  tracker::fake::PersonalEdit edit;
  edit.note = "Any news?";
  stage_.act(stage_.client, late_, edit);
  stage_.settle();
  EXPECT_THAT(items_at(read("figures/aurora-2026-06"), "signed"), SizeIs(1));
}

TEST_F(Figures, AsAFileAreTheReportThatTheCommandMakesOfTheSameStore) {
  ask("k1");
  stage_.pass();
  const auto folder = std::filesystem::path(::testing::TempDir()) / "figures_report";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto site = site_with([](service::Site&) {});
  const store::Location location{.file = folder / "store.db"};
  const auto file = store::open_sqlite(location.file).value();
  const auto copied = stage_.store->each_incident(
      [&](const store::IncidentRecord& one) { EXPECT_TRUE(file->set_incident(one).ok()); });
  ASSERT_TRUE(copied.ok());
  const auto kept = service::sign_off_value("aurora", "2026-06");
  ASSERT_TRUE(file->set_value(kept, stage_.store->value(kept).value().value_or("")).ok());
  const auto link = [](base::IssueId id) { return "https://t/" + to_string(id); };
  const auto answered = [&](const std::string& format) {
    const auto text = service::answer_report(
        *site, location,
        R"({"client":"aurora","month":"2026-06","language":"en","format":")" + format + "\"}", link,
        stage_.clock.now());
    return document::parse_json(text, "answer").value();
  };
  service::Archive archive(*site, stage_.fake, *stage_.store);
  auto report = service::make_report(
      *site, stage_.fake, archive,
      {sla::parse_month("2026-06").value(), {sla::Dimension::client}, "aurora", {}}, stage_.clock.now());
  ASSERT_TRUE(report);
  report->link = link;
  EXPECT_EQ(text_at(answered("csv"), "content"), render::report_csv(*report));
  EXPECT_EQ(text_at(answered("html"), "content"), render::report_html(*report, site->plain("en")));
  EXPECT_THAT(text_at(answered("html"), "content"), HasSubstr("A. Ivanova, TAM"));
  EXPECT_EQ(text_at(answered("html"), "name"), "sla-aurora-2026-06.html");
  const auto wrong =
      service::answer_report(*site, location, R"({"client":"arora","month":"2026-06"})", link, {});
  EXPECT_THAT(text_at(document::parse_json(wrong, "answer").value(), "problem"), HasSubstr("aurora"));
}

TEST_F(Figures, ThatAreSignedAreKnownToTheNextProcessWhichDoesNotAskForEveryMonth) {
  ask("k1");
  stage_.pass();
  const auto asked = [this] { return stage_.fake.counters().calls.at("page_files"); };
  const auto before = asked();
  stage_.restart();
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.open_incident();
  stage_.settle();
  EXPECT_LE(asked() - before, static_cast<int>(bundled_site().mappings.clients.all.size()));
  EXPECT_THAT(items_at(read("figures/aurora-2026-06"), "signed"), SizeIs(1));
}

TEST_F(Figures, OfAClientWhoseSignedMonthIsDamagedStayAsTheyWereAndTheOthersGoOn) {
  ASSERT_TRUE(stage_.fake.write_page("staff", "SLA-aurora-2026-06", "Signed").ok());
  ASSERT_TRUE(stage_.fake
                  .attach_to_page("staff", "SLA-aurora-2026-06",
                                  {"sla-aurora-2026-06-1.json", "{", "application/json"})
                  .ok());
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.open_incident("aurora");
  stage_.open_incident("meridian");
  stage_.pass();
  ASSERT_THAT(stage_.troubles, Not(IsEmpty()));
  EXPECT_EQ(stage_.troubles.front().phrase().key, "sign_off.damaged");
  EXPECT_THAT(items_at(read("forecast/meridian"), "clocks"), Not(IsEmpty()));
  EXPECT_EQ(text_at(clock_of(read("figures/aurora-2026-06"), "resolution"), "breached"), "1");
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.settle();
  stage_.pass();
  EXPECT_THAT(stage_.troubles, IsEmpty()) << "said once, until an incident changes again";
}

TEST_F(Figures, AreNotSignedOnARequestThatCannotBeRead) {
  for (const char* text : {"", "[]", R"({"client":"aurora","month":"June","by":"A","key":"k"})",
                           R"({"client":"aurora","month":"2026-06","by":"A"})"}) {
    EXPECT_FALSE(requests_.put(text).ok()) << text;
  }
  EXPECT_THAT(requests_.take(), IsEmpty());
}

}  // namespace
}  // namespace estafeta::testing
