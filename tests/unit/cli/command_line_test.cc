// What is wrong with a command line is said as everything else is: by name, with a way out, in the site's
// language.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "connector/cli/app.h"
#include "tests/unit/cli/stage.h"

namespace estafeta::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

struct LineCase {
  const char* name;
  std::vector<std::string> words;
  std::vector<const char*> says;  // in English
  const char* help;               // whose help is pointed at
};

class Line : public ::testing::TestWithParam<LineCase> {};

bool has_cyrillic(const std::string& text) {
  return text.find("\xD0") != std::string::npos;
}

TEST_P(Line, ThatIsWrongIsExplainedInBothLanguages) {
  for (const std::string language : {"en", "ru"}) {
    auto words = GetParam().words;
    words.insert(words.begin(), {"--lang", language, "-c", "/nowhere.yaml"});
    const Ran ran = run_with(words);
    EXPECT_EQ(ran.exit, kWrongUse);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(has_cyrillic(ran.err), language == "ru") << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(std::string(GetParam().help) + " --help")) << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 2) << ran.err;
    for (const char* text : GetParam().says) {
      if (language == "en" || (text[0] == '-' && !std::strchr(text, ' '))) {
        EXPECT_THAT(ran.err, HasSubstr(text));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Line,
    ::testing::Values(
        LineCase{"no_command", {}, {"A command is missing", "board, check", "sync"}, "estafeta"},
        LineCase{"no_command_of_a_group", {"sla"}, {"A command is missing", "forecast"}, "estafeta sla"},
        LineCase{"misspelt_command", {"synk"}, {"“synk”", "Did you mean “sync”?"}, "estafeta"},
        LineCase{"misspelt_command_with_flags", {"synk", "--once"}, {"“synk”", "“sync”"}, "estafeta"},
        LineCase{"far_command", {"frobnicate"}, {"“frobnicate”", "board, check"}, "estafeta"},
        LineCase{"misspelt_command_of_a_group", {"sla", "reprot"}, {"“reprot”", "“report”"}, "estafeta sla"},
        LineCase{
            "misspelt_flag", {"desk", "--clinet", "aurora"}, {"“--clinet”", "“--client”"}, "estafeta desk"},
        LineCase{"misspelt_flag_with_value", {"desk", "--clinet=aurora"}, {"“--client”"}, "estafeta desk"},
        LineCase{"misspelt_flag_for_all", {"board", "--fromat", "json"}, {"“--format”"}, "estafeta board"},
        LineCase{"misspelt_flag_that_is_required",
                 {"sla", "sign-off", "--clinet", "aurora", "--month", "2026-10", "--by", "x"},
                 {"“--clinet”", "“--client”"},
                 "estafeta sla sign-off"},
        LineCase{"flag_of_another_command", {"desk", "--goal", "9"}, {"“--goal”"}, "estafeta desk"},
        LineCase{"too_many_words", {"desk", "aurora"}, {"“aurora”", "“estafeta desk”"}, "estafeta desk"},
        LineCase{"two_commands", {"check", "sync"}, {"“sync”", "“estafeta check”"}, "estafeta check"},
        LineCase{"missing_word", {"department"}, {"DEPARTMENT is missing"}, "estafeta department"},
        LineCase{"missing_flag", {"pause"}, {"--why is required"}, "estafeta pause"},
        LineCase{"missing_value", {"pause", "--why"}, {"--why needs a value"}, "estafeta pause"},
        LineCase{"flag_for_a_value",
                 {"pause", "--why", "--project", "aurora"},
                 {"--why needs a value"},
                 "estafeta pause"},
        LineCase{"flag_for_a_value_that_would_do",
                 {"sla", "sign-off", "--client", "a", "--month", "2026-10", "--by", "--again"},
                 {"--by needs a value"},
                 "estafeta sla sign-off"},
        LineCase{"empty_value", {"desk", "--client", ""}, {"--client needs a value"}, "estafeta desk"},
        LineCase{
            "empty_value_after_a_sign", {"desk", "--client="}, {"--client needs a value"}, "estafeta desk"},
        LineCase{"blank_value",
                 {"sla", "sign-off", "--client", "a", "--month", "2026-10", "--by", " "},
                 {"--by needs a value"},
                 "estafeta sla sign-off"},
        LineCase{"empty_word", {"template", "show", ""}, {"TEMPLATE is missing"}, "estafeta template show"},
        LineCase{"twice",
                 {"sla", "report", "--month", "2026-10", "--month", "2026-11"},
                 {"--month is given more than once"},
                 "estafeta sla report"},
        LineCase{"flag_with_a_value", {"sync", "--once=maybe"}, {"--once takes no value"}, "estafeta sync"},
        LineCase{"half_a_number",
                 {"sla", "forecast", "--hours", "1,5"},
                 {"“1,5”", "--hours", "whole number from 1 to 8784"},
                 "estafeta sla forecast"},
        LineCase{"number_with_a_rest",
                 {"try", "--url", "u", "--key-file", "k", "--months", "3x"},
                 {"“3x”", "--months", "from 1 to 60"},
                 "estafeta try"},
        LineCase{"number_out_of_range",
                 {"sla", "forecast", "--hours", "0"},
                 {"“0”", "--hours"},
                 "estafeta sla forecast"},
        LineCase{"number_beyond_all",
                 {"sla", "forecast", "--hours", "99999999999999999999"},
                 {"--hours"},
                 "estafeta sla forecast"},
        LineCase{"negative_count",
                 {"sync", "--confirm-incidents", "-1"},
                 {"“-1”", "--confirm-incidents"},
                 "estafeta sync"},
        LineCase{"no_version",
                 {"plan", "--change", "12", "--to-version", "0"},
                 {"“0”", "--to-version"},
                 "estafeta plan"},
        LineCase{"no_share",
                 {"sla", "report", "--goal", "99,5"},
                 {"“99,5”", "--goal", "99.5"},
                 "estafeta sla report"},
        LineCase{"share_above_all",
                 {"sla", "report", "--goal", "101"},
                 {"“101”", "--goal"},
                 "estafeta sla report"},
        LineCase{"share_that_is_none",
                 {"sla", "report", "--goal", "nan"},
                 {"“nan”", "--goal"},
                 "estafeta sla report"},
        LineCase{"no_zone",
                 {"try", "--url", "u", "--key-file", "k", "--zone", "Moscow"},
                 {"“Moscow”", "--zone", "Europe/Moscow"},
                 "estafeta try"},
        LineCase{
            "alone", {"plan", "--change", "12", "--apply"}, {"--apply", "--to-version"}, "estafeta plan"},
        LineCase{"format",
                 {"board", "--format", "xml"},
                 {"does not print xml", "text and json"},
                 "estafeta board"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CommandLine, SpeaksTheSitesLanguageWhereNoneIsAskedFor) {
  const SiteFolder site;
  EXPECT_THAT(site.run({"synk"}).err, HasSubstr("«sync»"));
  EXPECT_THAT(site.run({"desk", "--clinet", "x"}).err, HasSubstr("«--client»"));
  EXPECT_THAT(site.run({"--lang", "en", "synk"}).err, HasSubstr("Did you mean"));
  EXPECT_THAT(site.run({"board", "--format", "svg"}).err, HasSubstr("не печатает svg"));
  EXPECT_THAT(site.run({"--lang", "fr", "board"}).err, HasSubstr("«fr»")) << "no language asked for";
  EXPECT_THAT(run_with({"-c", "/nowhere.yaml", "synk"}).err, HasSubstr("Did you mean"));
}

struct NameCase {
  const char* name;
  std::vector<std::string> words;
  const char* near;
  const char* all;
};

class Name : public ::testing::TestWithParam<NameCase> {};

TEST_P(Name, ThatNothingHasIsRefusedWithTheNearOneAndAllThereAre) {
  const SiteFolder site;
  site.write_access();
  for (const std::string language : {"en", "ru"}) {
    auto words = GetParam().words;
    words.insert(words.begin(), {"--lang", language});
    const Ran ran = site.run(words);
    EXPECT_EQ(ran.exit, kWrongUse) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(words.back()));
    EXPECT_THAT(ran.err, HasSubstr(language == "en" ? "Did you mean" : "Возможно, вы имели в виду"));
    EXPECT_THAT(ran.err, HasSubstr(GetParam().near));
    EXPECT_THAT(ran.err, HasSubstr(GetParam().all));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Name,
    ::testing::Values(
        NameCase{"client_of_a_desk", {"desk", "--client", "aurra"}, "aurora", "meridian"},
        NameCase{"client_of_a_report", {"sla", "report", "--client", "aurra"}, "aurora", "meridian"},
        NameCase{"client_of_a_signature",
                 {"sla", "sign-off", "--month", "2026-10", "--by", "x", "--client", "aurra"},
                 "aurora",
                 "meridian"},
        NameCase{"department", {"department", "duti"}, "duty", "network"},
        NameCase{"template_shown", {"template", "show", "landscap"}, "landscape", "ddos-protection"},
        NameCase{"template_planned", {"plan", "landscap"}, "landscape", "ddos-protection"},
        NameCase{"template_of_a_change",
                 {"new", "--project", "aurora", "landscap"},
                 "landscape",
                 "ddos-protection"},
        NameCase{"project_of_a_plan",
                 {"plan", "landscape", "--set", "system=shop", "--project", "aurra"},
                 "aurora",
                 "meridian"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CommandLine, NamesWhatTheTrackerDoesNotKnowInVain) {
  std::ostringstream out;
  std::ostringstream err;
  const App app(out, err);
  const auto speaker = builtin_speaker(app);
  const auto exit = [&](base::Code code) {
    return fail_by_name(app, {code, base::Phrase("cli.not_understood")}, speaker);
  };
  EXPECT_EQ(exit(base::Code::not_found), kWrongUse);
  EXPECT_EQ(exit(base::Code::invalid_argument), kWrongUse);
  EXPECT_EQ(exit(base::Code::unavailable), kTracker);
  EXPECT_EQ(exit(base::Code::failed_precondition), kBadContent);
}

TEST(CommandLine, AFormatThatACommandCannotPrintIsRefused) {
  const SiteFolder site;
  const std::vector<std::vector<std::string>> only_text{{"check"},
                                                        {"sync"},
                                                        {"serve"},
                                                        {"template", "list"},
                                                        {"pause", "--why", "x"},
                                                        {"resume"},
                                                        {"template", "show", "landscape"},
                                                        {"template", "from-issue", "23"},
                                                        {"new", "landscape", "--project", "aurora"}};
  for (auto words : only_text) {
    words.insert(words.end(), {"--lang", "en", "--format", "json"});
    const Ran ran = site.run(words);
    EXPECT_EQ(ran.exit, kWrongUse) << words[0];
    EXPECT_THAT(ran.err, HasSubstr("does not print json. It prints text.")) << words[0];
  }
  EXPECT_EQ(site.run({"plan", "--change", "23", "--to-version", "2", "--format", "svg"}).exit, kWrongUse);
  EXPECT_EQ(site.run({"plan", "--cases", "/nowhere.json", "--format", "svg"}).exit, kWrongUse);
}

TEST(CommandLine, OfASiteWhosePathsLeadNowhereIsRefusedAndDoesNotBlameTheTracker) {
  const SiteFolder site;
  site.write_access();
  const std::string settings = site.read("estafeta.yaml");
  const auto with = [&](const std::string& was, const std::string& is) {
    std::string text = settings;
    site.write("estafeta.yaml", text.replace(text.find(was), was.size(), is));
    return site.run({"--lang", "en", "sync"});
  };
  const Ran folder = with("store.db", "mappings");
  EXPECT_EQ(folder.exit, kWrongUse);
  EXPECT_THAT(folder.err, HasSubstr("mappings is a folder"));
  EXPECT_FALSE(std::filesystem::exists(site.file("mappings.lock")));
  for (const char* word : {"desk", "department"}) {
    const Ran looked = site.run(word == std::string("desk")
                                    ? std::vector<std::string>{"--lang", "en", "desk"}
                                    : std::vector<std::string>{"--lang", "en", "department", "duty"});
    EXPECT_EQ(looked.exit, kWrongUse);
    EXPECT_THAT(looked.err, HasSubstr("mappings is a folder"));
  }
  const Ran nowhere = with("store.db", "vra/store.db");
  EXPECT_EQ(nowhere.exit, kWrongUse);
  EXPECT_THAT(nowhere.err, HasSubstr("mkdir -p"));
  const Ran key = with("key_file: key", "key_file: mappings");
  EXPECT_EQ(key.exit, kWrongUse);
  EXPECT_THAT(key.err, HasSubstr("mappings is a folder"));
  EXPECT_THAT(key.err, Not(HasSubstr("chmod")));
  EXPECT_EQ(with("key_file: key", "key_file: none").exit, kWrongUse);
  EXPECT_EQ(with("ids.json", "none.json").exit, kWrongUse);
}

TEST(CommandLine, OffersNoHiddenFlag) {
  EXPECT_THAT(run_with({"sync", "--stop-att", "x"}).err, Not(HasSubstr("“--stop-at”")));
}

TEST(CommandLine, TakesAValueThatLooksLikeAFlagBehindASign) {
  const Ran ran = run_with({"-c", "/nowhere.yaml", "pause", "--why=--project"});
  EXPECT_THAT(ran.err, HasSubstr("/nowhere.yaml")) << "the line is good";
}

TEST(CommandLine, TellsTheVersionAndHelps) {
  const Ran version = run_with({"--version"});
  EXPECT_EQ(version.exit, kOk);
  EXPECT_THAT(version.out, MatchesRegex("estafeta [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(version.err, "");
  const Ran help = run_with({"sla", "report", "--help"});
  EXPECT_EQ(help.exit, kOk);
  EXPECT_THAT(help.out, HasSubstr("--month"));
}

}  // namespace
}  // namespace estafeta::cli
