#include "connector/render/kit/note.h"

#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using model::Segment;

Segment literal(const std::string& text) {
  return {Segment::Kind::literal, text, {}, {}, {}, false};
}
Segment value(const std::string& text) {
  return {Segment::Kind::value, text, {}, {}, {}, false};
}
Segment given(const std::vector<std::string>& tasks, const std::vector<std::string>& items = {}) {
  return {Segment::Kind::given, "", tasks, items, "vlan", false};
}
Segment given_or(const std::string& fallback, const std::vector<std::string>& tasks) {
  return {Segment::Kind::given, fallback, tasks, {}, "vlan", true};
}

TEST(Body, KeepsTheAuthorsMarkupAndEscapesValues) {
  EXPECT_EQ(body({literal("*Order* for "), value("*acme*")}, nullptr, textile()),
            "*Order* for &#42;acme&#42;");
}

TEST(Body, ShowsWhatIsNotKnownYetAsAnEllipsis) {
  const model::Text text{literal("VLAN "), given({"network"})};
  const Given known{{"network", {{"vlan", "#101"}}}};
  EXPECT_EQ(body(text, nullptr, textile()), "VLAN …");
  EXPECT_EQ(body(text, &known, textile()),
            "VLAN &#35;\u2060"
            "101");
}

TEST(Body, NamesTheItemsOfAFanOut) {
  const model::Text text{given({"network/north", "network/south"}, {"north", "south"})};
  const Given one{{"network/north", {{"vlan", "101"}}}};
  const Given both{{"network/north", {{"vlan", "101"}}}, {"network/south", {{"vlan", "102"}}}};
  EXPECT_EQ(body(text, nullptr, textile()), "north: …, south: …");
  EXPECT_EQ(body(text, &one, textile()), "north: 101, south: …");
  EXPECT_EQ(body(text, &both, textile()), "north: 101, south: 102");
}

TEST(Body, TakesTheDefaultWhereNobodyGivesTheValue) {
  const Given nothing;
  const Given other{{"network", {{"vlan", "7"}}}};
  EXPECT_EQ(body({given_or("1", {})}, nullptr, textile()), "1");
  EXPECT_EQ(body({given_or("1", {"network"})}, nullptr, textile()), "…");
  EXPECT_EQ(body({given_or("1", {"network"})}, &nothing, textile()), "1");
  EXPECT_EQ(body({given_or("1", {"network"})}, &other, textile()), "7");
}

TEST(Subject, IsPlainTextOnOneLineThatFits) {
  EXPECT_EQ(subject({literal("VLAN for "), value("*a*\nb")}, nullptr), "VLAN for *a* b");
  const std::string cut = subject({value(std::string(300, 'x'))}, nullptr);
  EXPECT_EQ(cut, std::string(254, 'x') + "…");
}

TEST(Note, PutsParagraphsApart) {
  EXPECT_EQ(note({}, plain()), "");
  EXPECT_EQ(note({Phrase("state.done"), Phrase("state.failed")}, plain("ru")), "выполнено\n\nне удалось");
}

TEST(Styles, ShowTimesInTheSitesZoneAndEscapeOnlyForTheTracker) {
  EXPECT_EQ(escaping().instant(at("2026-06-15T21:30:00Z")), "2026-06-16 00:30");
  EXPECT_EQ(escaping().escape("*x*"), "&#42;x&#42;");
  EXPECT_EQ(plain().escape("*x*"), "*x*");
}

}  // namespace
}  // namespace estafeta::render
