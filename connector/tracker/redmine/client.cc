#include "connector/tracker/redmine/client.h"

#include <algorithm>
#include <functional>
#include <set>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/links.h"
#include "connector/tracker/redmine/pages.h"
#include "connector/tracker/redmine/poll.h"
#include "connector/tracker/redmine/rehearsal.h"
#include "connector/tracker/redmine/rest.h"
#include "connector/tracker/redmine/self_test.h"
#include "connector/tracker/redmine/site.h"
#include "connector/tracker/redmine/uploads.h"
#include "connector/tracker/redmine/values.h"
#include "connector/tracker/redmine/watching.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;
using http::Method;
using model::Issue;

std::string issue_path(IssueId id) {
  return "/issues/" + std::to_string(id.value) + ".json";
}

// The newest own event of that text; the note just written.
const model::Event* own_note(const Issue& issue, const std::string& text) {
  const auto found = std::find_if(issue.events.rbegin(), issue.events.rend(), [&](const model::Event& event) {
    return event.own && event.comment && normalised(event.comment->text) == normalised(text);
  });
  return found == issue.events.rend() ? nullptr : &*found;
}

bool changed_by_others(const Issue& issue, base::Instant since) {
  return std::any_of(issue.events.begin(), issue.events.end(), [&](const model::Event& event) {
    return !event.own && event.at >= since && (event.status || !event.fields.empty());
  });
}

bool has_key(const Issue& issue, const std::string& key, bool prefix) {
  const std::string& value = issue.field(model::Field::task_key);
  return prefix ? value.starts_with(key) : value == key;
}

class RedmineTracker : public Tracker {
 public:
  RedmineTracker(http::Client& http, const base::Clock& clock, Settings settings)
      : settings_(std::move(settings)),
        rest_(http, clock),
        site_(rest_, settings_.mapping, settings_.visiting) {
    while (settings_.url.ends_with('/')) settings_.url.pop_back();
    site_.compare_with(settings_.ids);
  }

  Result<Account> account() override {
    site_.new_cycle();
    return site_.account();
  }

  Result<Capabilities> self_test() override {
    site_.forget_names();
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    return SelfTest(site_, codec(), [this](const http::Pairs& query) { return fetch(query); }).run();
  }

  Result<std::string> login(const base::PrincipalId& person) override {
    const std::string path = "/users/" + http::escape(person.value) + ".json";
    const auto node = rest_.get(path);
    if (!node) return base::fail(is_hidden(node.error()) ? hidden(path) : node.error());
    return text_at(*node, {"user", "login"});
  }

  Result<ProjectFacts> project(const std::string& identifier) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    auto facts = site_.project(identifier);
    if (!facts) return facts;
    if (auto status = own_rights(*facts); !status.ok()) return base::fail(std::move(status));
    // "For all projects" fields are not listed with the project; the issues show them.
    for (const auto kind : facts->kinds) {
      const auto latest = fetch({{"project_id", facts->identifier},
                                 {"tracker_id", std::to_string(tracker_id(codec(), kind).value_or(0))},
                                 {"status_id", "*"},
                                 {"sort", "id:desc"},
                                 {"limit", "1"}});
      if (!latest) return base::fail(latest.error());
      if (latest->empty()) trust_provisioning(kind, *facts);
      for (const Issue& issue : *latest) {
        for (const auto& [field, value] : issue.fields) {
          facts->fields.insert(field);
          facts->shown[kind].insert(field);
        }
        if (kind != model::Kind::task) continue;
        for (const auto& [name, value] : issue.other_fields) facts->other_fields.insert(name);
      }
    }
    return facts;
  }

  Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    const auto tracker = tracker_id(codec(), kind);
    if (!tracker) return Rehearsal{};
    const Codec words = codec();
    if (kind == model::Kind::task) return Rehearsing(rest_, words).creation(project, kind);
    const auto newest = fetch({{"project_id", project},
                               {"tracker_id", std::to_string(*tracker)},
                               {"status_id", "o"},
                               {"sort", "id:desc"},
                               {"limit", "1"}});
    if (!newest) return base::fail(newest.error());
    return newest->empty() ? Rehearsal{} : Rehearsing(rest_, words).update(newest->front());
  }

  Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    const Codec words = codec();
    return Rehearsing(rest_, words).refused_assignees(project, who);
  }

  Result<std::vector<std::string>> refused_extensions() override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    const Codec words = codec();
    return Rehearsing(rest_, words).refused_extensions();
  }

  Result<std::vector<Issue>> changed(PollCursor& cursor) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    return poll(
        cursor, [this](const http::Pairs& query) { return fetch(query); },
        [this] { return rest_.server_time(); });
  }

  Result<Issue> issue(IssueId id) override { return issues({id}).front(); }

  std::vector<Result<Issue>> issues(const std::vector<IssueId>& ids) override {
    std::vector<Result<Issue>> out;
    if (auto status = site_.load_names(); !status.ok()) {
      out.assign(ids.size(), base::fail(status));
      return out;
    }
    std::vector<http::Request> requests;
    for (const IssueId id : ids) requests.push_back(history_request(id));
    auto nodes = rest_.get_all(requests);
    for (std::size_t i = 0; i < ids.size(); ++i) out.push_back(with_history(nodes[i], ids[i], true));
    return out;
  }

  Result<std::vector<Issue>> peek(const std::vector<IssueId>& ids) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
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

  Result<std::vector<Issue>> open_issues(model::Kind kind) override {
    return of_kind(kind, {{"status_id", "o"}}, [](const Issue& issue) { return !issue.is_closed; });
  }

  Result<std::vector<Issue>> issues_since(model::Kind kind, base::Instant since) override {
    // Redmine takes ">=" as "after the second before", so that a row of that second may be among them.
    constexpr base::Seconds kRounding{1};
    auto rows = of_kind(kind, {{"status_id", "*"}, {"updated_on", ">=" + base::format_instant(since)}},
                        [&](const Issue& issue) { return issue.updated >= since - kRounding; });
    if (rows) std::erase_if(*rows, [since](const Issue& issue) { return issue.updated < since; });
    return rows;
  }

  Result<std::vector<Issue>> find_by_key(const std::string& key, bool prefix) override {
    if (!is_key(key)) return base::fail(Code::invalid_argument, Phrase("tracker.bad_key", {{"key", key}}));
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    const auto field = settings_.ids.fields.find(model::Field::task_key);
    if (field == settings_.ids.fields.end()) {
      const std::string name = field_name(settings_.mapping, model::Field::task_key);
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
                          ignored_filter(field_name(settings_.mapping, model::Field::task_key)));
      }
    }
    return rows;
  }

  Result<Issue> create(const NewIssue& asked) override {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    // Redmine would take another tracker, without the field for the key: the issue could not be found again.
    const auto facts = site_.project(asked.project);
    if (!facts) return base::fail(facts.error());
    if (!facts->kinds.contains(asked.kind)) {
      return base::fail(
          Code::failed_precondition,
          Phrase("tracker.kind_not_in_project",
                 {{"kind", std::string(model::to_string(asked.kind))}, {"project", asked.project}}));
    }
    std::vector<Phrase> missing;
    auto body = encode(codec(), asked, missing);
    if (!missing.empty()) return base::fail(not_writable(std::move(missing)));
    // Without being asked it does not show who watches.
    const char* path = asked.watchers.empty() ? "/issues.json" : "/issues.json?include=watchers";
    const auto node = rest_.write(Method::post, path, std::move(body));
    if (!node) return base::fail(node.error());
    const Node* made = node->find("issue");
    if (made == nullptr) return base::fail(not_understood("/issues.json"));
    auto issue = decoded(*made);
    if (!issue) return issue;
    rest_.told_by_write(issue->created);
    issue->watchers = watchers_of(*made);
    if (auto status = check_created(asked, *issue); !status.ok()) return base::fail(std::move(status));
    return issue;
  }

  Status update(IssueId id, const IssueUpdate& asked) override {
    if (auto status = site_.load_names(); !status.ok()) return status;
    IssueUpdate change = asked;
    model::Kind kind = model::Kind::other;
    if (change.state || (change.seen && writes_what_people_write(change))) {
      const auto before = read(id, false);
      if (!before) return before.error();
      if (was_overtaken(change, *before)) return edited_concurrently(id);
      kind = before->kind;
      if (before->status.state == change.state) {
        change.state.reset();
      } else if (auto status = check_allowed(*before, change.state); !status.ok()) {
        return status;
      }
    }
    if (change.empty()) return {};
    const auto tokens = upload(rest_, change.uploads);
    if (!tokens) return tokens.error();
    std::vector<Phrase> missing;
    auto body = encode(codec(), kind, change, *tokens, missing);
    if (!missing.empty()) return not_writable(std::move(missing));
    const auto answer = rest_.write(Method::put, issue_path(id), std::move(body));
    if (!answer)
      return answer.error().code() == Code::not_found ? as_issue(answer.error(), id) : answer.error();
    return read_back(id, kind, change, rest_.server_time());
  }

  Status private_note(IssueId id, const std::string& text) override {
    if (auto status = site_.load_names(); !status.ok()) return status;
    const auto may = may_note_privately(id);
    if (!may) return may.error();
    if (!*may)
      return {Code::failed_precondition, Phrase("tracker.note_public_expected", {{"issue", id.value}}),
              base::Cause::note_public};
    const auto answer = rest_.write(Method::put, issue_path(id), encode_private_note(text));
    if (!answer)
      return answer.error().code() == Code::not_found ? as_issue(answer.error(), id) : answer.error();
    const auto known = newest_known(id);
    const auto after = read(id, false);
    if (!after) return after.error();
    hear_time(*after, known);
    const model::Event* note = own_note(*after, text);
    if (note == nullptr)
      return {Code::failed_precondition, Phrase("tracker.note_lost", {{"issue", id.value}})};
    if (note->comment->is_private) return {};
    const bool emptied = empty_note(note->journal).ok();
    return {Code::failed_precondition,
            Phrase(emptied ? "tracker.note_public" : "tracker.note_public_stands", {{"issue", id.value}}),
            base::Cause::note_public};
  }

  Status watch(IssueId id, const base::PrincipalId& who) override { return watching_.add(id, who); }
  Status unwatch(IssueId id, const base::PrincipalId& who) override { return watching_.remove(id, who); }

  Result<model::Relation> relate(IssueId blocker, IssueId blocked) override {
    return links_.relate(blocker, blocked);
  }
  Status unrelate(base::RelationId id) override { return links_.unrelate(id); }

  Result<std::string> page(const std::string& project, const std::string& title) override {
    return pages_.text(project, title);
  }
  Status write_page(const std::string& project, const std::string& title, const std::string& text) override {
    return pages_.write(project, title, text);
  }
  Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                    const std::string& title) override {
    return pages_.files(project, title);
  }
  Status attach_to_page(const std::string& project, const std::string& title, const Upload& file) override {
    return pages_.attach(project, title, file);
  }

  Status remove_from_page(const model::Attachment& file) override { return pages_.remove(file); }

  Result<std::string> download(const model::Attachment& attachment) override {
    return rest_.download("/attachments/download/" + std::to_string(attachment.id));
  }

  std::string url(IssueId id) const override { return settings_.url + "/issues/" + base::to_string(id); }

 private:
  // A filter that was ignored shows in a row the query did not ask for.
  Result<std::vector<Issue>> of_kind(model::Kind kind, const http::Pairs& query,
                                     const std::function<bool(const Issue&)>& asked_for) {
    if (auto status = site_.load_names(); !status.ok()) return base::fail(std::move(status));
    const std::string trackers = tracker_ids(codec(), kind);
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

  Codec codec() {
    return {settings_.mapping, settings_.ids, site_.names(),
            settings_.visiting ? "nobody" : site_.account_id()};
  }

  Status own_rights(ProjectFacts& facts) {
    const auto lacking = site_.lacking_rights(facts.identifier);
    if (!lacking) return lacking.error();
    facts.lacking = *lacking;
    facts.private_notes = !facts.lacking.contains(Right::private_notes);
    facts.watchers = !facts.lacking.contains(Right::view_watchers) &&
                     !facts.lacking.contains(Right::add_watchers) &&
                     !facts.lacking.contains(Right::delete_watchers);
    return {};
  }

  // Where there is no task yet, none can show its fields; whether they are there is read back from the first.
  void trust_provisioning(model::Kind kind, ProjectFacts& facts) const {
    if (kind != model::Kind::task) return;
    for (const auto& [field, id] : settings_.ids.fields) facts.fields.insert(field);
    for (const auto& [name, id] : settings_.ids.others) facts.other_fields.insert(name);
  }

  static Status not_writable(std::vector<Phrase> missing) {
    return {Code::failed_precondition, Phrase("tracker.not_ready", {{"problems", std::move(missing)}})};
  }

  Result<Issue> decoded(const Node& node) {
    if (auto status = site_.meet_names(node); !status.ok()) return base::fail(std::move(status));
    if (const auto project = integer_at(node, {"project", "id"})) {
      if (auto status = site_.load_project(*project); !status.ok()) return base::fail(std::move(status));
    }
    auto issue = decode_issue(codec(), node);
    if (issue) project_of_[issue->id] = issue->project;
    return issue;
  }

  Result<Issue> with_history(const Result<Node>& node, IssueId id, bool with_people) {
    if (!node) return base::fail(as_issue(node.error(), id));
    const Node* body = node->find("issue");
    if (body == nullptr) return base::fail(not_understood(issue_path(id)));
    const auto plain = decoded(*body);
    if (!plain) return plain;
    if (!with_people) {
      auto issue = decode_history(codec(), *body, [](auto, const auto&) { return AuthorFacts{}; });
      if (issue) newest_entry_of_[id] = newest_entry(*issue);
      return issue;
    }
    if (auto met = meet_former_projects(*body); !met.ok()) return base::fail(std::move(met));
    if (const auto facts = site_.project(plain->project); !facts) return base::fail(facts.error());
    Status unanswered;
    const auto author_facts_of = [&](std::optional<std::int64_t> then,
                                     const model::Principal& who) -> std::optional<AuthorFacts> {
      // Who wrote before the issue was moved need not be a member where it is now.
      std::vector<std::string> projects{plain->project};
      if (then && site_.names().projects.contains(*then)) {
        projects.insert(projects.begin(), site_.names().project(*then));
      }
      auto standing = site_.author_facts(projects, who);
      if (standing) return *standing;
      unanswered = standing.error();
      return std::nullopt;
    };
    auto issue = decode_history(codec(), *body, author_facts_of);
    if (!unanswered.ok()) return base::fail(std::move(unanswered));
    if (issue) newest_entry_of_[id] = newest_entry(*issue);
    return issue;
  }

  // Those it was moved from. One that is gone, or hidden from the service account, keeps its number.
  Status meet_former_projects(const Node& issue) {
    for (const Node& journal : items_at(issue, "journals")) {
      for (const Node& detail : items_at(journal, "details")) {
        if (text_at(detail, {"name"}) != "project_id" || text_at(detail, {"property"}) != "attr") continue;
        const auto former = integer_of(text_at(detail, {"old_value"}));
        if (!former) continue;
        if (auto status = site_.load_project(*former); !status.ok() && !is_hidden(status)) return status;
      }
    }
    return {};
  }

  Result<Issue> read(IssueId id, bool with_people) {
    return with_history(std::move(rest_.get_all({history_request(id)}).front()), id, with_people);
  }

  Result<std::vector<Issue>> fetch(http::Pairs query) {
    const auto limited = [](const auto& pair) { return pair.first == "limit"; };
    if (std::none_of(query.begin(), query.end(), limited))
      query.emplace_back("limit", std::to_string(kPageSize));
    const auto node = rest_.get("/issues.json", std::move(query));
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

  static Status edited_concurrently(IssueId id) {
    return {Code::aborted, Phrase("tracker.written_meanwhile", {{"path", issue_path(id)}})};
  }

  Status check_allowed(const Issue& issue, std::optional<model::State> wanted) {
    if (!wanted) return {};
    const std::string* name = status_name(settings_.mapping, issue.kind, *wanted);
    const auto& allowed = issue.allowed_statuses;
    if (name != nullptr && std::find(allowed.begin(), allowed.end(), *name) != allowed.end()) return {};
    return {Code::failed_precondition,
            Phrase("tracker.status_refused",
                   {{"issue", issue.id.value},
                    {"status", name == nullptr ? std::string(model::to_string(*wanted)) : *name},
                    {"is", issue.status_name},
                    {"allowed", allowed}})};
  }

  // Somebody wrote between the last look and the write: what is theirs stands again, and all is decided anew.
  Status restore(IssueId id, model::Kind kind, IssueUpdate theirs, const std::string& note) {
    theirs.note = note;
    std::vector<Phrase> missing;
    auto body = encode(codec(), kind, theirs, {}, missing);
    if (!missing.empty()) return not_writable(std::move(missing));
    if (const auto answer = rest_.write(Method::put, issue_path(id), std::move(body)); !answer)
      return answer.error();
    return {Code::aborted, Phrase("tracker.restored", {{"issue", id.value}})};
  }

  // By the entry that the write made; one that changed nothing made none. `known`: the newest one before.
  void hear_time(const Issue& after, std::optional<base::JournalId> known) {
    if (!known || after.events.empty()) return;
    const auto& last = after.events.back();
    if (last.own && last.journal > *known) rest_.told_by_write(last.at);
  }

  std::optional<base::JournalId> newest_known(IssueId id) const {
    const auto known = newest_entry_of_.find(id);
    return known == newest_entry_of_.end() ? std::nullopt : std::optional(known->second);
  }

  Status read_back(IssueId id, model::Kind kind, const IssueUpdate& change, base::Instant written) {
    const auto known = newest_known(id);
    const auto after = read(id, false);
    if (!after) return after.error();
    hear_time(*after, known ? known : change.seen);
    if (auto theirs = restoration(change, *after); !theirs.empty())
      return restore(id, kind, std::move(theirs), change.restoring_note);
    auto status = check_updated(change, *after);
    const model::Event* note = change.note.empty() ? nullptr : own_note(*after, change.note);
    if (status.ok()) {
      if (change.note.empty() || note != nullptr) return {};
      return {Code::failed_precondition, Phrase("tracker.note_lost", {{"issue", id.value}})};
    }
    const bool state_refused = change.state && after->status.state != *change.state;
    if (state_refused && note != nullptr) {
      if (auto emptied = empty_note(note->journal); !emptied.ok()) return emptied;
    }
    if (was_overtaken(change, *after) || changed_by_others(*after, written)) return edited_concurrently(id);
    return status;
  }

  Status empty_note(base::JournalId journal) {
    const auto answer =
        rest_.write(Method::put, "/journals/" + std::to_string(journal.value) + ".json", encode_journal(""));
    return answer ? Status() : answer.error();
  }

  Result<bool> may_note_privately(IssueId id) {
    if (!project_of_.contains(id)) {
      if (const auto issue = read(id, false); !issue) return base::fail(issue.error());
    }
    return site_.may(project_of_[id], "set_notes_private");
  }

  Settings settings_;
  Rest rest_;
  SiteDirectory site_;
  Links links_{rest_};
  Watching watching_{rest_};
  Pages pages_{rest_};
  std::map<IssueId, std::string> project_of_;
  std::map<IssueId, base::JournalId> newest_entry_of_;  // as read last
};

}  // namespace

std::unique_ptr<Tracker> make_tracker(http::Client& http, const base::Clock& clock, Settings settings) {
  return std::make_unique<RedmineTracker>(http, clock, std::move(settings));
}

}  // namespace estafeta::tracker::redmine
