#include "connector/tracker/redmine/escape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>

#include "connector/base/text.h"

namespace estafeta::tracker::redmine {
namespace {

const std::string kJoiner = "\u2060";

// What a reader sees: entities decoded, joiners gone.
std::string seen(const std::string& markup) {
  static const std::regex entity("&#([0-9]+);|\u2060");
  std::string text;
  std::sregex_iterator at(markup.begin(), markup.end(), entity), end;
  std::size_t from = 0;
  for (; at != end; ++at) {
    text += markup.substr(from, static_cast<std::size_t>(at->position()) - from);
    if ((*at)[1].matched) base::append(text, static_cast<char32_t>(std::stoul((*at)[1])));
    from = static_cast<std::size_t>(at->position() + at->length());
  }
  return text + markup.substr(from);
}

TEST(EscapeMarkup, LeavesOrdinaryTextAsItIs) {
  for (const char* text : {"srv-db-01.example.com",
                           "10.20.30.0/24",
                           "IVR, 50 % of calls",
                           "50% done",
                           "a_b_c",
                           "Сеть для новой площадки – онлайн-банк",
                           "at 18:00 (local)",
                           "yes - and no",
                           "What now?",
                           "Done!",
                           "ivanov@example.com",
                           "x = y, a=b, 2 + 2",
                           "R&D",
                           "https://vault.example.com/ui/#/kv/a-b?x=1&y=2",
                           "see https://example.com/a_b.",
                           "и/или",
                           "C:/temp",
                           "road 12, r12d2, 12r",
                           "draco-1..draco-2",
                           "srv-1. And srv-2",
                           "done. Next",
                           "10.20.30.0. Then",
                           "2-nd. floor",
                           "p1x. y",
                           "p.. y",
                           "h1.x",
                           "R&D is here, tea & biscuits",
                           "AT&T, Q&A: yes",
                           "srv1(old)",
                           "disks(2)",
                           "Сеть2(новая)"}) {
    const std::string expected = std::string(text) == "R&D" ? "R&#38;D" : text;
    EXPECT_EQ(escape_markup(text), expected);
  }
}

TEST(EscapeMarkup, TurnsMarkupIntoText) {
  struct Row {
    const char* text;
    std::string markup;
  };
  const std::string j = kJoiner;
  for (const Row& row : {Row{"*bold*", "&#42;bold&#42;"},
                         Row{"_it_", "&#95;it&#95;"},
                         Row{"-del-", "&#45;del&#45;"},
                         Row{"--- a", "&#45;&#45;&#45; a"},
                         Row{"- item", "&#45; item"},
                         Row{"h1. Head", "h1&#46; Head"},
                         Row{"p(x). y", "p(x)&#46; y"},
                         Row{"bq.:x y", "bq&#46;:x y"},
                         Row{"1. one", "1&#46; one"},
                         Row{"1) one", "1&#41; one"},
                         Row{"a\nh2. b", "a\nh2&#46; b"},
                         Row{"    code", "code"},
                         Row{"|a|", "&#124;a&#124;"},
                         Row{"!x.png!", "&#33;x.png!"},
                         Row{"\"a\":http://x", "&#34;a&#34;:http" + j + "://x"},
                         Row{"<pre>", "&#60;pre&#62;"},
                         Row{"&lt;", "&#38;lt;"},
                         Row{"{{toc}}", "&#123;" + j + "&#123;toc&#125;&#125;"},
                         Row{"[[Page]]", "&#91;" + j + "&#91;Page&#93;&#93;"},
                         Row{"#123", "&#35;" + j + "123"},
                         Row{"see #123, C#", "see #" + j + "123, C&#35;"},
                         Row{"a #note-3", "a #" + j + "note-3"},
                         Row{"a ##12", "a &#35;" + j + "&#35;" + j + "12"},
                         Row{"# item", "&#35; item"},
                         Row{"fn1. note", "fn1&#46; note"},
                         Row{"h1", "h1"},
                         Row{"p.", "p&#46;"},
                         Row{"p-. y", "p&#45;&#46; y"},
                         Row{"12.", "12&#46;"},
                         Row{"&#60;x", "&#38;#" + j + "60;x"},
                         Row{"an ID2(a)", "an ID2&#40;a)"},
                         Row{"r12", "r" + j + "12"},
                         Row{"a-r12,", "a-r" + j + "12,"},
                         Row{"commit:abc", "commit" + j + ":abc"},
                         Row{"user:ivanov", "user" + j + ":ivanov"},
                         Row{"@ivanov", "&#64;" + j + "ivanov"},
                         Row{"(@ivanov)", "&#40;&#64;" + j + "ivanov)"},
                         Row{"user@admin", "user&#64;" + j + "admin"},
                         Row{"commitr12", "commitr" + j + "12"},
                         Row{"@code@", "&#64;" + j + "code&#64;"},
                         Row{"VLAN(a)", "VLAN&#40;a)"},
                         Row{"==x==", "&#61;&#61;x&#61;&#61;"},
                         Row{"??x??", "&#63;&#63;x&#63;&#63;"},
                         Row{"%x%", "&#37;x&#37;"},
                         Row{"`x`", "&#96;x&#96;"},
                         Row{"~~x~~", "&#126;&#126;x&#126;&#126;"},
                         Row{"a\\_b", "a&#92;&#95;b"}}) {
    EXPECT_EQ(escape_markup(row.text), row.markup) << row.text;
    EXPECT_EQ(seen(escape_markup(row.text)).find_first_not_of(' '), 0u);
  }
}

TEST(EscapeMarkup, LeavesWhatBeginsNothingWithinALine) {
  for (const char* text : {"1) Was it ready? 2) What was not?", "h1. Head", "p(x). y"}) {
    EXPECT_EQ(escape_markup(text, true), text);
    EXPECT_NE(escape_markup(text), text);
  }
  EXPECT_EQ(escape_markup("a\n1. one", true), "a\n1&#46; one") << "its next line is a line";
  EXPECT_EQ(escape_markup("*bold*", true), "&#42;bold&#42;");
}

TEST(EscapeMarkup, DropsWhatIsNeverShownAndWhatTurnsTextRound) {
  EXPECT_EQ(escape_markup("a\x01\x1B[31mb\u202Ec\u2066d"), "a&#91;31mbcd");
  EXPECT_EQ(escape_markup("a\tb\r\nc"), "a b\nc");
}

TEST(EscapeMarkup, DoesNotTrustAddressesThatCarryMarkup) {
  EXPECT_EQ(escape_markup("http://x.y/_z_"), "http" + kJoiner + "://x.y/&#95;z&#95;");
  EXPECT_EQ(escape_markup("http://x.y/-r12"), "http" + kJoiner + "://x.y/&#45;r" + kJoiner + "12");
  EXPECT_EQ(escape_markup("http://x.y/\"a\""), "http" + kJoiner + "://x.y/&#34;a&#34;");
  EXPECT_EQ(escape_markup("www.x.y/*"), "www" + kJoiner + ".x.y/&#42;");
}

// Texts made of everything markup is made of: what people see stays the same, and nothing that begins markup
// is left.
TEST(EscapeMarkup, KeepsWhatPeopleSeeInRandomTexts) {
  static const std::vector<std::string> bits = {"*", "_", "-", "+",  "^", "~", "%", "@",      "#",  "!", "\"",
                                                "|", "{", "}", "[",  "]", "<", ">", "&",      "=",  ":", "r1",
                                                "x", "Я", " ", "\n", ".", "(", ")", "commit", "12", "/", "?"};
  static const std::regex bare("[*^~|{}\\[\\]<>\\\\`\"]|\\{\\{|\\[\\[|(^|[ (])[_@+-][^ \n]|(^|\n)(h1|1)\\. ");
  std::mt19937 random(20260615);
  for (int round = 0; round < 5000; ++round) {
    std::string text = "x";
    const auto length = random() % 12;
    for (std::size_t i = 0; i < length; ++i) text += bits[random() % bits.size()];
    const std::string markup = escape_markup(text);
    const std::string expected = std::regex_replace(text, std::regex("\n +"), "\n");
    EXPECT_EQ(seen(markup), expected);
    EXPECT_FALSE(std::regex_search(markup, bare)) << text << " -> " << markup;
  }
}

}  // namespace
}  // namespace estafeta::tracker::redmine
