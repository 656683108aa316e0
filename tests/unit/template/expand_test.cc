#include "connector/template/expand.h"

#include <algorithm>
#include <random>
#include <set>

#include "support.h"

namespace estafeta::tmpl {
namespace {

const std::string kHead = R"(
template: x
version: 1
title: "X {{ os }}"
parameters:
  os: { type: string, enum: [linux, windows], default: linux }
  sites: { type: array, items: { type: string }, default: [north, south] }
  more: { type: array, items: { type: string }, default: [south, west] }
tasks:
)";

TEST(Expand, TextsAreCutIntoWhatTheAuthorWroteWhatPeopleSaidAndWhatIsHandedOver) {
  const auto change = expanded(parsed(kHead + R"(
  n: { department: network, for_each: sites, title: "N {{ item }}", duration: 1h, gives: { vlan: {}, ip: {} } }
  v:
    department: vmware
    for_each: sites
    needs: ["n[item]"]
    title: "{{ os }} on {{ n[item].vlan }}"
    description: "all: {{ n.vlan }}, {{ n[item].ip | default: none }}, {{sites}}"
    duration: 1h
)"));
  EXPECT_EQ(show(change.title), "X «linux»");
  EXPECT_EQ(keys(change), (Lines{"n/north", "n/south", "v/north", "v/south"}));
  const auto south = task(change, "v/south");
  EXPECT_EQ(show(south.title), "«linux» on <n/south .vlan>");
  EXPECT_EQ(show(south.description), "all: <n/north n/south .vlan>, <n/south .ip|none>, «north, south»");
  EXPECT_EQ(south.description[1].items, (Lines{"north", "south"}));
  EXPECT_EQ(south.description[3].items, Lines{});
  EXPECT_EQ(south.item, "south");
}

TEST(Expand, AValueIsNeverExpandedAgain) {
  const auto tmpl = parsed(
      "template: x\nversion: 1\ntitle: '{{ a }}{{ b }}'\n"
      "parameters: { a: { type: string }, b: { type: string } }\n"
      "tasks:\n  t: { department: network, title: '{{ a }} {{ b | default: none }}', duration: 1h }\n");
  const auto change = expanded(tmpl, "a: '{{ b }} {{ t.x }}'\nb: ''\n");
  EXPECT_EQ(show(change.title), "«{{ b }} {{ t.x }}»«»");
  EXPECT_EQ(show(change.tasks[0].title), "«{{ b }} {{ t.x }}» none");
}

struct Row {
  std::string name;
  std::string tasks;
  std::string values;
  std::string key;
  Lines needs;
};

std::string line(const std::string& id, const std::string& more) {
  return "  " + id + ": { department: unix, title: T, duration: 1h, " + more + " }\n";
}

TEST(Expand, LeftOutTasksHandOnWhatTheyNeeded) {
  const std::string windows = "when: { os: windows }";
  const std::vector<Row> rows{
      {"its entry stands in the place of the one that named it, with its own lag",
       line("a", "") + line("b", windows + ", needs: [{ task: a, lag: 2h }]") +
           line("c", "needs: [{ task: b, lag: 5h }]"),
       "",
       "c",
       {"a+7200"}},
      {"over several left-out tasks",
       line("a", "") + line("b", windows + ", needs: [{ task: a, on: any_end }]") +
           line("c", windows + ", needs: [b]") + line("d", "needs: [c]"),
       "",
       "d",
       {"a:any_end"}},
      {"several entries for one predecessor all hold, equal ones once",
       line("a", "") + line("b", windows + ", needs: [{ task: a, lag: 24h@24x7 }, a]") +
           line("c", "needs: [a, b]"),
       "",
       "c",
       {"a", "a+86400@24x7"}},
      {"nothing needed, nothing handed on", line("b", windows) + line("c", "needs: [b]"), "", "c", {}},
      {"item by item",
       line("n", "for_each: sites") + line("v", "for_each: sites, needs: ['n[item]']"),
       "",
       "v/south",
       {"n/south"}},
      {"item by item over a left-out fan-out",
       line("n", "for_each: sites") + line("m", "for_each: sites, needs: ['n[item]'], " + windows) +
           line("v", "for_each: sites, needs: ['m[item]']"),
       "",
       "v/south",
       {"n/south"}},
      {"an item-wise need handed on to a task without items means all",
       line("n", "for_each: sites") + line("v", "for_each: sites, needs: ['n[item]'], " + windows) +
           line("z", "needs: [v]"),
       "",
       "z",
       {"n/north", "n/south"}},
      {"an item-wise need handed on to another list means the same item where there is one",
       line("n", "for_each: sites") + line("v", "for_each: sites, needs: ['n[item]'], " + windows) +
           line("z", "for_each: more, needs: [v]"),
       "",
       "z/south",
       {"n/south"}},
      {"and all where there is none",
       line("n", "for_each: sites") + line("v", "for_each: sites, needs: ['n[item]'], " + windows) +
           line("z", "for_each: more, needs: [v]"),
       "",
       "z/west",
       {"n/north", "n/south"}},
      {"an empty fan-out is left out",
       line("a", "") + line("n", "for_each: sites, needs: [a]") + line("z", "needs: [n]"),
       "sites: []",
       "z",
       {"a"}}};
  for (const auto& row : rows) {
    EXPECT_EQ(needs(task(expanded(parsed(kHead + row.tasks), row.values), row.key)), row.needs) << row.name;
  }
}

TEST(Expand, ConditionsChooseByValueListAndSchema) {
  const auto tmpl = parsed(R"(
template: x
version: 1
title: X
parameters:
  os: { type: string, default: linux }
  vms: { type: integer, default: 4 }
tasks:
  value: { department: unix, title: T, duration: 1h, when: { os: linux } }
  list: { department: unix, title: T, duration: 1h, when: { vms: [3, 4] } }
  schema: { department: unix, title: T, duration: 1h, when: { vms: { minimum: 10 } } }
  both: { department: unix, title: T, duration: 1h, when: { os: linux, vms: 10 } }
)");
  EXPECT_EQ(keys(expanded(tmpl)), (Lines{"value", "list"}));
  EXPECT_EQ(keys(expanded(tmpl, "vms: 10")), (Lines{"value", "schema", "both"}));
  EXPECT_EQ(keys(expanded(tmpl, "os: bsd")), Lines{"list"});
}

TEST(Expand, AValueOfATaskLeftOutIsItsDefaultOrAProblem) {
  const std::string tasks = line("n", "for_each: sites, gives: { vlan: {} }");
  const auto with =
      parsed(kHead + tasks +
             "  v: { department: unix, title: '{{ n.vlan | default: none }}', duration: 1h, needs: [n] }");
  EXPECT_EQ(show(task(expanded(with, "sites: []"), "v").title), "none");
  const auto without =
      parsed(kHead + tasks + "  v: { department: unix, title: '{{ n.vlan }}', duration: 1h, needs: [n] }");
  const auto parameters = read_parameters(without, "sites: []", "p");
  EXPECT_EQ(lines(expand(without, *parameters)), Lines{"11:34 template.given_left_out"});
}

TEST(Expand, TextsAreChosenByLanguage) {
  const auto tmpl = parsed(
      "template: x\nversion: 1\ntitle: { en: Net, ru: Сеть }\ntasks:\n"
      "  a: { department: network, title: Plain, duration: 1h, gives: { v: { type: string, title: { ru: Имя "
      "} } } }\n");
  EXPECT_EQ(show(expanded(tmpl, "", "ru").title), "Сеть");
  EXPECT_EQ(show(expanded(tmpl, "", "de").title), "Net");
  EXPECT_EQ(show(expanded(tmpl, "", "ru").tasks[0].title), "Plain");
  EXPECT_EQ(expanded(tmpl, "", "ru").tasks[0].gives[0].title, "Имя");
  EXPECT_EQ(expanded(tmpl).tasks[0].gives[0].schema, R"({"type":"string"})");
}

TEST(Expand, TooManyTasksAreRefusedBeforeTheyAreMade) {
  const auto tmpl = parsed(kHead + line("n", "for_each: sites") + line("v", "for_each: sites, needs: [n]"));
  std::string sites = "sites: [";
  for (int i = 0; i < 501; ++i) sites += "s" + std::to_string(i) + ",";
  const auto parameters = read_parameters(tmpl, sites + "]", "p");
  ASSERT_EQ(lines(parameters), Lines{});
  EXPECT_EQ(expand(tmpl, *parameters).error().at(0).what.key, "template.too_many_items");
}

TEST(Hash, ChangesWithWhatIsAskedAndWithNothingElse) {
  const auto text = kHead + line("a", "") + line("b", "needs: [a]");
  const auto same = text + "  # a comment\n";
  const auto hash = expanded(parsed(text)).hash;
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(expanded(parsed(same)).hash, hash);
  EXPECT_EQ(expanded(parsed(text), "os: linux").hash, hash);
  std::set<std::string> all{
      hash, expanded(parsed(text), "os: windows").hash,
      expanded(parsed(kHead + line("a", "") + line("b", ""))).hash,
      expanded(parsed(kHead + line("a", "") + line("b", "needs: [{task: a, lag: 1h}]"))).hash,
      expanded(parsed(kHead + line("a", "") + line("c", "needs: [a]"))).hash};
  EXPECT_EQ(all.size(), 5U);
}

TEST(Hash, CountsEveryFieldOfATask) {
  const std::string task = "department: unix, title: T, description: D, duration: 1h";
  const std::vector<std::string> variants{task,
                                          "department: dba, title: T, description: D, duration: 1h",
                                          "owner: client, title: T, description: D, duration: 1h",
                                          "department: unix, title: U, description: D, duration: 1h",
                                          "department: unix, title: T, description: E, duration: 1h",
                                          "department: unix, title: T, description: D, duration: 2h",
                                          "department: unix, title: T, description: D, kind: milestone",
                                          task + ", window: maintenance",
                                          task + ", gives: { v: {} }",
                                          task + ", gives: { v: { type: string } }",
                                          task + ", gives: { w: {} }",
                                          task + ", gives: { v: { title: V } }",
                                          task + ", needs: [a]",
                                          task + ", needs: [a], join: any",
                                          task + ", kind: approval, approver: tam",
                                          task + ", rollback: { owner: vendor, title: U, duration: 1h }",
                                          task + ", kind: approval, approver: client",
                                          task + ", needs: [{ task: a, lag: 1h }]",
                                          task + ", needs: [{ task: a, lag: 1h@24x7 }]",
                                          task + ", needs: [{ task: a, on: any_end }]",
                                          task + ", needs: [{ task: a, on: done_or_cancelled }]"};
  std::set<std::string> hashes;
  for (const auto& variant : variants) {
    hashes.insert(expanded(parsed(kHead + line("a", "") + "  t: { " + variant + " }\n")).hash);
  }
  EXPECT_EQ(hashes.size(), variants.size());
}

TEST(Hash, TellsAValueFromTheSameWordsOfTheAuthor) {
  const auto by_value =
      expanded(parsed(kHead + "  a: { department: unix, title: '{{ os }}', duration: 1h }\n"));
  const auto by_author = expanded(parsed(kHead + "  a: { department: unix, title: linux, duration: 1h }\n"));
  EXPECT_NE(by_value.hash, by_author.hash);
}

TEST(Hash, IsTheSameOnEveryMachine) {
  const auto tmpl = parsed(
      "template: x\nversion: 2\ntitle: X\ntasks:\n"
      "  a: { department: network, title: Ж, duration: 1h, gives: { v: { type: string } } }\n");
  EXPECT_EQ(expanded(tmpl).hash, "b0fe080c333fbc18a1407fd5d8c97d72b747b6ea8f42f0f224c59731a4bcb7c9");
}

// Random templates: a task comes after exactly the chosen tasks its left-out predecessors lead to.
class RandomTemplate {
 public:
  explicit RandomTemplate(unsigned seed) : random_(seed) {
    for (int i = 0; i < 8; ++i) {
      left_out_.push_back(random_() % 3 == 0);
      needs_.emplace_back();
      for (int j = 0; j < i; ++j) {
        if (random_() % 3 == 0) needs_.back().push_back(j);
      }
    }
  }
  std::string text() const {
    std::string all = kHead;
    for (std::size_t i = 0; i < needs_.size(); ++i) {
      std::string more = left_out_[i] ? "when: { os: windows }, needs: [" : "needs: [";
      for (const int need : needs_[i]) more += "t" + std::to_string(need) + ",";
      all += line("t" + std::to_string(i), more + "]");
    }
    return all;
  }
  std::set<std::string> expected(std::size_t task) const {
    std::set<std::string> all;
    for (const int need : needs_[task]) {
      const auto index = static_cast<std::size_t>(need);
      if (left_out_[index]) {
        all.merge(expected(index));
      } else {
        all.insert("t" + std::to_string(need));
      }
    }
    return all;
  }
  bool is_left_out(std::size_t task) const { return left_out_[task]; }

 private:
  std::mt19937 random_;
  std::vector<bool> left_out_;
  std::vector<std::vector<int>> needs_;
};

TEST(Expand, RandomChainsAreBridgedAsTheRuleSays) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const RandomTemplate random(seed);
    const auto change = expanded(parsed(random.text()));
    for (std::size_t i = 0; i < 8; ++i) {
      if (random.is_left_out(i)) continue;
      const auto found = needs(task(change, "t" + std::to_string(i)));
      EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), random.expected(i)) << "seed " << seed;
      EXPECT_EQ(found.size(), random.expected(i).size()) << "seed " << seed;
    }
  }
}

// The same with fan-outs and item-wise needs, against the rule followed literally and slowly: a left-out
// task's entries stand in place of its own, [item] means the same item where the needed task has it, else all
// of it.
struct FanOut {
  struct Entry {
    std::size_t task;
    bool of_item;
  };
  std::vector<int> list;  // 0: none, 1: sites, 2: more, 3: nothing (a list that is empty)
  std::vector<bool> unwanted;
  std::vector<std::vector<Entry>> needs;

  explicit FanOut(unsigned seed) {
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < 7; ++i) {
      list.push_back(static_cast<int>(random() % 4));
      unwanted.push_back(random() % 4 == 0);
      needs.emplace_back();
      for (std::size_t j = 0; j < i; ++j) {
        if (random() % 2 == 0)
          needs[i].push_back({j, list[i] > 0 && list[i] == list[j] && random() % 2 == 0});
      }
    }
  }
  std::string text() const {
    const std::vector<std::string> names{"", "sites", "more", "nothing"};
    std::string head = kHead;
    head.insert(head.find("tasks:"), "  nothing: { type: array, items: { type: string }, default: [] }\n");
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::string more = list[i] > 0 ? "for_each: " + names[static_cast<std::size_t>(list[i])] + ", " : "";
      if (unwanted[i]) more += "when: { os: windows }, ";
      more += "needs: [";
      for (const auto& need : needs[i]) {
        more += "'t" + std::to_string(need.task) + (need.of_item ? "[item]'," : "',");
      }
      head += line("t" + std::to_string(i), more + "]");
    }
    return head;
  }
  Lines items(std::size_t task) const {
    static const std::vector<Lines> kItems{{""}, {"north", "south"}, {"south", "west"}, {}};
    return kItems[static_cast<std::size_t>(list[task])];
  }
  bool is_left_out(std::size_t task) const { return unwanted[task] || items(task).empty(); }
  std::set<std::string> expected(std::size_t task, const std::string& item) const {
    std::set<std::string> all;
    for (const auto& need : needs[task]) {
      if (is_left_out(need.task)) {
        all.merge(expected(need.task, item));
        continue;
      }
      const auto there = items(need.task);
      const bool same = need.of_item && std::count(there.begin(), there.end(), item) > 0;
      for (const auto& one : same ? Lines{item} : there) {
        all.insert("t" + std::to_string(need.task) + (one.empty() ? "" : "/" + one));
      }
    }
    return all;
  }
};

TEST(Expand, RandomFanOutsAreBridgedAsTheRuleSays) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const FanOut random(seed);
    const auto change = expanded(parsed(random.text()));
    std::size_t count = 0;
    for (std::size_t i = 0; i < random.list.size(); ++i) {
      if (random.is_left_out(i)) continue;
      for (const auto& item : random.items(i)) {
        ++count;
        const auto found = needs(task(change, "t" + std::to_string(i) + (item.empty() ? "" : "/" + item)));
        EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), random.expected(i, item))
            << "seed " << seed;
      }
    }
    EXPECT_EQ(change.tasks.size(), count) << "seed " << seed;
  }
}

TEST(Expand, RollbacksStandBesideTheTasksTheyTakeBack) {
  const auto change = expanded(
      parsed(kHead +
             line("a",
                  "for_each: sites, gives: { v: {} }, "
                  "rollback: { department: backup, title: 'Undo {{ item }}', duration: 2h }") +
             line("b", "when: { os: windows }, rollback: { owner: vendor, title: U, duration: 1h }")));
  EXPECT_EQ(keys(change), (Lines{"a/north", "a/south"}));
  ASSERT_EQ(change.rollbacks.size(), 2U);
  EXPECT_EQ(change.rollbacks[1].key, "a/south/undo");
  EXPECT_EQ(change.rollbacks[1].undoes, "a/south");
  EXPECT_EQ(change.rollbacks[1].department, "backup");
  EXPECT_EQ(show(change.rollbacks[1].title), "Undo «south»");
}

TEST(Expand, AJoinThatIsLeftOutJoinsWhereItStood) {
  const std::string head =
      kHead + line("a", "") + line("b", "") + line("j", "needs: [a, b], join: any, when: { os: windows }");
  const auto alone = task(expanded(parsed(head + line("c", "needs: [j]"))), "c");
  EXPECT_EQ(needs(alone), (Lines{"a", "b"}));
  EXPECT_EQ(alone.join, model::Join::any);
  const auto among = task(expanded(parsed(head + line("c", "needs: [j, a]"))), "c");
  EXPECT_EQ(needs(among), (Lines{"a", "b"}));
  EXPECT_EQ(among.join, model::Join::all);
}

TEST(Expand, AlternativesThatAreLeftOutHandOnTheirNeeds) {
  const auto change = expanded(parsed(kHead + line("a", "") + line("b", "needs: [a], when: { os: windows }") +
                                      line("c", "") + line("j", "needs: [b, c], join: any")));
  EXPECT_EQ(needs(task(change, "j")), (Lines{"a", "c"}));
  EXPECT_EQ(task(change, "j").join, model::Join::any);
}

TEST(Expand, TheOrderOfTheFileChangesNoEdge) {
  const auto forward =
      expanded(parsed(kHead + line("a", "") + line("b", "needs: [a]") + line("c", "needs: [b, a]")));
  const auto backward =
      expanded(parsed(kHead + line("c", "needs: [b, a]") + line("b", "needs: [a]") + line("a", "")));
  EXPECT_EQ(keys(forward), (Lines{"a", "b", "c"}));
  EXPECT_EQ(keys(backward), (Lines{"c", "b", "a"}));
  for (const auto& key : keys(forward)) EXPECT_EQ(needs(task(forward, key)), needs(task(backward, key)));
}

const std::string kRehearsed = R"(
template: x
version: 1
rehearsable: true
title: { en: "Move {{ system }}", ru: "Переезд {{ system }}" }
parameters:
  system: { type: string }
tasks:
  stop: { department: unix, title: "{{ system }} stops", duration: 1h, window: maintenance, rollback: { department: unix, title: Start it, duration: 1h } }
  call: { department: duty, needs: [stop], title: Call, duration: 1h, when: { rehearsal: false } }
  see: { kind: check, department: unix, needs: [call], title: It answers, duration: 1h }
)";

TEST(Expand, ARehearsalIsMarkedAndKeepsToNoWindow) {
  const auto tmpl = parsed(kRehearsed);
  const auto trial = expanded(tmpl, "system: shop\nrehearsal: yes\n");
  EXPECT_TRUE(trial.is_rehearsal);
  EXPECT_EQ(show(trial.title), "Rehearsal: Move «shop»");
  EXPECT_EQ(show(trial.tasks[0].title), "Rehearsal: «shop» stops");
  EXPECT_FALSE(trial.tasks[0].maintenance_window);
  EXPECT_EQ(show(trial.rollbacks[0].title), "Rehearsal: Start it");
  EXPECT_EQ(keys(trial), (Lines{"stop", "see"}));
}

TEST(Expand, ARehearsalAndItsChangeKnowEachOtherByTheirParameters) {
  const auto tmpl = parsed(kRehearsed);
  const auto real = expanded(tmpl, "system: shop\n");
  EXPECT_FALSE(real.is_rehearsal);
  EXPECT_TRUE(real.tasks[0].maintenance_window);
  EXPECT_EQ(real.parameters, R"({"system":"shop"})") << "as if it could not be rehearsed";
  const auto trial = expanded(tmpl, "system: shop\nrehearsal: yes\n");
  EXPECT_EQ(trial.rehearsable, real.rehearsable);
  EXPECT_NE(expanded(tmpl, "system: crm\n").rehearsable, real.rehearsable);
  EXPECT_NE(trial.hash, real.hash);
}

TEST(Expand, ACheckAsksForItsResultInTheLanguageOfTheChange) {
  const auto tmpl = parsed(kRehearsed);
  const auto check = task(expanded(tmpl, "system: shop\n"), "see");
  ASSERT_EQ(check.gives.size(), 2U);
  EXPECT_EQ(check.gives[0].schema, R"({"enum":["pass","fail","not tested"],"type":"string"})");
  EXPECT_EQ(check.hand_over_form, "# Result: pass | fail | not tested\nresult:\n# Remark\nremark:\n");
  const auto russian = expand(tmpl, *read_parameters(tmpl, "system: shop", ""), "ru");
  ASSERT_TRUE(russian);
  EXPECT_EQ(task(*russian, "see").hand_over_form,
            "# Результат: пройдена | не пройдена | не проводилась\nresult:\n# Примечание\nremark:\n");
}

}  // namespace
}  // namespace estafeta::tmpl
