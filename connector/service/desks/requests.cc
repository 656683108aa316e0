#include "connector/service/desks/requests.h"

#include <optional>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::service {

namespace {

constexpr const char* kName = "requests";  // in the store

std::optional<views::Request> request_from(const document::Node& node) {
  const document::Node* client = node.find("client");
  const document::Node* title = node.find("title");
  const document::Node* since = node.find("since");
  if (client == nullptr || title == nullptr || since == nullptr) return std::nullopt;
  const auto at = base::parse_instant(since->text);
  if (!at) return std::nullopt;
  return views::Request{client->text, title->text, *at};
}

}  // namespace

base::Result<KeptRequests> KeptRequests::read(store::Store& store) {
  const auto kept = store.value(kName);
  if (!kept) return base::fail(kept.error());
  KeptRequests requests;
  const auto node = document::parse_json(kept->value_or("[]"), kName);
  if (!node) return requests;  // of another release; the poll names what changes from now on
  for (const auto& item : node->items) {
    const document::Node* issue = item.find("issue");
    const auto id = issue == nullptr ? std::nullopt : issue->as_integer();
    auto request = request_from(item);
    if (id && request) requests.all_[base::IssueId{*id}] = std::move(*request);
  }
  return requests;
}

bool KeptRequests::take(const Site& site, const std::vector<model::Issue>& rows) {
  const auto before = all_;
  for (const auto& row : rows) {
    if (auto request = views::request_of(row, site.mappings.clients)) {
      all_[row.id] = std::move(*request);
    } else {
      all_.erase(row.id);
    }
  }
  return all_ != before;
}

base::Status KeptRequests::ask_again(const Site& site, tracker::IssueReader& tracker) {
  if (all_.empty()) return {};
  std::vector<base::IssueId> ids;
  for (const auto& [id, request] : all_) ids.push_back(id);
  const auto rows = tracker.peek(ids);
  if (!rows) return rows.error();
  all_.clear();
  take(site, *rows);
  return {};
}

base::Status KeptRequests::keep(store::Store& store) const {
  document::JsonWriter json;
  json.begin_array();
  for (const auto& [id, request] : all_) {
    json.begin_object().key("issue").value(id.value).key("client").value(request.client);
    json.key("title").value(request.title).key("since").value(request.since).end_object();
  }
  return store.set_value(kName, json.end_array().text());
}

}  // namespace estafeta::service
