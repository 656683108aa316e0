#include "connector/tracker/redmine/codec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/history.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

using document::Node;

// What every issue of an answer has; absent: this is no issue.
bool is_complete(const Node& node) {
  return integer_at(node, {"id"}) && integer_at(node, {"project", "id"}) &&
         integer_at(node, {"tracker", "id"}) && integer_at(node, {"status", "id"}) &&
         base::parse_instant(text_at(node, {"created_on"})) &&
         base::parse_instant(text_at(node, {"updated_on"}));
}

void decode_fields(const Codec& codec, const Node& node, model::Issue& issue) {
  const auto& items = items_at(node, "custom_fields");
  for (const Node& item : items) {
    if (const auto id = integer_at(item, {"id"})) codec.ids.seen.try_emplace(*id, text_at(item, {"name"}));
  }
  for (const Node& item : items) {
    const auto id = integer_at(item, {"id"});
    if (!id) continue;
    const auto field = field_of(codec, *id, text_at(item, {"name"}));
    if (field) {
      issue.fields[*field] = read_value(*field, with_lf(text_of(item.find("value"))));
    } else if (const auto name = text_at(item, {"name"}); !name.empty()) {
      codec.ids.others[name] = *id;
      issue.other_fields[name] = with_lf(text_of(item.find("value")));
    }
  }
}

std::optional<base::Seconds> decode_hours(const Node* node) {
  if (node == nullptr || !node->is_scalar()) return std::nullopt;
  double hours = 0;
  const auto& text = node->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hours);
  constexpr double kMost = 1e6;
  if (error != std::errc() || hours < 0 || hours > kMost) return std::nullopt;
  constexpr double kSecondsAnHour = 3600;
  return base::Seconds(std::llround(hours * kSecondsAnHour));
}

void decode_relations(const Node& node, model::Issue& issue) {
  for (const Node& item : items_at(node, "relations")) {
    if (const auto relation = decode_relation(item)) issue.relations.push_back(*relation);
    const auto order = decode_relation(item, "precedes");
    if (order && order->to == issue.id) issue.dated_by.push_back(*order);
    const auto copied = decode_relation(item, "copied_to");
    if (copied && copied->to == issue.id) issue.copied_from = copied->from;
    if (const auto original = original_of(item, issue.id)) issue.duplicate_of.push_back(*original);
    if (const auto tie = decode_relation(item, "relates"))
      issue.related.push_back(tie->from == issue.id ? tie->to : tie->from);
  }
  std::sort(issue.related.begin(), issue.related.end());
  std::sort(issue.duplicate_of.begin(), issue.duplicate_of.end());
}

bool is_closed(const Codec& codec, const Node& node) {
  const Node* status = node.find("status");
  const Node* flag = status == nullptr ? nullptr : status->find("is_closed");
  if (flag != nullptr && flag->as_boolean()) return *flag->as_boolean();
  const auto known = codec.names.statuses.find(integer_at(node, {"status", "id"}).value_or(0));
  return known != codec.names.statuses.end() && known->second.closed;
}

void decode_words(const Codec& codec, const Node& node, model::Issue& issue) {
  issue.tracker = text_at(node, {"tracker", "name"});
  issue.kind = kind_of(codec.mapping, issue.tracker);
  issue.status_name = text_at(node, {"status", "name"});
  issue.status.state = state_of(codec.mapping, issue.kind, issue.status_name);
  if (issue.status.state == model::State::on_hold) {
    issue.status.reason = hold_reason_of(codec.mapping, issue.field(model::Field::hold_reason));
    if (issue.status.reason == model::HoldReason::none)
      issue.status.reason = hold_reason_of_status(codec.mapping, issue.status_name);
  }
  issue.is_closed = is_closed(codec, node);
  issue.is_private = text_at(node, {"is_private"}) == "true";
  issue.priority = priority_word(codec.mapping, text_at(node, {"priority", "name"}));
  issue.category = text_at(node, {"category", "name"});
}

}  // namespace

std::vector<model::Attachment> decode_attachments(const Node& node) {
  std::vector<model::Attachment> attachments;
  for (const Node& item : items_at(node, "attachments")) {
    const auto id = integer_at(item, {"id"});
    if (!id) continue;
    attachments.push_back({*id, text_at(item, {"filename"}), text_at(item, {"content_url"}),
                           decode_principal(item.find("author")).value_or(model::Principal{})});
  }
  return attachments;
}

std::string Names::project(std::int64_t id) const {
  const auto found = projects.find(id);
  return found == projects.end() ? "#" + std::to_string(id) : found->second;
}

std::vector<std::string> Names::above(std::int64_t id) const {
  std::vector<std::string> found;
  for (auto up = parents.find(id); up != parents.end() && found.size() < parents.size();
       up = parents.find(up->second)) {
    found.push_back(project(up->second));
  }
  return found;
}

std::optional<model::Principal> decode_principal(const Node* node) {
  if (node == nullptr || !node->is_map()) return std::nullopt;
  return model::Principal{{text_at(*node, {"id"})}, text_at(*node, {"name"})};
}

base::Result<model::Issue> decode_issue(const Codec& codec, const Node& node) {
  if (!is_complete(node)) return base::fail(not_understood("/issues"));
  model::Issue issue;
  issue.id = {*integer_at(node, {"id"})};
  const std::int64_t project = *integer_at(node, {"project", "id"});
  issue.project = codec.names.project(project);
  issue.above = codec.names.above(project);
  issue.subject = text_at(node, {"subject"});
  issue.description = with_lf(text_at(node, {"description"}));
  decode_fields(codec, node, issue);
  decode_words(codec, node, issue);
  issue.author = decode_principal(node.find("author")).value_or(model::Principal{});
  if (issue.author.id.value == codec.account) issue.created_by = model::Actor::system;
  issue.assignee = decode_principal(node.find("assigned_to"));
  if (const auto parent = integer_at(node, {"parent", "id"})) issue.parent = base::IssueId{*parent};
  issue.start_date = base::parse_date(text_at(node, {"start_date"}));
  issue.due_date = base::parse_date(text_at(node, {"due_date"}));
  issue.estimate = decode_hours(node.find("estimated_hours"));
  issue.created = *base::parse_instant(text_at(node, {"created_on"}));
  issue.updated = *base::parse_instant(text_at(node, {"updated_on"}));
  decode_relations(node, issue);
  issue.attachments = decode_attachments(node);
  return issue;
}

base::Result<model::Issue> decode_history(const Codec& codec, const Node& node,
                                          const AuthorFactsOf& author_facts_of) {
  auto issue = decode_issue(codec, node);
  if (!issue) return issue;
  issue->has_history = true;
  for (const Node& child : items_at(node, "children")) {
    if (const auto id = integer_at(child, {"id"})) issue->children.push_back({*id});
  }
  std::sort(issue->children.begin(), issue->children.end());
  for (const Node& status : items_at(node, "allowed_statuses")) {
    issue->allowed_statuses.push_back(text_at(status, {"name"}));
  }
  issue->watchers = watchers_of(node);
  if (auto read = read_history(codec, node, author_facts_of, *issue); !read.ok())
    return base::fail(std::move(read));
  return issue;
}

}  // namespace estafeta::tracker::redmine
