#include "tests/fake/redmine_wire.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <sstream>
#include <tuple>
#include <variant>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/tracker/readback.h"
#include "tests/fake/world.h"
#include "tests/support/percent.h"

namespace estafeta::tracker::fake {

using base::IssueId;
using base::Status;
using document::JsonWriter;
using document::Node;
using http::Method;
using http::Request;
using http::Response;
using model::Issue;

namespace {

constexpr std::size_t kMostRows = 100;
constexpr std::size_t kLongestSubject = 255;

std::vector<std::string> split(const std::string& text, char between) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, between);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

// Without the ending that says that JSON is wanted.
std::vector<std::string> parts_of(const std::string& path) {
  auto parts = split(path.substr(0, path.find('?')), '/');
  for (auto& part : parts) part = testing::unescaped(part);
  if (!parts.empty() && parts.back().ends_with(".json")) parts.back().resize(parts.back().size() - 5);
  return parts;
}

std::int64_t number(const std::string& text) {
  return std::atoll(text.c_str());
}

std::string value_of(const http::Pairs& query, const std::string& name) {
  const auto found =
      std::find_if(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
  return found == query.end() ? "" : found->second;
}

std::string http_date(base::Instant at) {
  const auto seconds = static_cast<std::time_t>(at.time_since_epoch().count());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

Response found(JsonWriter& json, int status = 200) {
  return {status, {{"content-type", "application/json"}}, json.end_object().text()};
}

Response nothing(int status) {
  return {status, {}, ""};
}

Response refused_because(const std::vector<std::string>& sentences) {
  JsonWriter json;
  json.begin_object().key("errors").list(sentences, [&](const std::string& one) { json.value(one); });
  return found(json, 422);
}

Response refusal(const Status& status) {
  switch (status.code()) {
    case base::Code::not_found:
      return nothing(404);
    case base::Code::permission_denied:
      return nothing(403);
    case base::Code::aborted:
      return nothing(409);
    default:
      break;
  }
  const auto* sentences = status.phrase().find("sentences");
  const auto* told = sentences == nullptr ? nullptr : std::get_if<std::vector<std::string>>(sentences);
  return refused_because(told == nullptr ? std::vector<std::string>{"It is refused"} : *told);
}

// The object of that name in a request; a null node where there is none.
Node body_of(const Request& request, const char* name) {
  const auto body = document::parse_json(request.body, request.path, {.bytes = 32 << 20, .depth = 32});
  const Node* object = body ? body->find(name) : nullptr;
  return object == nullptr ? Node{} : *object;
}

std::optional<std::string> text_in(const Node& body, const char* name) {
  const Node* node = body.find(name);
  return node == nullptr ? std::nullopt : std::optional(node->text);
}

std::optional<std::optional<base::Date>> date_in(const Node& body, const char* name) {
  const auto text = text_in(body, name);
  if (!text) return std::nullopt;
  return std::optional(base::parse_date(*text));
}

bool is_in(const std::string& list, char between, std::int64_t id) {
  const auto all = split(list, between);
  return std::find(all.begin(), all.end(), std::to_string(id)) != all.end();
}

// `>=T`, or `><T|T`; both begin a second early, as Redmine has them.
bool is_between(const std::string& filter, base::Instant at) {
  constexpr base::Seconds kEarly{1};
  const auto ends = split(filter.substr(2), '|');
  const auto from = base::parse_instant(ends.front());
  const auto until = ends.size() > 1 ? base::parse_instant(ends.back()) : std::nullopt;
  return (!from || at >= *from - kEarly) && (!until || at <= *until);
}

bool is_prefix_or_same(const std::string& filter, const std::string& value) {
  return filter.starts_with("^") ? value.starts_with(filter.substr(1)) : value == filter;
}

void sort_by(const std::string& order, std::vector<Issue>& rows) {
  std::sort(rows.begin(), rows.end(), [&](const Issue& a, const Issue& b) {
    if (order == "id:desc") return a.id > b.id;
    if (order == "id:asc") return a.id < b.id;
    return std::tie(a.updated, a.id) < std::tie(b.updated, b.id);
  });
}

// What a role may beside what the tracker can take from it.
std::vector<std::string> permissions(const World& world) {
  const std::map<Right, std::string> by_right{{Right::view_issues, "view_issues"},
                                              {Right::add_issues, "add_issues"},
                                              {Right::edit_issues, "edit_issues"},
                                              {Right::add_notes, "add_issue_notes"},
                                              {Right::edit_own_notes, "edit_own_issue_notes"},
                                              {Right::private_notes, "set_notes_private"},
                                              {Right::view_private_notes, "view_private_notes"},
                                              {Right::subtasks, "manage_subtasks"},
                                              {Right::relations, "manage_issue_relations"},
                                              {Right::view_watchers, "view_issue_watchers"},
                                              {Right::add_watchers, "add_issue_watchers"},
                                              {Right::delete_watchers, "delete_issue_watchers"},
                                              {Right::view_wiki, "view_wiki_pages"},
                                              {Right::edit_wiki, "edit_wiki_pages"},
                                              {Right::delete_wiki_files, "delete_wiki_pages_attachments"}};
  std::vector<std::string> all;
  for (const auto& [right, name] : by_right) {
    if (!world.lacking.contains(right)) all.push_back(name);
  }
  return all;
}

}  // namespace

RedmineWire::RedmineWire(FakeTracker& tracker)
    : world_(tracker.world()), tracker_(tracker), names_(world_.mapping()), json_(world_, names_) {}

std::vector<base::Result<Response>> RedmineWire::send_all(const std::vector<Request>& requests) {
  std::vector<base::Result<Response>> answers;
  for (const auto& request : requests) answers.push_back(send(request));
  return answers;
}

base::Result<Response> RedmineWire::send(const Request& request) {
  auto response = answer(request);
  response.headers.emplace_back("date", http_date(world_.now()));
  return response;
}

Response RedmineWire::answer(const Request& request) {
  const auto parts = parts_of(request.path);
  const auto& what = parts.front();
  const auto at = [&](std::size_t i) { return i < parts.size() ? parts[i] : std::string(); };
  if (what == "issues") return issues(request, parts);
  if (what == "relations") return unrelate({number(at(1))});
  if (what == "journals") return rewrite_note(request, {number(at(1))});
  if (what == "uploads") return upload(request);
  if (what == "attachments") return at(1) == "download" ? file(number(at(2))) : remove_file(number(at(1)));
  if (what == "users") return at(1) == "current" ? account() : user(at(1));
  if (what == "roles") return role(number(at(1)));
  if (what == "issue_statuses") return names("issue_statuses", names_.statuses());
  if (what == "trackers") return names("trackers", names_.trackers());
  if (what == "enumerations") return names("issue_priorities", names_.priorities());
  if (what != "projects") return nothing(404);
  if (parts.size() == 1) return projects();
  if (at(2) == "wiki") return wiki(request, at(1), at(3));
  if (at(2) == "time_entries") return time_entries(request, at(1));
  return at(2) == "memberships" ? members(at(1)) : project(names_.project_of(at(1)));
}

Response RedmineWire::issues(const Request& request, const Parts& parts) {
  if (parts.size() == 1) return request.method == Method::post ? create(request) : list_issues(request);
  const IssueId id{number(parts[1])};
  if (parts.size() == 2) return request.method == Method::put ? update(request, id) : show_issue(id);
  if (parts[2] == "relations") return request.method == Method::post ? relate(request, id) : relations(id);
  if (request.method == Method::post) return watch(request, id);
  ++world_.counters.writes;
  world_.set_watching(id, {parts.back()}, false);
  return nothing(204);
}

bool RedmineWire::asked_for(const Issue& issue, const http::Pairs& query) const {
  return std::all_of(query.begin(), query.end(), [&](const auto& one) {
    const auto& [name, value] = one;
    if (name == "status_id") return value == "*" || !issue.is_closed;
    if (name == "project_id") return issue.project == names_.project_of(value);
    if (name == "tracker_id") return is_in(value, '|', names_.tracker(issue.tracker));
    if (name == "updated_on") return is_between(value, issue.updated);
    if (name == "issue_id" && value.starts_with(">=")) return issue.id.value >= number(value.substr(2));
    if (name == "issue_id") return is_in(value, ',', issue.id.value);
    if (!name.starts_with("cf_") || !world_.filters) return true;
    const auto field = names_.field_of(number(name.substr(3)));
    return !field || is_prefix_or_same(value, issue.field(*field));
  });
}

Response RedmineWire::list_issues(const Request& request) const {
  auto rows = world_.list();
  std::erase_if(rows, [&](const Issue& issue) { return !asked_for(issue, request.query); });
  sort_by(value_of(request.query, "sort"), rows);
  const auto total = rows.size();
  const auto limit = std::min<std::size_t>(
      kMostRows, static_cast<std::size_t>(number("0" + value_of(request.query, "limit"))));
  if (rows.size() > limit) rows.resize(limit);
  JsonWriter json;
  json.begin_object().key("issues").list(rows, [&](const Issue& issue) { json_.issue(json, issue); });
  json.key("total_count").value(static_cast<std::int64_t>(total));
  return found(json);
}

Response RedmineWire::show_issue(IssueId id) const {
  const auto issue = world_.read(id);
  if (!issue) return refusal(issue.error());
  if (world_.unreadable.contains(id)) return {200, {}, "<html>"};
  JsonWriter json;
  json.begin_object().key("issue");
  json_.issue(json, *issue);
  return found(json);
}

std::map<model::Field, std::string> RedmineWire::fields_of(const Node& body) const {
  std::map<model::Field, std::string> fields;
  const Node* sent = body.find("custom_fields");
  if (sent == nullptr) return fields;
  for (const Node& item : sent->items) {
    if (const auto field = names_.field_of(number(item.text_at("id"))))
      fields[*field] = item.text_at("value");
  }
  return fields;
}

std::vector<Upload> RedmineWire::uploads_of(const Node& body) const {
  std::vector<Upload> files;
  const Node* sent = body.find("uploads");
  if (sent == nullptr) return files;
  for (const Node& item : sent->items) {
    const auto token = static_cast<std::size_t>(number(item.text_at("token")));
    if (token < 1 || token > uploads_.size()) continue;
    files.push_back(uploads_[token - 1]);
    files.back().name = item.text_at("filename");
  }
  return files;
}

// All that is wrong with it at once, as Redmine tells it.
std::vector<std::string> RedmineWire::why_impossible(const NewIssue& asked) const {
  std::vector<std::string> sentences;
  if (asked.subject.empty()) sentences.emplace_back("Subject cannot be blank");
  if (asked.subject.size() > kLongestSubject) sentences.emplace_back("Subject is too long");
  const bool is_stranger = asked.assignee && !asked.assignee->value.empty() &&
                           (world_.roles(asked.project, *asked.assignee).empty() ||
                            world_.not_assignable.contains(*asked.assignee));
  if (is_stranger) sentences.emplace_back("Assignee is invalid");
  return sentences;
}

Response RedmineWire::create(const Request& request) {
  const Node body = body_of(request, "issue");
  const auto& mapping = world_.mapping();
  NewIssue asked;
  asked.project = names_.project_of(body.text_at("project_id"));
  asked.kind = kind_of(mapping, names_.tracker_of(number(body.text_at("tracker_id"))));
  asked.subject = body.text_at("subject");
  asked.description = body.text_at("description");
  if (const auto status = text_in(body, "status_id"))
    asked.state = state_of(mapping, asked.kind, names_.status_of(number(*status)));
  if (const auto who = text_in(body, "assigned_to_id")) asked.assignee = base::PrincipalId{*who};
  if (const auto parent = text_in(body, "parent_issue_id")) asked.parent = IssueId{number(*parent)};
  asked.start_date = date_in(body, "start_date").value_or(std::nullopt);
  asked.due_date = date_in(body, "due_date").value_or(std::nullopt);
  if (const auto hours = text_in(body, "estimated_hours"))
    asked.estimate = base::Seconds(std::llround(std::atof(hours->c_str()) * 3600));
  asked.fields = fields_of(body);
  if (const Node* watchers = body.find("watcher_user_ids")) {
    for (const Node& who : watchers->items) asked.watchers.push_back({who.text});
  }
  if (const auto wrong = why_impossible(asked); !wrong.empty()) return refused_because(wrong);
  const auto made = world_.create(world_.service, asked);
  if (!made) return refusal(made.error());
  ++world_.counters.writes;
  JsonWriter json;
  json.begin_object().key("issue");
  json_.issue(json, *made);
  return found(json, 201);
}

Response RedmineWire::update(const Request& request, IssueId id) {
  const auto before = world_.read(id);
  if (!before) return refusal(before.error());
  const Node body = body_of(request, "issue");
  PersonalEdit edit;
  if (const auto status = text_in(body, "status_id"))
    edit.state = state_of(world_.mapping(), before->kind, names_.status_of(number(*status)));
  if (const auto who = text_in(body, "assigned_to_id")) edit.assignee = base::PrincipalId{*who};
  edit.subject = text_in(body, "subject");
  if (edit.subject && edit.subject->empty())
    return refusal({base::Code::invalid_argument, base::Phrase("subject")});
  edit.description = text_in(body, "description");
  edit.start_date = date_in(body, "start_date");
  edit.due_date = date_in(body, "due_date");
  edit.fields = fields_of(body);
  edit.note = body.text_at("notes");
  edit.note_is_private = body.text_at("private_notes") == "true";
  edit.uploads = uploads_of(body);
  ++world_.counters.writes;
  const auto done = world_.edit(world_.service, id, edit);
  return done.ok() ? nothing(204) : refusal(done);
}

Response RedmineWire::relate(const Request& request, IssueId id) {
  const IssueId other{number(body_of(request, "relation").text_at("issue_to_id"))};
  const auto known = world_.read(id);
  const bool is_there =
      known && std::any_of(known->relations.begin(), known->relations.end(),
                           [&](const auto& one) { return one.from == id && one.to == other; });
  if (is_there) return refusal({base::Code::invalid_argument, base::Phrase("taken")});
  const auto made = world_.link(world_.service, id, other);
  if (!made) return refusal(made.error());
  ++world_.counters.writes;
  JsonWriter json;
  json.begin_object().key("relation");
  RedmineJson::relation(json, made->id.value, made->from, made->to, "blocks");
  return found(json, 201);
}

Response RedmineWire::relations(IssueId id) const {
  const auto issue = world_.read(id);
  if (!issue) return refusal(issue.error());
  JsonWriter json;
  json.begin_object().key("relations").list(issue->relations, [&](const auto& one) {
    RedmineJson::relation(json, one.id.value, one.from, one.to, "blocks");
  });
  return found(json);
}

Response RedmineWire::unrelate(base::RelationId id) {
  ++world_.counters.writes;
  const auto done = world_.unlink(world_.service, id);
  return done.ok() ? nothing(204) : refusal(done);
}

Response RedmineWire::watch(const Request& request, IssueId id) {
  if (const auto issue = world_.read(id); !issue) return refusal(issue.error());
  const auto body = document::parse_json(request.body, request.path);
  ++world_.counters.writes;
  if (world_.may_watch) world_.set_watching(id, {body ? body->text_at("user_id") : ""}, true);
  return nothing(200);
}

Response RedmineWire::rewrite_note(const Request& request, base::JournalId journal) {
  const auto text = body_of(request, "journal").text_at("notes");
  for (const auto id : world_.ids()) {
    const auto issue = world_.read(id);
    const bool has = std::any_of(issue->events.begin(), issue->events.end(),
                                 [&](const auto& event) { return event.journal == journal; });
    if (!has) continue;
    ++world_.counters.writes;
    text.empty() ? world_.empty_note(id, journal) : world_.rewrite_note(id, journal, text);
    return nothing(204);
  }
  return nothing(404);
}

Response RedmineWire::upload(const Request& request) {
  const auto name = value_of(request.query, "filename");
  for (const auto& extension : world_.denied_extensions) {
    if (name.ends_with(extension)) return refusal({base::Code::invalid_argument, base::Phrase("extension")});
  }
  uploads_.push_back({name, request.body});
  JsonWriter json;
  json.begin_object().key("upload").begin_object();
  json.key("token").value(std::to_string(uploads_.size())).end_object();
  return found(json, 201);
}

Response RedmineWire::file(std::int64_t id) const {
  const auto content = world_.files.find(id);
  return content == world_.files.end() ? nothing(404) : Response{200, {}, content->second};
}

Response RedmineWire::remove_file(std::int64_t id) {
  for (auto& [page, files] : world_.page_files) {
    const auto removed = std::erase_if(files, [&](const auto& one) { return one.id == id; });
    if (removed == 0) continue;
    ++world_.counters.writes;
    return nothing(204);
  }
  return nothing(404);
}

Response RedmineWire::wiki(const Request& request, const std::string& project, const std::string& title) {
  const auto found_project = world_.projects.find(project);
  if (found_project == world_.projects.end() || !found_project->second.wiki) return nothing(404);
  const std::pair page(project, title);
  auto& version = versions_[page];
  const bool is_there = world_.pages.contains(page);
  if (request.method == Method::put) {
    const Node body = body_of(request, "wiki_page");
    const auto known = body.text_at("version");
    if (is_there && !known.empty() && number(known) != version) return nothing(409);
    for (const auto& file : uploads_of(body))
      world_.page_files[page].push_back(world_.keep(world_.service, file));
    ++world_.counters.writes;
    auto& text = world_.pages[page];
    if (std::exchange(text, body.text_at("text")) != text || !is_there) {
      ++version;
      world_.page_authors[page] = world_.service;
      world_.page_times[page] = world_.now();
    }
    return nothing(is_there ? 204 : 201);
  }
  if (!is_there) return nothing(404);
  JsonWriter json;
  json.begin_object().key("wiki_page").begin_object().key("title").value(title);
  json.key("text").value(world_.pages.at(page)).key("version").value(version);
  json.key("updated_on").value(world_.page_times[page]);
  if (const auto author = world_.page_authors.find(page); author != world_.page_authors.end()) {
    const auto person = world_.people.find(author->second);
    json.key("author").begin_object().key("id").value(number(author->second.value));
    json.key("name").value(person == world_.people.end() ? "" : person->second.name).end_object();
  }
  json_.attachments(json, world_.page_files[page]);
  json.end_object();
  return found(json);
}

Response RedmineWire::account() const {
  JsonWriter json;
  json.begin_object().key("user").begin_object().key("id").value(number(world_.service.value));
  json.key("login").value(world_.mapping().account).key("memberships").begin_array();
  for (const auto& [identifier, project] : world_.projects) {
    json.begin_object()
        .key("project")
        .begin_object()
        .key("id")
        .value(names_.project(identifier))
        .end_object();
    json.key("roles").list(world_.roles(identifier, world_.service), [&](const std::string& key) {
      json.begin_object().key("id").value(names_.role(key)).end_object();
    });
    json.end_object();
  }
  json.end_array().end_object();
  return found(json);
}

Response RedmineWire::user(const std::string& id) const {
  const auto login = tracker_.login({id});
  if (!login) return refusal(login.error());
  JsonWriter json;
  json.begin_object().key("user").begin_object().key("id").value(number(id));
  json.key("login").value(*login).end_object();
  return found(json);
}

Response RedmineWire::role(std::int64_t role) const {
  JsonWriter json;
  json.begin_object().key("role").begin_object().key("id").value(role);
  json.key("issues_visibility").value(world_.lacking.contains(Right::view_all_issues) ? "default" : "all");
  auto all = permissions(world_);
  if (!world_.private_notes) std::erase(all, "set_notes_private");
  if (!world_.may_watch) std::erase(all, "add_issue_watchers");
  json.key("permissions").list(all, [&](const std::string& name) { json.value(name); });
  json.end_object();
  return found(json);
}

Response RedmineWire::names(const char* key, const std::vector<std::string>& all) const {
  JsonWriter json;
  json.begin_object().key(key).begin_array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    json.begin_object().key("id").value(static_cast<std::int64_t>(i) + 1).key("name").value(all[i]);
    json.key("is_closed").value(names_.closes(all[i])).end_object();
  }
  json.end_array();
  return found(json);
}

void RedmineWire::write_project(JsonWriter& json, const std::string& identifier) {
  const auto& project = world_.projects.at(identifier);
  json.begin_object().key("id").value(names_.project(identifier)).key("identifier").value(identifier);
  json.key("name").value(identifier).key("status").value(world_.closed.contains(identifier) ? 5 : 1);
  if (!project.parent.empty())
    json.key("parent").begin_object().key("id").value(names_.project(project.parent)).end_object();
  json.key("trackers").list(project.kinds, [&](model::Kind kind) {
    const auto& name = world_.mapping().kinds.at(kind).front();
    json.begin_object().key("id").value(names_.tracker(name)).key("name").value(name).end_object();
  });
  json.key("enabled_modules").begin_array();
  if (project.wiki) json.begin_object().key("id").value(1).key("name").value("wiki").end_object();
  json.end_array();
  json.key("issue_categories").list(world_.categories, [&](const std::string& name) {
    json.begin_object().key("id").value(1).key("name").value(name).end_object();
  });
  json.key("issue_custom_fields").begin_array();
  for (const auto& [field, all] : world_.mapping().fields) {
    if (world_.hidden.contains(field)) continue;
    json.begin_object()
        .key("id")
        .value(RedmineNames::field(field))
        .key("name")
        .value(all.front())
        .end_object();
  }
  json.end_array().end_object();
}

Response RedmineWire::projects() {
  JsonWriter json;
  json.begin_object().key("projects").begin_array();
  for (const auto& [identifier, project] : world_.projects) write_project(json, identifier);
  json.end_array().key("total_count").value(static_cast<std::int64_t>(world_.projects.size()));
  return found(json);
}

Response RedmineWire::project(const std::string& identifier) {
  if (!world_.projects.contains(identifier)) return nothing(404);
  JsonWriter json;
  json.begin_object().key("project");
  write_project(json, identifier);
  return found(json);
}

Response RedmineWire::time_entries(const Request& request, const std::string& identifier) const {
  const auto day = [&](const char* name) { return *base::parse_date(value_of(request.query, name)); };
  std::vector<base::PrincipalId> people;
  std::istringstream ids(value_of(request.query, "user_id"));
  for (std::string id; std::getline(ids, id, '|');) people.push_back({id});
  const auto spent = tracker_.spent_time(identifier, people, day("from"), day("to"));
  if (!spent || !*spent) return nothing(403);
  constexpr double kHour = 3600;
  JsonWriter json;
  json.begin_object().key("time_entries").list(**spent, [&](const SpentTime& one) {
    json.begin_object().key("user").begin_object().key("id").value(number(one.person.value)).end_object();
    json.key("hours").raw(std::to_string(static_cast<double>(one.time.count()) / kHour));
    json.key("spent_on").value(base::format_date(one.day)).end_object();
  });
  json.key("total_count").value(static_cast<std::int64_t>((*spent)->size()));
  return found(json);
}

Response RedmineWire::members(const std::string& identifier) const {
  const auto project = world_.projects.find(identifier);
  if (project == world_.projects.end()) return nothing(404);
  JsonWriter json;
  json.begin_object().key("memberships").begin_array();
  std::int64_t total = 0;
  for (const auto& [id, person] : world_.people) {
    const auto roles = world_.roles(identifier, id);
    if (roles.empty()) continue;
    ++total;
    const auto& direct = project->second.members;
    const bool inherited = std::none_of(direct.begin(), direct.end(),
                                        [&, who = id](const auto& one) { return one.first == who; });
    json.begin_object().key("id").value(total).key(person.is_group ? "group" : "user").begin_object();
    json.key("id").value(number(id.value)).key("name").value(person.name).end_object();
    json.key("roles").list(roles, [&](const std::string& key) {
      json.begin_object().key("id").value(names_.role(key)).key("name").value(world_.mapping().roles.at(key));
      if (inherited) json.key("inherited").value(true);
      json.end_object();
    });
    json.end_object();
  }
  json.end_array().key("total_count").value(total);
  return found(json);
}

}  // namespace estafeta::tracker::fake
