// The page on which a TAM edits what a client is told.
#include "connector/service/desks/digest_draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/desks/digest_states.h"
#include "connector/store/memory_store.h"
#include "tests/support/redmine_markup.h"

namespace estafeta::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<DraftWords> kWords{{"Send", "no", "yes", "skip"}, {"Отправить", "нет", "да", "пропустить"}};

const model::Markup& markup(model::MarkupKind kind = model::MarkupKind::textile) {
  return tests::redmine_markup(config::TrackerKind::redmine, kind);
}

std::string page(model::MarkupKind kind = model::MarkupKind::textile) {
  return draft_page({"Head\n", "Hints\n", "One\n\nSend: no\n"}, kWords[0], markup(kind));
}

Draft read(const std::string& text, model::MarkupKind kind = model::MarkupKind::textile) {
  return read_draft(text, kWords, markup(kind));
}

std::string answered(const std::string& line) {
  auto text = page();
  return text.replace(text.find("Send: no"), 8, line);
}

TEST(ADraft, IsReadBackAsItWasWrittenInEitherMarkup) {
  for (const auto kind : {model::MarkupKind::textile, model::MarkupKind::markdown}) {
    const auto draft = read(page(kind), kind);
    EXPECT_EQ(draft.answer, DraftAnswer::no);
    EXPECT_TRUE(draft.is_untouched);
    EXPECT_TRUE(draft.has_text);
    EXPECT_EQ(draft.text, "One\n\nSend: no") << "below the mark the line is the client's";
  }
}

TEST(ADraft, IsUntouchedWithTheLineEndsOfABrowserAndTouchedWithAWordMore) {
  auto browser = page();
  for (std::size_t at = 0; (at = browser.find('\n', at)) != std::string::npos; at += 2)
    browser.replace(at, 1, "\r\n");
  EXPECT_TRUE(read(browser).is_untouched);
  EXPECT_FALSE(read(page() + "More\n").is_untouched);
  EXPECT_FALSE(read("").is_untouched);
}

TEST(ADraft, IsAnsweredInEitherLanguageHoweverItIsWritten) {
  EXPECT_EQ(read(answered("Send: yes")).answer, DraftAnswer::send);
  EXPECT_EQ(read(answered("  *Send:* YES.")).answer, DraftAnswer::send);
  EXPECT_EQ(read(answered("Send: “yes”")).answer, DraftAnswer::send);
  EXPECT_EQ(read(answered("Отправить: ДА")).answer, DraftAnswer::send);
  EXPECT_EQ(read(answered("Отправить: Пропустить")).answer, DraftAnswer::skip);
  EXPECT_EQ(read(answered("Send: no, not yes")).answer, DraftAnswer::unclear);
  EXPECT_EQ(read(answered("Send: no, not yes")).word, "no, not yes");
  EXPECT_EQ(read(answered("Send:")).answer, DraftAnswer::unclear);
  EXPECT_EQ(read(answered("")).answer, DraftAnswer::unclear);
}

TEST(ADraft, WithoutItsMarkHasNoText) {
  auto text = page();
  const auto mark = markup().hidden("Estafeta sends what is below");
  text.replace(text.find(mark), mark.size(), "");
  EXPECT_FALSE(read(text).has_text);
  EXPECT_EQ(read(text).text, "");
}

TEST(ADraft, SaysThatItWasSentAndKeepsTheRest) {
  const auto sent = with_sent(answered("Send: yes"), "Sent today.", kWords, markup());
  EXPECT_EQ(read(sent).answer, DraftAnswer::sent);
  EXPECT_THAT(sent, AllOf(HasSubstr("Head\n"), HasSubstr("Sent today."), HasSubstr("One"),
                          Not(HasSubstr("Send: yes"))));
}

TEST(APeriod, IsNamedByItsMonthOrItsIsoWeek) {
  const auto week = [](const char* today) {
    model::Client client;
    client.digest = model::DigestRhythm::weekly;
    return period_name(*digest_period(client, *base::parse_date(today)));
  };
  EXPECT_EQ(week("2026-01-05"), "2026-W01");
  EXPECT_EQ(week("2026-01-04"), "2025-W52");
  EXPECT_EQ(week("2027-01-06"), "2026-W53") << "1 January is a Friday";
  EXPECT_EQ(week("2026-07-06"), "2026-W27");
  model::Client client;
  EXPECT_FALSE(digest_period(client, *base::parse_date("2026-07-06")));
  client.digest = model::DigestRhythm::monthly;
  EXPECT_EQ(period_name(*digest_period(client, *base::parse_date("2026-01-31"))), "2025-12");
}

TEST(TheStateOfADigest, ComesBackFromTheStoreAsItWas) {
  const auto store = store::in_memory();
  EXPECT_EQ(*digest_state(*store, "aurora"), DigestState());
  DigestState state{"2026-06", DigestState::Stage::waiting, base::parse_date("2026-07-01"), {}};
  for (int i = 0; i < views::kDraftProblems; ++i) {
    state.waiting = {"aurora", "Digest-aurora-2026-06", static_cast<views::DraftProblem>(i), "may\"be"};
    ASSERT_TRUE(keep_digest_state(*store, "aurora", state).ok());
    EXPECT_EQ(*digest_state(*store, "aurora"), state);
  }
  state = {"2026-06", DigestState::Stage::settled, {}, {}};
  ASSERT_TRUE(keep_digest_state(*store, "aurora", state).ok());
  EXPECT_EQ(*digest_state(*store, "aurora"), state);
}

}  // namespace
}  // namespace estafeta::service
