#include "connector/tracker/redmine/poll.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace estafeta::tracker::redmine {
namespace {

using base::Instant;
using base::Seconds;
using model::Issue;

constexpr Instant kNoon = Instant(Seconds(1'800'000'000));

// Rows as Redmine lists them: its filters, its second of grace before `>=`, pages of 100.
class Rows {
 public:
  void touch(std::int64_t id, Instant at) { updated_[id] = at; }

  base::Result<std::vector<Issue>> page(const http::Pairs& query) {
    ++pages;
    if (before_page) before_page(pages);
    std::vector<Issue> rows;
    for (const auto& [id, at] : updated_) {
      Issue issue;
      issue.id = {id};
      issue.updated = at;
      if (matches(issue, query)) rows.push_back(issue);
    }
    const bool by_time = value(query, "sort").starts_with("updated_on");
    std::sort(rows.begin(), rows.end(), [&](const Issue& a, const Issue& b) {
      return by_time ? std::tie(a.updated, a.id) < std::tie(b.updated, b.id) : a.id < b.id;
    });
    if (rows.size() > kPageSize) rows.resize(kPageSize);
    return rows;
  }

  int pages = 0;
  std::function<void(int)> before_page;

 private:
  static std::string value(const http::Pairs& query, const std::string& name) {
    const auto found =
        std::find_if(query.begin(), query.end(), [&](const auto& pair) { return pair.first == name; });
    return found == query.end() ? "" : found->second;
  }

  static Instant at(const std::string& text, std::size_t from) {
    return base::parse_instant(text.substr(from, 20)).value();
  }

  static bool matches(const Issue& issue, const http::Pairs& query) {
    const std::string updated = value(query, "updated_on");
    const std::string id = value(query, "issue_id");
    if (!id.empty() && issue.id.value < std::stoll(id.substr(2))) return false;
    if (updated.starts_with(">=")) return issue.updated > at(updated, 2) - Seconds(1);
    if (updated.starts_with("><"))
      return issue.updated > at(updated, 2) - Seconds(1) && issue.updated <= at(updated, 23);
    return true;
  }

  std::map<std::int64_t, Instant> updated_;
};

class PollTest : public ::testing::Test {
 protected:
  std::vector<Issue> page() {
    auto rows = poll(
        cursor_, [this](const auto& query) { return rows_.page(query); }, [this] { return now_; });
    EXPECT_TRUE(rows.has_value()) << base::to_string(rows.error());
    EXPECT_LE(rows->size(), kPageSize);
    return std::move(*rows);
  }

  // Page by page, to the end.
  std::vector<Issue> all() {
    std::vector<Issue> out;
    do {
      const auto rows = page();
      out.insert(out.end(), rows.begin(), rows.end());
    } while (!cursor_.at_end());
    return out;
  }

  std::vector<std::int64_t> ids() {
    std::vector<std::int64_t> out;
    for (const Issue& issue : all()) out.push_back(issue.id.value);
    return out;
  }

  Rows rows_;
  PollCursor cursor_;
  Instant now_ = kNoon + Seconds(3600);
};

TEST_F(PollTest, TheFirstPollShowsEverythingAndTheNextNothing) {
  for (int id = 1; id <= 250; ++id) rows_.touch(id, kNoon + Seconds(id));
  EXPECT_EQ(ids().size(), 250U);
  EXPECT_TRUE(ids().empty());
}

TEST_F(PollTest, NothingChangedCostsOnePage) {
  for (int id = 1; id <= 50; ++id) rows_.touch(id, kNoon + Seconds(id));
  ids();
  rows_.pages = 0;
  ids();
  EXPECT_EQ(rows_.pages, 1);
}

TEST_F(PollTest, ARowThatMovesWhileItIsReadHidesNoOther) {
  for (int id = 1; id <= 300; ++id) rows_.touch(id, kNoon + Seconds(id));
  rows_.before_page = [this](int page) {
    if (page == 2) {
      for (int id = 1; id <= 3; ++id) rows_.touch(id, kNoon + Seconds(1000 + id));
    }
  };
  const auto shown = ids();
  EXPECT_EQ(std::set<std::int64_t>(shown.begin(), shown.end()).size(), 300U);
  EXPECT_EQ(shown.size(), 303U);  // the three as they were, and as they are now
}

TEST_F(PollTest, ManyRowsOfOneSecondAreAllShown) {
  for (int id = 1; id <= 450; ++id) rows_.touch(id, kNoon);
  for (int id = 451; id <= 460; ++id) rows_.touch(id, kNoon + Seconds(1));
  for (int id = 461; id <= 700; ++id) rows_.touch(id, kNoon + Seconds(2));
  EXPECT_EQ(ids().size(), 700U);
  EXPECT_TRUE(ids().empty());
}

TEST_F(PollTest, ALateCommitWithAnEarlierStampIsShown) {
  rows_.touch(1, kNoon + Seconds(100));
  EXPECT_EQ(ids(), std::vector<std::int64_t>{1});
  rows_.touch(2, kNoon + Seconds(60));
  EXPECT_EQ(ids(), std::vector<std::int64_t>{2});
}

TEST_F(PollTest, ARowOfTheRunningSecondIsShownAgain) {
  now_ = kNoon + Seconds(1);
  rows_.touch(1, kNoon);
  EXPECT_EQ(ids().size(), 1U);
  EXPECT_EQ(ids().size(), 1U);
  now_ = kNoon + Seconds(30);
  EXPECT_EQ(ids().size(), 1U);
  EXPECT_TRUE(ids().empty());
}

TEST_F(PollTest, AnEmptyAnswerMovesNothing) {
  rows_.touch(1, kNoon);
  ids();
  const PollCursor before = cursor_;
  rows_ = Rows();
  EXPECT_TRUE(ids().empty());
  EXPECT_EQ(cursor_, before);
}

TEST_F(PollTest, GoesOnWhereACursorThatWasKeptStands) {
  for (int id = 1; id <= 950; ++id) rows_.touch(id, kNoon + Seconds(id / 400));
  std::set<std::int64_t> shown;
  for (int pages = 0; pages < 4; ++pages) {
    for (const Issue& issue : page()) shown.insert(issue.id.value);
  }
  ASSERT_FALSE(cursor_.at_end());
  const auto known = shown.size();
  ASSERT_GE(known, 200U);
  const PollCursor kept = cursor_;
  page();
  cursor_ = kept;  // what came of that page was lost
  const auto rest = ids();
  shown.insert(rest.begin(), rest.end());
  EXPECT_EQ(shown.size(), 950U);
  EXPECT_EQ(rest.size(), 950U - known);
}

TEST_F(PollTest, EndsThoughSomethingChangesAtEveryPage) {
  for (int id = 1; id <= 1000; ++id) rows_.touch(id, kNoon + Seconds(id));
  rows_.before_page = [this](int page) {
    now_ += Seconds(60);
    // More than a page of it each time.
    for (int id = 1; id <= 200; ++id) rows_.touch(id + 200 * (page % 5), now_);
  };
  ids();
  EXPECT_LT(rows_.pages, 20);
  rows_.before_page = nullptr;
  now_ += Seconds(600);
  ids();
  EXPECT_TRUE(ids().empty());
}

TEST_F(PollTest, NoMoreThanAPageIsHeldOfASecondInWhichEverythingChanged) {
  for (int id = 1; id <= 2000; ++id) rows_.touch(id, kNoon);
  std::size_t shown = 0;
  do {
    shown += page().size();
  } while (!cursor_.at_end());
  EXPECT_EQ(shown, 2000U);
  EXPECT_LE(rows_.pages, 24);
}

TEST_F(PollTest, AFailureLeavesTheCursorWhereItWas) {
  rows_.touch(1, kNoon);
  const auto failed = poll(
      cursor_,
      [](const auto&) -> base::Result<std::vector<Issue>> {
        return base::fail(base::Code::unavailable, base::Phrase("http.timed_out"));
      },
      [this] { return now_; });
  EXPECT_FALSE(failed.has_value());
  EXPECT_EQ(cursor_, PollCursor());
}

TEST_F(PollTest, WhateverMovesBetweenPagesEveryLastChangeIsShown) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    rows_ = Rows();
    cursor_ = {};
    now_ = kNoon + Seconds(3600);
    std::map<std::int64_t, Instant> last;
    const auto touch = [&](std::int64_t id, Instant at) {
      last[id] = at;
      rows_.touch(id, at);
    };
    for (int id = 1; id <= 400; ++id) touch(id, kNoon + Seconds(random() % 4));
    Instant clock = kNoon + Seconds(10);
    rows_.before_page = [&](int) {
      for (int i = 0; i < 5; ++i) touch(static_cast<std::int64_t>(random() % 400 + 1), clock += Seconds(1));
    };
    std::map<std::int64_t, Instant> shown;
    for (int round = 0; round < 3; ++round) {
      if (round > 0) rows_.before_page = nullptr;
      for (const Issue& issue : all()) shown[issue.id.value] = issue.updated;
    }
    EXPECT_EQ(shown, last) << "seed " << seed;
  }
}

TEST(AllById, APageThatIgnoresTheFilterIsNoticed) {
  const auto rows = all_by_id(
      {}, [](const auto&) -> base::Result<std::vector<Issue>> { return std::vector<Issue>(kPageSize); });
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().phrase().key, "tracker.filter_ignored");
}

}  // namespace
}  // namespace estafeta::tracker::redmine
