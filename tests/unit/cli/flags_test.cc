// What commands make of their flags before they ask any tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <new>
#include <sstream>

#include "connector/cli/app.h"
#include "connector/cli/incidents.h"
#include "tests/unit/cli/stage.h"
#include "tests/unit/http/wire_server.h"

namespace estafeta::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct PeriodCase {
  const char* name;
  PeriodFlags flags;
  const char* expected;  // `from until`, or the key of what is wrong
};

class PeriodOf : public ::testing::TestWithParam<PeriodCase> {};

TEST_P(PeriodOf, Flags) {
  const auto period = read_period(GetParam().flags, base::parse_date("2026-11-23").value());
  EXPECT_EQ(period ? base::format_date(period->from) + " " + base::format_date(period->until)
                   : period.error().phrase().key,
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, PeriodOf,
    ::testing::Values(PeriodCase{"nothing", {}, "2026-10-01 2026-10-31"},
                      PeriodCase{"a_month", {"2026-02", "", ""}, "2026-02-01 2026-02-28"},
                      PeriodCase{"no_month", {"October", "", ""}, "report.bad_month"},
                      PeriodCase{"both", {"2026-02", "2026-02-01", ""}, "report.month_and_days"},
                      PeriodCase{"days", {"", "2026-03-05", "2026-03-07"}, "2026-03-05 2026-03-07"},
                      PeriodCase{"from", {"", "2026-03-05", ""}, "2026-03-05 2026-11-23"},
                      PeriodCase{"until", {"", "", "2026-11-05"}, "2026-10-01 2026-11-05"},
                      PeriodCase{"no_day", {"", "yesterday", ""}, "report.bad_day"},
                      PeriodCase{"this_month", {"2026-11", "", ""}, "2026-11-01 2026-11-30"},
                      PeriodCase{"a_month_ahead", {"2026-12", "", ""}, "report.month_ahead"},
                      PeriodCase{"a_year_ahead", {"2027-05", "", ""}, "report.month_ahead"},
                      PeriodCase{"from_a_day_ahead", {"", "2026-11-24", ""}, "report.days_ahead"},
                      PeriodCase{"days_ahead", {"", "2026-11-24", "2026-11-30"}, "report.days_ahead"},
                      PeriodCase{
                          "until_a_day_ahead", {"", "2026-11-01", "2026-11-30"}, "2026-11-01 2026-11-30"},
                      PeriodCase{"swapped", {"", "2026-03-07", "2026-03-05"}, "report.days_swapped"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Commands, APlanGoesOverOnlyToAVersionOfAChange) {
  EXPECT_EQ(run_with({"plan", "--change", "12", "--apply"}).exit, kWrongUse);
  EXPECT_EQ(run_with({"plan", "--to-version", "2"}).exit, kWrongUse);
  EXPECT_EQ(run_with({"plan", "--change", "12", "--to-version", "0"}).exit, kWrongUse);
}

TEST(Commands, RefuseAFormatTheyDoNotPrint) {
  for (const char* format : {"csv", "html", "svg"}) {
    const Ran ran = run_with({"sla", "forecast", "--format", format});
    EXPECT_EQ(ran.exit, kWrongUse);
    EXPECT_THAT(ran.err, HasSubstr(std::string("does not print ") + format + ". It prints text and json."));
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_EQ(run_with({"sla", "report", "--format", "xml"}).exit, kWrongUse);
}

TEST(Commands, OfAReportTakeEachOfItsFormats) {
  for (const char* format : {"text", "json", "csv", "html"}) {
    const Ran ran = run_with({"-c", "/nowhere/estafeta.yaml", "sla", "report", "--format", format});
    EXPECT_EQ(ran.exit, kWrongUse);
    EXPECT_THAT(ran.err, HasSubstr("/nowhere/estafeta.yaml")) << "the first trouble is the settings file";
  }
}

TEST(Commands, ForASignatureAskWhoSigns) {
  const Ran ran = run_with({"sla", "sign-off", "--client", "aurora", "--month", "2026-10"});
  EXPECT_EQ(ran.exit, kWrongUse);
  EXPECT_THAT(ran.err, HasSubstr("--by is required"));
}

// One of its files is spoilt.
class SpoiltSite : public ::testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) { site_.write(file, text); }
  std::string read(const std::string& file) { return site_.read(file); }
  Ran check(std::vector<std::string> more = {}) {
    more.insert(more.begin(), "check");
    return site_.run(more);
  }

  SiteFolder site_;
};

TEST_F(SpoiltSite, SaysWhatIsWrongInItsOwnLanguage) {
  for (const char* file : {"clients", "departments", "policies", "calendars"}) {
    const std::string name = "mappings/" + std::string(file) + ".yaml";
    const std::string whole = read(name);
    write(name, whole + "colour: red\n");
    const Ran ran = check();
    EXPECT_EQ(ran.exit, kBadContent);
    EXPECT_THAT(ran.err, HasSubstr("ошибка")) << name;
    EXPECT_THAT(check({"--lang", "en"}).err, HasSubstr("error")) << name;
    write(name, whole);
  }
}

TEST_F(SpoiltSite, SaysOfASentenceFileThatCannotBeReadOnlyTheCause) {
  write("mappings/messages/ru.yaml", read("mappings/messages/ru.yaml") + "\tx: y\n");
  const Ran ran = check();
  EXPECT_EQ(ran.exit, kBadContent);
  EXPECT_LE(std::count(ran.err.begin(), ran.err.end(), '\n'), 4) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("ru.yaml"));
}

TEST_F(SpoiltSite, WithoutItsOwnSentencesSpeaksAndSaysOnceWhose) {
  std::filesystem::remove_all(site_.file("mappings/messages"));
  const Ran ran = check({"--lang", "en"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  const std::string said = "does not exist, so all sentences are the program’s own.";
  const auto at = ran.out.find(said);
  ASSERT_NE(at, std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find(said, at + 1), std::string::npos);
  EXPECT_THAT(check().out, HasSubstr("все фразы — из самой программы"));
  EXPECT_THAT(ran.err, Not(HasSubstr("messages")));
}

TEST_F(SpoiltSite, WithAPartOfTheSentencesIsGood) {
  std::filesystem::remove(site_.file("mappings/messages/en.yaml"));
  write("mappings/messages/ru.yaml", "messages:\n  state.done: готово\n");
  const Ran ran = check();
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_THAT(ran.err, Not(HasSubstr("messages")));
}

TEST_F(SpoiltSite, WarnsWhereTheLastContractOfAClientHasEnded) {
  std::string clients = read("mappings/clients.yaml");
  for (auto at = clients.find("until: 20"); at != std::string::npos; at = clients.find("until: 20", at + 1))
    clients.replace(at, 17, "until: 2025-12-31");
  for (auto at = clients.find("from: 20"); at != std::string::npos; at = clients.find("from: 20", at + 1))
    clients.replace(at, 16, "from: 2025-01-01");
  write("mappings/clients.yaml", clients);
  const Ran ran = check({"--lang", "en"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("ended on 2025-12-31"));
}

TEST_F(SpoiltSite, WarnsOfAClientWithoutAContractOrWithOneThatHasNotBegun) {
  const std::string clients = read("mappings/clients.yaml");
  const auto begin = clients.find("    contracts:");
  ASSERT_NE(begin, std::string::npos);
  auto without = clients;
  const auto first = clients.find("      - {", begin);
  const auto last = clients.find('\n', first);
  without.replace(begin, last - begin, "    contracts: []");
  write("mappings/clients.yaml", without);
  EXPECT_THAT(check({"--lang", "en"}).err, HasSubstr("has no contract, so its incidents have no SLA"));
  auto later = clients;
  later.replace(later.find("from: 2025-01-01"), 16, "from: 2090-01-01");
  later.replace(later.find("until: 2027-12-31"), 17, "until: 2091-12-31");
  write("mappings/clients.yaml", later);
  EXPECT_THAT(check({"--lang", "en"}).err, HasSubstr("begins on 2090-01-01"));
}

TEST_F(SpoiltSite, RefusesAWrongFlagBeforeAnythingIsRead) {
  site_.write_access();
  const auto sla = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--lang", "en", "sla"});
    return site_.run(words);
  };
  const Ran client = sla({"report", "--client", "aurra"});
  EXPECT_EQ(client.exit, kWrongUse);
  EXPECT_THAT(client.err, HasSubstr("aurora and meridian"));
  EXPECT_EQ(sla({"report", "--month", "11.2026"}).exit, kWrongUse);
  EXPECT_EQ(sla({"report", "--from", "yesterday"}).exit, kWrongUse);
  EXPECT_EQ(sla({"rejudge", "--policy", "/nope.yaml"}).exit, kWrongUse);
  EXPECT_EQ(sla({"sign-off", "--client", "aurora", "--month", "11.2026", "--by", "x"}).exit, kWrongUse);
  EXPECT_EQ(sla({"sign-off", "--client", "aurra", "--month", "2026-10", "--by", "x"}).exit, kWrongUse);
  const Ran ahead = sla({"report", "--month", "2105-05"});
  EXPECT_EQ(ahead.exit, kWrongUse);
  EXPECT_THAT(ahead.err, HasSubstr("May 2105 has not begun yet"));
  const Ran pack = sla({"pack", "aurra"});
  EXPECT_EQ(pack.exit, kWrongUse);
  EXPECT_THAT(pack.err, HasSubstr("aurora"));
  EXPECT_EQ(sla({"pack", "aurora", "--month", "2105-05"}).exit, kWrongUse);
  EXPECT_EQ(sla({"pack", "aurora", "--month", "11.2026"}).exit, kWrongUse);
  const Ran taken = sla({"pack", "aurora", "--month", "2025-05", "--to", site_.file("mappings")});
  EXPECT_EQ(taken.exit, kWrongUse);
  EXPECT_THAT(taken.err, HasSubstr("already exists"));
  EXPECT_EQ(sla({"pack", "aurora", "--month", "2025-05", "--to", site_.file("new")}).exit, kTracker);
  const Ran signature = sla({"sign-off", "--client", "aurora", "--month", "2105-05", "--by", "x"});
  EXPECT_EQ(signature.exit, kWrongUse);
  EXPECT_EQ(signature.err, ahead.err);
  EXPECT_EQ(sla({"explain", "abc"}).exit, kWrongUse);
  EXPECT_EQ(sla({"explain", "#23"}).exit, kTracker) << "the number is good, and nobody answers";
}

// What answers the settings' address is no Redmine: each command that asks it.
TEST_F(SpoiltSite, WithAnAddressThatIsNoRedmineIsAWrongSetting) {
  estafeta::testing::WireServer elsewhere([](const auto&) {
    return std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  site_.write_access();
  std::string settings = read("estafeta.yaml");
  settings.replace(settings.find("http://127.0.0.1:1"), 18, elsewhere.url());
  write("estafeta.yaml", settings);
  const std::vector<std::vector<std::string>> commands{{"sync", "--once"},
                                                       {"serve"},
                                                       {"check", "--live"},
                                                       {"board"},
                                                       {"desk"},
                                                       {"department", "network"},
                                                       {"plan", "--change", "12"},
                                                       {"pause", "--why", "x"},
                                                       {"resume"},
                                                       {"sla", "explain", "23"},
                                                       {"sla", "report"},
                                                       {"sla", "forecast"}};
  for (auto words : commands) {
    words.insert(words.begin(), {"--lang", "en"});
    const Ran ran = site_.run(words);
    EXPECT_EQ(ran.exit, kWrongUse) << words[2] << "\n" << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("Redmine")) << words[2];
  }
}

TEST_F(SpoiltSite, TakesNoNamesThatNothingHas) {
  site_.write_access();
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--lang", "en"});
    const Ran ran = site_.run(words);
    EXPECT_EQ(ran.exit, kWrongUse) << ran.err;
    return ran.err;
  };
  EXPECT_THAT(refused({"desk", "--client", "aurra"}), HasSubstr("aurora"));
  EXPECT_THAT(refused({"plan", "landscape", "--set", "system=polaris", "--project", "aurra"}),
              HasSubstr("aurora"));
  EXPECT_THAT(refused({"plan", "landscape", "--set", "system=polaris", "--set", "colour=red"}),
              HasSubstr("colour"));
  EXPECT_THAT(refused({"plan", "landscpe"}), HasSubstr("landscape"));
  EXPECT_THAT(refused({"template", "show", "landscpe"}), HasSubstr("landscape"));
  EXPECT_THAT(refused({"sla", "report", "--by", "colour"}), HasSubstr("colour"));
}

TEST(Commands, TakeTheNumberOfAnIssueAsTheTrackerShowsIt) {
  EXPECT_EQ(read_issue_number("23").value(), base::IssueId{23});
  EXPECT_EQ(read_issue_number("#23").value(), base::IssueId{23});
  for (const char* text : {"", "#", "abc", "0", "-1", "23a", "1.5", "99999999999999999999"}) {
    const auto read = read_issue_number(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().phrase().key, "cli.bad_issue_number");
  }
}

TEST(Commands, SayWhatIsWrongWithTheNumberOfAnIssue) {
  const Ran ran = run_with({"--lang", "ru", "template", "from-issue", "abc"});
  EXPECT_EQ(ran.exit, kWrongUse);
  EXPECT_THAT(ran.err, HasSubstr("«abc» — не номер записи"));
}

struct ThrownCase {
  const char* name;
  std::function<int()> work;
  int exit;
  const char* says;
};

class Thrown : public ::testing::TestWithParam<ThrownCase> {};

TEST_P(Thrown, EndsInASentenceAndAnExitCode) {
  for (const char* language : {"en", "ru"}) {
    std::ostringstream out, err;
    App app(out, err);
    app.language = language;
    EXPECT_EQ(guarded(app, GetParam().work), GetParam().exit);
    EXPECT_EQ(out.str(), "");
    const std::string text = err.str();
    EXPECT_EQ(text.empty(), GetParam().exit == kOk);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 2) << text;
    if (app.language == "en") {
      EXPECT_THAT(err.str(), HasSubstr(GetParam().says));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Thrown,
    ::testing::Values(ThrownCase{"no_memory", []() -> int { throw std::bad_alloc(); }, kFailed,
                                 "ran out of memory"},
                      ThrownCase{"a_folder_that_is_gone",
                                 [] {
                                   const auto files = std::filesystem::directory_iterator("/nowhere");
                                   return files == std::filesystem::directory_iterator() ? kOk : kBadContent;
                                 },
                                 kWrongUse, "/nowhere cannot be read: No such file or directory"},
                      ThrownCase{"a_number_that_is_none", [] { return std::stoi("x"); }, kFailed, "stoi"},
                      ThrownCase{"anything", []() -> int { throw 42; }, kFailed, "could not go on"},
                      ThrownCase{"nothing", [] { return 0; }, kOk, ""}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace estafeta::cli
