#include "connector/messages/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "connector/base/time.h"

namespace estafeta::messages {
namespace {

using base::Diagnostics;
using base::Phrase;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kEnglish = R"yaml(messages:
  list.none: "–"
  list.next: ", "
  list.last: " and "
  duration.hours: "{n} h"
  duration.minutes: "{n} min"
  duration.seconds: "{n} s"
  state.done: done
  plain: Good morning.
  hello: "Hello, {who}!"
  tasks: "{n} {n:task|tasks} open"
  names: "{names:task|tasks} {names}"
  waits: "waits for {open}"
  open: "{task} ({state@state})"
  states: "{states@state}"
  at: "at {at}, in {time}"
  only_english: only in English
)yaml";

constexpr const char* kRussian = R"yaml(messages:
  list.none: "–"
  list.next: ", "
  list.last: " и "
  duration.hours: "{n} ч"
  duration.minutes: "{n} мин"
  duration.seconds: "{n} с"
  state.done: выполнено
  plain: Доброе утро.
  tasks: "{n} {n:работа|работы|работ}"
  waits: "ждёт: {open}"
  open: "{task} ({state@state})"
)yaml";

Catalogue both() {
  Catalogue catalogue;
  Diagnostics problems;
  catalogue.add("en", kEnglish, "en.yaml", problems);
  catalogue.add("ru", kRussian, "ru.yaml", problems);
  EXPECT_THAT(problems, IsEmpty());
  return catalogue;
}

Style in(const std::string& language) {
  Style style;
  style.language = language;
  return style;
}

std::string english(const Phrase& phrase) {
  return both().say(phrase, in("en"));
}
std::string russian(const Phrase& phrase) {
  return both().say(phrase, in("ru"));
}

Diagnostics problems_of(const std::string& language, const std::string& yaml) {
  Catalogue catalogue;
  Diagnostics problems;
  catalogue.add(language, yaml, "x.yaml", problems);
  return problems;
}

TEST(Catalogue, SaysASentenceInTheReadersLanguage) {
  EXPECT_EQ(english(Phrase("plain")), "Good morning.");
  EXPECT_EQ(russian(Phrase("plain")), "Доброе утро.");
}

TEST(Catalogue, CountsAsTheLanguageDoes) {
  const auto tasks = [](std::int64_t n) { return Phrase("tasks", {{"n", n}}); };
  EXPECT_EQ(english(tasks(1)), "1 task open");
  EXPECT_EQ(english(tasks(2)), "2 tasks open");
  EXPECT_EQ(russian(tasks(1)), "1 работа");
  EXPECT_EQ(russian(tasks(3)), "3 работы");
  EXPECT_EQ(russian(tasks(11)), "11 работ");
  EXPECT_EQ(russian(tasks(21)), "21 работа");
}

TEST(Catalogue, JoinsListsAsPeopleDo) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(english(Phrase("names", {{"names", Names{}}})), "tasks –");
  EXPECT_EQ(english(Phrase("names", {{"names", Names{"a"}}})), "task a");
  EXPECT_EQ(english(Phrase("names", {{"names", Names{"a", "b"}}})), "tasks a and b");
  EXPECT_EQ(english(Phrase("names", {{"names", Names{"a", "b", "c"}}})), "tasks a, b and c");
}

TEST(Catalogue, WordsNestedPhrasesAndLooksWordsUp) {
  const std::vector<Phrase> open{Phrase("open", {{"task", "web"}, {"state", "done"}}),
                                 Phrase("open", {{"task", "dns"}, {"state", "odd"}})};
  const Phrase waits("waits", {{"open", open}});
  EXPECT_EQ(english(waits), "waits for web (done) and dns (odd)");
  EXPECT_EQ(russian(waits), "ждёт: web (выполнено) и dns (odd)");
  EXPECT_EQ(english(Phrase("states", {{"states", std::vector<std::string>{"done", "odd"}}})), "done and odd");
}

TEST(Catalogue, WordsTimesAndLengths) {
  const base::Instant noon = base::parse_instant("2026-06-15T12:00:00Z").value();
  const Phrase phrase("at", {{"at", noon}, {"time", base::Seconds(5400)}});
  EXPECT_EQ(english(phrase), "at 2026-06-15T12:00:00Z, in 1 h 30 min");
  Style style;
  style.instant = [](base::Instant) { return "noon"; };
  EXPECT_EQ(both().say(phrase, style), "at noon, in 1 h 30 min");
}

TEST(Catalogue, WordsLengthsOfEverySize) {
  struct Row {
    int seconds;
    const char* text;
  };
  const Catalogue catalogue = both();
  for (const Row& row : {Row{0, "0 min"}, Row{45, "45 s"}, Row{60, "1 min"}, Row{3600, "1 h"},
                         Row{3661, "1 h 1 min 1 s"}, Row{360000, "100 h"}, Row{-90, "−1 min 30 s"}}) {
    EXPECT_EQ(catalogue.duration(base::Seconds(row.seconds), in("en")), row.text);
  }
  EXPECT_EQ(catalogue.duration(base::Seconds(5400), in("ru")), "1 ч 30 мин");
}

TEST(Catalogue, EscapesValuesButNotItsOwnSentences) {
  Style style;
  style.escape = [](std::string_view text, bool) { return "<" + std::string(text) + ">"; };
  const Catalogue catalogue = both();
  EXPECT_EQ(catalogue.say(Phrase("hello", {{"who", "*you*"}}), style), "Hello, <*you*>!");
  EXPECT_EQ(
      catalogue.say(Phrase("waits", {{"open", std::vector<Phrase>{Phrase("hello", {{"who", "x"}})}}}), style),
      "waits for Hello, <x>!");
  EXPECT_EQ(catalogue.say(Phrase("open", {{"task", "t"}, {"state", "done"}}), style), "<t> (done)");
}

TEST(Catalogue, FallsBackToEnglishAndThenToTheKey) {
  EXPECT_EQ(russian(Phrase("only_english")), "only in English");
  EXPECT_EQ(russian(Phrase("nowhere", {{"n", std::int64_t{3}}})),
            to_string(Phrase("nowhere", {{"n", std::int64_t{3}}})));
  EXPECT_EQ(english(Phrase("hello")), "Hello, {who}!");
}

TEST(Speaker, HoldsAStyle) {
  const Catalogue catalogue = both();
  const Speaker speaker(catalogue, in("ru"));
  EXPECT_EQ(speaker.say("plain"), "Доброе утро.");
  EXPECT_EQ(speaker.word("state", "done"), "выполнено");
  EXPECT_EQ(speaker.word("state", "odd"), "odd");
  EXPECT_EQ(speaker.duration(base::Seconds(60)), "1 мин");
  EXPECT_EQ(speaker.instant(base::Instant{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(speaker.escape("*"), "*");
}

TEST(CatalogueFile, EveryProblemIsFoundAtItsPlace) {
  const Diagnostics found =
      problems_of("en", "messages:\n  a: \"{x\"\n  b: [list]\n  c: \"{n:one|two|three}\"\n");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].what.key, "messages.lone_brace");
  EXPECT_EQ(to_string(found[0].where), "x.yaml:2:6");
  EXPECT_EQ(found[1].what.key, "messages.not_a_text");
  EXPECT_EQ(found[1].where.line, 3);
  EXPECT_EQ(found[2].what.key, "messages.wrong_forms");
  EXPECT_EQ(found[2].where.line, 4);
}

TEST(CatalogueFile, MustBeginWithItsKey) {
  ASSERT_EQ(problems_of("en", "a: b\n").size(), 1u);
  EXPECT_EQ(problems_of("en", "a: b\n")[0].what.key, "messages.no_top_key");
  EXPECT_FALSE(problems_of("en", "messages: [\n").empty());
}

TEST(CatalogueFile, ThreeFormsAreRussian) {
  EXPECT_THAT(problems_of("ru", "messages:\n  c: \"{n:one|two|three}\"\n"), IsEmpty());
}

TEST(Catalogues, ThatDifferAreToldApart) {
  Catalogue catalogue;
  Diagnostics ignored;
  catalogue.add("en", "messages:\n  a: \"{x}\"\n  b: same {n}\n  c: c\n", "en.yaml", ignored);
  catalogue.add("ru", "messages:\n  a: \"{y}\"\n  b: \"{n} то же\"\n  d: d\n", "ru.yaml", ignored);
  const Diagnostics found = check_catalogues(catalogue.sentences("en"), catalogue.sentences("ru"));
  std::vector<std::string> seen;
  for (const auto& problem : found) seen.push_back(problem.what.key + " " + to_string(problem.where));
  EXPECT_THAT(seen, ElementsAre("messages.places_differ en.yaml:2:3", "messages.missing en.yaml:4:3",
                                "messages.missing ru.yaml:4:3"));
  EXPECT_EQ(catalogue.languages(), (std::vector<std::string>{"en", "ru"}));
  EXPECT_TRUE(catalogue.has("c", "en"));
  EXPECT_FALSE(catalogue.has("c", "ru"));
}

class CatalogueFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / "estafeta-catalogue";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "parts");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  std::filesystem::path folder_;
};

TEST_F(CatalogueFolder, IsReadWithItsParts) {
  write("en.yaml", "messages:\n  a: one\n");
  write("parts/gate.en.yaml", "messages:\n  b: two\n");
  write("ru.yaml", "messages:\n  a: один\n");
  write("notes.txt", "not read");
  const LoadedCatalogue loaded = load_catalogue(folder_.string());
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.catalogue.say(Phrase("b"), in("en")), "two");
  EXPECT_EQ(loaded.catalogue.say(Phrase("a"), in("ru")), "один");
}

TEST_F(CatalogueFolder, AKeyInTwoFilesIsAProblemAndTheFirstStays) {
  write("en.yaml", "messages:\n  a: one\n");
  write("parts/gate.en.yaml", "messages:\n  a: two\n");
  write("ru.yaml", "messages:\n  a: один\n");
  const LoadedCatalogue loaded = load_catalogue(folder_.string());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].what.key, "messages.said_twice");
  EXPECT_THAT(loaded.problems[0].where.file, HasSubstr("gate.en.yaml"));
  EXPECT_EQ(loaded.catalogue.say(Phrase("a"), in("en")), "one");
}

TEST_F(CatalogueFolder, AFileThatCannotBeReadIsTheOnlyProblem) {
  write("en.yaml", "messages:\n  a: one\n");
  write("ru.yaml", "messages:\n  a: один\n\tb: два\n");
  const LoadedCatalogue loaded = load_catalogue(folder_.string());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_THAT(loaded.problems[0].where.file, HasSubstr("ru.yaml"));
  EXPECT_EQ(loaded.problems[0].where.line, 3);
}

TEST_F(CatalogueFolder, ALanguageWithoutAFileIsAProblem) {
  write("en.yaml", "messages:\n  a: one\n");
  const LoadedCatalogue loaded = load_catalogue(folder_.string());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].what.key, "messages.no_language");
}

}  // namespace
}  // namespace estafeta::messages
