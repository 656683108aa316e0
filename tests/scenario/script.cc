#include "tests/scenario/script.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/scenario/plan_text.h"

namespace estafeta::change {

using model::Field;

struct Script::Words {
  explicit Words(const std::string& line) : in(line) {}
  std::string next() {
    std::string word;
    in >> word;
    return word;
  }
  std::string rest() {
    std::string text;
    std::getline(in >> std::ws, text);
    for (auto at = text.find("\\n"); at != std::string::npos; at = text.find("\\n"))
      text.replace(at, 2, "\n");
    return text;
  }
  std::istringstream in;
};

namespace {

base::Date date(const std::string& text) {
  const auto parsed = base::parse_date(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(base::Date{});
}

}  // namespace

void Script::act(const std::string& line) {
  Words words(line);
  const auto first = words.next();
  if (act_alone(first, words)) return;
  EXPECT_TRUE(act_as(first, words.next(), words)) << "what does this mean? " << line;
}

bool Script::act_alone(const std::string& verb, Words& words) {
  auto& situation = world_.situation;
  if (verb == "wait") {
    world_.wait(*base::parse_duration(words.next()));
  } else if (verb == "plan") {
    plans_ += (plans_.empty() ? "" : "\n") + plan_text(world_.plan());
  } else if (verb == "settle") {
    world_.settle();
  } else if (verb == "rule") {
    return set_rule(words);
  } else if (verb == "windows") {
    situation.client.emplace().windows = "windows:aurora";
  } else if (verb == "consent") {
    auto& department = world_.rules.departments.all.at(words.next());
    department.consent_after = *base::parse_duration(words.next());
  } else if (verb == "uses-window") {
    const base::IssueId change{std::stoll(words.next())};
    situation.other_windows.push_back({change, *base::parse_instant(words.next())});
  } else if (verb == "rehearsed") {
    auto& rehearsal = situation.rehearsal ? *situation.rehearsal : situation.rehearsal.emplace();
    rehearsal.change = {31};
    auto& task = rehearsal.tasks.emplace_back();
    task.key = words.next();
    if (const auto took = base::parse_duration(words.next(), true); took->count() > 0) task.took = took;
    task.failures = std::stoi(words.next());
    task.result = model::check_result_from(words.rest());
  } else if (verb == "parameters") {
    set_parameters(words.rest());
  } else if (verb == "lose-link") {
    const auto from = words.next();
    world_.lose_link(from, words.next());
  } else if (verb == "elsewhere") {
    const base::IssueId id{std::stoll(words.next())};
    const base::IssueId change{std::stoll(words.next())};
    world_.add_elsewhere(id, change, words.rest());
  } else if (verb == "problem") {
    situation.problems.push_back(base::Phrase(words.next()));
  } else if (verb == "skeleton") {
    situation.skeleton = words.rest();
  } else if (verb == "expel") {
    situation.facts.groups.erase(words.next());
  } else if (verb == "field") {
    situation.facts.other_fields.insert(words.rest());
  } else {
    return false;
  }
  return true;
}

// As service/ would do: proposed while the change runs, and once it is agreed to, what it is made from.
void Script::set_parameters(const std::string& parameters) {
  auto& situation = world_.situation;
  situation.proposed = expand_(parameters);
  situation.proposal_problems.clear();
  if (!situation.proposed) situation.proposal_problems.push_back(base::Phrase("template.parameter_missing"));
  if (situation.proposed && situation.proposed->hash == situation.desired->hash) situation.proposed.reset();
}

bool Script::set_rule(Words& words) {
  const std::map<std::string, model::GateMode> gates = {{"observe", model::GateMode::observe},
                                                        {"warn", model::GateMode::warn},
                                                        {"revert", model::GateMode::revert}};
  const std::map<std::string, model::ReopenRule> rules = {
      {"hold_not_started", model::ReopenRule::hold_not_started}, {"hold_all", model::ReopenRule::hold_all}};
  const auto name = words.next();
  const auto value = words.next();
  auto& mapping = world_.rules.mapping;
  if (name == "gate" && gates.contains(value)) {
    mapping.gate = gates.at(value);
  } else if (name == "on_reopened" && rules.contains(value)) {
    mapping.on_reopened = rules.at(value);
  } else if (name == "grace") {
    mapping.on_reopened_after = *base::parse_duration(value);
  } else if (name == "link_grace") {
    mapping.link_grace = *base::parse_duration(value, true);
  } else if (name == "role") {
    mapping.roles[value] = value;
  } else if (name == "tasks") {
    world_.rules.limits.tasks = std::stoi(value);
  } else if (name == "close_change") {
    mapping.close_change = true;
  } else {
    return false;
  }
  return true;
}

bool Script::act_as(const std::string& who, const std::string& verb, Words& words) {
  if (verb == "promises") {
    const auto day = words.next();
    const auto side = words.next();
    world_.promise(who, day, side == "-" ? "" : side, words.rest());
  } else if (verb == "adds") {
    const auto department = words.next();
    world_.add(who, words.rest(), department == "-" ? "" : department);
  } else if (verb == "creates") {
    const auto state = model::state_from(words.next());
    const auto department = words.next();
    if (!state) return false;
    world_.add(who, words.rest(), department == "-" ? "" : department, *state);
  } else if (verb == "moves-in") {
    const auto department = words.next();
    world_.move_in(who, words.rest(), department == "-" ? "" : department);
  } else if (verb == "adds-below") {
    const auto parent = words.next();
    world_.add_below(who, parent, words.rest());
  } else if (verb == "links" || verb == "unlinks") {
    const auto from = words.next();
    world_.link(who, from, words.next(), verb == "links");
  } else if (verb == "precedes") {
    const auto from = words.next();
    world_.precede(who, from, words.next());
  } else {
    return act_on_issue(who, verb, words.next(), words);
  }
  return true;
}

bool Script::act_on_issue(const std::string& who, const std::string& verb, const std::string& name,
                          Words& words) {
  if (verb == "moves") {
    const auto state = model::state_from(words.next());
    const auto reason = model::hold_reason_from(words.next());
    if (!state) return false;
    world_.move(who, name, *state, reason.value_or(model::HoldReason::none));
  } else if (verb == "moves-and-decides") {
    const auto state = model::state_from(words.next());
    if (!state) return false;
    const auto decision = words.next();
    world_.move_and_decide(who, name, *state, decision, words.rest());
  } else if (verb == "fills") {
    const auto field = model::field_from(words.next());
    if (!field) return false;
    world_.fill(who, name, *field, words.rest());
  } else if (verb == "decides") {
    const auto decision = words.next();
    world_.fill(who, name, Field::decision, decision, words.rest());
  } else if (verb == "writes") {
    world_.comment(who, name, words.rest());
  } else if (verb == "assigns") {
    world_.assign(who, name, words.next());
  } else if (verb == "starts" || verb == "wants") {
    world_.set_date(who, name, verb == "wants", date(words.next()));
  } else if (verb == "deletes") {
    world_.remove(name);
  } else if (verb == "takes") {
    world_.take_out(name);
  } else if (verb == "brings") {
    world_.bring_back(name);
  } else if (verb == "turns") {
    const auto kind = model::kind_from(words.next());
    if (!kind) return false;
    world_.turn(who, name, *kind);
  } else if (verb == "renames") {
    world_.rename(who, name, words.rest());
  } else {
    return false;
  }
  return true;
}

}  // namespace estafeta::change
