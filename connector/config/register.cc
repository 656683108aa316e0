#include "connector/config/register.h"

#include "connector/document/json.h"
#include "connector/document/node.h"

namespace estafeta::config {

namespace {

using document::Node;

void add_documents(const Node& documents, model::Register& found) {
  for (const Node& item : documents.items) {
    model::RegisteredDocument one{item.text_at("project"), item.text_at("kind"),  item.text_at("title"),
                                  item.text_at("link"),    item.text_at("owner"), {}};
    one.checked = base::parse_date(item.text_at("checked"));
    if (!one.title.empty()) found.documents.push_back(std::move(one));
  }
}

void add_risks(const Node& risks, model::Register& found) {
  for (const Node& item : risks.items) {
    const auto on = base::parse_date(item.text_at("on"));
    if (on && !item.text_at("text").empty())
      found.risks.push_back({item.text_at("project"), item.text_at("text"), *on});
  }
}

}  // namespace

model::Register read_register(const std::string& text) {
  model::Register found;
  const auto root = document::parse_json(text, "");
  if (!root || !root->is_map()) return found;
  if (const Node* documents = root->find("documents")) add_documents(*documents, found);
  if (const Node* risks = root->find("risks")) add_risks(*risks, found);
  return found;
}

}  // namespace estafeta::config
