#include "connector/cli/sharers.h"

#include "connector/service/site/share.h"

namespace estafeta::cli {

std::string name_of_part(const std::string& part, const messages::Speaker& speaker) {
  auto client = service::client_of_part(part);
  return client.empty() ? speaker.say("share.site") : client;
}

std::vector<std::string> sharer_lines(const std::vector<store::Sharer>& sharers,
                                      const messages::Speaker& speaker) {
  std::vector<std::string> lines;
  for (const auto& one : sharers) {
    std::vector<std::string> names;
    for (const auto& part : one.parts) names.push_back(name_of_part(part, speaker));
    const char* key = one.is_over     ? "status.sharer_gone"
                      : names.empty() ? "status.sharer_idle"
                                      : "status.sharer";
    std::vector<std::pair<std::string, base::PhraseValue>> values{{"host", one.process.host},
                                                                  {"process", one.process.id}};
    if (!names.empty()) values.emplace_back("parts", names);
    lines.push_back(speaker.say(base::Phrase(key, std::move(values))));
  }
  return lines;
}

void write_sharers(document::JsonWriter& json, const std::vector<store::Sharer>& sharers) {
  json.begin_array();
  for (const auto& one : sharers) {
    json.object([&] {
      json.key("host").value(one.process.host).key("process").value(one.process.id);
      json.key("lives").value(!one.is_over).key("parts").begin_array();
      for (const auto& part : one.parts) json.value(part);
      json.end_array();
    });
  }
  json.end_array();
}

}  // namespace estafeta::cli
