#include "tests/fake/plugin_wire.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"

namespace estafeta::tracker::fake {

using document::JsonWriter;
using document::Node;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr document::Limits kLimits{.bytes = 32 << 20, .depth = 32};

Node parsed(const std::string& body) {
  auto node = document::parse_json(body, "wire", kLimits);
  return node ? std::move(*node) : Node{};
}

const Node& at(const Node& node, const char* key) {
  static const Node none;
  const Node* found = node.find(key);
  return found == nullptr ? none : *found;
}

std::string issue_path(const std::string& id) {
  return "/issues/" + id + ".json";
}

// The plugin's word for what stock REST answered.
std::string refusal(const Response& response) {
  switch (response.status) {
    case 404:
      return R"({"error":"gone"})";
    case 403:
      return R"({"error":"forbidden"})";
    case 409:
      return R"({"error":"busy"})";
    default:
      return R"({"error":"refused","sentences":)" +
             (response.body.empty() ? "[]" : document::to_json(at(parsed(response.body), "errors"))) + "}";
  }
}

bool is_done(const Response& response) {
  return response.status >= 200 && response.status < 300;
}

}  // namespace

std::vector<base::Result<Response>> PluginWire::send_all(const std::vector<Request>& requests) {
  std::vector<base::Result<Response>> answers;
  for (const auto& request : requests) answers.push_back(send(request));
  return answers;
}

base::Result<Response> PluginWire::send(const Request& request) {
  if (!request.path.starts_with("/estafeta/")) return redmine_.send(request);
  // With the time of the tracker, as each of its answers has it.
  auto response = redmine_.send({.method = Method::get, .path = "/trackers.json"});
  if (!response) return response;
  auto body = answer(request);
  response->status = body ? 200 : 404;
  response->body = std::move(body).value_or("");
  return response;
}

// Nothing: it has no such address.
std::optional<std::string> PluginWire::answer(const Request& request) {
  const auto& path = request.path;
  if (path == "/estafeta/capabilities.json")
    return R"({"plugin":"fake","capabilities":["apply","feed","cursor","views"]})";
  if (path == "/estafeta/apply.json") return apply(request.body);
  if (path == "/estafeta/feed.json") return feed(request);
  if (path == "/estafeta/issues.json") return histories(request.body);
  if (path != "/estafeta/documents.json") return std::nullopt;
  return request.method == Method::get ? digests() : publish(request.body);
}

// A cursor is the number of the last change that was told. A few at once, so that answers go on where others
// ended.
std::string PluginWire::feed(const Request& request) {
  constexpr std::size_t kAtOnce = 4;
  look_for_changes();
  const auto asked = [&](const char* name) {
    const auto found = std::find_if(request.query.begin(), request.query.end(),
                                    [&](const auto& one) { return one.first == name; });
    return found == request.query.end() ? "" : found->second;
  };
  std::int64_t told = asked("from") == "now" ? changes_ : std::atoll(asked("cursor").c_str());
  std::map<std::int64_t, std::int64_t> news;  // issues by the numbers of their changes
  for (const auto& [id, shown] : shown_) {
    if (shown.change > told) news[shown.change] = id;
  }
  std::string issues, gone;
  std::size_t left = kAtOnce;
  for (auto one = news.begin(); one != news.end() && left > 0; one = news.erase(one), --left) {
    const auto& text = shown_.at(one->second).text;
    auto& list = text.empty() ? gone : issues;
    list += (list.empty() ? "" : ",") + (text.empty() ? std::to_string(one->second) : text);
    told = one->first;
  }
  return R"({"issues":[)" + issues + R"(],"gone":[)" + gone + R"(],"cursor":")" + std::to_string(told) +
         R"(","more":)" + (news.empty() ? "false" : "true") + R"(,"anew":false})";
}

std::string PluginWire::histories(const std::string& body) {
  std::string issues;
  const Node wanted = parsed(body);
  for (const Node& id : at(wanted, "ids").items) {
    const auto found = ask(Method::get, issue_path(id.text));
    if (!is_done(found)) continue;
    issues += (issues.empty() ? "" : ",") + document::to_json(at(parsed(found.body), "issue"));
  }
  return R"({"issues":[)" + issues + "]}";
}

// What an issue shows may change by what is done to others.
void PluginWire::look_for_changes() {
  Request list;
  list.path = "/issues.json";
  list.query = {{"status_id", "*"}, {"sort", "id:desc"}, {"limit", "1"}};
  const auto newest = redmine_.send(list);
  const Node rows = newest ? parsed(newest->body) : Node{};
  const auto& issues = at(rows, "issues").items;
  std::int64_t last = issues.empty() ? 0 : at(issues.front(), "id").as_integer().value_or(0);
  if (!shown_.empty()) last = std::max(last, shown_.rbegin()->first);
  for (std::int64_t id = 1; id <= last; ++id) {
    const auto found = ask(Method::get, issue_path(std::to_string(id)));
    keep(id, is_done(found) ? document::to_json(at(parsed(found.body), "issue")) : "");
  }
}

void PluginWire::keep(std::int64_t id, std::string text) {
  auto& known = shown_[id];
  if (known.change != 0 && known.text == text) return;
  known = {++changes_, std::move(text)};
}

std::string PluginWire::digests() const {
  JsonWriter json;
  json.begin_object().key("documents").object([&] {
    for (const auto& [name, kept] : documents_) json.key(name).value(kept.digest);
  });
  return json.end_object().text();
}

std::string PluginWire::publish(const std::string& body) {
  const Node asked = parsed(body);
  for (const Node& one : at(asked, "put").items) {
    documents_[one.text_at("name")] = {one.text_at("project"), one.text_at("digest"),
                                       document::to_json(at(one, "texts"))};
  }
  for (const Node& name : at(asked, "drop").items) documents_.erase(name.text);
  return "{}";
}

std::string PluginWire::apply(const std::string& body) {
  std::string results;
  const Node wanted = parsed(body);
  for (const Node& action : at(wanted, "actions").items) {
    const auto key = action.text_at("key");
    auto known = done_.find(key);
    auto result = known == done_.end() ? carry_out(action) : known->second;
    if (!result.starts_with(R"({"error")")) done_[key] = result;
    results += (results.empty() ? "" : ",") + result;
  }
  return R"({"results":[)" + results + "]}";
}

std::string PluginWire::carry_out(const Node& action) {
  const auto what = action.text_at("do");
  if (what == "create") return create(action);
  if (what == "update") return update(action);
  if (what == "fields") return write_fields(action);
  return what == "relate" ? relate(action) : unrelate(action);
}

std::string PluginWire::create(const Node& action) {
  const auto made =
      ask(Method::post, "/issues.json", R"({"issue":)" + document::to_json(at(action, "issue")) + "}");
  return is_done(made) ? shown(at(parsed(made.body), "issue").text_at("id")) : refusal(made);
}

std::string PluginWire::update(const Node& action) {
  if (is_overtaken(action)) return R"({"error":"overtaken"})";
  const auto id = action.text_at("id");
  const auto done =
      ask(Method::put, issue_path(id), R"({"issue":)" + document::to_json(at(action, "issue")) + "}");
  return is_done(done) ? shown(id) : refusal(done);
}

std::string PluginWire::write_fields(const Node& action) {
  JsonWriter json;
  json.begin_object().key("issue").begin_object().key("custom_fields");
  json.list(at(action, "fields").entries, [&](const auto& one) {
    json.begin_object().key("id").raw(one.first.text).key("value");
    json.raw(document::to_json(one.second)).end_object();
  });
  json.end_object().end_object();
  const auto done = ask(Method::put, issue_path(action.text_at("id")), json.text());
  return is_done(done) ? "{}" : refusal(done);
}

// Where it stands already, that one is it.
std::string PluginWire::relate(const Node& action) {
  const auto from = action.text_at("from"), to = action.text_at("to");
  const auto made = ask(Method::post, "/issues/" + from + "/relations.json",
                        R"({"relation":{"issue_to_id":)" + to + R"(,"relation_type":"blocks"}})");
  if (is_done(made)) return R"({"relation":)" + document::to_json(at(parsed(made.body), "relation")) + "}";
  const Node there = parsed(ask(Method::get, "/issues/" + from + "/relations.json").body);
  for (const Node& one : at(there, "relations").items) {
    if (one.text_at("issue_id") == from && one.text_at("issue_to_id") == to)
      return R"({"relation":)" + document::to_json(one) + "}";
  }
  return refusal(made);
}

// What is gone already is what was wanted.
std::string PluginWire::unrelate(const Node& action) {
  const auto done = ask(Method::del, "/relations/" + action.text_at("id") + ".json");
  return is_done(done) || done.status == 404 ? "{}" : refusal(done);
}

// Whether somebody else changed one of those parts since the entry that the decision knew.
bool PluginWire::is_overtaken(const Node& action) {
  const Node* seen = action.find("seen");
  if (seen == nullptr) return false;
  std::set<std::string> parts;
  for (const Node& part : at(action, "parts").items) parts.insert(part.text);
  const Node issue = parsed(ask(Method::get, issue_path(action.text_at("id"))).body);
  const auto& entries = at(at(issue, "issue"), "journals").items;
  return std::any_of(entries.begin(), entries.end(), [&](const Node& entry) {
    if (at(entry, "id").as_integer() <= seen->as_integer() || at(entry, "user").text_at("id") == service_)
      return false;
    const auto& details = at(entry, "details").items;
    return std::any_of(details.begin(), details.end(),
                       [&](const Node& one) { return parts.contains(one.text_at("name")); });
  });
}

std::string PluginWire::shown(const std::string& id) {
  const Node issue = parsed(ask(Method::get, issue_path(id)).body);
  return R"({"id":)" + id + R"(,"issue":)" + document::to_json(at(issue, "issue")) + "}";
}

Response PluginWire::ask(Method method, const std::string& path, std::string body) {
  const auto answer = redmine_.send({.method = method, .path = path, .body = std::move(body)});
  return answer ? *answer : Response{.status = 500, .headers = {}, .body = ""};
}

}  // namespace estafeta::tracker::fake
