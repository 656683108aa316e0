#include "connector/service/desks/requests.h"

#include <algorithm>
#include <optional>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/service/site/back_off.h"

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
  return views::Request{client->text, title->text, *at, node.text_at("is_new") != "false",
                        base::parse_instant(node.text_at("asked"))};
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

void KeptRequests::take(const Site& site, const model::Issue& issue) {
  const auto known = all_.find(issue.id);
  auto asked = known == all_.end() ? std::nullopt : known->second.asked;
  if (issue.has_history) asked = views::asked_since(issue);
  if (auto request = views::request_of(issue, site.mappings.clients, asked)) {
    all_[issue.id] = std::move(*request);
  } else {
    all_.erase(issue.id);
  }
}

base::Result<bool> KeptRequests::take(const Site& site, tracker::IssueReader& tracker,
                                      const std::vector<model::Issue>& rows) {
  const auto before = all_;
  std::vector<base::IssueId> taken_up;
  for (const auto& row : rows) {
    if (views::needs_history(row, site.mappings.clients)) {
      taken_up.push_back(row.id);
    } else {
      take(site, row);
    }
  }
  const auto read = tracker.issues(taken_up);
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i]) {
      take(site, *read[i]);
    } else if (may_mend_itself(read[i].error().code())) {
      return base::fail(read[i].error());  // the poll names it again
    } else {
      all_.erase(taken_up[i]);
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
  std::erase_if(all_, [&](const auto& known) {
    return std::none_of(rows->begin(), rows->end(), [&](const auto& row) { return row.id == known.first; });
  });
  for (const auto& row : *rows) take(site, row);
  return {};
}

base::Status KeptRequests::keep(store::Store& store) const {
  document::JsonWriter json;
  json.begin_array();
  for (const auto& [id, request] : all_) {
    json.begin_object().key("issue").value(id.value).key("client").value(request.client);
    json.key("title").value(request.title).key("since").value(request.since);
    json.key("is_new").value(request.is_new).key("asked").value(request.asked).end_object();
  }
  return store.set_value(kName, json.end_array().text());
}

}  // namespace estafeta::service
