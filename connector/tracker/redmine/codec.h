// Redmine's JSON to Estafeta's words and back. Pure: what must be looked up is in Names.
//
// Reading refuses an answer that lacks what Redmine always sends (not_understood). Texts get LF line ends. A
// hold has a reason only if it was set in the hold's own journal or later during it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/document/node.h"
#include "connector/model/mapping.h"
#include "connector/tracker/redmine/client.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker::redmine {

struct StatusName {
  std::string name;
  bool closed = false;
};

// What Redmine calls things, by their ids.
struct Names {
  std::map<std::int64_t, StatusName> statuses;
  std::map<std::int64_t, std::string> trackers;
  std::map<std::int64_t, std::string> priorities;
  std::map<std::int64_t, std::string> projects;       // identifiers
  std::map<std::int64_t, std::int64_t> parents;       // project -> the one it is part of
  std::map<std::int64_t, std::string> custom_fields;  // of issues, as far as projects list them

  // `#12` for one that is gone or hidden from the service account.
  std::string project(std::int64_t id) const;
  // Identifiers of the projects that one is part of, nearest first.
  std::vector<std::string> above(std::int64_t id) const;
};

struct Codec {
  const model::TrackerMapping& mapping;
  Ids& ids;  // grows when an issue shows a field whose id was not known
  const Names& names;
  std::string account;  // id of Estafeta's own account; its events are `system`
};

// What somebody is in that project, and by which roles, as TrackerMapping::roles calls them.
struct AuthorFacts {
  model::Actor actor = model::Actor::staff;
  std::vector<std::string> roles;
};
// Of somebody who wrote while the issue stood in that project (its id; none: it cannot be told). Nothing when
// nobody can tell any more.
using AuthorFactsOf =
    std::function<std::optional<AuthorFacts>(std::optional<std::int64_t> project, const model::Principal&)>;

// An issue of a list: without history; a hold's reason is simply the field's value.
base::Result<model::Issue> decode_issue(const Codec& codec, const document::Node& issue);
// An issue read with journals, children and allowed statuses.
base::Result<model::Issue> decode_history(const Codec& codec, const document::Node& issue,
                                          const AuthorFactsOf& author_facts_of);

// Of an issue or a page read with them.
std::vector<model::Attachment> decode_attachments(const document::Node& node);

std::optional<model::Principal> decode_principal(const document::Node* node);

}  // namespace estafeta::tracker::redmine
