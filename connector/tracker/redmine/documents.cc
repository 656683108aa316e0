#include "connector/tracker/redmine/documents.h"

#include "connector/document/json_writer.h"

namespace estafeta::tracker::redmine {

namespace {

constexpr const char* kDocuments = "/estafeta/documents.json";

void write_document(document::JsonWriter& json, const Document& document) {
  json.object([&] {
    json.key("name").value(document.name).key("project").text_or_null(document.project);
    json.key("digest").value(document.digest).key("made").value(document.made);
    json.key("texts").object([&] {
      for (const auto& [language, text] : document.texts) json.key(language).raw(text);
    });
  });
}

}  // namespace

base::Result<std::map<std::string, std::string>> RedmineDocuments::digests() {
  const auto answer = rest_.get(kDocuments);
  if (!answer) {
    plugin_.failed(Ability::views);
    return base::fail(answer.error());
  }
  std::map<std::string, std::string> found;
  if (const auto* documents = answer->find("documents"); documents != nullptr) {
    for (const auto& entry : documents->entries) found[entry.first.text] = entry.second.text;
  }
  return found;
}

base::Status RedmineDocuments::publish(const std::vector<Document>& documents,
                                       const std::vector<std::string>& dropped, base::Instant seen) {
  document::JsonWriter json;
  json.object([&] {
    json.key("seen").value(seen).key("zone").value(zone_);
    json.key("put").list(documents, [&](const Document& one) { write_document(json, one); });
    json.key("drop").values(dropped);
  });
  const auto answer = rest_.write(http::Method::post, kDocuments, json.text());
  if (answer) return {};
  plugin_.failed(Ability::views);
  return answer.error();
}

}  // namespace estafeta::tracker::redmine
