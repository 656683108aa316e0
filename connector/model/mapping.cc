#include "connector/model/mapping.h"

namespace estafeta::model {

std::map<std::string, std::vector<std::string>> CorrectionForm::standard_words() {
  return {{"title", {"SLA correction", "Поправка SLA"}},
          {"answered", {"answered", "ответ дан"}},
          {"restored", {"restored", "восстановлено"}},
          {"excluded", {"excluded", "исключить"}},
          {"at", {"At", "Когда"}},
          {"from", {"From", "С", "C"}},  // the last is Latin, as it is often typed
          {"until", {"Until", "До"}},
          {"reason", {"Reason", "Основание"}},
          {"evidence", {"Evidence", "Подтверждение"}}};
}

const Department* Departments::titled(const std::string& title) const {
  for (const auto& [id, department] : all) {
    if (department.title == title) return &department;
  }
  return nullptr;
}

const Department* Departments::find(const std::string& id_or_competence) const {
  std::string id = id_or_competence;
  // A moved department may have moved again; a ring of moves ends after as many steps as there are entries.
  for (std::size_t step = 0; step <= moved.size() + competences.size(); ++step) {
    if (const auto found = all.find(id); found != all.end()) return &found->second;
    if (const auto to = competences.find(id); to != competences.end()) {
      id = to->second;
    } else if (const auto heir = moved.find(id); heir != moved.end()) {
      id = heir->second;
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

const Client* Clients::of_project(const std::string& project) const {
  for (const auto& [id, client] : all) {
    if (client.project == project) return &client;
  }
  return nullptr;
}

const Client* Clients::of_project(const std::string& project, const std::vector<std::string>& above) const {
  if (const Client* client = of_project(project)) return client;
  for (const std::string& parent : above) {
    if (const Client* client = of_project(parent)) return client;
  }
  return nullptr;
}

}  // namespace estafeta::model
