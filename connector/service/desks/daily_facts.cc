#include "connector/service/desks/daily_facts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/service/incidents/month_figures.h"

namespace estafeta::service {

namespace {

using base::Status;
using document::Node;
using views::DailyFacts;
using views::DossierClock;
using views::DossierRole;
using views::Repeat;
using views::TamFacts;
using views::TamHours;
using views::TamPerson;

constexpr const char* kFacts = "daily_facts";  // in the store
// Raised when more is kept, so that what an earlier release kept of the day is gathered again.
constexpr int kForm = 2;
// The roles that head a client's team, in the order in which they are asked for.
constexpr std::array<const char*, 3> kHeads{"tam", "tam_deputy", "service_manager"};

void write(document::JsonWriter& json, const char* key, const sla::Figures& figures) {
  json.key(key).object([&] {
    json.key("met").value(figures.met).key("breached").value(figures.breached);
    json.key("median").value(figures.median);
  });
}

void write(document::JsonWriter& json, const Repeat& repeat) {
  json.object([&] {
    json.key("category").value(repeat.category).key("count").value(repeat.count);
    json.key("before").value(repeat.before);
    json.key("newest").list(repeat.newest, [&](const auto& incident) {
      json.object([&] { json.key("issue").value(incident.issue).key("created").value(incident.created); });
    });
  });
}

void write(document::JsonWriter& json, const char* key, const std::vector<TamPerson>& people) {
  json.key(key).list(people, [&](const auto& one) {
    json.object([&] { json.key("id").value(one.id.value).key("name").value(one.name); });
  });
}

void write(document::JsonWriter& json, const char* key, const views::DecidedClocks& clocks) {
  json.key(key).object([&] { json.key("met").value(clocks.met).key("breached").value(clocks.breached); });
}

void write(document::JsonWriter& json, const TamFacts& tam) {
  write(json, "tams", tam.tams);
  write(json, "deputies", tam.deputies);
  write(json, "before_tam", tam.before);
  write(json, "since_tam", tam.since);
  if (!tam.hours) return;
  json.key("hours").list(*tam.hours, [&](const TamHours& one) {
    json.object([&] {
      json.key("person").value(one.person).key("this_month").value(one.this_month.count());
      json.key("last_month").value(one.last_month.count());
    });
  });
}

std::string to_json(base::Date day, const std::map<std::string, DailyFacts>& facts,
                    const std::map<std::string, std::vector<Repeat>>& repeats) {
  document::JsonWriter json;
  json.begin_object()
      .key("day")
      .value(base::format_date(day))
      .key("form")
      .value(kForm)
      .key("clients")
      .begin_object();
  for (const auto& [id, one] : facts) {
    json.key(id).object([&, &id = id, &client = one] {
      json.key("roles").list(client.roles, [&](const DossierRole& role) {
        json.object([&] { json.key("role").value(role.role).key("people").values(role.people); });
      });
      json.key("clocks").list(client.clocks, [&](const DossierClock& clock) {
        json.begin_object().key("clock").value(clock.clock);
        write(json, "month", clock.month);
        write(json, "year", clock.year);
        json.end_object();
      });
      write(json, client.tam);
      json.key("repeats").list(repeats.at(id), [&](const Repeat& repeat) { write(json, repeat); });
    });
  }
  return json.end_object().end_object().text();
}

const std::vector<Node>& items_at(const Node& node, std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* found = node.find(key);
  return found == nullptr ? kNone : found->items;
}

int count_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? 0 : static_cast<int>(found->as_integer().value_or(0));
}

std::vector<Repeat> repeats_from(const Node& node) {
  std::vector<Repeat> repeats;
  for (const auto& item : items_at(node, "repeats")) {
    Repeat repeat{item.text_at("category"), count_at(item, "count"), count_at(item, "before"), {}};
    for (const auto& incident : items_at(item, "newest")) {
      const auto created = base::parse_instant(incident.text_at("created"));
      if (created) repeat.newest.push_back({base::IssueId{count_at(incident, "issue")}, *created});
    }
    repeats.push_back(std::move(repeat));
  }
  return repeats;
}

sla::Figures figures_at(const Node& node, std::string_view key) {
  sla::Figures figures;
  const Node* found = node.find(key);
  if (found == nullptr) return figures;
  const auto number = [&](std::string_view name) {
    const Node* value = found->find(name);
    return value == nullptr ? std::nullopt : value->as_integer();
  };
  figures.met = static_cast<int>(number("met").value_or(0));
  figures.breached = static_cast<int>(number("breached").value_or(0));
  if (const auto median = number("median")) figures.median = base::Seconds(*median);
  return figures;
}

std::vector<TamPerson> people_at(const Node& node, std::string_view key) {
  std::vector<TamPerson> people;
  for (const auto& item : items_at(node, key)) people.push_back({{item.text_at("id")}, item.text_at("name")});
  return people;
}

views::DecidedClocks decided_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  if (found == nullptr) return {};
  return {count_at(*found, "met"), count_at(*found, "breached")};
}

TamFacts tam_from(const Node& node) {
  TamFacts tam{people_at(node, "tams"),
               people_at(node, "deputies"),
               {},
               decided_at(node, "before_tam"),
               decided_at(node, "since_tam")};
  if (node.find("hours") == nullptr) return tam;
  tam.hours.emplace();
  for (const auto& item : items_at(node, "hours")) {
    tam.hours->push_back({item.text_at("person"), base::Seconds(count_at(item, "this_month")),
                          base::Seconds(count_at(item, "last_month"))});
  }
  return tam;
}

DailyFacts facts_from(const Node& node) {
  DailyFacts facts;
  for (const auto& item : items_at(node, "roles")) {
    auto& role = facts.roles.emplace_back(DossierRole{item.text_at("role"), {}});
    for (const auto& person : items_at(item, "people")) role.people.push_back(person.text);
  }
  for (const auto& item : items_at(node, "clocks"))
    facts.clocks.push_back({item.text_at("clock"), figures_at(item, "month"), figures_at(item, "year")});
  facts.tam = tam_from(node);
  return facts;
}

struct KeptFacts {
  std::map<std::string, DailyFacts> facts;
  std::map<std::string, std::vector<Repeat>> repeats;
};

// Of every one of these clients; nothing: it is of another day, or clients were added since.
std::optional<KeptFacts> from_json(const std::string& text, base::Date day, const model::Clients& clients) {
  const auto node = document::parse_json(text, kFacts);
  const bool is_todays =
      node && node->text_at("day") == base::format_date(day) && count_at(*node, "form") == kForm;
  const Node* kept = is_todays ? node->find("clients") : nullptr;
  if (kept == nullptr) return std::nullopt;
  KeptFacts known;
  for (const auto& [id, client] : clients.all) {
    const Node* found = kept->find(id);
    if (found == nullptr) return std::nullopt;
    known.facts[id] = facts_from(*found);
    known.repeats[id] = repeats_from(*found);
  }
  return known;
}

}  // namespace

base::Result<const std::map<std::string, DailyFacts>*> DailyFactsKeeper::of_today(base::Instant now) {
  const auto today = site_.rules.zone.local_date(now);
  if (day_ == today) return &facts_;
  const auto kept = store_.value(kFacts);
  if (!kept) return base::fail(kept.error());
  auto known = from_json(kept->value_or("{}"), today, site_.mappings.clients);
  if (known) {
    facts_ = std::move(known->facts);
    repeats_.by_client = std::move(known->repeats);
  } else if (auto done = gather(today); !done.ok()) {
    return base::fail(std::move(done));
  }
  const auto periods = month_and_year(today);
  for (auto& [id, facts] : facts_) std::tie(facts.month, facts.year) = periods;
  repeats_.rule = repeat_rule(site_.settings);
  day_ = today;
  return &facts_;
}

Status DailyFactsKeeper::gather(base::Date today) {
  std::set<std::string> clients;
  for (const auto& [id, client] : site_.mappings.clients.all) clients.insert(id);
  auto counted = count_daily(site_, store_, clients, today);
  if (!counted) return counted.error();
  facts_.clear();
  repeats_.by_client.clear();
  for (const auto& [id, client] : site_.mappings.clients.all) {
    auto& facts = facts_[id];
    auto& count = (*counted)[id];
    if (auto asked = ask(client, today, facts); !asked.ok()) return asked;
    facts.clocks = std::move(count.clocks);
    facts.tam.before = count.before_tam;
    facts.tam.since = count.since_tam;
    repeats_.by_client[id] = std::move(count.repeats);
  }
  return store_.set_value(kFacts, to_json(today, facts_, repeats_.by_client));
}

namespace {

// Engineers come by their departments, which the dossier names, and the client's side by all its roles.
std::vector<DossierRole> roles_of(const tracker::ProjectFacts& project,
                                  const model::TrackerMapping& mapping) {
  std::map<std::string, std::set<std::string>> people;  // by the role's key
  for (const auto& member : project.members) {
    if (member.is_group) continue;
    for (const auto& role : member.roles) people[role].insert(member.principal.name);
  }
  std::vector<DossierRole> roles;
  const auto add = [&](const std::string& key) {
    const auto found = people.find(key);
    const auto name = mapping.roles.find(key);
    if (found == people.end() || name == mapping.roles.end()) return;
    roles.push_back({name->second, {found->second.begin(), found->second.end()}});
  };
  for (const char* key : kHeads) add(key);
  for (const auto& [key, name] : mapping.roles) {
    if (key != "service" && !mapping.staff_roles.contains(key)) add(key);
  }
  return roles;
}

std::vector<TamPerson> people_with(const tracker::ProjectFacts& project, const char* role) {
  std::vector<TamPerson> people;
  for (const auto& member : project.members) {
    if (!member.is_group && member.roles.contains(role))
      people.push_back({member.principal.id, member.principal.name});
  }
  std::stable_sort(people.begin(), people.end(),
                   [](const auto& one, const auto& other) { return one.name < other.name; });
  return people;
}

std::vector<TamHours> hours_of(const std::vector<TamPerson>& tams,
                               const std::vector<tracker::SpentTime>& spent, const sla::Period& this_month) {
  std::vector<TamHours> all;
  for (const auto& tam : tams) {
    auto& hours = all.emplace_back(TamHours{tam.name});
    for (const auto& one : spent) {
      if (one.person == tam.id) (this_month.holds(one.day) ? hours.this_month : hours.last_month) += one.time;
    }
  }
  return all;
}

}  // namespace

Status DailyFactsKeeper::ask(const model::Client& client, base::Date today, DailyFacts& facts) {
  const auto project = directory_.project(client.project);
  if (!project && project.error().code() == base::Code::not_found) return {};
  if (!project) return project.error();
  facts.roles = roles_of(*project, site_.mappings.tracker);
  facts.tam.tams = people_with(*project, "tam");
  facts.tam.deputies = people_with(*project, "tam_deputy");
  if (facts.tam.tams.empty()) return {};
  std::vector<base::PrincipalId> tams;
  for (const auto& tam : facts.tam.tams) tams.push_back(tam.id);
  const auto month = sla::month_of(today);
  const auto spent =
      directory_.spent_time(client.project, tams, sla::last_full_month(today).from, month.until);
  if (!spent) return spent.error();
  if (*spent) facts.tam.hours = hours_of(facts.tam.tams, **spent, month);
  return {};
}

}  // namespace estafeta::service
