#include "connector/tracker/redmine/reader.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/history.h"
#include "connector/tracker/redmine/poll.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;
using model::Issue;

namespace {

bool has_key(const Issue& issue, const std::string& key, bool prefix) {
  const std::string& value = issue.field(model::Field::task_key);
  return prefix ? value.starts_with(key) : value == key;
}

}  // namespace

Result<std::vector<Issue>> RedmineReader::changed(PollCursor& cursor) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  cursor.more = cursor.exact = false;
  cursor.gone.clear();
  if (auto changes = by_feed(cursor)) return std::move(*changes);
  return poll(
      cursor, [this](const http::Pairs& query) { return fetch(query); },
      [this] { return session_.rest.server_time(); });
}

// Who has polled so far goes on where the poll stands: the feed begins before that poll, so that nothing
// lies between them.
std::optional<Result<std::vector<Issue>>> RedmineReader::by_feed(PollCursor& cursor) {
  if (cursor.place || !feed_.tells_changes()) return std::nullopt;
  if (cursor.feed.empty() && cursor.watermark) {
    cursor.feed = feed_.now().value_or("");
    return std::nullopt;
  }
  auto changes = feed_.changes(cursor.feed);
  if (!changes) return std::nullopt;
  return told(std::move(*changes), cursor);
}

Result<std::vector<Issue>> RedmineReader::told(Feed::Changes changes, PollCursor& cursor) {
  std::vector<Issue> rows;
  for (const auto& [id, node] : changes.issues) {
    auto issue = decoded(node);
    if (!issue) return base::fail(issue.error());
    rows.push_back(std::move(*issue));
  }
  std::sort(rows.begin(), rows.end(), [](const Issue& a, const Issue& b) {
    return std::tie(a.updated, a.id) < std::tie(b.updated, b.id);
  });
  read_ahead_ = std::move(changes.issues);
  writes_before_ = session_.rest.writes();
  cursor.feed = std::move(changes.cursor);
  cursor.more = changes.more;
  cursor.exact = true;
  cursor.gone = std::move(changes.gone);
  cursor.seen.clear();
  // Before the end of all there is, a poll would have to begin anew.
  if (!cursor.more && !rows.empty())
    cursor.watermark = std::max(cursor.watermark, std::optional(rows.back().updated));
  return rows;
}

// Nothing: not all of them are there. Each is taken once: who reads it again wants to know how it is by then.
std::optional<std::map<IssueId, Node>> RedmineReader::read_ahead(const std::vector<IssueId>& ids) {
  if (session_.rest.writes() != writes_before_) read_ahead_.clear();
  const bool are_there =
      std::all_of(ids.begin(), ids.end(), [this](IssueId id) { return read_ahead_.contains(id); });
  if (!are_there) return std::nullopt;
  std::map<IssueId, Node> found;
  for (const IssueId id : ids) {
    if (auto node = read_ahead_.extract(id)) found.insert(std::move(node));
  }
  return found;
}

Result<Issue> RedmineReader::issue(IssueId id) {
  return issues({id}).front();
}

std::vector<Result<Issue>> RedmineReader::issues(const std::vector<IssueId>& ids) {
  std::vector<Result<Issue>> out;
  if (auto status = session_.site.load_names(); !status.ok()) {
    out.assign(ids.size(), base::fail(status));
    return out;
  }
  if (const auto nodes = read_ahead(ids)) return fed(ids, *nodes);
  // One by itself is quicker asked for by itself.
  if (ids.size() > 1) {
    if (const auto nodes = feed_.read(ids)) return fed(ids, *nodes);
  }
  std::vector<http::Request> requests;
  for (const IssueId id : ids) requests.push_back(history_request(id));
  auto nodes = session_.rest.get_all(requests);
  for (std::size_t i = 0; i < ids.size(); ++i) out.push_back(answered(nodes[i], ids[i], true));
  return out;
}

std::size_t RedmineReader::histories_at_once() {
  constexpr std::size_t kOneByOne = 50;
  return feed_.is_offered() ? Feed::kAtOnce : kOneByOne;
}

Result<std::vector<Issue>> RedmineReader::peek(const std::vector<IssueId>& ids) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  std::vector<Issue> out;
  for (std::size_t begin = 0; begin < ids.size(); begin += kPageSize) {
    const std::size_t end = std::min(ids.size(), begin + kPageSize);
    std::string list;
    for (std::size_t i = begin; i < end; ++i) list += (list.empty() ? "" : ",") + base::to_string(ids[i]);
    const auto rows =
        fetch({{"issue_id", list}, {"status_id", "*"}, {"sort", "id:asc"}, {"include", "relations"}});
    if (!rows) return rows;
    out.insert(out.end(), rows->begin(), rows->end());
  }
  const std::set<IssueId> wanted(ids.begin(), ids.end());
  const bool foreign =
      std::any_of(out.begin(), out.end(), [&](const Issue& i) { return !wanted.contains(i.id); });
  if (foreign) return base::fail(Code::failed_precondition, ignored_filter("issue_id"));
  return out;
}

Result<std::vector<Issue>> RedmineReader::open_issues(model::Kind kind) {
  return of_kind(kind, {{"status_id", "o"}}, [](const Issue& issue) { return !issue.is_closed; });
}

Result<std::vector<Issue>> RedmineReader::issues_since(model::Kind kind, base::Instant since) {
  // Redmine takes ">=" as "after the second before", so that a row of that second may be among them.
  constexpr base::Seconds kRounding{1};
  auto rows = of_kind(kind, {{"status_id", "*"}, {"updated_on", ">=" + base::format_instant(since)}},
                      [&](const Issue& issue) { return issue.updated >= since - kRounding; });
  if (rows) std::erase_if(*rows, [since](const Issue& issue) { return issue.updated < since; });
  return rows;
}

Result<std::vector<Issue>> RedmineReader::find_by_key(const std::string& key, bool prefix) {
  if (!is_key(key)) return base::fail(Code::invalid_argument, Phrase("tracker.bad_key", {{"key", key}}));
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  const auto field = session_.settings.ids.fields.find(model::Field::task_key);
  if (field == session_.settings.ids.fields.end()) {
    const std::string name = field_name(session_.settings.mapping, model::Field::task_key);
    return base::fail(Code::failed_precondition, Phrase("tracker.no_field", {{"field", name}}));
  }
  const http::Pairs query{{"cf_" + std::to_string(field->second), (prefix ? "^" : "") + key},
                          {"status_id", "*"},
                          {"include", "relations"}};
  auto rows = all_by_id(query, [this](const http::Pairs& page) { return fetch(page); });
  if (!rows) return rows;
  for (const Issue& issue : *rows) {
    if (!has_key(issue, key, prefix)) {
      return base::fail(Code::failed_precondition,
                        ignored_filter(field_name(session_.settings.mapping, model::Field::task_key)));
    }
  }
  return rows;
}

Result<std::string> RedmineReader::download(const model::Attachment& attachment) {
  return session_.rest.download("/attachments/download/" + std::to_string(attachment.id));
}

std::string RedmineReader::url(IssueId id) const {
  return session_.settings.url + "/issues/" + base::to_string(id);
}

// A filter that was ignored shows in a row the query did not ask for.
Result<std::vector<Issue>> RedmineReader::of_kind(model::Kind kind, const http::Pairs& query,
                                                  const std::function<bool(const Issue&)>& asked_for) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  const std::string trackers = tracker_ids(session_.codec(), kind);
  if (trackers.empty()) {
    return base::fail(Code::failed_precondition,
                      Phrase("tracker.no_tracker", {{"kind", std::string(model::to_string(kind))}}));
  }
  http::Pairs whole{{"tracker_id", trackers}, {"include", "relations"}};
  whole.insert(whole.end(), query.begin(), query.end());
  auto rows = all_by_id(whole, [this](const http::Pairs& page) { return fetch(page); });
  if (!rows) return rows;
  const bool foreign = std::any_of(rows->begin(), rows->end(),
                                   [&](const Issue& i) { return i.kind != kind || !asked_for(i); });
  if (foreign) return base::fail(Code::failed_precondition, ignored_filter("tracker_id"));
  return rows;
}

Result<Issue> RedmineReader::decoded(const Node& node) {
  if (auto status = session_.site.meet_names(node); !status.ok()) return base::fail(std::move(status));
  if (const auto project = integer_at(node, {"project", "id"})) {
    if (auto status = session_.site.load_project(*project); !status.ok())
      return base::fail(std::move(status));
  }
  auto issue = decode_issue(session_.codec(), node);
  if (issue) {
    project_of_[issue->id] = issue->project;
    kind_of_[issue->id] = issue->kind;
  }
  return issue;
}

// Before an issue counts as gone, Redmine itself has said so.
std::vector<Result<Issue>> RedmineReader::fed(const std::vector<IssueId>& ids,
                                              const std::map<IssueId, Node>& nodes) {
  std::vector<Result<Issue>> out;
  for (const IssueId id : ids) {
    const auto node = nodes.find(id);
    if (node == nodes.end()) {
      out.push_back(read(id, true));
    } else {
      out.push_back(with_history(node->second, true));
    }
  }
  return out;
}

Result<Issue> RedmineReader::answered(const Result<Node>& node, IssueId id, bool with_people) {
  if (!node) return base::fail(as_issue(node.error(), id));
  const Node* body = node->find("issue");
  if (body == nullptr) return base::fail(not_understood(issue_path(id)));
  return with_history(*body, with_people);
}

Result<Issue> RedmineReader::with_history(const Node& body, bool with_people) {
  const auto plain = decoded(body);
  if (!plain) return plain;
  if (!with_people) {
    auto issue = decode_history(session_.codec(), body, [](auto, const auto&) { return AuthorFacts{}; });
    if (issue) newest_entry_of_[issue->id] = newest_entry(*issue);
    return issue;
  }
  if (auto met = meet_former_projects(body); !met.ok()) return base::fail(std::move(met));
  if (const auto facts = session_.site.project(plain->project); !facts) return base::fail(facts.error());
  Status unanswered;
  const auto author_facts_of = [&](std::optional<std::int64_t> then,
                                   const model::Principal& who) -> std::optional<AuthorFacts> {
    // Who wrote before the issue was moved need not be a member where it is now.
    std::vector<std::string> projects{plain->project};
    if (then && session_.site.names().projects.contains(*then)) {
      projects.insert(projects.begin(), session_.site.names().project(*then));
    }
    auto standing = session_.site.author_facts(projects, who);
    if (standing) return *standing;
    unanswered = standing.error();
    return std::nullopt;
  };
  auto issue = decode_history(session_.codec(), body, author_facts_of);
  if (!unanswered.ok()) return base::fail(std::move(unanswered));
  if (issue) {
    if (auto met = meet_holders(*issue); !met.ok()) return base::fail(std::move(met));
  }
  if (issue) newest_entry_of_[issue->id] = newest_entry(*issue);
  return issue;
}

// Those it was moved from. One that is gone, or hidden from the service account, keeps its number.
Status RedmineReader::meet_former_projects(const Node& issue) {
  for (const Node& journal : items_at(issue, "journals")) {
    for (const Node& detail : items_at(journal, "details")) {
      if (text_at(detail, {"name"}) != "project_id" || text_at(detail, {"property"}) != "attr") continue;
      const auto former = integer_of(text_at(detail, {"old_value"}));
      if (!former) continue;
      if (auto status = session_.site.load_project(*former); !status.ok() && !is_hidden(status))
        return status;
    }
  }
  return {};
}

// Issues and journals name a person and a group alike, by id; memberships tell them apart.
Status RedmineReader::meet_holders(Issue& issue) {
  std::set<std::string> unmet;
  std::vector<std::string> projects{issue.project};
  if (issue.assignee) unmet.insert(issue.assignee->id.value);
  for (const model::Event& event : issue.events) {
    for (const auto& change : event.fields) {
      if (change.name == "assignee") unmet.insert({change.from, change.to});
      // One that is gone or hidden has its number alone.
      if (change.name == "project" && !change.from.starts_with('#')) projects.push_back(change.from);
    }
  }
  unmet.erase("");
  for (const std::string& identifier : projects) {
    if (unmet.empty()) return {};
    const auto facts = session_.site.project(identifier);
    if (!facts && facts.error().code() == Code::not_found) continue;
    if (!facts) return facts.error();
    for (const auto& member : facts->members) {
      const auto& who = member.principal;
      if (unmet.erase(who.id.value) > 0) issue.holders[who.id] = {who.name, member.is_group};
    }
  }
  const auto meet_person = [&](const model::Principal& who) {
    if (unmet.erase(who.id.value) > 0) issue.holders[who.id] = {who.name, false};
  };
  meet_person(issue.author);
  for (const model::Event& event : issue.events) meet_person(event.author);
  return {};
}

Result<Issue> RedmineReader::read(IssueId id, bool with_people) {
  return answered(std::move(session_.rest.get_all({history_request(id)}).front()), id, with_people);
}

Result<std::vector<Issue>> RedmineReader::fetch(http::Pairs query) {
  const auto limited = [](const auto& pair) { return pair.first == "limit"; };
  if (std::none_of(query.begin(), query.end(), limited))
    query.emplace_back("limit", std::to_string(kPageSize));
  const auto node = session_.rest.get("/issues.json", std::move(query));
  if (!node) return base::fail(node.error());
  const Node* list = node->find("issues");
  if (list == nullptr || !list->is_list()) return base::fail(not_understood("/issues.json"));
  std::vector<Issue> rows;
  for (const Node& item : list->items) {
    auto issue = decoded(item);
    if (!issue) return base::fail(issue.error());
    rows.push_back(std::move(*issue));
  }
  return rows;
}

std::optional<base::JournalId> RedmineReader::newest_known(IssueId id) const {
  const auto known = newest_entry_of_.find(id);
  return known == newest_entry_of_.end() ? std::nullopt : std::optional(known->second);
}

std::optional<model::Kind> RedmineReader::kind_known(IssueId id) const {
  const auto known = kind_of_.find(id);
  return known == kind_of_.end() ? std::nullopt : std::optional(known->second);
}

Result<Issue> RedmineReader::shown(const Node& answer, IssueId id) {
  return answered(answer, id, false);
}

Result<std::string> RedmineReader::project_of(IssueId id) {
  if (!project_of_.contains(id)) {
    if (const auto issue = read(id, false); !issue) return base::fail(issue.error());
  }
  return project_of_[id];
}

}  // namespace estafeta::tracker::redmine
