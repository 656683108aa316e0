// What gets into a client's digest, and what only its TAM is told.
#include "connector/views/client_digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::views {
namespace {

using model::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

base::Date day(const char* text) {
  return *base::parse_date(text);
}

class ClientDigests : public ::testing::Test {
 protected:
  ClientDigests() {
    client_.id = "aurora";
    client_.name = "Aurora Retail";
    report_.clocks = {"response", "resolution"};
  }

  ChangeCard& add_change(int id, State state, int request) {
    auto& card = cards_[{id}];
    card.issue = {id};
    card.client = "aurora";
    card.title = "internal " + std::to_string(id);
    card.state = state;
    if (state == State::done) card.ended = base::parse_instant("2026-06-20T12:00:00Z");
    card.requests = {{{request}, "as the card knows it", true}};
    return card;
  }
  void release(ChangeCard& card, const char* promised) { card.released = {base::parse_date(promised)}; }
  // A clock of that incident that breached, or was met.
  void add_row(int incident, std::uint32_t clock, bool breached, const std::string& cause = "",
               const std::string& measure = "") {
    sla::Row row;
    row.issue = {incident};
    row.clock = clock;
    row.standing = breached ? sla::Standing::breached : sla::Standing::met;
    report_.rows.push_back(row);
    if (breached) report_.breaches.push_back({report_.rows.size() - 1, cause, measure, 0, {}});
  }
  DigestSources sources() {
    return {client_, sla::month_of(day("2026-06-01")), zone_, cards_, report_, awaited_};
  }
  ClientDigest digest() { return client_digest_of(sources(), shown_, {"Network", "Alice Adams", "Alice"}); }
  std::vector<DigestHint::Type> hints() {
    std::vector<DigestHint::Type> types;
    for (const auto& hint : digest().hints) types.push_back(hint.type);
    return types;
  }

  model::Client client_;
  const calendar::Zone zone_ = calendar::Zone::utc();
  Cards cards_;
  sla::Report report_;
  std::vector<AwaitedIncident> awaited_;
  std::map<base::IssueId, std::string> shown_{{{1}, "A shop"}, {{2}, "A till"}, {{7}, "Down"}, {{8}, "Slow"}};
};

TEST_F(ClientDigests, NameARequestOfAReleasedChangeByItsOwnTitleOfToday) {
  release(add_change(10, State::done, 1), "2026-06-20");
  release(add_change(11, State::in_progress, 2), "2026-07-01");
  ASSERT_THAT(digest().done, SizeIs(1));
  EXPECT_EQ(digest().done.front().title, "A shop");
  EXPECT_TRUE(digest().done.front().is_kept());
  ASSERT_THAT(digest().coming, SizeIs(1));
  EXPECT_EQ(digest().coming.front().title, "A till");
  EXPECT_THAT(digest().hints, IsEmpty());
}

TEST_F(ClientDigests, TellOnlyTheTamOfWhatWasNotReleased) {
  add_change(10, State::done, 1);
  add_change(11, State::on_hold, 2);
  EXPECT_TRUE(digest().empty());
  EXPECT_THAT(hints(), ElementsAre(DigestHint::Type::done, DigestHint::Type::under_way));
  EXPECT_THAT(issues_to_name(sources()), IsEmpty());
}

TEST_F(ClientDigests, LeaveOutWhatTheClientDoesNotSee) {
  release(add_change(10, State::done, 99), "2026-06-20");
  add_row(98, 0, true, "Rain");
  awaited_ = {{{97}, *base::parse_instant("2026-06-03T12:00:00Z")}};
  EXPECT_TRUE(digest().empty());
  EXPECT_THAT(hints(), ElementsAre(DigestHint::Type::hidden));
  EXPECT_THAT(issues_to_name(sources()),
              ElementsAre(base::IssueId{97}, base::IssueId{98}, base::IssueId{99}));
}

TEST_F(ClientDigests, LeaveOutWhatEndedInAnotherMonthWasGivenUpOrIsAnothers) {
  release(add_change(10, State::done, 1), "2026-06-20");
  cards_[{10}].ended = base::parse_instant("2026-07-01T00:00:00Z");
  release(add_change(11, State::cancelled, 1), "2026-06-20");
  cards_[{11}].ended = base::parse_instant("2026-06-20T00:00:00Z");
  release(add_change(12, State::in_progress, 1), "2026-06-20");
  cards_[{12}].client = "meridian";
  EXPECT_TRUE(digest().empty());
  EXPECT_THAT(digest().hints, IsEmpty());
}

TEST_F(ClientDigests, SayOnceOfARequestThatTheClientIsWaitedForSinceTheFirstTaskWaits) {
  auto& card = add_change(11, State::in_progress, 2);
  release(card, "2026-07-01");
  for (const char* since : {"2026-06-25T12:00:00Z", "2026-06-23T12:00:00Z"}) {
    CardTask task;
    task.issue = base::IssueId{20};
    task.title = "internal task";
    task.owner = model::Owner::client;
    task.state = State::ready;
    task.since = base::parse_instant(since);
    card.tasks.push_back(task);
  }
  auto done = card.tasks.front();
  done.state = State::done;
  card.tasks.push_back(done);
  ASSERT_THAT(digest().needs, SizeIs(1));
  EXPECT_EQ(digest().needs.front().title, "A till");
  EXPECT_EQ(digest().needs.front().since, day("2026-06-23"));
  EXPECT_THAT(hints(), ElementsAre(DigestHint::Type::asked, DigestHint::Type::asked));
}

TEST_F(ClientDigests, CountEachClockAndNameABreachedIncidentOnce) {
  add_row(7, 0, true, "Rain", "An umbrella");
  add_row(7, 1, true, "Rain", "An umbrella");
  add_row(8, 0, false);
  ASSERT_THAT(digest().clocks, SizeIs(2));
  EXPECT_EQ(digest().clocks.front().met, 1);
  EXPECT_EQ(digest().clocks.front().breached, 1);
  ASSERT_THAT(digest().breaches, SizeIs(1));
  EXPECT_THAT(digest().breaches.front().clocks, ElementsAre("response", "resolution"));
  EXPECT_EQ(digest().breaches.front().cause, "Rain");
  EXPECT_EQ(digest().breaches.front().measure, "An umbrella");
}

TEST_F(ClientDigests, KeepBackACauseOrAMeasureThatNamesADepartmentOrAPerson) {
  const auto told = [&](const std::string& cause) {
    report_.rows.clear();
    report_.breaches.clear();
    add_row(7, 0, true, cause);
    return digest().breaches.front().cause;
  };
  EXPECT_EQ(told("network slept"), "");
  EXPECT_EQ(told("It was (NETWORK)."), "");
  EXPECT_EQ(told("Alice forgot"), "");
  EXPECT_EQ(told("The networks of the provider"), "The networks of the provider") << "another word";
  report_.rows.clear();
  report_.breaches.clear();
  add_row(7, 0, true, "Rain", "Alice Adams watches the sky");
  EXPECT_EQ(digest().breaches.front().measure, "");
  EXPECT_THAT(hints(), ElementsAre(DigestHint::Type::measure));
}

}  // namespace
}  // namespace estafeta::views
