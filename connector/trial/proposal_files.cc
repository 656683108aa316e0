#include "connector/trial/proposal_files.h"

#include <algorithm>
#include <functional>
#include <set>
#include <sstream>
#include <vector>

namespace estafeta::trial {

namespace {

using base::Phrase;
using model::HoldReason;
using model::State;

// A line of YAML, with a comment on its right.
std::string line(const std::string& text, const std::string& comment) {
  constexpr std::size_t kColumn = 44;
  std::string out = text;
  if (!comment.empty()) {
    out.append(out.size() < kColumn ? kColumn - out.size() : 1, ' ');
    out += "# ";
    for (const char c : comment) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "\n";
}

// Replaces the block of `key` (given with its indent), comment included, by `by`. Looks for it after `from`.
void replace_block(std::string& text, const std::string& key, const std::string& by, std::size_t from = 0) {
  const std::size_t indent = key.find_first_not_of(' ');
  const std::size_t begin = text.find("\n" + key + ":", from) + 1;
  if (begin == 0) return;
  std::size_t end = text.find('\n', begin) + 1;
  while (end < text.size() && text[end] != '\n' && text.find_first_not_of(' ', end) > end + indent) {
    end = text.find('\n', end) + 1;
  }
  text.replace(begin, end - begin, by);
}

class Files {
 public:
  Files(const Proposal& proposal, const ProposalSetting& setting, const messages::Speaker& speaker)
      : proposal_(proposal), setting_(setting), speaker_(speaker) {}

  std::string tracker(std::string text) const {
    replace_block(text, "  language", line("  language: " + proposal_.language, say("try.file_language")));
    replace_block(text, "  markup", line("  markup: auto", say_for("try.file_markup", "init.file_markup")));
    if (!setting_.account.empty()) {
      replace_block(text, "  account",
                    line("  account: " + yaml_text(setting_.account), say("init.file_account")));
    }
    replace_block(text, "  zone",
                  line("  zone: " + yaml_text(setting_.zone), speaker_.say(setting_.zone_why)));
    replace_block(text, "  gate", line("  gate: observe", say("try.file_gate")));
    replace_block(text, "  kinds", kinds());
    replace_block(text, "    incident", states(), text.find("\n  states:"));
    replace_block(text, "  closed", closed());
    replace_block(text, "  priorities", priorities());
    replace_block(text, "  roles", roles());
    replace_block(text, "  staff_roles", staff_roles());
    // The roles that the bundled file lists are not this site's.
    replace_block(text, "  correction_roles", line("  correction_roles: [tam]", say("try.file_corrections")));
    replace_block(text, "  people", people());
    replace_block(text, "  reviews",
                  line("  reviews: { priorities: [" + there({"immediate"}) + "] }", say("try.file_reviews")));
    const std::string holds = hold_statuses();
    if (!holds.empty()) text.insert(text.find("\n  priorities:") + 1, holds + "\n");
    text.replace(0, text.find('\n'),
                 "# " + say_for("try.file_head", "init.file_head"));  // no schema lies beside it
    return text;
  }

  std::string clients() const {
    std::string text =
        head("try.file_clients") + "clients:" + (proposal_.clients.empty() ? " {}" : "") + "\n";
    for (const auto& client : proposal_.clients) {
      text += line("  " + client.id + ":",
                   speaker_.say(Phrase("try.why_client", {{"n", std::int64_t{client.incidents}}})));
      text += "    project: " + yaml_text(client.project) + "\n    name: " + yaml_text(client.name) +
              "\n    contracts:\n      - { policy: standard, from: 2000-01-01, until: 2099-12-31 }\n";
    }
    return text + "owners:\n  client: { calendar: office }\n  vendor: { calendar: office }\n";
  }

  std::string calendars() const {
    std::string text = head("try.file_calendars") + "calendars:\n  office:\n" +
                       line("    timezone: " + yaml_text(setting_.zone), speaker_.say(setting_.zone_why)) +
                       "    week:\n";
    for (const char* day : {"mon", "tue", "wed", "thu", "fri"}) {
      text += "      " + std::string(day) + ": [ \"09:00-18:00\" ]\n";
    }
    return text + line("    holidays: []", say("try.file_holidays"));
  }

  std::string policies() const {
    return head("try.file_policies") +
           "policies:\n  standard:\n    - valid_from: 2000-01-01\n      warn_at: 0.75\n" + clocks() +
           "      targets:\n" + target({"urgent", "immediate"}, "response: 1h, resolution: 8h") +
           target({"high"}, "response: 2h, resolution: 16h") +
           "        - { calendar: office, response: 4h, resolution: 24h }\n";
  }

  std::string departments() const {
    return "# " + say_for("try.file_departments", "init.file_departments") +
           "\ndepartments: {}\ncompetences: {}\nmoved: {}\n";
  }

  std::string settings() const {
    std::string text = "# " + say_for("try.file_settings", "init.file_settings") +
                       "\ntracker:\n  kind: redmine\n  url: " + yaml_text(setting_.url) +
                       "\n  key_file: " + yaml_text(setting_.key_file) + "\n  ids_file: ids.json\n";
    if (!setting_.ca_file.empty()) text += "  ca_file: " + yaml_text(setting_.ca_file) + "\n";
    return text + "store:\n  path: " + yaml_text(setting_.store) +
           "\nmappings: mappings\ntemplates: templates\n" +
           line("live_from: " + base::format_instant(setting_.now), say("try.file_live_from"));
  }

 private:
  std::string say(const std::string& key) const { return speaker_.say(key); }

  std::string say_for(const char* trial, const char* service) const {
    switch (setting_.purpose) {
      case ProposalSetting::Purpose::trial:
        return say(trial);
      case ProposalSetting::Purpose::service:
        return say(service);
    }
    return "";
  }

  std::string head(const std::string& key) const { return "# " + say(key) + "\n"; }

  // The bundled name of a kind, unless the site calls an incident so.
  std::string kind(const char* key, const char* en, const char* ru, const char* other) const {
    const bool taken =
        std::any_of(proposal_.trackers.begin(), proposal_.trackers.end(),
                    [&](const auto& one) { return one.incident && (one.name == en || one.name == ru); });
    const std::string name = taken ? yaml_text(other) : std::string("{ en: ") + en + ", ru: " + ru + " }";
    return std::string("    ") + key + ": " + name + "\n";
  }

  std::string kinds() const {
    std::string text = line("  kinds:", say("try.file_kinds")) +
                       kind("change", "Change", "Изменение", "Estafeta change") +
                       kind("task", "Task", "Работа", "Estafeta task") + "    incident:\n";
    for (const auto& one : proposal_.trackers) {
      if (one.incident) text += line("      - " + yaml_text(one.name), speaker_.say(one.why));
    }
    for (const auto& one : proposal_.trackers) {
      if (!one.incident) text += line("      # - " + yaml_text(one.name), speaker_.say(one.why));
    }
    return text + kind("request", "Request", "Обращение", "Estafeta request");
  }

  std::string status_lines(State state, const std::string& bundled) const {
    std::string text;
    for (const auto& one : proposal_.statuses) {
      if (one.meaning.state == state) text += line("        - " + yaml_text(one.name), speaker_.say(one.why));
    }
    if (text.empty() && bundled.empty()) return text;
    if (text.empty()) text = line("        - " + yaml_text(bundled), say("try.why_not_there"));
    return "      " + std::string(to_string(state)) + ":\n" + text;
  }

  std::string states() const {
    const bool russian = proposal_.language == "ru";
    return line("    incident:", say("try.file_states")) +
           status_lines(State::fresh, russian ? "Новый" : "New") + status_lines(State::in_progress, "") +
           status_lines(State::on_hold, "") + status_lines(State::resolved, "") +
           status_lines(State::closed, russian ? "Закрыт" : "Closed") + status_lines(State::cancelled, "");
  }

  std::string closed() const {
    const bool resolved =
        std::any_of(proposal_.statuses.begin(), proposal_.statuses.end(),
                    [](const auto& one) { return one.meaning.state == State::resolved && one.closed; });
    return std::string("  closed: [done, failed, cancelled, closed") + (resolved ? ", resolved" : "") + "]\n";
  }

  std::string hold_statuses() const {
    std::string text;
    for (const auto reason : {HoldReason::client, HoldReason::vendor, HoldReason::window}) {
      std::string names;
      for (const auto& one : proposal_.statuses) {
        if (one.meaning.state != State::on_hold || one.meaning.reason != reason) continue;
        names += (names.empty() ? "" : ", ") + yaml_text(one.name);
      }
      if (!names.empty()) text += "    " + std::string(to_string(reason)) + ": [ " + names + " ]\n";
    }
    return text.empty() ? text : line("  hold_statuses:", say("try.file_hold_statuses")) + text;
  }

  // When the resolution clock pauses; nothing where no status means on hold.
  std::string clocks() const {
    const bool holds = std::any_of(proposal_.statuses.begin(), proposal_.statuses.end(),
                                   [](const auto& one) { return one.meaning.state == State::on_hold; });
    if (!holds) return "";
    return "      clocks:\n" +
           line("        resolution: { pause_in: [ " + pauses() + " ] }", say("try.file_pauses"));
  }

  // Of these words of priorities those that the site has.
  std::string there(const std::vector<std::string>& priorities) const {
    std::string words;
    for (const std::string& word : priorities) {
      const bool is_there = std::any_of(proposal_.priorities.begin(), proposal_.priorities.end(),
                                        [&](const auto& one) { return one.word == word; });
      if (is_there) words += (words.empty() ? "" : ", ") + word;
    }
    return words;
  }

  // A target for those of the priorities that tracker.yaml has a word for; empty if it has none of them.
  std::string target(const std::vector<std::string>& priorities, const std::string& amounts) const {
    const auto words = there(priorities);
    if (words.empty()) return "";
    return "        - { when: { priority: [ " + words + " ] }, calendar: office, " + amounts + " }\n";
  }

  // The reasons that contracts usually accept; every hold, where the site has a status of it that says no
  // reason.
  std::string pauses() const {
    const bool nameless =
        std::any_of(proposal_.statuses.begin(), proposal_.statuses.end(), [](const auto& one) {
          return one.meaning.state == State::on_hold && one.meaning.reason == HoldReason::none;
        });
    return nameless ? "on_hold" : "\"on_hold:client\", \"on_hold:window\"";
  }

  std::string priorities() const {
    std::string text = line("  priorities:", say("try.file_priorities"));
    for (const char* word : {"low", "normal", "high", "urgent", "immediate"}) {
      std::string names;
      for (const auto& one : proposal_.priorities) {
        if (one.word == word) names += line("      - " + yaml_text(one.name), speaker_.say(one.why));
      }
      if (!names.empty()) text += "    " + std::string(word) + ":\n" + names;
    }
    return text;
  }

  // The roles of the site, each with a key. Four keys must exist: where no role fits one, roles() adds the
  // bundled one.
  std::vector<std::pair<std::string, const GuessedRole*>> role_keys() const {
    std::vector<std::pair<std::string, const GuessedRole*>> keys;
    bool engineer = false, client = false;
    for (const auto& role : proposal_.roles) {
      bool& first = role.staff ? engineer : client;
      const std::string number = std::to_string(keys.size() + 1);
      keys.emplace_back(
          first ? (role.staff ? "staff-" : "client-") + number : (role.staff ? "engineer" : "client"), &role);
      first = true;
    }
    return keys;
  }

  std::string roles() const {
    std::string text = line("  roles:", say("try.file_roles")) +
                       "    service: { en: Estafeta, ru: Эстафета }\n"
                       "    tam: { en: Technical Account Manager, ru: Технический менеджер (ТАМ) }\n";
    std::set<std::string> there;
    for (const auto& [key, role] : role_keys()) {
      there.insert(key);
      text += line("    " + key + ": " + yaml_text(role->name), speaker_.say(role->why));
    }
    if (!there.contains("engineer")) text += "    engineer: { en: Engineer, ru: Инженер }\n";
    if (!there.contains("client")) text += "    client: { en: Client, ru: Клиент }\n";
    return text;
  }

  std::string staff_roles() const {
    std::string keys = "service, tam, engineer";
    for (const auto& [key, role] : role_keys()) {
      if (role->staff && key != "engineer") keys += ", " + key;
    }
    return line("  staff_roles: [" + keys + "]", say("try.file_staff_roles"));
  }

  std::string people() const {
    std::string text = line(proposal_.people.empty() ? "  people: {}" : "  people:", say("try.file_people"));
    for (const auto& one : proposal_.people) {
      text += line("    " + yaml_text(one.name) + ": " + std::string(to_string(one.actor)),
                   speaker_.say(one.why));
    }
    for (const auto& name : proposal_.doubtful) {
      text += line("    # " + yaml_text(name) + ":", say("try.why_doubtful"));
    }
    return text;
  }

  const Proposal& proposal_;
  const ProposalSetting& setting_;
  const messages::Speaker& speaker_;
};

}  // namespace

std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "\"";
}

std::map<std::string, std::string> proposal_files(const Proposal& proposal, const ProposalSetting& setting,
                                                  const std::string& bundled_tracker,
                                                  const messages::Speaker& speaker) {
  const Files files(proposal, setting, speaker);
  return {{"estafeta.yaml", files.settings()},
          {"ids.json", "{\"fields\": {}}\n"},
          {"mappings/tracker.yaml", files.tracker(bundled_tracker)},
          {"mappings/clients.yaml", files.clients()},
          {"mappings/calendars.yaml", files.calendars()},
          {"mappings/policies.yaml", files.policies()},
          {"mappings/departments.yaml", files.departments()}};
}

}  // namespace estafeta::trial
