#include "connector/service/desks/daily_facts.h"

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

constexpr const char* kFacts = "daily_facts";  // in the store
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

std::string to_json(base::Date day, const std::map<std::string, DailyFacts>& facts,
                    const std::map<std::string, std::vector<Repeat>>& repeats) {
  document::JsonWriter json;
  json.begin_object().key("day").value(base::format_date(day)).key("clients").begin_object();
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

DailyFacts facts_from(const Node& node) {
  DailyFacts facts;
  for (const auto& item : items_at(node, "roles")) {
    auto& role = facts.roles.emplace_back(DossierRole{item.text_at("role"), {}});
    for (const auto& person : items_at(item, "people")) role.people.push_back(person.text);
  }
  for (const auto& item : items_at(node, "clocks"))
    facts.clocks.push_back({item.text_at("clock"), figures_at(item, "month"), figures_at(item, "year")});
  return facts;
}

struct KeptFacts {
  std::map<std::string, DailyFacts> facts;
  std::map<std::string, std::vector<Repeat>> repeats;
};

// Of every one of these clients; nothing: it is of another day, or clients were added since.
std::optional<KeptFacts> from_json(const std::string& text, base::Date day, const model::Clients& clients) {
  const auto node = document::parse_json(text, kFacts);
  const Node* kept = node && node->text_at("day") == base::format_date(day) ? node->find("clients") : nullptr;
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
    auto roles = ask_roles(client);
    if (!roles) return roles.error();
    facts_[id].roles = std::move(*roles);
    facts_[id].clocks = std::move((*counted)[id].clocks);
    repeats_.by_client[id] = std::move((*counted)[id].repeats);
  }
  return store_.set_value(kFacts, to_json(today, facts_, repeats_.by_client));
}

// Engineers come by their departments, which the dossier names, and the client's side by all its roles.
base::Result<std::vector<DossierRole>> DailyFactsKeeper::ask_roles(const model::Client& client) {
  const auto project = directory_.project(client.project);
  if (!project && project.error().code() != base::Code::not_found) return base::fail(project.error());
  std::map<std::string, std::set<std::string>> people;  // by the role's key
  if (project) {
    for (const auto& member : project->members) {
      if (member.is_group) continue;
      for (const auto& role : member.roles) people[role].insert(member.principal.name);
    }
  }
  std::vector<DossierRole> roles;
  const auto& mapping = site_.mappings.tracker;
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

}  // namespace estafeta::service
