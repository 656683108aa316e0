#include "connector/tracker/redmine/links.h"

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;
using http::Method;

namespace {

Status pair_taken(IssueId from, IssueId to, const std::string& type) {
  return {Code::failed_precondition,
          Phrase("tracker.pair_taken", {{"from", from.value}, {"to", to.value}, {"type", type}})};
}

}  // namespace

Result<model::Relation> Links::relate(IssueId blocker, IssueId blocked) {
  const std::string path = "/issues/" + base::to_string(blocker) + "/relations.json";
  const auto answer = rest_.write(Method::post, path, encode_relation(blocked));
  if (!answer) {
    if (answer.error().code() != Code::invalid_argument) return base::fail(as_issue(answer.error(), blocker));
    return existing(path, blocker, blocked, answer.error());
  }
  const Node* made = answer->find("relation");
  const auto relation = made == nullptr ? std::nullopt : decode_relation(*made);
  if (!relation) return base::fail(not_understood(path));
  if (relation->from == blocker && relation->to == blocked) return *relation;
  return base::fail(pair_taken(blocker, blocked, "blocks"));
}

Status Links::unrelate(base::RelationId id) {
  const auto answer = rest_.write(Method::del, "/relations/" + std::to_string(id.value) + ".json", "");
  if (!answer && answer.error().code() != Code::not_found) return answer.error();  // gone is what was wanted
  return {};
}

// One pair of issues has one relation at most; what stands there decides.
Result<model::Relation> Links::existing(const std::string& path, IssueId blocker, IssueId blocked,
                                        const Status& refused) {
  const auto node = rest_.get(path);
  if (!node) return base::fail(node.error());
  for (const Node& item : items_at(*node, "relations")) {
    const auto from = integer_at(item, {"issue_id"});
    const auto to = integer_at(item, {"issue_to_id"});
    const bool forward = from == blocker.value && to == blocked.value;
    const bool backward = from == blocked.value && to == blocker.value;
    if (!forward && !backward) continue;
    const auto relation = decode_relation(item);
    if (forward && relation) return *relation;
    return base::fail(pair_taken({*from}, {*to}, text_at(item, {"relation_type"})));
  }
  return base::fail(refused);
}

}  // namespace estafeta::tracker::redmine
