#include "connector/service/desks/proposals.h"

#include <optional>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/service/site/back_off.h"

namespace estafeta::service {

namespace {

constexpr const char* kKeptProposals = "proposals";  // in the store

std::optional<base::IssueId> number_at(const document::Node& node, const char* key) {
  const auto* found = node.find(key);
  const auto number = found == nullptr ? std::nullopt : found->as_integer();
  return number ? std::optional(base::IssueId{*number}) : std::nullopt;
}

std::optional<views::ProposalStep> step_from(const document::Node& node) {
  const auto state = model::state_from(node.text_at("state"));
  const auto at = base::parse_instant(node.text_at("at"));
  if (!state || !at) return std::nullopt;
  return views::ProposalStep{*state, *at, node.text_at("who")};
}

std::optional<views::Proposal> proposal_from(const document::Node& node) {
  const auto state = model::state_from(node.text_at("state"));
  const auto* steps = node.find("steps");
  if (!state || steps == nullptr) return std::nullopt;
  views::Proposal proposal;
  proposal.client = node.text_at("client");
  proposal.title = node.text_at("title");
  proposal.state = *state;
  proposal.reason = node.text_at("reason");
  proposal.same_as = number_at(node, "same_as");
  for (const auto& item : steps->items) {
    if (auto step = step_from(item)) proposal.steps.push_back(std::move(*step));
  }
  if (const auto* related = node.find("related")) {
    for (const auto& item : related->items) {
      if (const auto id = item.as_integer()) proposal.related.insert(base::IssueId{*id});
    }
  }
  return proposal.steps.empty() ? std::nullopt : std::optional(std::move(proposal));
}

void write_proposal(document::JsonWriter& json, base::IssueId id, const views::Proposal& proposal) {
  json.object([&] {
    json.key("issue").value(id.value).key("client").value(proposal.client);
    json.key("title").value(proposal.title).key("state").value(to_string(proposal.state));
    json.key("reason").value(proposal.reason);
    if (proposal.same_as) json.key("same_as").value(proposal.same_as->value);
    json.key("related").values(proposal.related);
    json.key("steps").list(proposal.steps, [&](const auto& step) {
      json.object([&] {
        json.key("state").value(to_string(step.state)).key("at").value(step.at).key("who").value(step.who);
      });
    });
  });
}

// A declined one is remembered when the same is noticed again. What is the same as another one counts as long
// as that does, and what is linked to incidents answers that they repeat.
bool may_still_matter(const views::Proposal& proposal) {
  const bool was_declined = proposal.state == model::State::cancelled;
  return views::is_open(proposal) || was_declined || proposal.same_as || !proposal.related.empty();
}

}  // namespace

base::Result<KeptProposals> KeptProposals::read(store::Store& store) {
  const auto kept = store.value(kKeptProposals);
  if (!kept) return base::fail(kept.error());
  KeptProposals proposals;
  const auto node = document::parse_json(kept->value_or("[]"), kKeptProposals);
  if (!node) return proposals;  // of another release; the poll names what changes from now on
  for (const auto& item : node->items) {
    const auto id = number_at(item, "issue");
    auto proposal = proposal_from(item);
    if (id && proposal) proposals.all_[*id] = std::move(*proposal);
  }
  return proposals;
}

base::Status KeptProposals::read_again(const Site& site, tracker::IssueReader& tracker,
                                       const std::vector<base::IssueId>& ids) {
  const auto read = tracker.issues(ids);
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (!read[i] && may_mend_itself(read[i].error().code()))
      return read[i].error();  // the poll names it again
    auto proposal = read[i] ? views::proposal_of(*read[i], site.mappings.clients) : std::nullopt;
    if (proposal && may_still_matter(*proposal)) {
      all_[ids[i]] = std::move(*proposal);
    } else {
      all_.erase(ids[i]);
    }
  }
  return {};
}

base::Result<bool> KeptProposals::take(const Site& site, tracker::IssueReader& tracker,
                                       const std::vector<model::Issue>& rows) {
  std::vector<base::IssueId> changed;
  for (const auto& row : rows) {
    if (row.kind == model::Kind::proposal || all_.contains(row.id)) changed.push_back(row.id);
  }
  if (changed.empty()) return false;
  const auto before = all_;
  if (auto read = read_again(site, tracker, changed); !read.ok()) return base::fail(std::move(read));
  return all_ != before;
}

base::Status KeptProposals::ask_again(tracker::IssueReader& tracker) {
  if (all_.empty()) return {};
  std::vector<base::IssueId> ids;
  for (const auto& [id, proposal] : all_) ids.push_back(id);
  const auto rows = tracker.peek(ids);
  if (!rows) return rows.error();
  views::Proposals still_there;
  for (const auto& row : *rows) {
    const auto known = all_.find(row.id);
    if (known == all_.end()) continue;
    known->second.related.insert(row.related.begin(), row.related.end());
    if (!row.duplicate_of.empty()) known->second.same_as = row.duplicate_of.front();
    still_there.insert(*known);
  }
  all_ = std::move(still_there);
  return {};
}

base::Status KeptProposals::keep(store::Store& store) const {
  document::JsonWriter json;
  json.begin_array();
  for (const auto& [id, proposal] : all_) write_proposal(json, id, proposal);
  return store.set_value(kKeptProposals, json.end_array().text());
}

}  // namespace estafeta::service
