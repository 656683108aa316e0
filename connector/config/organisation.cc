#include "connector/config/organisation.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "connector/calendar/spec.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using document::Node;

// So long it is kept what departments did for a client.
constexpr int kTamMonths = 12;

template <typename Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

// A name that must be among those of another file, where that one could be read.
std::string read_name_of(const std::optional<std::set<std::string>>& names, const char* unknown,
                         const Node& node, Reader& reader) {
  const std::string name = reader.text(node);
  if (!name.empty() && names && !names->contains(name)) {
    reader.unknown(unknown, node.where, name, {names->begin(), names->end()});
  }
  return name;
}

std::string read_calendar_name(const Node& parent, const KnownNames& names, Reader& reader) {
  const Node* node = reader.required(parent, "calendar");
  return node == nullptr ? "" : read_name_of(names.calendars, "config.unknown_calendar", *node, reader);
}

std::string read_policy_name(const Node& node, const KnownNames& names, Reader& reader) {
  return read_name_of(names.policies, "config.unknown_policy", node, reader);
}

// What `sources` says of one subject.
model::Source read_source(const Node& sources, const char* subject, Reader& reader) {
  using model::Source;
  const Node* node = sources.find(subject);
  if (node == nullptr) return Source::both;
  return reader.choice<Source>(
      *node, {{"both", Source::both}, {"tracker", Source::tracker}, {"mappings", Source::mappings}});
}

class DepartmentsReader {
 public:
  DepartmentsReader(const KnownNames& names, Reader& reader) : names_(names), reader_(reader) {}

  model::Departments read(const Node& root) {
    if (const Node* node = reader_.required(root, "departments"); node && reader_.map_of_ids(*node)) {
      listed_ = true;
      for (const auto& [id, value] : node->entries) read_one(id.text, value);
    }
    if (const Node* node = root.find("duty")) read_duty(*node);
    if (const Node* node = root.find("away"); node && reader_.list(*node)) {
      for (const Node& item : node->items) read_absence(item);
    }
    if (const Node* node = root.find("competences")) read_heirs(*node, found_.competences);
    if (const Node* node = root.find("moved")) read_heirs(*node, found_.moved);
    if (const Node* node = root.find("sources"); node && reader_.map(*node, {"away"}))
      found_.away_from = read_source(*node, "away", reader_);
    return std::move(found_);
  }

 private:
  void read_one(const std::string& id, const Node& node) {
    model::Department& department = found_.all[id];  // a faulty one may be named too
    department.id = id;
    if (!reader_.map(node, {"title", "group", "calendar", "ola", "head", "consent_after"})) return;
    if (const Node* title = reader_.required(node, "title")) department.title = reader_.name(*title);
    if (const Node* group = reader_.required(node, "group")) department.group = reader_.name(*group);
    department.calendar = read_calendar_name(node, names_, reader_);
    if (const Node* head = node.find("head")) department.head = reader_.text(*head);
    if (const Node* after = node.find("consent_after")) department.consent_after = reader_.duration(*after);
    if (const Node* ola = node.find("ola")) department.ola = read_policy_name(*ola, names_, reader_);
  }

  void read_duty(const Node& node) {
    found_.duty = reader_.text(node);
    if (found_.duty.empty() || !listed_ || found_.all.contains(found_.duty)) return;
    reader_.unknown("config.unknown_department", node.where, found_.duty, keys_of(found_.all));
  }

  void read_absence(const Node& node) {
    if (!reader_.map(node, {"who", "from", "until", "stand_in"})) return;
    const Node* who = reader_.required(node, "who");
    const Node* from = reader_.required(node, "from");
    const Node* until = reader_.required(node, "until");
    if (who == nullptr || from == nullptr || until == nullptr) return;
    model::Absence absence{reader_.text(*who), reader_.date(*from), reader_.date(*until), {}};
    if (absence.from.ok() && absence.until.ok() && absence.until < absence.from) {
      reader_.error(until->where, Phrase("config.ends_before_begin"));
    }
    if (const Node* other = node.find("stand_in")) absence.stand_in = reader_.text(*other);
    found_.away.push_back(std::move(absence));
  }

  // What a competence or a former department leads to must be a department there is, and not be one itself.
  void read_heirs(const Node& node, std::map<std::string, std::string>& heirs) {
    if (!reader_.map_of_ids(node)) return;
    for (const auto& [name, value] : node.entries) {
      const std::string heir = reader_.text(value);
      if (found_.all.contains(name.text)) {
        reader_.error(name.where, Phrase("config.also_a_department", {{"name", name.text}}));
      } else if (!heir.empty() && listed_ && !found_.all.contains(heir)) {
        reader_.unknown("config.unknown_department", value.where, heir, keys_of(found_.all));
      }
      heirs[name.text] = heir;
    }
  }

  const KnownNames& names_;
  Reader& reader_;
  bool listed_ = false;  // whether `departments` could be read
  model::Departments found_;
};

// `22:00–06:00`
std::string clock_of(base::Seconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count() % (24 * 60);
  const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

// One for each shift of the week.
std::vector<Phrase> said_windows(const calendar::CalendarSpec& spec) {
  constexpr std::array<const char*, 7> kNames{"weekday.mon", "weekday.tue", "weekday.wed", "weekday.thu",
                                              "weekday.fri", "weekday.sat", "weekday.sun"};
  std::vector<Phrase> said;
  for (std::size_t day = 0; day < kNames.size(); ++day) {
    for (const auto& shift : spec.week[day]) {
      said.push_back(Phrase("entered.mapped_window", {{"day", std::vector{Phrase(kNames[day])}},
                                                      {"from", clock_of(shift.open)},
                                                      {"until", clock_of(shift.close)},
                                                      {"zone", spec.zone.name()}}));
    }
  }
  return said;
}

class ClientsReader {
 public:
  ClientsReader(const KnownNames& names, calendar::CalendarSet& calendars, Reader& reader)
      : names_(names), calendars_(calendars), reader_(reader) {}

  model::Clients read(const Node& root, const std::string& site_language) {
    if (const Node* node = reader_.required(root, "clients"); node && reader_.map_of_ids(*node)) {
      for (const auto& [id, value] : node->entries) read_one(id.text, value, site_language);
    }
    if (const Node* node = reader_.required(root, "owners")) read_owners(*node);
    if (const Node* node = root.find("tam")) read_tam(*node);
    if (const Node* node = root.find("sources"); node && reader_.map(*node, {"windows", "freezes"})) {
      found_.windows_from = read_source(*node, "windows", reader_);
      found_.freezes_from = read_source(*node, "freezes", reader_);
    }
    return std::move(found_);
  }

 private:
  void read_one(const std::string& id, const Node& node, const std::string& site_language) {
    model::Client client;
    client.id = id;
    client.language = site_language;
    if (!reader_.map(node, {"project", "name", "language", "contracts", "windows", "freezes", "digest",
                            "tam_since"})) {
      found_.all[id] = std::move(client);  // policies may name it all the same
      return;
    }
    if (const Node* value = reader_.required(node, "project")) client.project = read_project(*value);
    if (const Node* value = reader_.required(node, "name")) client.name = reader_.name(*value);
    if (const Node* value = node.find("language")) {
      client.language = reader_.choice<std::string>(*value, {{"en", "en"}, {"ru", "ru"}});
    }
    if (const Node* value = node.find("digest")) {
      using model::DigestRhythm;
      client.digest = reader_.choice<DigestRhythm>(*value, {{"none", DigestRhythm::none},
                                                            {"weekly", DigestRhythm::weekly},
                                                            {"monthly", DigestRhythm::monthly}});
    }
    if (const Node* value = node.find("tam_since")) client.tam_since = reader_.date(*value);
    if (const Node* value = node.find("contracts")) read_contracts(*value, client);
    if (const Node* value = node.find("windows")) read_windows(*value, client);
    if (const Node* value = node.find("freezes")) read_freezes(*value, client);
    found_.all[id] = std::move(client);
  }

  std::string read_project(const Node& node) {
    const std::string project = reader_.text(node);
    for (const auto& [id, other] : found_.all) {
      if (other.project != project || project.empty()) continue;
      reader_.error(node.where, Phrase("config.project_twice", {{"project", project}, {"client", id}}));
    }
    return project;
  }

  void read_contracts(const Node& node, model::Client& client) {
    if (!reader_.list(node)) return;
    for (const Node& item : node.items) {
      if (!reader_.map(item, {"policy", "from", "until", "follows"})) continue;
      const model::Contract contract = read_contract(item);
      for (const model::Contract& other : client.contracts) {
        const bool known = contract.until.ok() && other.until.ok();
        if (!known || contract.from > other.until || other.from > contract.until) continue;
        reader_.error(item.where,
                      Phrase("config.contracts_overlap", {{"client", client.id},
                                                          {"from", base::format_date(other.from)},
                                                          {"until", base::format_date(other.until)}}));
      }
      client.contracts.push_back(contract);
    }
  }

  model::Contract read_contract(const Node& item) {
    model::Contract contract;
    if (const Node* policy = reader_.required(item, "policy")) {
      contract.policy = read_policy_name(*policy, names_, reader_);
    }
    if (const Node* follows = item.find("follows")) {
      contract.follows = reader_.choice<bool>(*follows, {{"true", true}, {"false", false}});
    }
    const Node* from = reader_.required(item, "from");
    const Node* until = reader_.required(item, "until");
    if (from == nullptr || until == nullptr) return contract;
    contract.from = reader_.date(*from);
    contract.until = reader_.date(*until);
    if (contract.from.ok() && contract.until.ok() && contract.until < contract.from) {
      reader_.error(until->where, Phrase("config.ends_before_begin"));
    }
    return contract;
  }

  void read_windows(const Node& node, model::Client& client) {
    const auto spec = calendar::parse_spec(node, reader_.problems());
    if (!spec) return;
    client.windows = "windows:" + client.id;
    client.mapped_windows = said_windows(*spec);
    calendars_.add(client.windows, calendar::Calendar(*spec));
  }

  void read_freezes(const Node& node, model::Client& client) {
    if (!reader_.list(node)) return;
    for (const Node& item : node.items) {
      if (!reader_.map(item, {"from", "until", "why"})) continue;
      const Node* from = reader_.required(item, "from");
      const Node* until = reader_.required(item, "until");
      const Node* why = reader_.required(item, "why");
      if (from == nullptr || until == nullptr || why == nullptr) continue;
      const auto begin = reader_.instant(*from), end = reader_.instant(*until);
      const std::string reason = reader_.name(*why);
      if (!begin || !end) continue;
      if (*end <= *begin) reader_.error(until->where, Phrase("config.ends_before_begin"));
      client.freezes.push_back({*begin, *end, reason});
      client.mapped_freezes.push_back(
          Phrase("entered.mapped_freeze", {{"from", *begin}, {"until", *end}, {"why", reason}}));
    }
  }

  void read_tam(const Node& node) {
    if (!reader_.map(node, {"share", "calendar", "departments", "months", "upper_level", "deputy_after",
                            "readers", "project"}))
      return;
    auto& rules = found_.tam;
    if (const Node* value = node.find("share")) rules.share = reader_.integer(*value, 1, 100);
    if (node.find("calendar") != nullptr) rules.calendar = read_calendar_name(node, names_, reader_);
    if (const Node* value = node.find("departments")) rules.departments = reader_.integer(*value, 1, 100);
    if (const Node* value = node.find("months")) rules.months = reader_.integer(*value, 1, kTamMonths);
    if (const Node* value = node.find("upper_level")) {
      const auto departments = reader_.texts(*value);
      rules.upper_level = {departments.begin(), departments.end()};
    }
    if (const Node* value = node.find("deputy_after")) rules.deputy_after = reader_.duration_or_none(*value);
    if (const Node* value = node.find("readers")) {
      const auto roles = reader_.texts(*value);
      rules.readers = {roles.begin(), roles.end()};
    }
    if (const Node* value = node.find("project")) rules.project = reader_.text(*value);
  }

  void read_owners(const Node& node) {
    if (!reader_.map(node, {"client", "vendor"})) return;
    for (const char* owner : {"client", "vendor"}) {
      const Node* value = reader_.required(node, owner);
      if (value == nullptr || !reader_.map(*value, {"calendar"})) continue;
      found_.owner_calendars[owner] = read_calendar_name(*value, names_, reader_);
    }
  }

  const KnownNames& names_;
  calendar::CalendarSet& calendars_;
  Reader& reader_;
  model::Clients found_;
};

}  // namespace

model::Departments read_departments(const Node& root, const KnownNames& names, Reader& reader) {
  return DepartmentsReader(names, reader).read(root);
}

model::Clients read_clients(const Node& root, const KnownNames& names, const std::string& site_language,
                            calendar::CalendarSet& calendars, Reader& reader) {
  return ClientsReader(names, calendars, reader).read(root, site_language);
}

}  // namespace estafeta::config
