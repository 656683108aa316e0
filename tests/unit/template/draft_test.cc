#include "connector/template/draft.h"

#include "support.h"

namespace estafeta::tmpl {
namespace {

Draft two_tasks() {
  Draft draft;
  draft.comments = {"Made of #12"};
  draft.name = "new-site";
  draft.title = "Site {{ system }}";
  draft.parameters = {{"system", "string", "was: shop"}};
  draft.parameter_comments = {"not used: backup"};
  auto& network = draft.tasks.emplace_back();
  network.id = "network";
  network.department = "network";
  network.title = "VLAN: \"new\" # {{ system }}";
  network.duration = base::Seconds(5400);
  network.gives = {{"vlan", "integer", "Number"}, {"subnet", "string", ""}};
  auto& client = draft.tasks.emplace_back();
  client.id = "accept";
  client.comments = {"took longer"};
  client.owner = model::Owner::client;
  client.needs = {{"network", base::Seconds(7200), "24x7", model::On::any_end}};
  client.title = "Приёмка";
  client.description = "First line\n\n  indented {{ network.vlan }}: yes\n- last";
  client.checklist = {"Look: twice", "{{ system }} answers"};
  client.duration = base::Seconds(1800);
  client.estimate = base::Seconds(3600);
  return draft;
}

TEST(Draft, IsWrittenAsPeopleWriteTemplates) {
  EXPECT_EQ(write(two_tasks()), R"(# yaml-language-server: $schema=template.schema.json
#
# Made of #12
template: new-site
version: 1
title: "Site {{ system }}"

parameters:
  system: { type: string }  # was: shop
# not used: backup

tasks:
  network:
    department: network
    title: "VLAN: \"new\" # {{ system }}"
    duration: 1h30m
    gives:
      vlan: { type: integer, title: "Number" }
      subnet: { type: string }

  accept:
    # took longer
    owner: client
    needs: [{ task: network, lag: 2h@24x7, on: any_end }]
    title: "Приёмка"
    description: |-
      First line

        indented {{ network.vlan }}: yes
      - last
    checklist:
      - "Look: twice"
      - "{{ system }} answers"
    duration: 30m
    estimate: 1h
)");
}

TEST(Draft, ReadsBackAsItWasMeant) {
  const auto text = write(two_tasks());
  EXPECT_EQ(lines(lint(text, "t", {"network"})), Lines{});
  const auto change = expanded(parsed(text), "system: shop");
  EXPECT_EQ(show(task(change, "network").title), "VLAN: \"new\" # «shop»");
  const auto accept = task(change, "accept");
  EXPECT_EQ(needs(accept), (Lines{"network+7200@24x7:any_end"}));
  EXPECT_EQ(accept.owner, model::Owner::client);
  EXPECT_EQ(accept.estimate, base::Seconds(3600));
  EXPECT_EQ(
      show(accept.description),
      "First line\n\n  indented <network .vlan>: yes\n- last\n\n* [ ] Look: twice\n* [ ] «shop» answers");
}

// Whatever people wrote into the tracker.
TEST(Draft, OddTextsComeBackUnchanged) {
  for (const std::string text : {"a: b",
                                 "- x\n- y",
                                 "\ttab\nnext",
                                 " leading\nspace",
                                 "trailing \nspace",
                                 "\n\nfirst",
                                 "last\n",
                                 "\"quotes\" and \\ back",
                                 "#no comment",
                                 "'single'",
                                 "null",
                                 "true",
                                 "12",
                                 "a\nb\n\n\nc",
                                 "| pipe\n> more",
                                 "Ж\u2028line",
                                 "{ [ }",
                                 "%percent",
                                 "@at",
                                 "`tick`",
                                 "*star",
                                 "&amp",
                                 "!bang",
                                 "key:\n  value"}) {
    auto draft = two_tasks();
    draft.tasks[0].description = text;
    draft.tasks[0].title = "T " + text;
    const auto result = parse(write(draft), "t");
    ASSERT_EQ(lines(result), Lines{}) << text;
    EXPECT_EQ(show(task(expanded(*result, "system: s"), "network").description), text);
    EXPECT_EQ(show(task(expanded(*result, "system: s"), "network").title), "T " + text);
  }
}

TEST(Draft, MilestonesApprovalsJoinsAndWindowsAreWhatTheyWere) {
  Draft draft;
  draft.name = "x";
  draft.title = "X";
  draft.tasks.resize(3);
  for (std::size_t at = 0; at < 3; ++at) {
    draft.tasks[at].id = std::string(1, static_cast<char>('a' + at));
    draft.tasks[at].title = "T";
    draft.tasks[at].duration = base::Seconds(1800);
  }
  draft.tasks[0].kind = model::TaskKind::approval;
  draft.tasks[0].approver = "service_manager";
  draft.tasks[1].department = "duty";
  draft.tasks[1].kind = model::TaskKind::milestone;
  draft.tasks[2].department = "dba";
  draft.tasks[2].maintenance_window = true;
  draft.tasks[2].join = model::Join::any;
  draft.tasks[2].needs = {{"a"}, {"b"}};
  const auto change = expanded(parsed(write(draft)));
  EXPECT_EQ(task(change, "a").approver, "service_manager");
  EXPECT_EQ(task(change, "b").kind, model::TaskKind::milestone);
  EXPECT_TRUE(task(change, "c").maintenance_window);
  EXPECT_EQ(task(change, "c").join, model::Join::any);
}

TEST(Draft, AValueBecomesAPlaceholderWhereItStandsAlone) {
  const auto with = [](std::string text, const std::string& value) {
    put_placeholder(text, value, "p");
    return text;
  };
  EXPECT_EQ(with("shop: servers for shop, shop", "shop"), "{{ p }}: servers for {{ p }}, {{ p }}");
  EXPECT_EQ(with("workshop shopping shop-1 shop.local Сshop", "shop"),
            "workshop shopping shop-1 shop.local Сshop");
  EXPECT_EQ(with("end with shop.", "shop"), "end with {{ p }}.");
  EXPECT_EQ(with("10.20.14.0/24 and 10.20.14.0", "10.20.14.0"), "10.20.14.0/24 and {{ p }}");
  EXPECT_EQ(with("4 machines, 14, 4", "4"), "{{ p }} machines, 14, {{ p }}");
  EXPECT_EQ(with("{{ shop }} shop", "shop"), "{{ shop }} {{ p }}");
  EXPECT_EQ(with("shop", ""), "shop");
}

TEST(Draft, ForeignTextMeansNothingBetweenBraces) {
  EXPECT_EQ(without_placeholders("{{include(x)}} {{{ a"), "{ {include(x)}} { { { a");
  EXPECT_EQ(lines(parse("template: x\nversion: 1\ntitle: '" + without_placeholders("{{{{x}} {{") +
                            "'\ntasks:\n  a: { department: unix, title: A, duration: 1h }\n",
                        "t")),
            Lines{});
}

TEST(Draft, AnIdIsMadeOfWordsInEitherAlphabet) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"Network", "network"},
      {"VLAN & routing", "vlan-routing"},
      {"Резервное копирование", "rezervnoe-kopirovanie"},
      {"Щука, объём и ёлка", "schuka-obem-i-elka"},
      {"3 servers", "servers"},
      {"Приёмка управляемой платформы клиентом", "priemka-upravlyaemoy"},
      {"Verylongwordwithoutanyendtoit", "verylongwordwithoutanyen"},
      {"№ 7 — «»", ""},
      {"日本", ""},
      {"", ""}};
  for (const auto& [words, id] : rows) {
    EXPECT_EQ(id_from(words), id) << words;
  }
}

}  // namespace
}  // namespace estafeta::tmpl
